"""``iea-agent repair``: proposes to correct addresses that are no longer right, does it, or undoes it.

The agent does it, and is started if there is none: only one program may write the state.
"""

import argparse
from collections.abc import Callable
from typing import Final, NamedTuple

from msgspec import UNSET, UnsetType

from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.jobs import launcher
from iea_agent.adapters.system.terminal import NOT_OK, OK, complain, say
from iea_agent.cli import common
from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.errors import AgentError
from iea_agent.core.repair import SAVING_S, AddressPair, KnownGoodSource, RepairAnswer, RepairOutcome, RepairReport
from iea_agent.core.settings import Settings, addresses_of
from iea_agent.core.texts import command_line, verdicts
from iea_agent.core.texts import repair as texts
from iea_agent.core.texts.windows import repair_offer
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import RepairAgreed

_GOOD: Final = frozenset({RepairOutcome.CONNECTED, RepairOutcome.RIGHT_SERVER})


class Answer(NamedTuple):
    """The answer of the command, in the order of its JSON."""

    outcome: RepairAnswer
    before: AddressPair
    after: AddressPair
    verdict: Verdict | None
    message: str


def repair(options: argparse.Namespace, folders: Folders) -> int:
    """Propose a repair of the addresses; with ``--yes`` do it, with ``--undo`` undo the last one."""
    settings = common.load_settings(folders)
    view = common.reach_agent(folders, may_ask_user=not options.json)
    if view is None:
        complain(command_line.AGENT_NOT_STARTED)
        return NOT_OK
    post = _Post(folders, settings, is_for_machines=options.json)
    found = post.undo(view) if options.undo else post.repair(view, does_it=options.yes)
    if found is None:
        complain(command_line.AGENT_SILENT)
        return NOT_OK
    if options.json:
        common.print_json(
            {
                "outcome": found.outcome,
                "before": _json(found.before),
                "after": _json(found.after),
                "verdict": found.verdict,
                "message": found.message,
            }
        )
    else:
        post.show(found.before, found.after)
        say(found.message)
    return NOT_OK if found.outcome is RepairAnswer.IMPOSSIBLE else OK


def _json(pair: AddressPair) -> dict[str, str]:
    return {"authentication": pair.authentication, "updates": pair.updates}


class _Post:
    """The workstation, by its agent."""

    def __init__(self, folders: Folders, settings: Settings, *, is_for_machines: bool) -> None:
        self._folders = folders
        self._shown: tuple[str, ...] = ()
        """The lines about the addresses that were printed last."""
        self._is_for_machines = is_for_machines
        self._in_force = addresses_of(settings)
        self._timeout_s = common.authentication_timeout_s(settings)
        # The known good addresses of each source are tested one after the other.
        self._search_s = self._timeout_s + len(KnownGoodSource) * (settings.test_deadline_s + launcher.JOB_MARGIN_S)

    def show(self, before: AddressPair, after: AddressPair) -> None:
        """Print which addresses change, once; JSON has them in its answer."""
        lines = texts.changes(before, after)
        if lines != self._shown and not self._is_for_machines:
            for line in lines:
                say(line)
        self._shown = lines

    def repair(self, view: AgentView, *, does_it: bool) -> Answer | None:
        """Search, and do what is found; ``None`` if the agent does not answer."""
        if view.mode is Mode.ASSISTANCE:
            return self._unchanged(RepairAnswer.IMPOSSIBLE, texts.IN_ASSISTANCE)
        done = view.repair_searches
        found = self._ask(Action.SEEK_REPAIR, lambda now: now.repair_searches > done, self._search_s)
        if found is None:
            return None
        verdict = None if found.diagnosis is None else found.diagnosis.verdict
        offer = found.repair
        if offer is None:
            if found.addresses_wrong:
                return self._unchanged(RepairAnswer.IMPOSSIBLE, texts.NOT_FOUND, verdict)
            return self._unchanged(RepairAnswer.NOTHING, texts.NOTHING, verdict)
        if not does_it:
            message = f"{repair_offer.why(offer)} {texts.PROPOSED}"
            return Answer(RepairAnswer.PROPOSED, offer.before, offer.after, verdict, message)
        self.show(offer.before, offer.after)
        agreed = RepairAgreed(offer.before, offer.after)
        return self._after(Action.REPAIR_UNSEEN, found, lambda report: report.after == offer.after, agreed)

    def undo(self, view: AgentView) -> Answer | None:
        """Go back to the addresses before; ``None`` if the agent does not answer."""
        if view.mode is Mode.ASSISTANCE:
            return self._unchanged(RepairAnswer.IMPOSSIBLE, texts.IN_ASSISTANCE)
        if view.undo is None:
            return self._unchanged(RepairAnswer.NOTHING, texts.NOTHING_TO_UNDO)
        return self._after(Action.UNDO_REPAIR, view, lambda report: report.outcome is not RepairOutcome.TRYING)

    def _after(
        self,
        action: Action,
        before: AgentView,
        is_ours: Callable[[RepairReport], bool],
        agreed: RepairAgreed | UnsetType = UNSET,
    ) -> Answer | None:
        old = before.repaired

        def is_too_late(view: AgentView) -> bool:
            offer = view.repair
            proposed = None if offer is None else RepairAgreed(offer.before, offer.after)
            return agreed is not UNSET and proposed != agreed and view.repaired == old and not view.seeking_repair

        def is_decided(view: AgentView) -> bool:
            report = view.repaired
            if is_too_late(view):
                return True
            if report is None or report == old or not is_ours(report) or view.seeking_repair:
                return False
            is_answered = not view.attempting and view.connection is not Link.CONNECTING
            return report.outcome is not RepairOutcome.TRYING and is_answered

        there_and_back_s = 2 * (self._timeout_s + SAVING_S)
        view = self._ask(action, is_decided, there_and_back_s, agreed)
        if view is not None and is_too_late(view):
            return self._unchanged(RepairAnswer.IMPOSSIBLE, texts.CHANGED)
        return None if view is None or view.repaired is None else _answer(view, view.repaired)

    def _ask(
        self,
        action: Action,
        is_decided: Callable[[AgentView], bool],
        timeout_s: float,
        agreed: RepairAgreed | UnsetType = UNSET,
    ) -> AgentView | None:
        try:
            asked = common.ask_reached(self._folders, action, agreed)
        except AgentError:
            return None
        return common.wait_until(self._folders, asked, is_decided, timeout_s)

    def _unchanged(self, outcome: RepairAnswer, message: str, verdict: Verdict | None = None) -> Answer:
        return Answer(outcome, self._in_force, self._in_force, verdict, message)


def _answer(view: AgentView, report: RepairReport) -> Answer:
    """Say what became of a repair, or of its undoing."""
    diagnosis = view.diagnosis
    verdict = report.verdict or (None if diagnosis is None else diagnosis.verdict)
    outcome = texts.OUTCOME[report.outcome]
    if report.outcome is RepairOutcome.NOT_WRITTEN:
        message = f"{outcome} {repair_offer.NOT_SAVED_REMEDY}"
        return Answer(RepairAnswer.IMPOSSIBLE, report.before, report.before, verdict, message)
    if report.outcome is RepairOutcome.NOT_PUT_BACK:
        message = f"{outcome} {repair_offer.NOT_SAVED_REMEDY}"
        return Answer(RepairAnswer.IMPOSSIBLE, report.after, report.after, verdict, message)
    if report.outcome is RepairOutcome.TAKEN_BACK:
        message = f"{outcome} {verdicts.message_of(Diagnosis(verdict))}" if verdict else outcome
        return Answer(RepairAnswer.IMPOSSIBLE, report.before, report.before, verdict, message)
    said = "" if diagnosis is None else f" {verdicts.message_of(diagnosis)}"
    if report.outcome is RepairOutcome.UNDONE:
        return Answer(RepairAnswer.REPAIRED, report.after, report.before, verdict, f"{outcome}{said}")
    return Answer(RepairAnswer.REPAIRED, report.before, report.after, verdict, f"{outcome}{said}")
