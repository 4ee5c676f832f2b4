"""Notices about the agent's own files: notification, status window, command line, report."""

from collections.abc import Iterable, Mapping
from typing import assert_never

from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile

TITLE = "Fichiers de l'agent"
"""Above these sentences in the status window."""

FILE: Mapping[OwnFile, str] = {
    OwnFile.SETTINGS: "Le fichier des réglages",
    OwnFile.STATE: "Le fichier de l'état de l'agent",
    OwnFile.HISTORY: "Le fichier du journal des coupures",
    OwnFile.LOG: "Le fichier de trace de l'agent",
}

_FOUND: Mapping[FileFinding, str] = {
    FileFinding.RECOVERED: "était abîmé : sa copie de sauvegarde a été reprise.",
    FileFinding.MADE_READABLE: "ne pouvait pas être lu : ses droits d'accès ont été rétablis, rien n'est perdu.",
    FileFinding.NEWER: "vient d'une version plus récente de l'agent : il ne sera pas modifié.",
    FileFinding.UNREADABLE: "ne peut pas être lu. Prévenez votre informaticien.",
}
_RESET: Mapping[OwnFile, str] = {
    OwnFile.SETTINGS: "était abîmé : les valeurs d'origine ont été reprises. Vérifiez les « Paramètres de connexion ».",
    OwnFile.STATE: "était abîmé, sans copie de sauvegarde : le poste est en mode production.",
    OwnFile.HISTORY: "était abîmé, sans copie de sauvegarde : le journal recommence.",
}
_REFUSED = "ne peut pas être écrit : le disque est plein ou protégé."
_NOT_WRITTEN: Mapping[OwnFile, str] = {
    OwnFile.STATE: "Ce qui change ne survivra pas à un redémarrage.",
    OwnFile.HISTORY: "Les coupures récentes ne survivront pas à un redémarrage.",
    OwnFile.LOG: "L'agent continue sans lui.",
}
_WHO_ACTS = "Libérez de la place, ou prévenez votre informaticien."


def unreadable(notices: Iterable[FileNotice]) -> str:
    """Return the sentences about the files that cannot be read: why an agent has not begun."""
    return " ".join(sentence(notice) for notice in notices if notice.finding is FileFinding.UNREADABLE)


def sentence(notice: FileNotice) -> str:
    """Return what was found, and what to do if there is something to do."""
    file = FILE[notice.file]
    match notice.finding:
        case FileFinding.RESET:
            return f"{file} {_RESET.get(notice.file, _RESET[OwnFile.HISTORY])}"
        case FileFinding.NOT_WRITTEN:
            parts = (f"{file} {_REFUSED}", _NOT_WRITTEN.get(notice.file, ""), _WHO_ACTS)
            return " ".join(part for part in parts if part)
        case FileFinding.RECOVERED | FileFinding.MADE_READABLE | FileFinding.NEWER | FileFinding.UNREADABLE:
            return f"{file} {_FOUND[notice.finding]}"
        case _:
            assert_never(notice.finding)
