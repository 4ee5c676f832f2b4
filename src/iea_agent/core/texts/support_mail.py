"""The mail to the support desk; its window has ``core/texts/windows/mail_window.py``."""

from datetime import datetime

from iea_agent.core.diagnosis import Diagnosis
from iea_agent.core.texts import verdicts
from iea_agent.core.texts.french import heading, whole_date

SUBJECT = "Serveur de connexion"
"""The specification's; the version of the payroll software follows."""
VERSION_UNKNOWN = "(version inconnue)"
GREETING = "Bonjour,"
TO_FILL_IN = "[Écrivez ici ce que vous vouliez faire et ce qui s'est passé.]"
FAREWELL = "Cordialement,"
TO_SIGN = "[Votre nom]"
MODE = "Mode"
MODE_ASSISTANCE = "assistance"
MODE_SECURE = "production, sécurisé"
MODE_INSECURE = "production, non sécurisé"
SOFTWARE = "Version d'Impact emploi"
SOFTWARE_UNKNOWN = "inconnue"
AGENT = "Version de l'agent"
SYSTEM = "Système"
SOFTWARE_RUNS = "Impact emploi est ouvert en ce moment."
FAILED = "ÉCHEC"


def subject(version: str) -> str:
    """Return the subject of the mail; an empty version is an unknown one."""
    return f"{SUBJECT} {version or VERSION_UNKNOWN}"


def instant(at: datetime) -> str:
    """Return an instant in full, for a reader on another day: « lundi 23 novembre 2026 à 9 h 12 »."""
    return f"{whole_date(at)} à {at.hour} h {at.minute:02}"


def state_on(at: datetime) -> str:
    """Return what introduces the state at an instant."""
    return f"État relevé le {instant(at)} :"


def since(at: datetime) -> str:
    """Return since when the state is what it is."""
    return f"Depuis le {instant(at)}."


def assistance_since(at: datetime | None, who: str) -> str:
    """Return the mode of assistance: since when, and who enabled it, as far as that is known."""
    begun = f" depuis le {instant(at)}" if at is not None else ""
    return f"{MODE_ASSISTANCE}{begun}{f', activé par {who}' if who else ''}"


def verdict(diagnosis: Diagnosis) -> str:
    """Return a verdict in words, with its code."""
    return f"{verdicts.WORDS[diagnosis.verdict].short} (code {diagnosis.verdict})"


def stage(name: str, fact: str) -> str:
    """Return one line of the checklist."""
    return f"- {heading(name, fact)}"


def whole_message(recipient: str, of: str, body: str) -> str:
    """Return a mail as one text that can be pasted anywhere."""
    return f"{heading('À', recipient)}\n{heading('Objet', of)}\n\n{body}"
