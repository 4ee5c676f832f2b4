"""The question whether the licence key may be sent to another server than the one that it was given for."""

from iea_agent.core.diagnosis import KeyOrigins
from iea_agent.core.key_origin import host_shown


def kept_for(origins: KeyOrigins) -> str:
    """Return which server the key was given for, and which one is set now."""
    kept, asked = host_shown(origins.kept), host_shown(origins.asked)
    return f"La clé de licence a été enregistrée pour {kept}, et l’adresse actuelle est celle de {asked}."


def question(origins: KeyOrigins) -> str:
    """Return the title of the question."""
    return f"Envoyer la clé de licence à {host_shown(origins.asked)} ?"


CONSEQUENCE = "Ce serveur recevrait le numéro et la clé de votre licence d'installation."
ADVICE = "Ne répondez oui que si l’assistance vous a donné cette adresse ; sinon, corrigez l’adresse."


def send(origins: KeyOrigins) -> str:
    """Return the label of the button that answers yes."""
    return f"&Envoyer la clé à {host_shown(origins.asked)}"
