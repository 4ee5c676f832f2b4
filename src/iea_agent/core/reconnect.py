"""Planning: how long to wait before the next attempt, and which wake-ups bring it forward.

``chance`` is a number drawn uniformly from [0, 1) by the caller: randomness stays outside.
All durations are in seconds. The figures come from a simulation of 100,000 agents after an outage.
"""

from enum import Enum
from typing import Literal, assert_never

from iea_agent.core.connection_state import AgentState, Effect, Link, Mode
from iea_agent.core.diagnosis import Diagnosis, Origin

Planning = Literal[Effect.PLAN_RENEWAL, Effect.PLAN_CONFIRMATION, Effect.PLAN_RETRY, Effect.PLAN_HOURLY]
"""The effects that plan an attempt."""

BACK_OFF_BASE_S = 5.0
BACK_OFF_CAP_S = 600.0
AFTER_LOGIN_S = 20.0
AFTER_OUTAGE_S = 120.0
"""Workstations that get an error answer at the same moment are spread over at least this time."""
REPAIR_SEARCH_S = 60.0
"""The first tests of known good addresses are spread over this time: an update breaks many workstations at once."""
HOURLY_S = 3600.0
CONFIRMATION_S = (3.0, 10.0)
DOUBT_S = 60.0
"""How long the ball may outlive the first failed check."""
RENEWAL_SHARE = (0.6, 0.9)
RENEWAL_FLOOR_S = 60.0
RETRY_AFTER_CAP_S = 3600.0
AFTER_CHANGE_S = (0.5, 3.0)
CHANGE_SPACING_S = 30.0
"""Debounce: what flaps causes at most one attempt of a kind in this time."""
MANUAL_SPACING_S = 5.0
"""Rate limit of attempts that a person asks for."""
BEGINNING_CAP_S = 60.0
"""Longest interval between two readings of files that cannot be read."""
SHOWING_CAP_S = 30.0
"""Longest interval between two tries to show something on a display that fails."""


def delay_s(
    effect: Planning, state: AgentState, check_every_s: float, expires_in_s: float | None, chance: float
) -> float:
    """Return in how many seconds the next attempt is due.

    Args:
        effect: what ``step()`` asked for.
        state: what is known.
        check_every_s: longest interval of background checks.
        expires_in_s: the life of the last token, ``None`` when unknown.
        chance: uniform in [0, 1).
    """
    match effect:
        case Effect.PLAN_RENEWAL:
            return renewal(expires_in_s, check_every_s, chance)
        case Effect.PLAN_CONFIRMATION if not (state.diagnosis and state.diagnosis.verdict.facts.asks_for_time):
            return confirmation(chance)
        case Effect.PLAN_CONFIRMATION | Effect.PLAN_RETRY:
            outage = state.diagnosis is not None and state.diagnosis.verdict.facts.origin is Origin.SERVER
            retry_after_s = state.diagnosis.retry_after_s if state.diagnosis else None
            return back_off(state.failures, retry_after_s, chance, outage=outage)
        case Effect.PLAN_HOURLY:
            return hourly(chance)
        case _:
            assert_never(effect)


def doubt_s(diagnosis: Diagnosis | None) -> float:
    """How long the ball may be doubtful after a first failed check; not at all if the server says it is away longer."""
    if diagnosis is None or not diagnosis.verdict.facts.asks_for_time:
        return DOUBT_S
    return 0.0 if (diagnosis.retry_after_s or 0.0) >= DOUBT_S else DOUBT_S


def beginning(failures: int) -> float:
    """Before the files are read again. ``failures``: so far, at least 1."""
    return _doubled(failures, BEGINNING_CAP_S)


def showing(failures: int) -> float:
    """Before a display that failed is tried again. ``failures``: so far, at least 1."""
    return _doubled(failures, SHOWING_CAP_S)


def _doubled(failures: int, cap_s: float) -> float:
    """Return 1 s, doubled for each further failure up to the cap."""
    return min(cap_s, 2.0 ** (min(failures, 30) - 1))


def _between(low: float, high: float, chance: float) -> float:
    return low + (high - low) * chance


def first_attempt(chance: float) -> float:
    """Spread the first automatic attempts of many workstations that start together."""
    return _between(0.0, AFTER_LOGIN_S, chance)


def repair_search(chance: float) -> float:
    """Spread the first test of known good addresses, where nobody waits for it."""
    return _between(0.0, REPAIR_SEARCH_S, chance)


def back_off(failures: int, retry_after_s: float | None, chance: float, *, outage: bool = False) -> float:
    """Full jitter, uniform in [0, min(cap, base x 2^failures)); never before the server's Retry-After x U(1, 2).

    A server can only lengthen the wait: "at once" does not undo the back-off.

    Args:
        failures: failed attempts so far, at least 1.
        retry_after_s: what the server asked for, or ``None``.
        chance: uniform in [0, 1).
        outage: whether the server itself said that it is in trouble: it is better left alone than a network is.
    """
    ceiling = min(BACK_OFF_CAP_S, BACK_OFF_BASE_S * 2.0 ** min(failures, 30))
    if outage:
        ceiling = max(ceiling, AFTER_OUTAGE_S)
    asked_s = 0.0 if retry_after_s is None else min(retry_after_s, RETRY_AFTER_CAP_S) * _between(1.0, 2.0, chance)
    return max(1.0, ceiling * chance, asked_s)


def hourly(chance: float) -> float:
    """After a refusal: never faster than hourly."""
    return HOURLY_S * _between(1.0, 1.5, chance)


def confirmation(chance: float) -> float:
    """After one failed background check, before the second."""
    return _between(*CONFIRMATION_S, chance)


def renewal(expires_in_s: float | None, check_every_s: float, chance: float) -> float:
    """The next background check: at least every ``check_every_s``, and within the token's life.

    A token of less than ``RENEWAL_FLOOR_S`` is taken as one of that much: nothing uses it, the check is what counts.
    """
    share = _between(*RENEWAL_SHARE, chance)
    life = check_every_s if expires_in_s is None else min(max(expires_in_s, RENEWAL_FLOOR_S), check_every_s)
    return life * share


def manual(since_last_start_s: float) -> float:
    """How long a person's request waits so that the server sees at most one in ``MANUAL_SPACING_S``."""
    return max(0.0, MANUAL_SPACING_S - max(0.0, since_last_start_s))


class Change(Enum):
    """A change that the system signals, or that the clocks show."""

    CAME_BACK = "the network is there, or is another one"
    WENT_AWAY = "there is no network any more"
    WOKE = "the computer was asleep"


def after_change(change: Change, since_last_s: float, chance: float) -> float:
    """After a change: soon, but not all at once, and at most once per kind of change in ``CHANGE_SPACING_S``.

    A network that is back needs a moment until names can be looked up; one that went away may be back in a moment.

    Args:
        change: what happened.
        since_last_s: how long ago an attempt was last made for such a reason.
        chance: uniform in [0, 1).
    """
    soon_s = confirmation(chance) if change is Change.WENT_AWAY else _between(*AFTER_CHANGE_S, chance)
    return max(soon_s, CHANGE_SPACING_S - since_last_s)


def is_worth_a_try(state: AgentState, change: Change) -> bool:
    """Tell whether a change is a reason to try sooner than planned.

    A refusal is one on every network. The loss of the network matters only while the ball is shown: the check that
    follows shows the truth, also while a server has asked for time.
    """
    if state.mode is Mode.ASSISTANCE:
        return False
    if change is Change.WENT_AWAY:
        return state.connection is Link.CONNECTED
    return state.connection in {Link.DISCONNECTED, Link.CONNECTED, Link.UNREACHABLE}
