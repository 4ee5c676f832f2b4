"""The shortcut « Impact emploi »: its name, and what the command line says of it."""

from collections.abc import Mapping

from iea_agent.core.shortcut import ShortcutStatus

NAME = "Impact emploi"
COMMENT = "Lance Impact emploi après avoir vérifié la connexion au serveur"
STATUS: Mapping[ShortcutStatus, str] = {
    ShortcutStatus.ON: "Le raccourci « Impact emploi » est en place : dans le menu des applications et sur le bureau.",
    ShortcutStatus.OFF: "Il n'y a pas de raccourci « Impact emploi ».",
    ShortcutStatus.OTHER: "Un autre raccourci « Impact emploi », qui n'est pas celui de l'agent, est en place.",
}
NOT_SUPPORTED = "Ce système ne connaît pas ces raccourcis."
