"""What the manual page says beside the help: ``tools/manual.py`` makes the page of both."""

from collections.abc import Mapping
from typing import Final

TITLE: Final = "Connexion Impact emploi"
NAME: Final = "dit si ce poste est connecté au serveur de production d’Impact emploi, et répare la connexion"
PARAGRAPHS: Final = (
    (
        "iea-agent est le programme de connexion d’Impact emploi association. Lancé sans commande, ce programme reste "
        "près de l’horloge. Une boule bleue : le poste est connecté au serveur de production. Un cœur rouge : le poste "
        "n’est pas connecté. Un scarabée rouge : mode assistance."
    ),
    (
        "Chaque commande répond sur la sortie standard, et dit ce qui ne va pas sur la sortie d’erreur. Avec --json, "
        "la réponse est faite pour un autre programme ; ses noms ne changent pas."
    ),
    "Une commande qui ouvre une fenêtre échoue s’il n’y a pas d’écran.",
)
FILES: Final[Mapping[str, str]] = {
    "~/.config/iea-agent/config.toml": "les paramètres",
    "~/.local/state/iea-agent/state.json": "le mode, et ce qui doit survivre à un arrêt",
    "~/.local/state/iea-agent/history.json": "l’historique de la connexion",
    "~/.local/state/iea-agent/log/agent.log": (
        "le journal, sans aucun secret ; chaque ligne commence par son heure et le décalage avec UTC"
    ),
}
ENVIRONMENT: Final[Mapping[str, str]] = {
    "IEA_AGENT_HOME": (
        "un dossier qui contient tout (paramètres, état, journal) : pour plusieurs profils, un usage nomade ou des "
        "essais"
    ),
    "XDG_CONFIG_HOME": "le dossier des paramètres, à la place de ~/.config",
    "XDG_STATE_HOME": "le dossier de l’état et du journal, à la place de ~/.local/state",
    "XDG_RUNTIME_DIR": "le dossier du lien avec le programme déjà lancé",
    "DISPLAY": "l’écran X11 des fenêtres",
    "WAYLAND_DISPLAY": "l’écran Wayland des fenêtres",
    "IEA_MODE": "reçu par Impact emploi : production ou assistance",
}
SEE_ALSO: Final = (
    "Le guide des utilisateurs s’ouvre par « Aide » dans le menu de l’icône, ou par F1 dans chaque fenêtre. Les "
    "réponses en JSON sont décrites dans docs/cli.md, parmi les sources du programme."
)
NAME_HEADING: Final = "NOM"
SYNOPSIS_HEADING: Final = "SYNOPSIS"
DESCRIPTION_HEADING: Final = "DESCRIPTION"
COMMANDS_HEADING: Final = "COMMANDES"
OPTIONS_HEADING: Final = "OPTIONS"
FILES_HEADING: Final = "FICHIERS"
ENVIRONMENT_HEADING: Final = "ENVIRONNEMENT"
EXIT_STATUSES_HEADING: Final = "CODES DE RETOUR"
EXAMPLES_HEADING: Final = "EXEMPLES"
SEE_ALSO_HEADING: Final = "VOIR AUSSI"
