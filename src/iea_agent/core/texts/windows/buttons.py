"""Labels of buttons, with their mnemonics, and their help. Several windows share them.

A label that can be reached with Alt stands in ``core/texts/windows`` with its mnemonic, so that two that clash in one
window show in one place.
"""

from iea_agent.core.texts import labels
from iea_agent.core.texts.french import marked

OPEN_SETTINGS = marked(labels.MENU_SETTINGS, "P")
OPEN_TEST = marked(labels.MENU_TEST, "T")
OPEN_REAUTHENTICATE = marked(labels.MENU_REAUTHENTICATE, "R")
OPEN_HELP = marked(labels.MENU_HELP, "i")
OPEN_ABOUT = marked(labels.MENU_ABOUT, "s")
OPEN_SUPPORT_MENU = marked(labels.MENU_SUPPORT, "n")
OPEN_MAINTENANCE = marked(labels.MENU_MAINTENANCE, "m")
TO_COME_HELP = "Pas encore disponible dans cette version."
TEST_AGAIN = "&Réessayer"
REAUTHENTICATE_AGAIN = "&Réessayer"
CANCEL = marked(labels.CANCEL, "A")
CANCEL_TEST = marked(labels.CANCEL, "l")
CANCEL_QUIT = marked(labels.CANCEL, "A")
CLOSE = "&Fermer"
DO_NOT_SAVE = "&Ne pas enregistrer"
WRITE_SUPPORT = marked(labels.MENU_WRITE_SUPPORT, "c")
WRITE_SUPPORT_HELP = "Prépare un courriel avec l’état de ce poste ; vous le relisez avant de l’envoyer."
ASK_PASSWORD_TITLE = "Demander le mot de passe du jour"  # noqa: S105 (a label)
ASK_PASSWORD = marked(ASK_PASSWORD_TITLE, "j")
ASK_PASSWORD_HELP = "Prépare un courriel à l’assistance ; vous le relisez avant de l’envoyer."  # noqa: S105 (words)
PREPARE_MESSAGE_TITLE = "Préparer un message"
PREPARE_MESSAGE = marked(PREPARE_MESSAGE_TITLE, "g")
PREPARE_MESSAGE_HELP = "Pour la personne qui gère vos ordinateurs ; vous le relisez avant de l’envoyer."
ENTER_LICENCE = "Saisir la licenc&e"
ENABLE_ASSISTANCE = marked(labels.MENU_ENABLE_ASSISTANCE, "A")
ENABLE_ASSISTANCE_HELP = "Impact emploi pourra être lancé sans le serveur de production."
QUIT_AGENT = "Quitter le pro&gramme"
"""Not Alt+Q, the mnemonic of the settings window in front of it."""
QUIT_AGENT_HELP = "L’icône disparaît et la connexion n’est plus surveillée."
