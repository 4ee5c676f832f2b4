"""The state in words: tooltip, first line of the menu, status window, command line and notifications.

A notification is read in passing, and alone: its title is the state, its body one sentence. What that leaves out is in
« État de la connexion », which a click on it opens.
"""

from datetime import datetime
from typing import Final, assert_never

from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.file_notices import FileNotice
from iea_agent.core.notification import MAX_TOOLTIP, Notification, Urgency, utf16_units
from iea_agent.core.repair import RepairOffer, RepairOutcome
from iea_agent.core.texts import acts, file_notices, labels, repair, verdict_words, verdicts
from iea_agent.core.texts.windows import repair_offer
from iea_agent.core.view import AgentView

DISCONNECTED = "Non connecté : aucune tentative n’a encore été faite"
CONNECTING = "Non connecté : connexion en cours…"
MODE_NOT_WRITTEN = (
    "Le changement de mode est en vigueur, mais le disque a refusé de l’enregistrer. "
    "Ce changement ne survivra pas à un redémarrage. Que faire : prévenez la personne qui gère vos ordinateurs."
)
"""In the window of the change, while the disk refuses it."""
ICON_NOT_SHOWN = "l’icône n’est pas à jour"
"""In the state line, while the system refuses it."""
REPAIR_READY = "correction prête"
"""In the state line, while better addresses are proposed."""
_UPDATES: Final = "serveur de mise à jour"
_INSECURE: Final = verdict_words.WORDS[Verdict.INSECURE].short


def state_line(view: AgentView) -> str:
    """Return the state in words: first line of the menu, status window, CLI."""
    return _line(_parts(view))


def tooltip(view: AgentView) -> str:
    """Return what a tooltip of Windows has room for: the state line, if need be without the least of it."""
    parts = _parts(view)
    for least in (_UPDATES, REPAIR_READY):
        if utf16_units(_line(parts)) > MAX_TOOLTIP:
            parts = [part for part in parts if not part.startswith(least)]
    return _line(parts)


def _line(parts: list[str]) -> str:
    """Return the parts as one line, which says once that the mode is not secure."""
    said = any(part != _INSECURE and part.endswith(_INSECURE) for part in parts)
    return " — ".join(part for part in parts if part != _INSECURE or not said)


def _parts(view: AgentView) -> list[str]:
    parts = [_link_line(view)]
    if view.repair is not None and not view.repair.keeps_authentication:
        parts.append(REPAIR_READY)
    if view.mode is Mode.PRODUCTION:
        same = (
            view.diagnosis is not None
            and view.updates is not None
            and (view.updates.diagnosis.verdict is view.diagnosis.verdict)
        )
        if view.updates is not None and not view.updates.ok and not same:
            parts.append(f"{_UPDATES} : {verdicts.short(view.updates.diagnosis)}")
        if view.repair is not None and view.repair.keeps_authentication:
            parts.append(REPAIR_READY)
        if not view.secure:
            parts.append(_INSECURE)
    if view.icon_fails:
        parts.append(ICON_NOT_SHOWN)
    return parts


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


# Notifications.

SEE_WHAT_TO_DO: Final = "Voir que faire"
SEE_STATE: Final = "Voir l’état"
CORRECT: Final = "Corriger…"

UNSTABLE: Final = Notification(
    "Impact emploi : connexion instable",
    "La connexion change sans cesse : suivez l’icône, les messages reprendront quand la connexion sera stable.",
    SEE_STATE,
)
MODE_NOT_KEPT: Final = Notification(
    "Impact emploi : changement de mode non enregistré",
    "Libérez de la place sur le disque, sinon le changement de mode sera perdu au prochain redémarrage.",
    SEE_STATE,
)
ICON_FAILS: Final = Notification(
    "Impact emploi : icône pas à jour",
    "Fiez-vous à la fenêtre « État de la connexion », puis fermez et rouvrez votre session.",
    SEE_STATE,
)
WINDOW_FAILED: Final = Notification(
    "Impact emploi : fenêtre fermée par une erreur",
    "Ouvrez à nouveau cette fenêtre : le reste du programme continue.",
    SEE_STATE,
)
REPAIRED_BY_ITSELF: Final = Notification(
    "Impact emploi : adresses corrigées",
    "Les adresses des serveurs n’étaient plus les bonnes : ces adresses viennent d’être corrigées sans question.",
    SEE_STATE,
)
REPAIR_TAKEN_BACK: Final = Notification(
    "Impact emploi : correction sans effet",
    repair.OUTCOME[RepairOutcome.TAKEN_BACK],
    SEE_WHAT_TO_DO,
)
REPAIR_NOT_WRITTEN: Final = Notification(
    "Impact emploi : correction non enregistrée",
    repair.OUTCOME[RepairOutcome.NOT_WRITTEN],
    SEE_WHAT_TO_DO,
)
REPAIR_NOT_TAKEN_BACK: Final = Notification(
    "Impact emploi : adresses non enregistrées",
    repair.OUTCOME[RepairOutcome.NOT_PUT_BACK],
    SEE_WHAT_TO_DO,
)


def of_state(view: AgentView, *, lost: bool = False) -> Notification:
    """Return what is announced of a state: its likely cause, and what to do.

    Args:
        view: the state.
        lost: whether there was a connection before.
    """
    link = view.connection.announced_as
    if view.mode is Mode.ASSISTANCE:
        return _good("mode assistance", "Ce poste est déconnecté du serveur de production.")
    if link is Link.CONNECTED:
        return _good("connecté", _connected(view))
    state = "connexion perdue" if lost else "non connecté"
    if view.diagnosis is None or view.diagnosis.ok:
        return _bad(state, "Ce poste n’est pas connecté au serveur de production.")
    cause, act = verdicts.short(view.diagnosis), acts.act(view.diagnosis)
    if link in {Link.REFUSED, Link.LICENCE_UNKNOWN}:  # the cause is the state
        return _bad(cause, f"{_capital(act)}.")
    if view.repair is not None and not view.repair.keeps_authentication:
        return Notification(_title(state), f"{_capital(cause)} : confirmez la correction proposée.", CORRECT)
    return _bad(state, f"{_capital(cause)} : {act}.")


def repair_ready(offer: RepairOffer) -> Notification:
    """Return what is announced of better addresses, once."""
    return Notification(_title(REPAIR_READY), f"{repair_offer.title(offer)} : une correction est prête.", CORRECT)


def of_file(notice: FileNotice) -> Notification:
    """Return what is announced of a file of the program."""
    state, body = file_notices.in_short(notice)
    return _good(state, body) if file_notices.is_good_news(notice) else _bad(state, body)


def reminder(since: datetime) -> Notification:
    """Return the daily reminder of assistance mode."""
    return Notification(
        _title("mode assistance"),
        f"Mode assistance depuis le {since.day:02}/{since.month:02} : pour revenir en production, choisissez "
        f"« {labels.MENU_DISABLE_ASSISTANCE} ».",
        SEE_STATE,
    )


def _connected(view: AgentView) -> str:
    if view.updates is None or view.updates.ok:
        return "Ce poste est connecté au serveur de production."
    cause = verdicts.short(view.updates.diagnosis)
    return f"Ce poste est connecté ; le serveur de mise à jour a un problème : {cause}."


def _good(state: str, body: str) -> Notification:
    return Notification(_title(state), body, SEE_STATE, Urgency.LOW)


def _bad(state: str, body: str) -> Notification:
    return Notification(_title(state), body, SEE_WHAT_TO_DO)


def _title(state: str) -> str:
    return f"Impact emploi : {state}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
