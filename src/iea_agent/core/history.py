"""The history: periods of outage, and periods in assistance mode.

Instants are seconds since 1970 UTC and are arguments. The rules, in prose:

* An outage lasts while the link is an outage (``Link.is_outage``). The first seconds of an attempt, before anything has
  failed, are none; an attempt made during an outage does not interrupt it.
* An outage keeps its first cause, which the user was notified of, and its latest one, which agrees with the present
  state. A fault of the agent itself says nothing about the connection: as the first cause it is replaced by any other,
  and it is never the latest.
* Only the last period can be open. Assistance mode lasts while no agent runs; whether an outage does is unknown.

The file is ``adapters/files/checksummed.py``, the sentences are ``core/texts/periods.py``.
"""

from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from iea_agent.core.connection_state import AgentState, Link, Mode
from iea_agent.core.diagnosis import Verdict

MAX_PERIODS: Final = 200
MAX_AGE_S: Final = 90 * 86400.0
"""Periods that ended this long ago are dropped when one is added (seconds)."""
SAME_OUTAGE_S: Final = 1800.0
"""An outage found this soon (seconds) after the last clock mark of the agent before is the same one.

Twice the interval of clock marks (``agent/maintenance.py``), the precision of such an end.
"""


class PeriodKind(StrEnum):
    """What a period is about."""

    OUTAGE = "outage"
    ASSISTANCE = "assistance"


class Period(msgspec.Struct, frozen=True):
    """One period of the history."""

    kind: PeriodKind
    begin: float
    end: float | None = None
    """Never before ``begin``; ``None``: open."""
    verdict: Verdict | None = None
    """The first cause of an outage; ``None``: unknown."""
    then: Verdict | None = None
    """Its latest cause, if it differs from the first."""
    reason: str = ""
    """Why assistance mode was enabled, in the user's words."""
    who: str = ""
    """The login name of the user who enabled it."""
    lost_sight: bool = False
    """Whether no agent ran at the end: ``end`` is its last clock mark."""


History = tuple[Period, ...]
"""Oldest first."""


def noted(history: History, state: AgentState, at: float) -> History:
    """Return the history with the state since ``at``; the same object when nothing changes."""
    if state.mode is Mode.ASSISTANCE:
        return _with_assistance(history, state, at)
    if state.connection is Link.CONNECTED:
        return _closed(history, at)
    if state.link.is_outage:
        return _with_outage(history, None if state.diagnosis is None else state.diagnosis.verdict, at)
    return _closed(history, at) if _is_open(history, PeriodKind.ASSISTANCE) else history


def ended_by_connection(history: History) -> bool:
    """Tell whether an outage ended because the installation was connected, not because assistance mode began."""
    following = (*history[1:], None)
    return any(
        period.kind is PeriodKind.OUTAGE
        and period.end is not None
        and not period.lost_sight
        and not (after is not None and after.kind is PeriodKind.ASSISTANCE and after.begin <= period.end)
        for period, after in zip(history, following, strict=False)
    )


def resumed(history: History, at_last_seen: float) -> History:
    """Return the history at the start of an agent.

    An open outage is closed at ``at_last_seen``, the last clock mark; :func:`noted` opens it again if it still lasts.
    Assistance mode is left open: it does not depend on an agent.
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
    """Return the history with this cause of the open outage."""
    *before, outage = history
    first = outage.verdict
    if verdict is None or (verdict is Verdict.AGENT_FAULT and first is not None):
        return history
    if first is None or first is Verdict.AGENT_FAULT:
        return (*before, replace(outage, verdict=verdict))
    then = None if verdict is first else verdict
    return history if then is outage.then else (*before, replace(outage, then=then))


def _goes_on(period: Period, at: float) -> bool:
    """Tell whether an outage that begins now continues one that was closed at the start of the agent."""
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
    recent = [each for each in history if each.end is None or each.end >= at - MAX_AGE_S]
    return (*recent, period)[-MAX_PERIODS:]
