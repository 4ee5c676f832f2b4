"""The stages of an exchange with a server, their facts and their signs."""

from collections.abc import Iterable, Mapping
from typing import assert_never

from iea_agent.core.diagnosis import Diagnosis, Stage, StageReport, Verdict
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
from iea_agent.core.texts.french import heading

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
    Stage.IDENTITY: "identité lue…",
}
"""The last stage done of a running exchange."""
WORKSTATION = "poste"
WORKSTATION_READY = "prêt"
TECHNICAL = "message technique"
"""Introduces a message of the system or of this program, often English."""
SIGNED_BY = "signé par"
"""Introduces the name of a certificate's signer."""
RECEIVED = "texte reçu"
"""Introduces what the other side said."""
NAMELESS = "dont le nom est illisible"
"""Stands for the name of a proxy that is none."""
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
    ProxySource.ENVIRONMENT: "variables d’environnement",
    ProxySource.GNOME: "paramètres du bureau",
    ProxySource.KDE: "paramètres de KDE",
    ProxySource.WINDOWS: "paramètres de Windows",
    ProxySource.MACOS: "paramètres de macOS",
}

# Signs, for a screen reader.

SIGN_GOOD = "réussi"
SIGN_BAD = "échec"
SIGN_WARNING = "attention"
SIGN_WAITING = "en attente"
SIGN_UNKNOWN = "pas vérifié"


def detail(report: StageReport) -> str:
    """Return what a stage found out, in our words; empty where there is nothing to say."""
    match report.fact:
        case None:
            return ""
        case Addresses(addresses=addresses):
            return printable(", ".join(addresses))
        case DirectPeer(peer=peer, proxy_unusable=proxy_unusable, failed=failed, skipped=skipped):
            lost = " (les paramètres du proxy n’ont pas pu être suivis)" if proxy_unusable else ""
            return f"directe, {peer}{lost}{_in_vain(failed, skipped)}"
        case ProxyPeer():
            return _through_proxy(report.fact)
        case Certificate(expires=expires):
            return f"expire le {expires:%d/%m/%Y}"
        case HttpStatus(status=status):
            return f"HTTP {status}"
        case Issuer(issuer=issuer):
            return issuer
        case TimestampMetadata(version=version, verified=verified):
            return f"TUF, version {version}, signature {'vérifiée' if verified else 'non vérifiée'}"
        case _:
            assert_never(report.fact)


def _through_proxy(peer: ProxyPeer) -> str:
    origin = ["script de configuration"] if peer.by_script else []
    if peer.source is not None:
        origin.append(PROXY_SOURCE[peer.source])
    said = f"par le proxy {peer.proxy or NAMELESS}" + (f" ({', '.join(origin)})" if origin else "")
    return said + _in_vain(peer.failed, peer.skipped)


def _in_vain(failed: Iterable[str], skipped: Iterable[str]) -> str:
    """Return what was tried before; a way without a name is the direct one."""
    tried, unused = ", ".join(name or NO_PROXY for name in failed), ", ".join(name or NAMELESS for name in skipped)
    return (f", après un échec par {tried}" if tried else "") + (
        f", proxy inutilisable ignoré ({unused})" if unused else ""
    )


def lines_of(report: StageReport) -> tuple[str, ...]:
    """Return what a stage found out, and a stranger's words about it on a line of their own."""
    issuer = report.fact.issuer if isinstance(report.fact, Certificate) else ""
    return tuple(filter(None, (detail(report), heading(SIGNED_BY, issuer) if issuer else "")))


def words_of(diagnosis: Diagnosis) -> str:
    """Return the line of what the other side said; empty where it said nothing."""
    if not diagnosis.words:
        return ""
    return heading(SIGNED_BY if diagnosis.verdict is Verdict.TLS_UNTRUSTED else RECEIVED, diagnosis.words)
