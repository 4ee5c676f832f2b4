"""Certificates and handshakes."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import trustme

from iea_agent.core.diagnosis import Stage, Verdict
from tests.adapters.server.exchanges import authority, ca_file, tls
from tests.adapters.server.raw_servers import AuthenticationServer, RawServer, Wire, http
from tests.catalogue import certificates
from tests.catalogue.case import METADATA, SHORT_S, Case, Group, Question, Situation, Trial, encrypted, then_drips
from tests.catalogue.names import in_network
from tests.isolated import Network

TODAY = datetime.now(UTC)
STRANGER = "Autorité inconnue"
FATAL_HANDSHAKE_FAILURE = b"\x15\x03\x03\x00\x02\x02\x28"
"""A TLS alert (RFC 8446 §6)."""
FATAL_UNRECOGNIZED_NAME = b"\x15\x03\x03\x00\x02\x02\x70"


def showing(certificate: Callable[[], trustme.LeafCert]) -> Situation:
    """Return the situation in which the server shows this certificate."""
    return with_context(lambda: tls(certificate()))


def with_context(context: Callable[[], ssl.SSLContext]) -> Situation:
    """Return the situation in which the server encrypts so."""
    return encrypted(lambda: AuthenticationServer(tls=context()))


def once_asked(talk: Callable[[Wire], None], deadline_s: float = SHORT_S) -> Situation:
    """Return the situation in which the server answers the client's first message of TLS like this."""

    def after_hello(wire: Wire) -> None:
        wire.read_some()
        talk(wire)

    return encrypted(lambda: RawServer(after_hello), deadline_s=deadline_s)


def _stranger() -> trustme.LeafCert:
    return trustme.CA(organization_name=STRANGER).issue_cert("127.0.0.1")


def _is_ssh(wire: Wire) -> None:
    wire.send(b"SSH-2.0-OpenSSH_9.2\r\n")
    wire.wait_until_closed()


def _wants_a_certificate(newest: ssl.TLSVersion) -> ssl.SSLContext:
    context = tls(authority().issue_cert("127.0.0.1"))
    context.verify_mode = ssl.CERT_REQUIRED
    context.maximum_version = newest
    authority().configure_trust(context)
    return context


def _dated(first: int, last: int, server: int) -> Situation:
    """Return the situation of a certificate's validity, and of the server's time, in days from now."""

    def make() -> RawServer:
        certificate = authority().issue_cert(
            "127.0.0.1", not_before=TODAY + timedelta(days=first), not_after=TODAY + timedelta(days=last)
        )
        answering = AuthenticationServer(tls=tls(certificate))
        date = format_datetime(datetime.now(UTC) + timedelta(days=server), usegmt=True)
        answering.replies[METADATA] = http(200, date=date)
        return answering

    return encrypted(make)


def knowing(*names: str) -> Situation:
    """Return the situation in which a root was replaced, and the client knows these certificates."""

    @contextmanager
    def situation(folder: Path) -> Iterator[Trial]:
        replaced = certificates.replaced_root()
        known = folder / "known.pem"
        known.write_bytes(b"".join(getattr(replaced, name) for name in names))
        with AuthenticationServer(tls=replaced.context) as server:
            yield Trial(server.url, ca_file=str(known))

    return situation


@contextmanager
def _named_in_the_subject_only(folder: Path) -> Iterator[Trial]:
    with AuthenticationServer(tls=certificates.name_of_dns_in_the_subject_only()) as server:
        yield Trial(server.url.replace("127.0.0.1", "localhost"), ca_file=ca_file(folder))


@contextmanager
def _https_only(_folder: Path) -> Iterator[Trial]:
    with AuthenticationServer(tls=tls(authority().issue_cert("127.0.0.1"))) as server:
        yield Trial(server.url.replace("https:", "http:"))


def _case(title: str, situation: Situation, verdict: Verdict, stage: Stage = Stage.ENCRYPTION) -> Case:
    return Case(Group.ENCRYPTION, title, situation, verdict, stage)


def _untrusted(title: str, situation: Situation, signer: str = "Autorité de test") -> Case:
    return _case(title, situation, Verdict.TLS_UNTRUSTED)._replace(signer=signer)


def _in_clear(title: str, question: Question) -> Case:
    situation = in_network(Network(), "http://auth.impact-emploi.example")
    return _case(title, situation, Verdict.INSECURE)._replace(question=question)


CASES = (
    _case(
        "le certificat a expiré hier",
        showing(
            lambda: authority().issue_cert(
                "127.0.0.1", not_before=TODAY - timedelta(days=90), not_after=TODAY - timedelta(days=1)
            )
        ),
        Verdict.TLS_EXPIRED,
    ),
    _case(
        "le certificat n'est valable que demain",
        showing(lambda: authority().issue_cert("127.0.0.1", not_before=TODAY + timedelta(days=1))),
        Verdict.TLS_NOT_YET_VALID,
    ),
    _case(
        "le certificat est celui d'un autre nom",
        showing(lambda: authority().issue_cert("autre.example")),
        Verdict.TLS_WRONG_HOST,
    ),
    _case(
        "le certificat est celui d'une autre adresse IP",
        showing(lambda: authority().issue_cert("127.0.0.2")),
        Verdict.TLS_WRONG_HOST,
    ),
    _case(
        "le certificat ne nomme le serveur qu'à l'ancienne (sans subjectAltName)",
        with_context(certificates.without_alternative_names),
        Verdict.TLS_WRONG_HOST,
    ),
    _untrusted("le certificat vient d'une autorité inconnue", showing(_stranger), STRANGER),
    _untrusted("le certificat s'est signé lui-même", with_context(certificates.self_signed), "127.0.0.1"),
    _untrusted("le certificat intermédiaire manque", with_context(certificates.incomplete_chain), "Intermédiaire"),
    _untrusted("l'intermédiaire n'a pas le droit de signer", with_context(certificates.signed_by_a_leaf), "feuille"),
    _untrusted("la clé du certificat est trop courte", with_context(certificates.weak_key)),
    _untrusted("l'autorité intermédiaire a expiré", with_context(certificates.expired_chain), "Intermédiaire")._replace(
        outdated_store=True
    ),
    _untrusted(
        "le magasin du poste est ancien : il ne connaît que la racine expirée", knowing("old"), "Intermédiaire"
    )._replace(outdated_store=True),
    _case(
        "le certificat ne nomme le serveur qu'à l'ancienne, par un nom (localhost)",
        _named_in_the_subject_only,
        Verdict.TLS_WRONG_HOST,
    ),
    _case(
        "le certificat a expiré, et le serveur a la même heure que le poste", _dated(-9, -1, 0), Verdict.TLS_EXPIRED
    )._replace(clock_is_right=True),
    _case(
        "le certificat n'a expiré que pour le poste, dont l'horloge avance", _dated(-9, -1, -2), Verdict.TLS_EXPIRED
    )._replace(clock_is_wrong=True),
    _case(
        "le certificat a expiré, quelle que soit l'horloge, et les deux diffèrent",
        _dated(-9, -1, 2),
        Verdict.TLS_EXPIRED,
    ),
    _case(
        "le certificat n'est valable que demain, et le serveur a la même heure que le poste",
        _dated(1, 9, 0),
        Verdict.TLS_NOT_YET_VALID,
    )._replace(clock_is_right=True),
    _case(
        "le certificat n'est pas encore valable pour le poste seul, dont l'horloge retarde",
        _dated(1, 9, 2),
        Verdict.TLS_NOT_YET_VALID,
    )._replace(clock_is_wrong=True),
    _case(
        "le serveur ne connaît que TLS 1.1",
        with_context(lambda: tls(authority().issue_cert("127.0.0.1"), newest=ssl.TLSVersion.TLSv1_1)),
        Verdict.TLS_PROTOCOL,
    ),
    _case(
        "le serveur veut un certificat du client (TLS 1.2)",
        with_context(lambda: _wants_a_certificate(ssl.TLSVersion.TLSv1_2)),
        Verdict.TLS_PROTOCOL,
    ),
    _case(
        "le serveur veut un certificat du client (TLS 1.3)",
        with_context(lambda: _wants_a_certificate(ssl.TLSVersion.TLSv1_3)),
        Verdict.TLS_PROTOCOL,
        Stage.ANSWER,  # the server says so once the handshake is over (RFC 8446 §4.4.2)
    ),
    _case(
        "le serveur refuse la poignée de main",
        once_asked(lambda wire: wire.send(FATAL_HANDSHAKE_FAILURE)),
        Verdict.TLS_PROTOCOL,
    ),
    _case(
        "le serveur ne connaît pas ce nom (alerte TLS)",
        once_asked(lambda wire: wire.send(FATAL_UNRECOGNIZED_NAME)),
        Verdict.TLS_PROTOCOL,
    ),
    _case("le serveur parle http au port https", once_asked(lambda wire: wire.send(http(400))), Verdict.TLS_PROTOCOL),
    _case(
        "ce port est celui d'un autre service (SSH)",
        encrypted(lambda: RawServer(_is_ssh)),
        Verdict.TLS_PROTOCOL,
    ),
    _case("le serveur raccroche pendant la poignée de main", once_asked(lambda _wire: None), Verdict.INTERRUPTED),
    _case("la poignée de main est réinitialisée", once_asked(Wire.reset), Verdict.INTERRUPTED),
    _case("la poignée de main n'aboutit pas", once_asked(Wire.wait_until_closed), Verdict.TIMEOUT),
    _case(
        "la poignée de main arrive goutte à goutte",
        once_asked(then_drips(b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb\x03\x03", b"\0")),
        Verdict.TIMEOUT,
    ),
    _case("adresse en http d'un serveur en https", _https_only, Verdict.INSECURE, Stage.ANSWER),
    _in_clear("adresse en http d'un autre poste : rien n'est envoyé, pas même au serveur de noms", Question.ACCESS),
    _in_clear("adresse en http d'un autre poste : la clé n'est pas envoyée", Question.LICENCE),
    _in_clear("mise à jour : adresse en http d'un autre poste", Question.UPDATES),
)
