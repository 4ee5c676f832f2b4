"""Names that do not resolve to the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from iea_agent.core.diagnosis import BlockedBy, Stage, Verdict
from tests.catalogue.case import SHORT_S, Case, Group, Situation, Trial
from tests.isolated import Answers, Network

ADDRESS = "https://auth.impact-emploi.example"
PUBLIC = "https://auth.impact-emploi.fr"


def in_network(network: Network, address: str = ADDRESS, deadline_s: float = SHORT_S) -> Situation:
    """Return the situation of a machine in such a network."""

    @contextmanager
    def situation(_folder: Path) -> Iterator[Trial]:
        yield Trial(address, network=network, deadline_s=deadline_s)

    return situation


def _fails(title: str, network: Network) -> Case:
    return Case(Group.NAME, title, in_network(network), Verdict.DNS, Stage.NAME)


def _typed(title: str, address: str) -> Case:
    return Case(Group.NAME, title, in_network(Network(), address), Verdict.BAD_ADDRESS, Stage.NAME)


def _blocked(title: str, by: BlockedBy, network: Network) -> Case:
    return Case(Group.NAME, title, in_network(network, PUBLIC), Verdict.BLOCKED, Stage.NAME, blocked_by=by)


CASES = (
    _blocked("un bloqueur de publicité donne l'adresse 0.0.0.0", BlockedBy.FILTER, Network(Answers.SINKHOLE)),
    _blocked("un filtre du réseau donne l'adresse 127.0.0.1", BlockedBy.FILTER, Network(Answers.LOOPBACK)),
    _blocked(
        "le fichier hosts du poste donne l'adresse 127.0.0.1",
        BlockedBy.HOSTS_FILE,
        Network(hosts=("127.0.0.1 autre.fr auth.impact-emploi.fr",)),
    ),
    _blocked(
        "le fichier hosts du poste donne les adresses 0.0.0.0 et ::",
        BlockedBy.HOSTS_FILE,
        Network(hosts=("0.0.0.0 auth.impact-emploi.fr", ":: auth.impact-emploi.fr")),
    ),
    _fails("le nom n'existe pas", Network(Answers.NOT_THERE)),
    _fails("le nom existe, sans adresse", Network(Answers.HAS_NONE)),
    _fails("le serveur de noms est en panne", Network(Answers.FAILS)),
    _fails("le serveur de noms refuse de répondre", Network(Answers.REFUSES)),
    _fails("le serveur de noms répond n'importe quoi", Network(Answers.GARBAGE)),
    _fails("le serveur de noms ne répond pas", Network(Answers.SILENT)),
    _fails("aucun serveur de noms n'écoute", Network()),
    _fails("le poste n'a plus aucun réseau", Network(loopback=False)),
    _typed("l'adresse a deux points de suite", "https://auth..example"),
    _typed("une partie du nom est trop longue", f"https://{'a' * 64}.example"),
    _typed("l'adresse contient un espace", "https://impact emploi.example"),
    _typed("l'adresse contient un mot de passe", "https://jean:secret@auth.example"),
    _typed("le nom est « https », mal recopié", "https://https/auth.example"),
    _typed("l'adresse contient deux adresses", "https://auth.examplehttps://auth.example"),
    _typed("le nom contient un tiret cadratin", "https://impact\u2014emploi.example"),
    _typed("le nom contient une lettre cyrillique", "https://imp\u0430ct-emploi.example"),
    _typed("le nom contient une espace sans largeur", "https://impact\u200b-emploi.example"),
    _typed("le nom est un nombre", "https://0x7f000001"),
)
