"""The offer to correct addresses, and what became of it: over whatever a window says of the connection."""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport
from iea_agent.core.repair import RepairOffer, RepairOutcome, RepairReport
from iea_agent.core.shown.verdict import Act, Asked, Change, ShownVerdict, SignKind
from iea_agent.core.shown.ways_on import HELPER, SUPPORT
from iea_agent.core.texts import labels, repair
from iea_agent.core.texts.windows import access_test, repair_offer
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import RepairAgreed

UNDO = Act(repair_offer.UNDO, Action.UNDO_REPAIR)
SEE_SETTINGS = Act(repair_offer.SEE_SETTINGS, Open(DialogKind.CONNECTION_SETTINGS))

_NOT_SAVED: Final = frozenset({RepairOutcome.NOT_WRITTEN, RepairOutcome.NOT_PUT_BACK})
_NOT_UNDONE: Final = frozenset({RepairOutcome.TAKEN_BACK, RepairOutcome.UNDONE})
"""After them the addresses are those before already."""


def agreeing_to(offer: RepairOffer) -> Act:
    """Return the act that confirms exactly this repair."""
    label = repair_offer.REPAIR_UPDATES if offer.keeps_authentication else repair_offer.REPAIR
    return Act(label, RepairAgreed(offer.before, offer.after))


def changes_addresses(asked: Asked) -> bool:
    """Tell whether the agent is asked for a repair, or to take one back."""
    return asked is Action.UNDO_REPAIR or isinstance(asked, RepairAgreed)


def with_repair(view: AgentView, shown: ShownVerdict | None, *, asked: bool = False) -> ShownVerdict | None:
    """Return what a window says once a repair is taken into account.

    ``shown`` is what it would say else; ``asked`` tells whether the repair was asked for in this window, which then
    says what became of it.
    """
    if view.mode is Mode.ASSISTANCE:
        return shown
    report = view.repaired if asked else None
    is_tried = report is not None and report.outcome is RepairOutcome.TRYING and view.connection is not Link.CONNECTED
    if asked and (view.seeking_repair or is_tried):
        return ShownVerdict(sign=SignKind.WAITING, title=repair_offer.WORKING, is_busy=True)
    told = shown if report is None else _told(view, report, shown)
    offer = view.repair
    if offer is None or (shown is not None and shown.is_busy):
        return told
    if offer.keeps_authentication and view.connection is not Link.CONNECTED:
        return told  # what keeps people from working comes first
    offered = _offer(view, offer, shown)
    if report is not None and report.outcome in _NOT_SAVED:  # the offer stays: say that the last click changed nothing
        sentences = (repair.OUTCOME[report.outcome], *offered.sentences, repair_offer.NOT_SAVED_REMEDY)
        return replace(offered, sentences=sentences, others=(*offered.others, HELPER))
    return offered


def seeking(view: AgentView) -> str:
    """Return what is under way while better addresses are looked for; empty when they are not."""
    return repair_offer.SEEKING if view.seeking_repair and view.mode is Mode.PRODUCTION else ""


def _offer(view: AgentView, offer: RepairOffer, shown: ShownVerdict | None) -> ShownVerdict:
    sentences = [repair_offer.why(offer), repair_offer.NEW_ONES_ANSWER]
    if offer.updates is not None:
        report = ServerReport(Role.UPDATES, offer.after.updates, Diagnosis(offer.updates))
        sentences.append(f"{access_test.server_line(report)}.")
    return ShownVerdict(
        sign=SignKind.WARNING if view.connection is Link.CONNECTED else SignKind.BAD,
        title=repair_offer.title(offer),
        sentences=tuple(sentences),
        changes=tuple(_changes(offer)),
        primary=agreeing_to(offer),
        others=(SEE_SETTINGS,),
        details=() if shown is None else shown.details,
    )


def _changes(offer: RepairOffer) -> Iterator[Change]:
    for role, before, after in offer.before.changes_to(offer.after):
        yield Change(repair_offer.SERVER[role], before or repair.NO_ADDRESS, after)
    if offer.before.secure != offer.after.secure:
        yield Change(labels.SETTINGS_SECURE, *("oui" if pair.secure else "non" for pair in (offer.before, offer.after)))


def _taken_back(report: RepairReport, shown: ShownVerdict) -> ShownVerdict:
    """Say what the new addresses answered: what is wrong with those before is known, and no remedy any more."""
    found = None if report.verdict is None else Diagnosis(report.verdict)
    return ShownVerdict(
        sign=SignKind.BAD,
        title=repair_offer.TAKEN_BACK_TITLE,
        sentences=(repair_offer.taken_back(found), repair_offer.TAKEN_BACK_REMEDY),
        primary=SUPPORT,
        others=tuple(act for act in shown.acts if act != SUPPORT),
        details=shown.details,
    )


def _told(view: AgentView, report: RepairReport, shown: ShownVerdict | None) -> ShownVerdict | None:
    """Say first what became of the repair."""
    said = repair.OUTCOME[report.outcome]
    undo = () if view.undo is None or report.outcome in _NOT_UNDONE else (UNDO,)
    is_failure = report.outcome is RepairOutcome.TAKEN_BACK or report.outcome in _NOT_SAVED
    is_to_do = report.outcome in _NOT_SAVED and view.connection is Link.CONNECTED  # else the failure has its remedy
    remedy, acts = ((repair_offer.NOT_SAVED_REMEDY,), (*undo, HELPER)) if is_to_do else ((), undo)
    if shown is None and view.connection is Link.CONNECTED:
        sign = SignKind.WARNING if is_failure else SignKind.GOOD
        return ShownVerdict(sign=sign, title=said.removesuffix("."), sentences=remedy, others=acts)
    if shown is None or shown.is_busy:
        return shown
    if report.outcome is RepairOutcome.TAKEN_BACK and shown.sign is SignKind.BAD:
        return _taken_back(report, shown)
    sign = SignKind.WARNING if is_failure and shown.sign is SignKind.GOOD else shown.sign
    others = tuple(dict.fromkeys((*shown.others, *acts)))
    return replace(shown, sign=sign, sentences=(said, *shown.sentences, *remedy), others=others)
