"""The question whether the licence key may be sent to another server than the one that it was given for."""

from iea_agent.core.diagnosis import KeyOrigins
from iea_agent.core.texts.french import marked
from iea_agent.core.texts.remedies import what_to_do

_LONGEST = 40
"""Longest host in the label of a button, in characters; of a longer one its end is shown, which tells whose it is."""
ADVICE = "N’envoyez la clé que si l’assistance vous a donné cette adresse ; sinon, corrigez l’adresse."
ADVICE_BEFORE = what_to_do(
    "continuez seulement si l’assistance vous a donné cette adresse. "
    "Sinon, corrigez l’adresse dans « Paramètres de connexion »."
)
"""Before a key is given for a server that is not the official one."""


def host_shown(origin: str) -> str:
    """Return an origin as a person reads it: the host, and what is unusual about it."""
    return origin.removeprefix("https://")


def kept_for(origins: KeyOrigins) -> str:
    """Return which server the key was given for, and which one is set now."""
    kept, asked = host_shown(origins.kept), host_shown(origins.asked)
    return f"La clé de licence a été enregistrée pour {kept}, et l’adresse actuelle est celle de {asked}."


def question(origins: KeyOrigins) -> str:
    """Return the title of the question."""
    return f"Envoyer la clé de licence à {host_shown(origins.asked)} ?"


def consequence(origins: KeyOrigins) -> str:
    """Return what « yes » means."""
    return f"{host_shown(origins.asked)} recevrait le numéro et la clé de votre licence d’installation."


def given_to(origin: str) -> str:
    """Return which server a key that is typed now is given for, where it is not the official one."""
    return f"La clé de licence sera envoyée à {host_shown(origin)}, qui n’est pas le serveur officiel."


def send(origins: KeyOrigins) -> str:
    """Return the label of the button that answers « yes »."""
    host = host_shown(origins.asked)
    return marked(f"Envoyer la clé à {host if len(host) <= _LONGEST else f'…{host[-_LONGEST:]}'}", "v")
