"""The verdict on a launch of the payroll software, made of the agent's state."""

from typing import assert_never

from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.shown import connection
from iea_agent.core.shown.verdict import Act, Detail, ShownVerdict, SignKind
from iea_agent.core.shown.ways_on import HELPER, SUPPORT
from iea_agent.core.texts import labels, launches
from iea_agent.core.texts.windows import attempts
from iea_agent.core.view import AgentView

LAUNCH = Act(launches.LAUNCH, Action.LAUNCH)
TRY_AGAIN = Act(launches.TRY_AGAIN, Action.LAUNCH)


def verdict_of(
    view: AgentView,
    *,
    opened: str = "",
    mail: str = "",
    facts: tuple[Detail, ...] = (),
    stage: str = "",
) -> ShownVerdict | None:
    """Say how a launch goes; ``None``: the software starts, and the window has nothing to say.

    ``opened`` says since when the software runs, ``mail`` that one was prepared already, ``facts`` what is known of its
    command; ``stage`` is the last one of the check.
    """
    report = view.launch or LaunchReport(0, LaunchOutcome.CHECKING)
    match report.outcome:
        case LaunchOutcome.CHECKING:
            return _check(view, stage)
        case LaunchOutcome.STARTED:
            return None
        case LaunchOutcome.ALREADY_RUNNING:
            if view.software_since is None:
                return _ready(SignKind.GOOD, launches.SOFTWARE_CLOSED, launches.CAN_BE_LAUNCHED)
            return ShownVerdict(sign=SignKind.GOOD, title=opened, sentences=(launches.ALREADY_OPEN_HELP,))
        case LaunchOutcome.NOT_CONNECTED | LaunchOutcome.CANCELLED:
            return _connection(view, mail, stage)
        case (
            LaunchOutcome.NO_COMMAND
            | LaunchOutcome.COMMAND_IGNORED
            | LaunchOutcome.NOT_FOUND
            | LaunchOutcome.NOT_EXECUTABLE
            | LaunchOutcome.AWAY
            | LaunchOutcome.ELEVATION
            | LaunchOutcome.WRONG_MACHINE
            | LaunchOutcome.INCOMPLETE
            | LaunchOutcome.NO_FOLDER
            | LaunchOutcome.TOO_LONG
            | LaunchOutcome.BLOCKED
            | LaunchOutcome.FAILED
            | LaunchOutcome.CRASHED
        ):
            return _fault(report, mail, facts)
        case _:
            assert_never(report.outcome)


def next_act(view: AgentView) -> Act | None:
    """Return what follows once nothing stands in the way of the software; ``None``: it runs already."""
    return LAUNCH if view.software_since is None else None


def in_assistance(view: AgentView) -> ShownVerdict:
    """Say that no attempt is made in assistance mode, and what can be done instead."""
    return ShownVerdict(
        sign=SignKind.WARNING,
        title=labels.ASSISTANCE,
        sentences=(attempts.NOT_IN_ASSISTANCE,),
        primary=next_act(view),
    )


def is_about_connection(view: AgentView) -> bool:
    """Tell whether the launch waits for the connection, not for the software."""
    outcomes = {LaunchOutcome.CHECKING, LaunchOutcome.NOT_CONNECTED, LaunchOutcome.CANCELLED}
    return view.launch is None or view.launch.outcome in outcomes


def _check(view: AgentView, stage: str) -> ShownVerdict:
    soon = not view.attempting and view.next_attempt is not None and not view.seeking_repair
    title = attempts.KEY_STORE_ASKS if view.key_store_asks else launches.LAUNCH_CHECKING
    return ShownVerdict(
        sign=SignKind.WAITING,
        title=title,
        sentences=(attempts.AUTHENTICATION_SOON if soon else stage, launches.LAUNCH_WAITS),
        is_busy=True,
    )


def _ready(sign: SignKind, title: str, sentence: str) -> ShownVerdict:
    return ShownVerdict(sign=sign, title=title, sentences=(sentence,), primary=LAUNCH)


def _connection(view: AgentView, mail: str, stage: str) -> ShownVerdict:
    """The check failed; the state may be better by now."""
    if view.mode is Mode.ASSISTANCE:
        return _ready(SignKind.WARNING, labels.ASSISTANCE, launches.CAN_BE_LAUNCHED_ALONE)
    if view.connection is Link.CONNECTED:
        return _ready(SignKind.GOOD, labels.CONNECTED, launches.CAN_BE_LAUNCHED)
    if view.diagnosis is None or view.diagnosis.ok:
        return _check(view, stage)
    return connection.failure(view, TRY_AGAIN, above=(launches.NOT_LAUNCHED,), mail=mail)


def _fault(report: LaunchReport, mail: str, facts: tuple[Detail, ...]) -> ShownVerdict:
    _title, *lines = launches.LAUNCH_FAULT[report.outcome]
    first = TRY_AGAIN if report.outcome in _TRY_AGAIN_FIRST else HELPER
    return ShownVerdict(
        sign=SignKind.BAD,
        title=launches.fault_title(report),
        sentences=(*lines, mail),
        primary=first,
        others=tuple(dict.fromkeys(act for act in (TRY_AGAIN, HELPER, SUPPORT) if act != first)),
        details=facts,
    )


_TRY_AGAIN_FIRST = frozenset({LaunchOutcome.AWAY, LaunchOutcome.FAILED, LaunchOutcome.CRASHED})
"""The person who clicked can do something first; the others are for whoever looks after the computers."""
