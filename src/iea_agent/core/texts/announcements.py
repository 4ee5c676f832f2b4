"""The state in words: tooltip, first line of the menu, status window, command line and notifications."""

from datetime import datetime
from typing import Final, assert_never

from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.repair import RepairOffer
from iea_agent.core.texts import labels, verdicts
from iea_agent.core.view import AgentView

MAX_NOTIFICATION: Final = 255
"""Longest notification that Windows shows whole (NOTIFYICONDATAW.szInfo), in UTF-16 units."""
DISCONNECTED = "Non connecté : aucune tentative n'a encore été faite"
CONNECTING = "Non connecté : connexion en cours…"
MODE_NOT_WRITTEN = (
    "Le changement de mode est en vigueur, mais n'a pas pu être écrit sur le disque : il ne survivra pas à "
    "un redémarrage. Prévenez votre informaticien."
)
UNSTABLE = (
    "Connexion instable : elle a changé plusieurs fois en une heure. L’icône montre toujours l’état présent ; les "
    "messages reprendront quand la connexion sera stable."
)
ICON_NOT_SHOWN = "L’icône n’est pas à jour"
"""In the state line, while the system refuses it."""
ICON_FAILS = (
    "L’icône près de l’horloge ne peut pas être affichée ou mise à jour. "
    "Que faire : fiez-vous à la fenêtre « État de la connexion », et fermez puis rouvrez votre session."
)
REPAIR_READY = "correction prête"
"""In the state line, while better addresses are proposed."""
REPAIRED_BY_ITSELF = (
    "Les adresses des serveurs n’étaient plus les bonnes : ces adresses viennent d’être corrigées sans question."
)
REPAIR_TAKEN_BACK = (
    "La correction des adresses n’a pas permis de se connecter : les adresses précédentes sont de retour."
)
REPAIR_NOT_WRITTEN = (
    "Les adresses corrigées n’ont pas pu être enregistrées : les adresses précédentes restent en place."
)
REPAIR_NOT_TAKEN_BACK = (
    "Les adresses précédentes n’ont pas pu être enregistrées : les adresses corrigées restent en place."
)
WINDOW_FAILED = "La fenêtre n'a pas pu s'ouvrir. Le reste du programme continue ; réessayez."


def state_line(view: AgentView) -> str:
    """Return the state in words: tooltip, first line of the menu, status window, CLI."""
    line = _link_line(view)
    if view.repair is not None and not view.repair.keeps_authentication:
        line += f" — {REPAIR_READY}"
    if view.mode is Mode.PRODUCTION:
        same = (
            view.diagnosis is not None
            and view.updates is not None
            and (view.updates.diagnosis.verdict is view.diagnosis.verdict)
        )
        if view.updates is not None and not view.updates.ok and not same:
            line += f" — Serveur de mise à jour : {verdicts.short(view.updates.diagnosis)}"
        if view.repair is not None and view.repair.keeps_authentication:
            line += f" — {REPAIR_READY}"
        if not view.secure:
            line += " — Mode non sécurisé"
    return f"{line} — {ICON_NOT_SHOWN}" if view.icon_fails else line


def _link_line(view: AgentView) -> str:
    if view.mode is Mode.ASSISTANCE:
        return labels.ASSISTANCE
    match link := view.connection.announced_as:
        case Link.CONNECTED:
            return labels.CONNECTED
        case Link.CONNECTING:
            return CONNECTING
        case Link.DISCONNECTED:
            return DISCONNECTED
        case Link.NOT_CONFIGURED | Link.UNREACHABLE | Link.REFUSED | Link.LICENCE_UNKNOWN:
            return f"Non connecté : {verdicts.short(view.diagnosis)}" if view.diagnosis else "Non connecté"
        case _:
            assert_never(link)


def announcement(view: AgentView) -> str:
    """Return the words of a notification: the state, the likely cause if there is room, and what to do."""
    if view.diagnosis is None or view.diagnosis.ok or view.mode is Mode.ASSISTANCE:
        return state_line(view)
    _, cause, _ = verdicts.explain(view.diagnosis)
    state, remedy = state_line(view), verdicts.who_acts(view.diagnosis)
    whole = f"{state}. {cause} {remedy}"
    return whole if len(whole) <= MAX_NOTIFICATION else f"{state}. {remedy}"


def repair_ready(offer: RepairOffer) -> str:
    """Return the words of the notification that better addresses are ready."""
    if offer.keeps_authentication:
        found = "L’adresse du serveur de mise à jour n’est plus la bonne : une correction est prête."
    else:
        found = "Les adresses des serveurs ne sont plus les bonnes : une correction est prête."
    return f"{found} Que faire : ouvrez « État de la connexion »."


def reminder(since: datetime) -> str:
    """Return the words of the daily reminder of assistance mode."""
    return (
        f"Mode assistance actif depuis le {since.day:02}/{since.month:02} : ce poste est déconnecté du serveur de "
        "production. Pour y revenir, choisissez « Désactiver le mode assistance »."
    )
