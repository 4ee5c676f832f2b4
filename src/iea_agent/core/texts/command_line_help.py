"""What ``iea-agent --help`` says: commands, options, examples, exit statuses, errors of usage.

The manual page says the same, and more: ``core/texts/manual.py``.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from iea_agent.core.exit_status import ExitStatus

DESCRIPTION = "Connexion Impact emploi : dit si ce poste est connecté au serveur de production."
COMMANDS = "commandes"
OPTIONS = "options"
ARGUMENTS = "arguments"
EXAMPLES = "exemples"
EXIT_STATUSES = "codes de retour"
WITHOUT_COMMAND = "sans commande, pour le programme près de l’horloge"
USAGE = "utilisation : "
COMMAND: Mapping[str, str] = {
    "status": "dit l’état de la connexion",
    "show": "ouvre la fenêtre « État de la connexion »",
    "test": "teste l’accès aux serveurs",
    "authenticate": "relance l’authentification auprès du serveur",
    "repair": "propose de corriger les adresses qui ne sont plus les bonnes",
    "settings": "ouvre les paramètres de connexion",
    "policy": "dit ce qui vaut sur ce poste, et qui l’a choisi",
    "launch": "lance Impact emploi, après avoir vérifié la connexion si besoin",
    "shortcut": "les raccourcis « Impact emploi » et « Impact emploi – État de la connexion »",
    "autostart": "le lancement de ce programme à l’ouverture de session",
    "assistance": "active ou désactive le mode assistance, dans une fenêtre",
    "support": "prépare le message à l’assistance",
    "report": "ouvre le rapport de diagnostic, ou l’écrit dans un fichier",
    "day-password": "donne le mot de passe du jour d’une licence (pour l’assistance)",
    "derive-secrets": "remplace les clés d’une liste par des secrets dérivés (pour l’assistance)",
    "quit": "arrête ce programme",
    "completion": "donne de quoi compléter les commandes avec la touche Tab",
    "help": "affiche cette aide, ou celle d’une commande",
    "demo": "montre tout sur un serveur de démonstration",
}
"""By name, as in ``cli/subcommands.py``."""
_STARTS = "Lance aussi le programme de connexion s’il ne l’est pas ; ce programme reste alors près de l’horloge."
FURTHER: Final[Mapping[str, str]] = {
    "test": "Rien n’est modifié ni enregistré.",
    "show": _STARTS,
    "authenticate": "Par le programme de connexion s’il est lancé. En mode assistance, rien n’est envoyé.",
    "repair": _STARTS,
    "settings": _STARTS,
    "launch": _STARTS,
    "assistance": _STARTS,
    "support": "Sans écran, le message est affiché.",
    "report": "Sans FICHIER, une fenêtre s’ouvre.",
    "day-password": (
        "La clé est lue sur l’entrée standard ou, si c’est un terminal, dans le coffre de mots de passe de ce poste."
    ),
    "derive-secrets": (
        "Un secret dérivé donne le mot de passe de chaque jour sans révéler la clé. Gardez ces secrets comme des clés."
    ),
    "quit": "Ce qui n’est pas enregistré dans ses fenêtres est perdu.",
    "completion": (
        "À mettre en place une fois, si l’installation ne l’a pas fait :\n"
        "  iea-agent completion bash > ~/.local/share/bash-completion/completions/iea-agent\n"
        "  iea-agent completion zsh > ~/.zfunc/_iea-agent  (un dossier de fpath)\n"
        "  iea-agent completion fish > ~/.config/fish/completions/iea-agent.fish"
    ),
}
"""What its administrator has to know of a command beside; indented lines are examples."""
OPTION: Mapping[str, str] = {
    "--help": "affiche cette aide",
    "--version": "affiche la version",
    "--at-login": "lancé à l’ouverture de la session",
    "--if-none": "ne fait rien si ce programme est déjà lancé",
    "--no-icon": "sans icône, par exemple sans écran",
    "--check": "code de retour selon l’état : 0 connecté, 1 non connecté, 3 mode assistance",
    "--format": "pour une surveillance : greffon Nagios et son code de retour, ou métriques Prometheus",
    "--json": "réponse en JSON, pour les programmes",
    "--yes": "corrige, au lieu de seulement proposer",
    "--undo": "revient aux adresses précédentes",
    "--auth": "adresse du serveur d’authentification",
    "--updates": "adresse du serveur de mise à jour",
    "--insecure": "mode non sécurisé : http est permis",
    "--ca-file": "autorité de certification supplémentaire (PEM)",
    "action": "on : met en place ; off : retire ; status : dit ce qui est en place",
    "--about": "password : demande le mot de passe du jour ; helper : pour la personne qui gère les ordinateurs",
    "file": "où l’écrire (archive zip)",
    "--licence": "numéro de la licence",
    "--list": "pour toutes les licences d’une liste (CSV : colonnes licence, et key ou secret)",
    "--date": "pour un autre jour (2026-11-28 ou 28/11/2026)",
    "table": "la liste (CSV : colonnes licence et key)",
    "shell": "le shell qui complète",
    "topic": "la commande dont l’aide est demandée",
    "--tour": "joue la fiche d’aide et écrit une image de chaque étape",
}
"""By name, for all commands that have it."""
EXAMPLE: Final[Mapping[str, str]] = {
    "iea-agent status": "dit l’état de la connexion",
    "iea-agent status --check": "le dit aussi par le code de retour",
    "iea-agent status --format nagios": "le dit comme un greffon de Nagios",
    "iea-agent test --json": "teste les deux serveurs, réponse en JSON",
    "iea-agent test --auth https://exemple.fr": "teste une autre adresse, sans l’enregistrer",
    "iea-agent repair": "cherche si une adresse est à corriger",
    "iea-agent repair --yes": "corrige l’adresse et se connecte",
    "iea-agent report rapport.zip": "écrit le rapport de diagnostic",
    "iea-agent day-password --licence 75-000042 < cle.txt": "calcule le mot de passe du jour",
    "iea-agent day-password --list licences.csv": "pour chaque licence d’une liste",
    "iea-agent autostart on": "à chaque ouverture de session",
    "iea-agent help test": "affiche l’aide de la commande test",
}
"""Command lines, and what they do."""
EXIT_STATUS: Final[Mapping[ExitStatus, str]] = {
    ExitStatus.OK: "tout s’est bien passé ; avec status --check : connecté",
    ExitStatus.NOT_OK: "échec, ou réponse négative ; avec status --check : non connecté",
    ExitStatus.USAGE: "commande ou option incorrecte, ou paramètres inutilisables",
    ExitStatus.ASSISTANCE: "avec status --check : mode assistance",
    ExitStatus.INTERRUPTED: "interrompu par Ctrl+C",
}
MORE: Final = "Aide d’une commande : iea-agent help COMMANDE\nManuel : man iea-agent"
DEMO_NOT_INSTALLED = "La démonstration demande l’option « demo » : pip install 'iea-agent[demo]'"
METAVAR_COMMAND = "COMMANDE"
METAVAR_FILE = "FICHIER"
METAVAR_FOLDER = "DOSSIER"
METAVAR_NUMBER = "NUMÉRO"
METAVAR_DATE = "DATE"
_LONGEST_LEFT: Final = 28
"""Longest text of a left column that has its right one beside it."""
ONE_OF_LICENCE_AND_LIST: Final = "il faut --licence ou --list, et un seul des deux"
NOT_UNDERSTOOD: Final = "arguments incompréhensibles"
INCORRECT_VALUE: Final = "valeur incorrecte"


def usage_error(program: str, why: str, hint: str = "") -> str:
    """Return what is said of a command line that cannot be parsed; ``hint`` is a sentence, or empty."""
    further = f"{hint}\n" if hint else ""
    return f"{program} : commande ou option incorrecte ({why}).\n{further}Essayez « {program} --help ».\n"


def heading(name: str) -> str:
    """Return the heading of a section of the help, without its colon."""
    return f"{name}\u00a0"


def table(rows: Mapping[str, str]) -> str:
    """Return lines of two columns, indented, as the lists of options are; a long left one has a line of its own."""
    width = max((len(left) for left in rows if len(left) <= _LONGEST_LEFT), default=_LONGEST_LEFT)
    beside = f"\n  {'':<{width}}  "
    return "\n".join(
        f"  {left:<{width}}  {right}" if len(left) <= width else f"  {left}{beside}{right}"
        for left, right in rows.items()
    )


def refused(argument: str, why: str) -> str:
    """Return why a value was refused; ``why`` is a sentence."""
    return f"{argument} : {why.removesuffix('.')}"


def unknown(arguments: Sequence[str]) -> str:
    """Return what was typed and means nothing."""
    return f"inconnu : {' '.join(arguments)}"


def unknown_command(typed: str) -> str:
    """Return that there is no such command."""
    return f"commande inconnue : {typed}"


def possible_commands(names: Sequence[str]) -> str:
    """Return which commands there are."""
    return f"Commandes possibles : {', '.join(names)}."


def did_you_mean(names: Sequence[str]) -> str:
    """Return what resembles the word that was typed; empty if nothing does."""
    return f"Vouliez-vous dire : {' ou '.join(names)} ?" if names else ""


def goes_after(option: str, program: str) -> str:
    """Return where an option of a command stands; ``program`` includes the name of the command."""
    return f"Cette option suit le nom de la commande : {program} {option}"


def not_a_choice(choices: Sequence[str]) -> str:
    """Return which values an argument may have."""
    return f"valeurs possibles : {', '.join(choices)}"


def ambiguous(option: str, meanings: str) -> str:
    """Return that an abbreviation has several meanings, which are listed."""
    return f"{option} est l’abréviation de plusieurs options : {meanings}"


def not_together(option: str, other: str) -> str:
    """Return that two options exclude each other."""
    return f"{option} et {other} ne vont pas ensemble"


def missing(arguments: Sequence[str]) -> str:
    """Return which arguments a command cannot do without."""
    return f"il manque {', '.join(arguments)}"


def value_missing(option: str) -> str:
    """Return that nothing follows an option that wants a value."""
    return f"il manque une valeur après {option}"


def takes_no_value(option: str) -> str:
    """Return that an option wants no value."""
    return f"{option} ne prend pas de valeur"
