"""The stages of an exchange with a server, their facts and their signs."""

from collections.abc import Mapping

from iea_agent.core.diagnosis import Stage
from iea_agent.core.servers.proxies import Source

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
"""The stage that the running test of an address has behind it."""
WORKSTATION = "poste"
WORKSTATION_READY = "prêt"
TECHNICAL = "message technique"
"""What introduces the words of the system or of a server, often English."""
NOT_REACHED = "non atteint"
NO_PROXY = "connexion directe"
BY_PROXY = "par le proxy"
NOT_ENCRYPTED = "aucun (http)"
NOT_NEEDED: Mapping[Stage, str] = {
    Stage.CONNECTION: BY_PROXY,
    Stage.PROXY: NO_PROXY,
    Stage.ENCRYPTION: NOT_ENCRYPTED,
}
"""What it means that a stage was passed over."""
PROXY_SOURCE: Mapping[Source, str] = {
    Source.ENVIRONMENT: "variables d'environnement",
    Source.GNOME: "réglages du bureau",
    Source.KDE: "réglages de KDE",
    Source.WINDOWS: "réglages de Windows",
    Source.MACOS: "réglages de macOS",
}

# Signs, for a screen reader.

SIGN_GOOD = "réussi"
SIGN_BAD = "échec"
SIGN_WARNING = "attention"
SIGN_WAITING = "en attente"
SIGN_UNKNOWN = "pas vérifié"


def direct(peer: str, *, despite_settings: bool = False) -> str:
    """Return the words of a connection without proxy, perhaps because the settings of one could not be followed."""
    return f"directe, {peer}" + (" (les réglages du proxy n'ont pas pu être suivis)" if despite_settings else "")


def through_proxy(proxy: str, source: Source | None = None, *, by_script: bool = False) -> str:
    """Return the words of a connection through a proxy, and where it comes from."""
    said = [*(["script de configuration"] if by_script else []), *([PROXY_SOURCE[source]] if source else [])]
    return f"par le proxy {proxy}" + (f" ({', '.join(said)})" if said else "")


def signed_until(signer: str, until: str) -> str:
    """Return the words of an encrypted connection; ``until`` is a day as French people write it."""
    return f"signé par « {signer} », expire le {until}"


def signed_by(signer: str) -> str:
    """Return who signed a certificate."""
    return f"signé par « {signer} »"
