"""Answers with a wrong status or form, whatever their content: over http on this machine, redirects over https too."""

import gzip

from iea_agent.core.diagnosis import Stage, Verdict
from tests.adapters.server.raw_servers import RawServer, Reply, Wire, http
from tests.catalogue.case import (
    METADATA,
    SHORT_S,
    TIMESTAMP,
    Case,
    Group,
    Question,
    answered,
    encrypted,
    good_server,
    then_drips,
    then_floods,
    then_waits,
)

PAGE = b"<!doctype html><title>Une page</title>"
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
BOMB = gzip.compress(bytes(30_000_000), 9)
"""29 kB that would become 30 MB."""


def _status(status: int, title: str, verdict: Verdict, stage: Stage = Stage.ANSWER, **headers: str) -> Case:
    reply = http(status, PAGE, content_type="text/html", **headers)
    return Case(Group.ANSWER, f"{title} ({status})", answered(reply), verdict, stage)


def _stranger(status: int, title: str) -> Case:
    return _status(status, title, Verdict.NOT_OUR_SERVER, Stage.IDENTITY)


def _says(title: str, reply: Reply, verdict: Verdict, stage: Stage = Stage.ANSWER, deadline_s: float = SHORT_S) -> Case:
    return Case(Group.ANSWER, title, answered(reply, deadline_s=deadline_s), verdict, stage)


def _redirects(status: int, title: str, verdict: Verdict, location: str, question: Question = Question.ACCESS) -> Case:
    """Return a case of a redirect over https: the server has proved its name."""

    def make() -> RawServer:
        server = good_server()
        path = {Question.ACCESS: METADATA, Question.UPDATES: TIMESTAMP, Question.LICENCE: "/token"}[question]
        server.replies[path] = http(status, location=location)
        return server

    named = f"en https, {title} ({status})"
    case = Case(Group.ANSWER, named, encrypted(make), verdict, Stage.ANSWER, question=question)
    return case._replace(verified=verdict is Verdict.PORTAL)


def _malformed(title: str, reply: Reply) -> Case:
    return _says(title, reply, Verdict.MALFORMED)


def _odd(title: str, reply: Reply) -> Case:
    """Return a case of bytes that are no HTTP answer, or not one that anyone should believe."""
    return _says(title, reply, Verdict.NOT_OUR_SERVER)


def _floods(title: str, start: bytes, again: bytes, stage: Stage = Stage.ANSWER) -> Case:
    found = _says(title, then_floods(start, again), Verdict.NOT_OUR_SERVER, stage, deadline_s=20.0)
    return found._replace(floods=True)


def _drips(title: str, start: bytes, again: bytes) -> Case:
    return _says(title, then_drips(start, again), Verdict.TIMEOUT)


CASES = (
    _stranger(204, "pas de contenu"),
    _stranger(206, "une partie seulement"),
    _stranger(400, "demande incorrecte"),
    _stranger(401, "il faut s'identifier"),
    _stranger(403, "interdit"),
    _stranger(404, "page introuvable"),
    _stranger(405, "méthode interdite"),
    _stranger(410, "page supprimée"),
    _stranger(421, "mauvais aiguillage"),
    _stranger(426, "autre protocole exigé"),
    _stranger(451, "page censurée"),
    _status(999, "code inconnu", Verdict.SERVER_FAULT),
    _status(407, "identification de proxy sans proxy", Verdict.PROXY),
    _status(429, "trop de demandes", Verdict.BUSY, retry_after="30"),
    _status(503, "service arrêté", Verdict.BUSY, retry_after="Wed, 21 Oct 2099 07:28:00 GMT"),
    _status(500, "erreur interne", Verdict.SERVER_FAULT),
    _status(501, "fonction absente", Verdict.SERVER_FAULT),
    _status(502, "passerelle en panne", Verdict.SERVER_FAULT),
    _status(504, "passerelle sans réponse", Verdict.SERVER_FAULT),
    _status(505, "version de HTTP refusée", Verdict.SERVER_FAULT),
    _status(521, "hébergeur sans serveur", Verdict.SERVER_FAULT),
    _status(511, "portail d'un réseau", Verdict.PORTAL),
    _status(301, "renvoi à un autre serveur", Verdict.PORTAL, location="http://portail.example/"),
    _status(302, "renvoi à une page de connexion", Verdict.PORTAL, location="/login"),
    _status(303, "renvoi sans adresse", Verdict.PORTAL),
    _status(307, "renvoi en boucle", Verdict.PORTAL, location="/.well-known/oauth-authorization-server"),
    _status(308, "renvoi à une adresse illisible", Verdict.PORTAL, location="http://[nulle-part"),
    _status(304, "rien de nouveau", Verdict.PORTAL),
    _redirects(301, "renvoi durable à un autre serveur", Verdict.MOVED, "https://impact-emploi.example/"),
    _redirects(308, "renvoi durable à un autre chemin", Verdict.MOVED, "/nouveau/"),
    _redirects(301, "renvoi durable à une adresse illisible", Verdict.MOVED, "http://[nulle-part"),
    _redirects(302, "renvoi à une page de connexion", Verdict.PORTAL, "https://connexion.example/"),
    _redirects(307, "renvoi passager", Verdict.PORTAL, "https://connexion.example/"),
    _redirects(308, "la demande de jeton est renvoyée", Verdict.MOVED, "https://autre.example/", Question.LICENCE),
    _redirects(301, "mise à jour : renvoi durable", Verdict.MOVED, "https://autre.example/", Question.UPDATES),
    _redirects(302, "mise à jour : renvoi passager", Verdict.PORTAL, "https://autre.example/", Question.UPDATES),
    _says("aucune réponse : la connexion se ferme", lambda _wire: None, Verdict.INTERRUPTED),
    _says("la connexion est réinitialisée après la demande", Wire.reset, Verdict.INTERRUPTED),
    _says("les en-têtes s'arrêtent au milieu", OK + b"Content-Le", Verdict.INTERRUPTED)._replace(
        situation=answered(lambda wire: wire.send(OK + b"Content-Le"))
    ),
    _says(
        "le contenu s'arrête avant la longueur annoncée",
        lambda wire: wire.send(OK + b"Content-Length: 500\r\n\r\n{"),
        Verdict.INTERRUPTED,
    ),
    _says(
        "le contenu par morceaux s'arrête au milieu",
        lambda wire: wire.send(CHUNKED + b'5\r\n{"iss'),
        Verdict.INTERRUPTED,
    ),
    _says("la demande reste sans réponse", Wire.wait_until_closed, Verdict.TIMEOUT),
    _says("les en-têtes n'arrivent pas jusqu'au bout", then_waits(OK), Verdict.TIMEOUT),
    _says("le contenu n'arrive pas jusqu'au bout", then_waits(OK + b"Content-Length: 50\r\n\r\n{"), Verdict.TIMEOUT),
    _drips("les en-têtes arrivent goutte à goutte", OK + b"X: ", b"x"),
    _drips("le contenu arrive goutte à goutte", OK + b"Content-Length: 60000\r\n\r\n{", b" "),
    _drips("des morceaux vides de sens arrivent goutte à goutte", CHUNKED, b"1\r\n \r\n"),
    _drips("« patientez » (100) est répété sans fin", b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    _floods("les en-têtes sont sans fin", OK, b"X-Rien: " + b"x" * 4000 + b"\r\n"),
    _floods("un en-tête est sans fin", OK + b"X-Rien: ", b"x" * 5000),
    _floods("la première ligne est sans fin", b"HTTP/1.1 200 O", b"O" * 5000),
    _floods("« indices » (103) arrivent en déluge", b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 200),
    _floods("le contenu est sans fin", OK + b"\r\n[", b"1," * 5000, Stage.IDENTITY),
    _floods("les morceaux sont sans fin", CHUNKED, b"3e8\r\n" + b" " * 1000 + b"\r\n", Stage.IDENTITY),
    _floods(
        "les morceaux portent des extensions sans fin", CHUNKED, b"1;" + b"x" * 4000 + b"\r\n \r\n", Stage.IDENTITY
    ),
    _malformed("la longueur annoncée est double", OK + b"Content-Length: 2\r\nContent-Length: 50\r\n\r\n{}"),
    _malformed("la longueur annoncée est négative", OK + b"Content-Length: -1\r\n\r\n{}"),
    _malformed("la longueur annoncée n'est pas un nombre", OK + b"Content-Length: beaucoup\r\n\r\n{}"),
    _malformed("la taille d'un morceau est illisible", CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n"),
    _malformed("un en-tête a un espace avant ses deux-points", OK + b"X-Rien : a\r\nContent-Length: 2\r\n\r\n{}"),
    _malformed("le nom d'un en-tête contient un espace", OK + b"X Powered By: WAF\r\nContent-Length: 2\r\n\r\n{}"),
    _malformed("un en-tête n'a pas de nom", OK + b": rien\r\nContent-Length: 2\r\n\r\n{}"),
    _malformed("un en-tête n'a pas de deux-points", OK + b"Bonjour\r\nContent-Length: 2\r\n\r\n{}"),
    _odd("la réponse n'est pas du HTTP", b"SSH-2.0-OpenSSH_9.2\r\n\r\n"),
    _odd("la réponse est du HTTP/0.9", b"{}\r\n\r\n"),
    _odd("la réponse est du HTTP/2", b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64\r\n\r\n"),
    _malformed("un en-tête contient un octet nul", OK + b"X-Rien: a\0b\r\nContent-Length: 2\r\n\r\n{}"),
    _odd("le code de réponse n'est pas un nombre", b"HTTP/1.1 deux OK\r\n\r\n"),
    _says(
        "la longueur annoncée contredit les morceaux",
        OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        Verdict.NOT_OUR_SERVER,
        Stage.IDENTITY,
    ),
    _says(
        "le contenu est comprimé sans qu'on l'ait demandé",
        http(200, gzip.compress(b"{}"), content_encoding="gzip", content_type="application/json"),
        Verdict.NOT_OUR_SERVER,
        Stage.IDENTITY,
    ),
    _says(
        "le contenu est une bombe de compression",
        http(200, BOMB, content_encoding="gzip", content_type="application/json"),
        Verdict.NOT_OUR_SERVER,
        Stage.IDENTITY,
    ),
    _says(
        "le serveur change de protocole (101)",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        Verdict.NOT_OUR_SERVER,
    ),
)
