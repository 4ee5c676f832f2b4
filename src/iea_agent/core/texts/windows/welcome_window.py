"""The window of the first start."""

from collections.abc import Mapping

from iea_agent.core.connection_state import Picture

TITLE = "Bienvenue"
HEADLINE = "Ce poste n’est pas encore connecté à Impact emploi."
CONNECTED = "Ce poste est connecté à Impact emploi."
BODY = "Saisissez le numéro et la clé de la licence d’installation, puis choisissez « Se connecter »."
KEY_IS_MISSING = "La clé de la licence d’installation n’est pas enregistrée sur ce poste."
PICTURES_TITLE = "L’icône près de l’horloge dit où en est la connexion :"
PICTURES: Mapping[Picture, str] = {
    Picture.BALL: "Boule bleue : ce poste est connecté au serveur de production.",
    Picture.HEART: "Boule bleue au cœur rouge : ce poste n’est pas connecté.",
    Picture.BEETLE: "Scarabée rouge : mode assistance, sans le serveur de production.",
}
CONNECT = "&Se connecter"
LATER = "Plus &tard"
UNSAVED_TITLE = "Se connecter maintenant ?"
UNSAVED_BODY = "Vous avez saisi une licence d’installation, qui n’est pas encore enregistrée."
