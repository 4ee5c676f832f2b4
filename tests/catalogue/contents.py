"""HTTP answers whose content is not that of an Impact emploi server."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Snapshot, Timestamp

from iea_agent.core.diagnosis import Stage, Verdict
from tests.adapters.server.raw_servers import AuthenticationServer, HttpServer, RawServer, http
from tests.catalogue.case import (
    TIMESTAMP,
    Case,
    Group,
    Question,
    Situation,
    Trial,
    answered,
    encrypted,
    good_server,
    served_by,
)

PAGE = b"<!doctype html><html lang='fr'><title>Wi-Fi de la gare</title></html>"


def _case(title: str, situation: Situation, verdict: Verdict = Verdict.NOT_OUR_SERVER) -> Case:
    stage = Stage.ANSWER if verdict is Verdict.PORTAL else Stage.IDENTITY
    return Case(Group.CONTENT, title, situation, verdict, stage)


def _body(title: str, body: bytes, verdict: Verdict = Verdict.NOT_OUR_SERVER, kind: str = "application/json") -> Case:
    return _case(title, answered(http(200, body, content_type=kind)), verdict)


def _published(title: str, **changes: object) -> Case:
    """Return a case of metadata that would be good but for these changes."""
    return _case(title, encrypted(lambda: good_server(**changes)))


def _updates(
    title: str, body: bytes, verdict: Verdict = Verdict.NOT_OUR_SERVER, kind: str = "application/json"
) -> Case:
    situation = answered(http(200, body, content_type=kind), TIMESTAMP)
    return _case(title, situation, verdict)._replace(question=Question.UPDATES)


def timestamp(days: int = 1) -> Timestamp:
    """Return timestamp metadata that expires so many days from now."""
    return Timestamp(expires=datetime.now(UTC).replace(microsecond=0) + timedelta(days=days))


def _expired(title: str, date: int | None = None) -> Case:
    """Return a case of metadata that expired yesterday; the server's time is so many days from now."""

    def make() -> RawServer:
        server = HttpServer()
        there = datetime.now(UTC) + timedelta(days=date or 0)
        headers = {} if date is None else {"date": format_datetime(there, usegmt=True)}
        server.replies[TIMESTAMP] = http(200, signed(timestamp(-1)), **headers)
        return server

    return _case(title, served_by(make), Verdict.UPDATE_EXPIRED)._replace(question=Question.UPDATES)


def signed(document: Snapshot | Timestamp, *, signs: bool = True) -> bytes:
    """Return TUF metadata as it is served, signed with a key of its own."""
    found: Metadata[Any] = Metadata(document)
    if signs:
        found.sign(CryptoSigner.generate_ed25519())
    return bytes(found.to_bytes())


@contextmanager
def _other_issuer(_folder: Path) -> Iterator[Trial]:
    with AuthenticationServer() as server:
        server.publish(issuer="https://impact-emploi.example")
        yield Trial(server.url)


@contextmanager
def _nothing_at_all(_folder: Path) -> Iterator[Trial]:
    with RawServer(lambda wire: wire.send(http(200)) if wire.read_request() else None) as server:
        yield Trial(server.url)


CASES = (
    _body("une page de portail", PAGE, Verdict.PORTAL, "text/html; charset=utf-8"),
    _body("une page de portail qui se dit du JSON", PAGE, Verdict.PORTAL),
    _body("une page de portail sans étiquette, avec un BOM", b"\xef\xbb\xbf  " + PAGE, Verdict.PORTAL, ""),
    _body("du texte", b"Bonjour", kind="text/plain"),
    _case("rien du tout", _nothing_at_all),
    _body("un autre objet JSON", b'{"status": "ok", "version": "1.2"}'),
    _body("un objet JSON vide", b"{}"),
    _body("une liste JSON", b'[{"issuer": "https://impact-emploi.example"}]'),
    _body("un texte JSON", b'"bonjour"'),
    _body("le JSON « null »", b"null"),
    _body("du JSON interrompu", b'{"issuer": "http://127'),
    _body("du JSON suivi d'autre chose", b"{}{}"),
    _body("du JSON emboîté cent mille fois", b'{"a":' * 10_000),
    _body("une liste emboîtée dix mille fois", b"[" * 10_000 + b"]" * 10_000),
    _body("un nombre de dix mille chiffres", b'{"issuer": ' + b"9" * 10_000 + b"}"),
    _body("le nombre NaN", b'{"issuer": NaN}'),
    _body("le nombre Infinity", b'{"issuer": -Infinity}'),
    _body("de l'UTF-8 abîmé", b'{"issuer": "\xff\xfe"}'),
    _body("de l'UTF-16", '{"issuer": "x"}'.encode("utf-16")),
    _body("du JSONP", b'rappel({"issuer": "x"});', kind="application/javascript"),
    _body("du XML", b'<?xml version="1.0"?><issuer/>', kind="application/xml"),
    _case("les métadonnées d'un autre serveur", _other_issuer),
    _published("les métadonnées d'un autre chemin", issuer="https://127.0.0.1/autre"),
    _published("un émetteur qui n'est pas un texte", issuer=["https://127.0.0.1"]),
    _published("une adresse de jeton en http", token_endpoint="http://127.0.0.1/token"),
    _published("une adresse de jeton sur un autre serveur", token_endpoint="https://127.0.0.2/token"),
    _published("une adresse de jeton sur un nom voisin", token_endpoint="https://127.0.0.1.exemple.example/token"),
    _published("un émetteur qui diffère par un port", issuer="https://127.0.0.1:8443"),
    _published("un émetteur avec un mot de passe", issuer="https://a:b@127.0.0.1"),
    _published("une adresse de jeton d'un autre genre", token_endpoint="ftp://127.0.0.1/token"),
    _published("une adresse de jeton avec un mot de passe", token_endpoint="https://a:b@127.0.0.1/token"),
    _published("une adresse de jeton sans serveur", token_endpoint="https:///token"),
    _published("pas d'adresse de jeton", token_endpoint=None),
    _expired("mise à jour : des métadonnées TUF expirées hier"),
    _expired("mise à jour : des métadonnées TUF expirées, le serveur a la même heure", 0)._replace(clock_is_right=True),
    _expired("mise à jour : des métadonnées TUF expirées pour le poste seul, dont l'horloge avance", -2)._replace(
        clock_is_wrong=True
    ),
    _updates("mise à jour : une page de portail", PAGE, Verdict.PORTAL, "text/html"),
    _updates("mise à jour : un autre objet JSON", b'{"version": "1.2"}'),
    _updates("mise à jour : des métadonnées TUF d'un autre rôle", signed(Snapshot())),
    _updates("mise à jour : des métadonnées TUF sans signature", signed(timestamp(), signs=False)),
    _updates("mise à jour : des métadonnées TUF abîmées", signed(timestamp()).replace(b'"version"', b'"versoin"')),
    _updates(
        "mise à jour : des métadonnées TUF d'une autre époque",
        re.sub(rb'"spec_version": ?"1', b'"spec_version":"9', signed(timestamp())),
    ),
)
