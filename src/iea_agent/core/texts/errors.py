"""The French sentences for errors without a verdict and a window, which the command line says, by their code."""

from collections.abc import Mapping

KEY_MISSING = "Aucune clé n'est enregistrée sur ce poste pour cette licence. Donnez-la sur l'entrée standard."
KEY_STORE_LOCKED = "La clé de licence n'a pas pu être lue : le coffre de mots de passe de ce poste est verrouillé."
KEY_UNREADABLE = (
    "La clé de licence n'a pas pu être lue : le coffre de mots de passe de ce poste est verrouillé, arrêté ou absent."
)
_SENTENCE: Mapping[str, str] = {
    "key_store": KEY_UNREADABLE,
    "key_store_locked": KEY_STORE_LOCKED,
    "missing_key": KEY_MISSING,
    "control": "L'agent est lancé mais n'a pas répondu comme prévu.",
    "newer_file": "Un fichier vient d'une version plus récente de l'agent : il n'est pas modifié.",
    "storage": "Le disque a refusé la lecture ou l'écriture : il est plein, protégé, ou vous n'en avez pas le droit.",
}
_REFUSED: Mapping[str, str] = {
    "busy": "L'agent répond déjà à trop de programmes à la fois : réessayez dans un instant.",
}
"""By ``ControlError.refusal``."""
_OTHER = "Une erreur inattendue s'est produite ; si elle se répète, écrivez à l'assistance."


def sentence(code: str, refusal: str = "") -> str:
    """Return what went wrong; ``refusal`` is what the running agent said, if it refused."""
    return _REFUSED.get(refusal) or _SENTENCE.get(code, _OTHER)
