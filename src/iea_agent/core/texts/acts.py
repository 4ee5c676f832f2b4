"""What to do about a verdict, in a few words: the half of a notification's sentence that follows the cause.

The whole explanation is in ``core/texts/verdicts.py``; the window that the notification opens says it.
"""

from collections.abc import Mapping
from typing import Final

from iea_agent.core.diagnosis import Diagnosis, Verdict

_TELL: Final = "prévenez la personne qui gère vos ordinateurs"
_WRITE: Final = "écrivez à l’assistance"
_RETRY_OR_TELL: Final = f"réessayez ; si cela dure, {_TELL}"
_RETRY_OR_WRITE: Final = f"réessayez ; si cela dure, {_WRITE}"
_CHECK_OR_TELL: Final = f"vérifiez l’adresse, ou {_TELL}"
_SET_CLOCK: Final = "réglez la date et l’heure de ce poste"
_CLOCK_OR_WRITE: Final = f"vérifiez la date et l’heure de ce poste, ou {_WRITE}"
_IN_SETTINGS: Final = "dans « Paramètres de connexion »"
_UNLOCK: Final = "réessayez et tapez le mot de passe du coffre"
"""For ``Diagnosis.locked``."""
_FOLLOW: Final = "ouvrez votre navigateur et suivez ce que le réseau demande"
"""For a portal that has proved its name."""

ACT: Final[Mapping[Verdict, str]] = {
    Verdict.LICENCE_UNKNOWN: f"saisissez à nouveau le numéro et la clé ; si cela dure, {_WRITE}",
    Verdict.REFUSED: f"{_WRITE} ; le mode assistance permet de travailler en attendant",
    Verdict.BUSY: "patientez, une nouvelle tentative sera faite automatiquement",
    Verdict.SERVER_FAULT: f"une nouvelle tentative sera faite ; si cela dure, {_WRITE}",
    Verdict.PROXY: _TELL,
    Verdict.PORTAL: "ouvrez votre navigateur et acceptez les conditions",
    Verdict.NOT_OUR_SERVER: f"corrigez l’adresse {_IN_SETTINGS}",
    Verdict.MOVED: f"rétablissez les adresses officielles {_IN_SETTINGS}",
    Verdict.UPDATE_EXPIRED: _CLOCK_OR_WRITE,
    Verdict.MALFORMED: _RETRY_OR_WRITE,
    Verdict.DNS: "vérifiez l’adresse et votre connexion à Internet",
    Verdict.BLOCKED: _TELL,
    Verdict.REFUSED_CONNECTION: _RETRY_OR_WRITE,
    Verdict.TIMEOUT: _RETRY_OR_TELL,
    Verdict.INTERRUPTED: _RETRY_OR_TELL,
    Verdict.NO_ROUTE: "vérifiez votre connexion à Internet",
    Verdict.TLS_EXPIRED: _CLOCK_OR_WRITE,
    Verdict.TLS_NOT_YET_VALID: _SET_CLOCK,
    Verdict.TLS_WRONG_HOST: _CHECK_OR_TELL,
    Verdict.TLS_UNTRUSTED: _TELL,
    Verdict.TLS_PROTOCOL: _CHECK_OR_TELL,
    Verdict.INSECURE: f"cochez « Sécurisé » {_IN_SETTINGS}",
    Verdict.BAD_ADDRESS: f"corrigez l’adresse {_IN_SETTINGS}",
    Verdict.BAD_CA_FILE: _TELL,
    Verdict.BAD_SETTINGS: _TELL,
    Verdict.NOT_CONFIGURED: "saisissez le numéro et la clé que l’assistance vous a donnés",
    Verdict.KEY_STORE: "réessayez, ou saisissez à nouveau la clé",
    Verdict.KEY_OPEN: _TELL,
    Verdict.KEY_ORIGIN: f"vérifiez l’adresse {_IN_SETTINGS}",
    Verdict.AGENT_FAULT: _RETRY_OR_WRITE,
}
"""A good verdict asks for nothing."""
_OFFICIAL: Final[Mapping[Verdict, str]] = {
    Verdict.DNS: f"vérifiez votre connexion à Internet ; si cela dure, {_TELL}",
    Verdict.NOT_OUR_SERVER: _RETRY_OR_WRITE,
    Verdict.MOVED: f"{_WRITE} ; le mode assistance permet de travailler en attendant",
    Verdict.TLS_WRONG_HOST: _TELL,
    Verdict.TLS_PROTOCOL: _TELL,
}
"""For ``Diagnosis.is_official``: there is no address to be checked."""


def act(diagnosis: Diagnosis) -> str:
    """Return what to do about a bad verdict in its circumstances: what the user can do first."""
    if diagnosis.verdict.facts.by_clock and diagnosis.clock_offset_s is not None:
        return _SET_CLOCK if diagnosis.clock_is_wrong else _WRITE
    if diagnosis.locked:
        return _UNLOCK
    if diagnosis.verdict is Verdict.PORTAL and diagnosis.is_verified:
        return _FOLLOW
    if diagnosis.is_official and diagnosis.verdict in _OFFICIAL:
        return _OFFICIAL[diagnosis.verdict]
    return ACT[diagnosis.verdict]
