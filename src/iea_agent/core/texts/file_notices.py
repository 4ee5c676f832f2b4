"""The French sentences about the files of the agent: notification, status window, command line, report."""

from collections.abc import Mapping

from iea_agent.core.file_notices import Noticed, Remark, Stored

TITLE = "Fichiers de l'agent"
"""Above these sentences in the status window."""

FILE: Mapping[Stored, str] = {
    Stored.SETTINGS: "Le fichier des réglages",
    Stored.STATE: "Le fichier de l'état de l'agent",
    Stored.HISTORY: "Le fichier du journal des coupures",
    Stored.LOG: "Le fichier de trace de l'agent",
}

_NOTICED: Mapping[Noticed, str] = {
    Noticed.RECOVERED: "était abîmé : sa copie de sauvegarde a été reprise.",
    Noticed.MADE_READABLE: "ne pouvait pas être lu : ses droits d'accès ont été rétablis, rien n'est perdu.",
    Noticed.NEWER: "vient d'une version plus récente de l'agent : il ne sera pas modifié.",
    Noticed.UNREADABLE: "ne peut pas être lu. Prévenez votre informaticien.",
}
_RESET: Mapping[Stored, str] = {
    Stored.SETTINGS: "était abîmé : les valeurs d'origine ont été reprises. Vérifiez les « Paramètres de connexion ».",
    Stored.STATE: "était abîmé, sans copie de sauvegarde : le poste est en mode production.",
    Stored.HISTORY: "était abîmé, sans copie de sauvegarde : le journal recommence.",
}
_REFUSED = "ne peut pas être écrit : le disque est plein ou protégé."
_NOT_WRITTEN: Mapping[Stored, str] = {
    Stored.STATE: "Ce qui change ne survivra pas à un redémarrage.",
    Stored.HISTORY: "Les coupures récentes ne survivront pas à un redémarrage.",
    Stored.LOG: "L'agent continue sans lui.",
}
_WHO_ACTS = "Libérez de la place, ou prévenez votre informaticien."


def sentence(remark: Remark) -> str:
    """Return what was noticed, and what to do if there is something to do."""
    file = FILE[remark.stored]
    match remark.noticed:
        case Noticed.RESET:
            return f"{file} {_RESET.get(remark.stored, _RESET[Stored.HISTORY])}"
        case Noticed.NOT_WRITTEN:
            parts = (f"{file} {_REFUSED}", _NOT_WRITTEN.get(remark.stored, ""), _WHO_ACTS)
            return " ".join(part for part in parts if part)
        case _:
            return f"{file} {_NOTICED[remark.noticed]}"
