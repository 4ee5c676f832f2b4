"""Servers that are unusual and correct: the verdict must be good."""

import json
from collections.abc import Callable

from iea_agent.core.diagnosis import Stage, Verdict
from tests.adapters.server.raw_servers import TOKEN, AuthenticationServer, HttpServer, http
from tests.catalogue.case import METADATA, TIMESTAMP, Case, Group, Question, Situation, served_by
from tests.catalogue.contents import signed, timestamp
from tests.catalogue.desktops import by_gnome, by_kde, by_script, by_script_of_two
from tests.catalogue.encryption import knowing
from tests.catalogue.mitmproxy import by_untidy_variable, inspected


def _case(title: str, situation: Situation, verdict: Verdict = Verdict.ACCESSIBLE) -> Case:
    return Case(Group.GOOD, title, situation, verdict, Stage.IDENTITY)


def _metadata(title: str, head: bytes, *, chunked: bool = False, before: bytes = b"") -> Case:
    def make() -> HttpServer:
        server = HttpServer()
        document = before + json.dumps({"issuer": server.url, "token_endpoint": f"{server.url}/token"}).encode()
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(document), document) if chunked else document
        length = b"" if chunked else b"Content-Length: %d\r\n" % len(body)
        server.replies[METADATA] = head + length + b"\r\n" + body
        return server

    return _case(title, served_by(make))


def _issuer_with_slash() -> AuthenticationServer:
    server = AuthenticationServer()
    server.publish(issuer=f"{server.url}/")
    return server


def _issuer_written(form: str) -> Callable[[], AuthenticationServer]:
    """Return what makes a server whose issuer is written in this form; ``{port}`` is its port."""

    def make() -> AuthenticationServer:
        server = AuthenticationServer()
        server.publish(issuer=form.format(port=server.url.rpartition(":")[2]))
        return server

    return make


def _other_port() -> AuthenticationServer:
    server = AuthenticationServer()
    server.publish(token_endpoint="http://127.0.0.1:9/token")
    return server


def _openid_only() -> AuthenticationServer:
    server = AuthenticationServer()
    server.replies["/.well-known/openid-configuration"] = server.replies.pop(METADATA)
    return server


def _updates() -> HttpServer:
    server = HttpServer()
    server.replies[TIMESTAMP] = http(200, signed(timestamp()), content_type="application/octet-stream")
    return server


def _wordy() -> AuthenticationServer:
    server = AuthenticationServer()
    server.replies["/token"] = http(
        200, {**TOKEN, "token_type": "bEARER", "expires_in": "600", "scope": "openid impact-emploi", "x": [None]}
    )
    return server


CASES = (
    _metadata("le contenu arrive par morceaux", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", chunked=True),
    _metadata("le JSON se dit une page web", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"),
    _metadata("le JSON commence par un BOM", b"HTTP/1.1 200 OK\r\n", before=b"\xef\xbb\xbf"),
    _metadata("« indices » (103) avant la réponse", b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n"),
    _metadata("le serveur répond en HTTP/1.0", b"HTTP/1.0 200 OK\r\n"),
    _case("l'émetteur se termine par une barre", served_by(_issuer_with_slash)),
    _case("l'émetteur est écrit en majuscules", served_by(_issuer_written("HTTP://127.0.0.1:{port}"))),
    _case(
        "l'émetteur est écrit avec des « . » dans le chemin",
        served_by(_issuer_written("http://127.0.0.1:{port}/a/../.")),
    ),
    _case("l'émetteur est écrit avec un point après le nom", served_by(_issuer_written("http://127.0.0.1.:{port}"))),
    _case("l'adresse de jeton a un autre port", served_by(_other_port)),
    _case("les métadonnées sont celles d'OpenID Connect", served_by(_openid_only)),
    _case("mise à jour : le fichier n'a pas d'étiquette JSON", served_by(_updates))._replace(question=Question.UPDATES),
    _case("le genre du jeton est écrit « bEARER »", served_by(_wordy), Verdict.CONNECTED)._replace(
        question=Question.LICENCE
    ),
    _case("une racine a expiré, le poste connaît aussi celle qui la remplace", knowing("old", "new")),
    _case("le poste ne connaît que la racine qui remplace celle qui a expiré", knowing("new")),
    _case("le poste ne connaît que l'autorité intermédiaire", knowing("middle")),
    _case("le proxy inspecte (mitmproxy), son autorité est connue", inspected(trusted=True)),
    _case("le proxy (mitmproxy) est dans les réglages de GNOME", inspected(trusted=True, named=by_gnome)),
    _case("le proxy (mitmproxy) est dans les réglages de KDE", inspected(trusted=True, named=by_kde)),
    _case("le proxy (mitmproxy) vient d'un script de configuration (PAC)", inspected(trusted=True, named=by_script)),
    _case("le premier proxy du script (PAC) est arrêté", inspected(trusted=True, named=by_script_of_two)),
    _case(
        "la variable du proxy (mitmproxy) a des guillemets, un espace et un chemin",
        inspected(trusted=True, named=by_untidy_variable),
    ),
    _case(
        "le proxy inspecte (mitmproxy), son autorité est dans le magasin du système",
        inspected(trusted=True, installed=True),
    ),
)
