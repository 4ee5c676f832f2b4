"""What ``iea-agent --help`` says: commands, options, errors of usage."""

DESCRIPTION = "Agent de connexion d'Impact emploi association."
COMMANDS = "commandes"
HELP = "affiche cette aide"
VERSION = "affiche la version"
AT_LOGIN = "lancé à l'ouverture de la session"
IF_NONE = "ne fait rien si un agent est déjà lancé"
NO_ICON = "sans icône, par exemple sans écran"
JSON = "réponse en JSON, pour les programmes"

STATUS = "dit l'état de la connexion"
TEST = "teste l'accès aux serveurs"
TEST_AUTH = "adresse du serveur d'authentification"
TEST_UPDATES = "adresse du serveur de mise à jour"
TEST_INSECURE = "mode non sécurisé : http est permis"
TEST_CA_FILE = "autorité de certification supplémentaire (PEM)"
AUTHENTICATE = "relance l'authentification auprès du serveur"
SETTINGS = "ouvre les paramètres de connexion"
LAUNCH = "lance Impact emploi, après avoir vérifié la connexion si besoin"
SHORTCUT = "le raccourci « Impact emploi » du bureau, qui lance par l'agent"
AUTOSTART = "le lancement de l'agent à l'ouverture de session"
ASSISTANCE = "active ou désactive le mode assistance, dans une fenêtre"
SUPPORT = "prépare le message à l'assistance"
REPORT = "ouvre le rapport de diagnostic, ou l'écrit dans un fichier"
REPORT_FILE = "où l'écrire (archive zip)"
DAY_PASSWORD = "donne le mot de passe du jour d'une licence (pour l'assistance)"  # noqa: S105 (words)
DAY_PASSWORD_LICENCE = "numéro de la licence"  # noqa: S105 (words)
QUIT = "arrête l'agent"
DEMO = "montre tout sur un serveur de démonstration"
DEMO_NOT_INSTALLED = "La démonstration demande l'option « demo » : pip install 'iea-agent[demo]'"
DEMO_TOUR = "joue la fiche d'aide et écrit une image de chaque étape"

METAVAR_COMMAND = "COMMANDE"
METAVAR_FILE = "FICHIER"
METAVAR_FOLDER = "DOSSIER"
METAVAR_NUMBER = "NUMÉRO"


def usage_error(program: str, message: str) -> str:
    """Return what is said of a command line that cannot be parsed; ``message`` is argparse's own."""
    return f"{program} : commande ou option incorrecte ({message})\nEssayez « {program} --help ».\n"
