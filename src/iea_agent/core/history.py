"""The diary: when this workstation was cut off from the production server, and when it was in assistance mode.

Times are seconds since 1970 UTC and come with the calls. The rules, in prose:

* An outage is what the heart shows once something failed or was refused. The first seconds of an attempt, while nothing
  has failed yet, are none; an attempt made during an outage does not interrupt it.
* An outage keeps its first cause, which is the one the user was notified of, and its latest one, so that it never
  contradicts the present state. A fault of the agent itself says nothing about the connection: as the first cause it
  gives way to any other, and it is no later one.
* Only the last period can be open. Assistance mode goes on while no agent runs; of an outage nobody knows.

Keeping it is ``adapters/files/history.py``, its sentences are ``core/texts/periods.py``.
"""

from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from iea_agent.core.connection_state import AgentState, Link, Mode
from iea_agent.core.diagnosis import Verdict

MAX_PERIODS: Final = 200
MAX_AGE_S: Final = 90 * 86400.0
"""What ended this long ago is forgotten when something new is noted, in seconds."""
SAME_OUTAGE_S: Final = 1800.0
"""An agent that finds the connection still lost this soon (seconds) after it lost sight of it notes the same outage.

Twice the time between two notes of the clock (``agent/maintenance.py``), which is how exactly the end is known.
"""


class PeriodKind(StrEnum):
    """What a period is about."""

    OUTAGE = "outage"
    ASSISTANCE = "assistance"


class Period(msgspec.Struct, frozen=True):
    """A line of the diary."""

    kind: PeriodKind
    begin: float
    end: float | None = None
    """Never before ``begin``; ``None``: still going on."""
    verdict: Verdict | None = None
    """The first cause of an outage, as far as it is known."""
    then: Verdict | None = None
    """Its latest cause, where that is another one."""
    reason: str = ""
    """Why assistance mode was enabled, in the user's words."""
    who: str = ""
    """The system's name of the user who enabled it."""
    lost_sight: bool = False
    """Whether the agent was not there at the end: ``end`` is when it last looked."""


History = tuple[Period, ...]
"""Oldest first."""


def noted(history: History, state: AgentState, at: float) -> History:
    """Return the diary once the agent's state is ``state``; the very same when that is no news."""
    if state.mode is Mode.ASSISTANCE:
        return _with_assistance(history, state, at)
    if state.connection is Link.CONNECTED:
        return _closed(history, at)
    if state.link.is_outage:
        return _with_outage(history, None if state.diagnosis is None else state.diagnosis.verdict, at)
    return _closed(history, at) if _is_open(history, PeriodKind.ASSISTANCE) else history


def resumed(history: History, at_last_seen: float) -> History:
    """Return the diary as an agent takes it over that starts anew.

    An outage is known up to ``at_last_seen`` only; :func:`noted` goes on with it if it still lasts. Assistance mode
    is left open: it does not depend on an agent.
    """
    last = len(history) - 1
    return tuple(
        period
        if period.end is not None or (number == last and period.kind is PeriodKind.ASSISTANCE)
        else _ended(period, at_last_seen, lost_sight=True)
        for number, period in enumerate(history)
    )


def _with_assistance(history: History, state: AgentState, at: float) -> History:
    if _is_open(history, PeriodKind.ASSISTANCE):
        return history
    period = Period(PeriodKind.ASSISTANCE, state.mode_since or at, reason=state.reason, who=state.who)
    return _with(_closed(history, at), period, at)


def _with_outage(history: History, verdict: Verdict | None, at: float) -> History:
    if _is_open(history, PeriodKind.OUTAGE):
        return _with_cause(history, verdict)
    if history and _goes_on(history[-1], at):
        return _with_cause((*history[:-1], replace(history[-1], end=None, lost_sight=False)), verdict)
    return _with(_closed(history, at), Period(PeriodKind.OUTAGE, at, verdict=verdict), at)


def _with_cause(history: History, verdict: Verdict | None) -> History:
    """Take over the cause that the running outage has now."""
    *before, outage = history
    first = outage.verdict
    if verdict is None or (verdict is Verdict.AGENT_FAULT and first is not None):
        return history
    if first is None or first is Verdict.AGENT_FAULT:
        return (*before, replace(outage, verdict=verdict))
    then = None if verdict is first else verdict
    return history if then is outage.then else (*before, replace(outage, then=then))


def _goes_on(period: Period, at: float) -> bool:
    """Tell whether an outage that begins now is one that the agent lost sight of a moment ago."""
    if period.kind is not PeriodKind.OUTAGE or not period.lost_sight or period.end is None:
        return False
    return abs(at - period.end) <= SAME_OUTAGE_S


def _is_open(history: History, kind: PeriodKind) -> bool:
    return bool(history) and history[-1].end is None and history[-1].kind is kind


def _closed(history: History, at: float) -> History:
    if not history or history[-1].end is not None:
        return history
    return (*history[:-1], _ended(history[-1], at))


def _ended(period: Period, at: float, *, lost_sight: bool = False) -> Period:
    return replace(period, end=max(at, period.begin), lost_sight=lost_sight)  # the clock may have been set back


def _with(history: History, period: Period, at: float) -> History:
    kept = [each for each in history if each.end is None or each.end >= at - MAX_AGE_S]
    return (*kept, period)[-MAX_PERIODS:]
