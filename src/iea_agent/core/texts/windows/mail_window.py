"""« Écrire à l'assistance »."""

INTRODUCTION = (
    "Rien n'est envoyé sans vous : votre logiciel de messagerie s'ouvre avec ce message, vous l'envoyez vous-même."
)
IS_CLEAN = "Ce message ne contient ni votre clé de licence ni mot de passe."
RECIPIENT_FIELD = "&Destinataire"
SUBJECT_FIELD = "&Objet"
BODY_FIELD = "&Texte du message, que vous pouvez modifier"
OPEN = "Ouvrir dans ma &messagerie"
COPY = "&Copier le message"
JOIN_REPORT = "Joindre un &rapport de diagnostic…"
JOIN_REPORT_HELP = "Prépare un fichier à joindre vous-même à votre message."
OPENING = "Ouverture de votre logiciel de messagerie…"
OPENED = "Votre logiciel de messagerie est ouvert avec ce message"
OPENED_BODY = "Relisez-le puis envoyez-le : tant qu'il n'est pas envoyé, l'assistance ne le reçoit pas."
WITHOUT_BODY = "Votre logiciel de messagerie est ouvert, mais sans le texte du message"
NOT_OPENED = "Aucun logiciel de messagerie n'a pu être ouvert sur ce poste"
COPIED = "Le message est copié"
IS_COPIED = "Le message entier est dans le presse-papiers."
WHERE_TO_WRITE = "Ouvrez votre messagerie, par exemple dans votre navigateur, et commencez un nouveau message."
STAY_OPEN = "Laissez cette fenêtre ouverte jusque-là."
UNSENT_TITLE = "Fermer sans envoyer ce message ?"
UNSENT_BODY = "Vous avez modifié ce message, mais il n'a été ni ouvert dans votre messagerie ni copié."
CLOSE_UNSENT = "&Fermer sans envoyer"


def paste(keys: str) -> str:
    """Return how to paste the body into a mail program that opened without it; ``keys`` is the shortcut."""
    return f"Le texte est copié : collez le texte ({keys}) dans le message, puis envoyez-le."


def paste_all(keys: str) -> str:
    """Return how to paste a copied message into a mail program; ``keys`` is the shortcut."""
    return f"Collez le texte ({keys}), puis déplacez les deux premières lignes dans les cases « À » et « Objet »."
