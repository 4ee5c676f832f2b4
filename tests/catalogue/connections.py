"""Connections that cannot be made, or are lost."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from iea_agent.core.diagnosis import Stage, Verdict
from tests.adapters.server.crowded import crowded
from tests.adapters.server.raw_servers import RawServer, Wire
from tests.catalogue.case import SHORT_S, Case, Group, Situation, Trial, encrypted, served_by
from tests.catalogue.names import in_network
from tests.isolated import NOWHERE, Answers, Network

FAR = f"https://{NOWHERE}"
SEVERAL = "https://serveur.test"
VOID = ("route add 198.51.100.0/24 dev lo",)
"""A route that leads nowhere: what is sent comes back, is not for this machine, and is dropped without a word."""


@contextmanager
def _closed(_folder: Path) -> Iterator[Trial]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    yield Trial(f"https://127.0.0.1:{port}")


@contextmanager
def _crowded(_folder: Path) -> Iterator[Trial]:
    """Let a server's queue be full: the system drops who comes next."""
    with crowded("127.0.0.1") as port:
        yield Trial(f"https://127.0.0.1:{port}", deadline_s=SHORT_S)


def _case(title: str, situation: Situation, verdict: Verdict, stage: Stage = Stage.CONNECTION) -> Case:
    return Case(Group.CONNECTION, title, situation, verdict, stage)


CASES = (
    _case("aucun serveur n'écoute à ce port", _closed, Verdict.REFUSED_CONNECTION),
    _case(
        "le pare-feu du poste interdit la route",
        in_network(Network(routes=("route add prohibit 198.51.100.0/24",)), FAR),
        Verdict.REFUSED_CONNECTION,
    ),
    _case("le pare-feu jette tout sans rien dire", in_network(Network(routes=VOID), FAR), Verdict.TIMEOUT),
    _case("la file d'attente du serveur est pleine", _crowded, Verdict.TIMEOUT),
    _case(
        "le nom a trois adresses, toutes muettes",
        in_network(Network(routes=VOID, hosts=tuple(f"198.51.100.{n} serveur.test" for n in (7, 8, 9))), SEVERAL),
        Verdict.TIMEOUT,
    ),
    _case(
        "le nom a deux adresses : l'une est muette, l'autre refuse",
        in_network(Network(routes=VOID, hosts=("198.51.100.7 serveur.test", "127.0.0.1 serveur.test")), SEVERAL),
        Verdict.REFUSED_CONNECTION,
    ),
    _case(
        "le nom a deux adresses : l'une est sans route, l'autre muette",
        in_network(Network(routes=VOID, hosts=("203.0.113.7 serveur.test", "198.51.100.7 serveur.test")), SEVERAL),
        Verdict.TIMEOUT,
    ),
    _case("le poste n'a pas de route vers Internet", in_network(Network(), FAR), Verdict.NO_ROUTE),
    _case(
        "le nom est connu, le réseau est coupé",
        in_network(Network(Answers.NOWHERE)),
        Verdict.NO_ROUTE,
    ),
    _case(
        "le routeur dit que la destination est injoignable",
        in_network(Network(routes=("route add unreachable 198.51.100.0/24",)), FAR),
        Verdict.NO_ROUTE,
    ),
    _case("adresse IPv6, poste sans IPv6", in_network(Network(), "https://[2001:db8::7]"), Verdict.NO_ROUTE),
    _case(
        "le serveur raccroche aussitôt",
        encrypted(lambda: RawServer(lambda _wire: None)),
        Verdict.INTERRUPTED,
        Stage.ENCRYPTION,
    ),
    _case(
        "la connexion est réinitialisée en pleine demande",
        served_by(lambda: RawServer(Wire.reset_once_asked)),
        Verdict.INTERRUPTED,
        Stage.ANSWER,
    ),
    _case(
        "le serveur accepte la connexion et se tait",
        served_by(lambda: RawServer(Wire.wait_until_closed), SHORT_S),
        Verdict.TIMEOUT,
        Stage.ANSWER,
    ),
)
