"""What ``iea-agent --help`` says: commands, options, errors of usage."""

from collections.abc import Mapping

DESCRIPTION = "Agent de connexion d'Impact emploi association."
COMMANDS = "commandes"
COMMAND: Mapping[str, str] = {
    "status": "dit l'état de la connexion",
    "show": "ouvre la fenêtre « État de la connexion »",
    "test": "teste l'accès aux serveurs",
    "authenticate": "relance l'authentification auprès du serveur",
    "repair": "propose de corriger les adresses qui ne sont plus les bonnes",
    "settings": "ouvre les paramètres de connexion",
    "launch": "lance Impact emploi, après avoir vérifié la connexion si besoin",
    "shortcut": "les raccourcis « Impact emploi » et « Impact emploi – État de la connexion »",
    "autostart": "le lancement de l'agent à l'ouverture de session",
    "assistance": "active ou désactive le mode assistance, dans une fenêtre",
    "support": "prépare le message à l'assistance",
    "report": "ouvre le rapport de diagnostic, ou l'écrit dans un fichier",
    "day-password": "donne le mot de passe du jour d'une licence (pour l'assistance)",
    "quit": "arrête l'agent",
    "demo": "montre tout sur un serveur de démonstration",
}
"""By name, as in ``cli/subcommands.py``."""
OPTION: Mapping[str, str] = {
    "--help": "affiche cette aide",
    "--version": "affiche la version",
    "--at-login": "lancé à l'ouverture de la session",
    "--if-none": "ne fait rien si un agent est déjà lancé",
    "--no-icon": "sans icône, par exemple sans écran",
    "--check": "code de sortie selon l’état : 0 connecté, 1 non connecté, 3 mode assistance",
    "--json": "réponse en JSON, pour les programmes",
    "--yes": "corrige, au lieu de seulement proposer",
    "--undo": "revient aux adresses précédentes",
    "--auth": "adresse du serveur d'authentification",
    "--updates": "adresse du serveur de mise à jour",
    "--insecure": "mode non sécurisé : http est permis",
    "--ca-file": "autorité de certification supplémentaire (PEM)",
    "--about": "password : demande le mot de passe du jour ; helper : pour la personne qui gère les ordinateurs",
    "file": "où l'écrire (archive zip)",
    "--licence": "numéro de la licence",
    "--tour": "joue la fiche d'aide et écrit une image de chaque étape",
}
"""By name, for all commands that have it."""
DEMO_NOT_INSTALLED = "La démonstration demande l'option « demo » : pip install 'iea-agent[demo]'"
METAVAR_COMMAND = "COMMANDE"
METAVAR_FILE = "FICHIER"
METAVAR_FOLDER = "DOSSIER"
METAVAR_NUMBER = "NUMÉRO"


def usage_error(program: str, message: str) -> str:
    """Return what is said of a command line that cannot be parsed; ``message`` is argparse's own."""
    return f"{program} : commande ou option incorrecte ({message})\nEssayez « {program} --help ».\n"
