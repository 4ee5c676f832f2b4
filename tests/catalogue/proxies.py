"""Proxies that refuse, fail, lie or inspect. The name asked for exists nowhere but behind them."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import trustme

from iea_agent.core.diagnosis import Stage, Verdict
from tests.adapters.server.exchanges import authority, ca_file, tls
from tests.adapters.server.raw_servers import AuthenticationServer, RawServer, Request, Wire, http, tunnel_to
from tests.catalogue.case import DEADLINE_S, SHORT_S, Case, Group, Named, Situation, Trial, then_floods, then_waits
from tests.catalogue.desktops import by_gnome, by_kde, by_lost_script, by_script, by_script_of_two
from tests.catalogue.mitmproxy import by_variable, inspected

ADDRESS = "https://auth.test"
PLAIN = "http://auth.test"
BLOCKED = b"<!doctype html><title>Acc\xc3\xa8s interdit</title>"


def behind(
    talk: Callable[[Wire], None], *, address: str = ADDRESS, deadline_s: float = SHORT_S, named: Named = by_variable
) -> Situation:
    """Return the situation in which a proxy, that the system names in some way, talks so once it was asked."""

    def once_asked(wire: Wire) -> None:
        if wire.read_request():
            talk(wire)

    @contextmanager
    def situation(folder: Path) -> Iterator[Trial]:
        with RawServer(once_asked) as proxy, named(folder, proxy.url) as environ:
            yield Trial(address, environ=environ, deadline_s=deadline_s)

    return situation


def _environ(proxy: str) -> dict[str, str]:
    return {"http_proxy": proxy, "https_proxy": proxy}


def configured(proxy: str) -> Situation:
    """Return the situation in which the system names this proxy."""

    @contextmanager
    def situation(_folder: Path) -> Iterator[Trial]:
        yield Trial(ADDRESS, environ=_environ(proxy))

    return situation


@contextmanager
def _stopped(_folder: Path) -> Iterator[Trial]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    yield Trial(ADDRESS, environ=_environ(f"http://127.0.0.1:{port}"))


@contextmanager
def _inspecting(folder: Path) -> Iterator[Trial]:
    certificate = trustme.CA(organization_name="Inspection du siège").issue_cert("auth.test")
    requests: list[Request] = []
    with AuthenticationServer(tls=tls(certificate)) as server, RawServer(tunnel_to(server, requests)) as proxy:
        yield Trial(ADDRESS, ca_file(folder), _environ(proxy.url))


@contextmanager
def _unknown_to_us(folder: Path) -> Iterator[Trial]:
    context = tls(trustme.CA().issue_cert("127.0.0.1"))
    with RawServer(Wire.wait_until_closed, tls=context) as proxy:
        yield Trial(ADDRESS, ca_file(folder), _environ(proxy.url))


@contextmanager
def _led_astray(folder: Path) -> Iterator[Trial]:
    requests: list[Request] = []
    certificate = tls(authority().issue_cert("intranet.test"))
    with AuthenticationServer(tls=certificate) as server, RawServer(tunnel_to(server, requests)) as proxy:
        yield Trial(ADDRESS, ca_file(folder), _environ(proxy.url))


def _tunnel_without_encryption(wire: Wire) -> None:
    wire.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
    wire.read_some()
    wire.send(http(400, BLOCKED))


def _says(status: int, *, named: Named = by_variable, **headers: str) -> Situation:
    reply = http(status, BLOCKED, content_type="text/html", **headers)
    return behind(lambda wire: wire.send(reply), named=named, deadline_s=DEADLINE_S)


@contextmanager
def _plain_over_https(_folder: Path) -> Iterator[Trial]:
    with RawServer(lambda wire: wire.send(http(400, BLOCKED))) as proxy:
        yield Trial(ADDRESS, environ=_environ(proxy.url.replace("http:", "https:")))


@contextmanager
def _all_stopped(folder: Path) -> Iterator[Trial]:
    with by_script_of_two(folder, "http://127.0.0.1:2") as environ:
        yield Trial(ADDRESS, environ=environ)


def _case(title: str, situation: Situation, verdict: Verdict = Verdict.PROXY, stage: Stage = Stage.PROXY) -> Case:
    return Case(Group.PROXY, title, situation, verdict, stage)


CASES = (
    _case("le proxy veut une identification (407)", _says(407, proxy_authenticate='Basic realm="siège"')),
    _case("le proxy interdit l'adresse (403)", _says(403)),
    _case("le proxy renvoie à une page de blocage (302)", _says(302, location="http://blocage.test/")),
    _case("le proxy ne trouve pas le serveur (502)", _says(502)),
    _case("le proxy n'obtient pas de réponse (504)", _says(504)),
    _case("le proxy est arrêté", _stopped),
    _case("le nom du proxy n'existe pas", configured("http://proxy.invalid:3128")),
    _case("le proxy configuré est un proxy SOCKS", configured("socks5://127.0.0.1:1080")),
    _case("l'adresse du proxy est illisible", configured("http://[proxy")),
    _case("le proxy accepte la connexion et se tait", behind(Wire.wait_until_closed)),
    _case("le proxy raccroche sans un mot", behind(lambda _wire: None)),
    _case("le proxy réinitialise la connexion", behind(Wire.reset)),
    _case("le proxy ne parle pas HTTP", behind(lambda wire: wire.send(b"SSH-2.0-OpenSSH_9.2\r\n"))),
    _case(
        "le proxy envoie des en-têtes sans fin",
        behind(then_floods(b"HTTP/1.1 200 OK\r\n", b"X-Rien: " + b"x" * 4000 + b"\r\n")),
    )._replace(floods=True),
    _case("le proxy est en https et son certificat est inconnu", _unknown_to_us),
    _case(
        "le tunnel est ouvert, puis le proxy se tait",
        behind(then_waits(b"HTTP/1.1 200 Connection established\r\n\r\n")),
        Verdict.TIMEOUT,
        Stage.ENCRYPTION,
    ),
    _case(
        "le proxy dit le tunnel ouvert, et envoie une page",
        behind(lambda wire: wire.send(b"HTTP/1.1 200 OK\r\n\r\n" + BLOCKED * 9)),
        Verdict.INTERRUPTED,
        Stage.ENCRYPTION,
    ),
    _case(
        "le tunnel mène à un serveur sans chiffrement",
        behind(_tunnel_without_encryption),
        Verdict.TLS_PROTOCOL,
        Stage.ENCRYPTION,
    ),
    _case("le tunnel mène à un autre serveur", _led_astray, Verdict.TLS_WRONG_HOST, Stage.ENCRYPTION),
    _case(
        "le proxy inspecte, son autorité est inconnue", _inspecting, Verdict.TLS_UNTRUSTED, Stage.ENCRYPTION
    )._replace(signer="Inspection du siège"),
    _case(
        "le proxy inspecte (mitmproxy), son autorité est inconnue",
        inspected(trusted=False),
        Verdict.TLS_UNTRUSTED,
        Stage.ENCRYPTION,
    )._replace(signer="mitmproxy"),
    _case(
        "le proxy inspecte (mitmproxy) et ne croit pas le serveur",
        inspected(trusted=True, believes=False),
        Verdict.SERVER_FAULT,
        Stage.ANSWER,
    ),
    _case(
        "en http, rien n'est envoyé au proxy",
        behind(lambda wire: wire.send(http(200, BLOCKED, content_type="text/html")), address=PLAIN),
        Verdict.INSECURE,
        Stage.ENCRYPTION,
    ),
    _case("le proxy des réglages de GNOME veut une identification (407)", _says(407, named=by_gnome)),
    _case("le proxy des réglages de KDE interdit l'adresse (403)", _says(403, named=by_kde)),
    _case("le script de configuration (PAC) mène à un proxy qui échoue (502)", _says(502, named=by_script)),
    _case("la variable du proxy a un espace au milieu", configured("http://proxy .invalid:3128")),
    _case("la variable du proxy dit https, et le proxy ne parle que http", _plain_over_https),
    _case("tous les proxys du script sont arrêtés", _all_stopped),
    _case("un proxy du script est arrêté, l'autre échoue (502)", _says(502, named=by_script_of_two)),
    _case(
        "le script de configuration (PAC) ne peut pas être suivi, et seul le proxy connaît le nom",
        behind(Wire.wait_until_closed, named=by_lost_script, deadline_s=DEADLINE_S),
        Verdict.DNS,
        Stage.NAME,
    ),
)
