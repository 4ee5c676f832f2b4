"""The stages of an exchange with a server, their facts and their signs."""

from collections.abc import Mapping
from typing import assert_never

from iea_agent.core.diagnosis import Stage, StageReport
from iea_agent.core.printable import printable
from iea_agent.core.stage_facts import (
    Addresses,
    Certificate,
    DirectPeer,
    HttpStatus,
    Issuer,
    ProxyPeer,
    ProxySource,
    TimestampMetadata,
)

STAGE: Mapping[Stage, str] = {
    Stage.NAME: "nom (DNS)",
    Stage.CONNECTION: "connexion",
    Stage.PROXY: "proxy",
    Stage.ENCRYPTION: "chiffrement (TLS)",
    Stage.ANSWER: "réponse",
    Stage.IDENTITY: "identité du serveur",
}
PASSED: Mapping[Stage, str] = {
    Stage.NAME: "nom trouvé…",
    Stage.CONNECTION: "connexion établie…",
    Stage.PROXY: "proxy traversé…",
    Stage.ENCRYPTION: "chiffrement vérifié…",
    Stage.ANSWER: "réponse reçue…",
    Stage.IDENTITY: "identité vérifiée…",
}
"""The last stage done of a running exchange."""
WORKSTATION = "poste"
WORKSTATION_READY = "prêt"
TECHNICAL = "message technique"
"""Introduces a message of the system or of a server, often English."""
NOT_REACHED = "non atteint"
NO_PROXY = "connexion directe"
BY_PROXY = "par le proxy"
NOT_ENCRYPTED = "aucun (http)"
NOT_NEEDED: Mapping[Stage, str] = {
    Stage.CONNECTION: BY_PROXY,
    Stage.PROXY: NO_PROXY,
    Stage.ENCRYPTION: NOT_ENCRYPTED,
}
"""Why a stage was skipped."""
PROXY_SOURCE: Mapping[ProxySource, str] = {
    ProxySource.ENVIRONMENT: "variables d'environnement",
    ProxySource.GNOME: "réglages du bureau",
    ProxySource.KDE: "réglages de KDE",
    ProxySource.WINDOWS: "réglages de Windows",
    ProxySource.MACOS: "réglages de macOS",
}

# Signs, for a screen reader.

SIGN_GOOD = "réussi"
SIGN_BAD = "échec"
SIGN_WARNING = "attention"
SIGN_WAITING = "en attente"
SIGN_UNKNOWN = "pas vérifié"


def detail(report: StageReport) -> str:
    """Return what a stage found out; empty where there is nothing to say."""
    match report.fact:
        case None:
            return ""
        case Addresses(addresses=addresses):
            return printable(", ".join(addresses))
        case DirectPeer(peer=peer, proxy_unusable=proxy_unusable):
            return f"directe, {peer}" + (" (les réglages du proxy n'ont pas pu être suivis)" if proxy_unusable else "")
        case ProxyPeer():
            return _through_proxy(report.fact)
        case Certificate(issuer=issuer, expires=expires):
            return f"{signed_by(issuer)}, expire le {expires:%d/%m/%Y}"
        case HttpStatus(status=status):
            return f"HTTP {status}"
        case Issuer(issuer=issuer):
            return issuer
        case TimestampMetadata(version=version):
            return f"TUF, version {version}"
        case _:
            assert_never(report.fact)


def _through_proxy(peer: ProxyPeer) -> str:
    origin = ["script de configuration"] if peer.by_script else []
    if peer.source is not None:
        origin.append(PROXY_SOURCE[peer.source])
    return f"par le proxy {peer.proxy}" + (f" ({', '.join(origin)})" if origin else "")


def signed_by(signer: str) -> str:
    """Return who signed a certificate."""
    return f"signé par « {signer} »"
