"""What ``iea-agent --help`` says: commands, options, errors of usage."""

from collections.abc import Mapping, Sequence

DESCRIPTION = "Connexion Impact emploi : dit si ce poste est connecté au serveur de production."
COMMANDS = "commandes"
ARGUMENTS = "arguments"
WITHOUT_COMMAND = "sans commande, pour le programme près de l’horloge"
USAGE = "utilisation : "
COMMAND: Mapping[str, str] = {
    "status": "dit l’état de la connexion",
    "show": "ouvre la fenêtre « État de la connexion »",
    "test": "teste l’accès aux serveurs",
    "authenticate": "relance l’authentification auprès du serveur",
    "repair": "propose de corriger les adresses qui ne sont plus les bonnes",
    "settings": "ouvre les paramètres de connexion",
    "launch": "lance Impact emploi, après avoir vérifié la connexion si besoin",
    "shortcut": "les raccourcis « Impact emploi » et « Impact emploi – État de la connexion »",
    "autostart": "le lancement de ce programme à l’ouverture de session",
    "assistance": "active ou désactive le mode assistance, dans une fenêtre",
    "support": "prépare le message à l’assistance",
    "report": "ouvre le rapport de diagnostic, ou l’écrit dans un fichier",
    "day-password": "donne le mot de passe du jour d’une licence (pour l’assistance)",
    "quit": "arrête ce programme",
    "demo": "montre tout sur un serveur de démonstration",
}
"""By name, as in ``cli/subcommands.py``."""
OPTION: Mapping[str, str] = {
    "--help": "affiche cette aide",
    "--version": "affiche la version",
    "--at-login": "lancé à l’ouverture de la session",
    "--if-none": "ne fait rien si ce programme est déjà lancé",
    "--no-icon": "sans icône, par exemple sans écran",
    "--check": "code de sortie selon l’état : 0 connecté, 1 non connecté, 3 mode assistance",
    "--json": "réponse en JSON, pour les programmes",
    "--yes": "corrige, au lieu de seulement proposer",
    "--undo": "revient aux adresses précédentes",
    "--auth": "adresse du serveur d’authentification",
    "--updates": "adresse du serveur de mise à jour",
    "--insecure": "mode non sécurisé : http est permis",
    "--ca-file": "autorité de certification supplémentaire (PEM)",
    "--about": "password : demande le mot de passe du jour ; helper : pour la personne qui gère les ordinateurs",
    "file": "où l’écrire (archive zip)",
    "--licence": "numéro de la licence",
    "--tour": "joue la fiche d’aide et écrit une image de chaque étape",
}
"""By name, for all commands that have it."""
DEMO_NOT_INSTALLED = "La démonstration demande l’option « demo » : pip install 'iea-agent[demo]'"
METAVAR_COMMAND = "COMMANDE"
METAVAR_FILE = "FICHIER"
METAVAR_FOLDER = "DOSSIER"
METAVAR_NUMBER = "NUMÉRO"


AMBIGUOUS = "cette abréviation a plusieurs sens"


def usage_error(program: str, why: str) -> str:
    """Return what is said of a command line that cannot be parsed."""
    return f"{program} : commande ou option incorrecte ({why}).\nEssayez « {program} --help ».\n"


def heading(name: str) -> str:
    """Return the heading of a section of the help, without its colon."""
    return f"{name}\u00a0"


def refused(argument: str, why: str) -> str:
    """Return why a value was refused; ``why`` is a sentence."""
    return f"{argument} : {why.removesuffix('.')}"


def unknown(arguments: Sequence[str]) -> str:
    """Return what was typed and means nothing."""
    return f"inconnu : {' '.join(arguments)}"


def unknown_command(names: Sequence[str]) -> str:
    """Return which commands there are."""
    return f"commandes possibles : {', '.join(names)}"


def not_a_choice(choices: Sequence[str]) -> str:
    """Return which values an argument may have."""
    return f"valeurs possibles : {', '.join(choices)}"


def missing(arguments: Sequence[str]) -> str:
    """Return which arguments a command cannot do without."""
    return f"il manque {', '.join(arguments)}"


def value_missing(option: str) -> str:
    """Return that nothing follows an option that wants a value."""
    return f"il manque une valeur après {option}"


def takes_no_value(option: str) -> str:
    """Return that an option wants no value."""
    return f"{option} ne prend pas de valeur"
