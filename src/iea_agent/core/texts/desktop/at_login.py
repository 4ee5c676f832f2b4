"""Autostart: the command line's answers, and the box of the settings window."""

from collections.abc import Mapping

from iea_agent.core.autostart import AutostartStatus
from iea_agent.core.texts.typography import marked

LABEL = "Lancer l'agent à l'ouverture de session"
BOX = marked(LABEL, "o")

NAME = "Agent d'Impact emploi"
COMMENT = "Dit près de l'horloge si ce poste est connecté au serveur de production"
"""Shown in the system's list of start-up programs."""

STATUS: Mapping[AutostartStatus, str] = {
    AutostartStatus.ON: "L'agent est lancé à l'ouverture de votre session.",
    AutostartStatus.OFF: "L'agent n'est pas lancé à l'ouverture de votre session.",
    AutostartStatus.DISABLED: (
        "L'agent figure parmi les programmes de démarrage, mais il y a été désactivé "
        "(Gestionnaire des tâches, ou réglages du bureau)."
    ),
    AutostartStatus.MOVED: (
        "L'ouverture de votre session lance une autre installation de l'agent, ou une installation qui n'existe plus."
    ),
    AutostartStatus.OTHER: (
        "Un autre programme du même nom est lancé à l'ouverture de session : l'agent n'y touche pas."
    ),
    AutostartStatus.SYSTEM: "Votre informaticien fait lancer l'agent à l'ouverture de chaque session de ce poste.",
}
ONLY_THE_ADMINISTRATOR = "Lui seul peut le retirer."
NOT_FOR_A_PROFILE = (
    "Cet agent range tout dans un dossier à part (IEA_AGENT_HOME) : l'ouverture de session, qui ne connaît pas ce "
    "dossier, ne peut pas le lancer."
)

# The box.

HELP: Mapping[AutostartStatus, str] = {
    AutostartStatus.ON: "L'icône est là dès que votre session est ouverte.",
    AutostartStatus.OFF: "L'icône est là dès que votre session est ouverte.",
    AutostartStatus.DISABLED: (
        "Désactivé dans le Gestionnaire des tâches ou dans les réglages du bureau ; cochez pour le réactiver."
    ),
    AutostartStatus.MOVED: "Une autre installation de l'agent est lancée pour le moment ; cochez pour lancer celle-ci.",
    AutostartStatus.OTHER: STATUS[AutostartStatus.OTHER],
    AutostartStatus.SYSTEM: f"{STATUS[AutostartStatus.SYSTEM]} {ONLY_THE_ADMINISTRATOR}",
}
HELP_PROFILE = "Indisponible pour un agent rangé dans un dossier à part (IEA_AGENT_HOME)."
HELP_UNKNOWN = "Ce poste n'a pas dit si l'agent est lancé à l'ouverture de session."
NOT_SET = (
    "Ce poste a refusé ce réglage : le disque est plein ou protégé, ou votre informaticien ne le permet pas. "
    "Le reste est enregistré."
)
