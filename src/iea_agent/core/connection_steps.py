"""What each event means for the state of the connection: one table, ``step()`` and ``event_of()``.

The rules, in prose, are in ``connection_state.py``. No clock is read here: events carry their time.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, assert_never

from msgspec.structs import replace

from iea_agent.core.connection_state import (
    AgentState,
    Answered,
    AssistanceDisabled,
    AssistanceEnabled,
    AuthenticationRefused,
    AuthenticationRequested,
    AuthenticationSucceeded,
    CheckFailed,
    DoubtEnded,
    Effect,
    Event,
    LicenceMissing,
    LicenceRejected,
    Link,
    Mode,
    RepairConfirmed,
    RepairProposed,
    RepairTakenBack,
    SettingsSaved,
    Started,
    TimerElapsed,
    UpdateServerChecked,
)
from iea_agent.core.diagnosis import Diagnosis, LicenceAnswer
from iea_agent.core.repair import RepairOffer


class Phase(NamedTuple):
    """The two facts together: a row of the table."""

    mode: Mode
    link: Link


class Row(NamedTuple):
    """Where an event leads, and what has to be done on the way."""

    target: Phase
    effects: tuple[Effect, ...] = ()


def _in_production(link: Link) -> Phase:
    return Phase(Mode.PRODUCTION, link)


_ASSISTANCE = Phase(Mode.ASSISTANCE, Link.DISCONNECTED)

_COMMON: Mapping[type[Event], Row] = {
    LicenceMissing: Row(_in_production(Link.NOT_CONFIGURED), (Effect.CANCEL,)),
    AuthenticationRequested: Row(_in_production(Link.CONNECTING), (Effect.START,)),
    SettingsSaved: Row(_in_production(Link.CONNECTING), (Effect.RESTART,)),
    RepairConfirmed: Row(_in_production(Link.CONNECTING), (Effect.RESTART,)),
    RepairTakenBack: Row(_in_production(Link.CONNECTING), (Effect.RESTART,)),
    AssistanceEnabled: Row(_ASSISTANCE, (Effect.CANCEL, Effect.SAVE_MODE)),
}
"""What any link in production mode does, unless its row says otherwise."""
_ANSWERS: Mapping[type[Event], Row] = {
    AuthenticationSucceeded: Row(_in_production(Link.CONNECTED), (Effect.PLAN_RENEWAL,)),
    AuthenticationRefused: Row(_in_production(Link.REFUSED), (Effect.PLAN_HOURLY,)),
    LicenceRejected: Row(_in_production(Link.LICENCE_UNKNOWN), (Effect.PLAN_HOURLY,)),
    CheckFailed: Row(_in_production(Link.UNREACHABLE), (Effect.PLAN_RETRY,)),
}


def _stays(link: Link) -> Mapping[type[Event], Row]:
    """What changes what is known, and leaves a link that was tried as it is."""
    return {RepairProposed: Row(_in_production(link))}


_VERIFYING = Row(_in_production(Link.VERIFYING), (Effect.START,))

TABLE: Mapping[Phase, Mapping[type[Event], Row]] = MappingProxyType(
    {
        _in_production(Link.DISCONNECTED): {**_COMMON, Started: Row(_in_production(Link.CONNECTING), (Effect.START,))},
        _in_production(Link.NOT_CONFIGURED): _COMMON,
        **{
            # A due check leaves the link as it is until it is answered.
            _in_production(link): {
                **_COMMON,
                **_ANSWERS,
                **_stays(link),
                TimerElapsed: Row(_in_production(link), (Effect.START,)),
            }
            for link in (Link.CONNECTING, Link.UNREACHABLE, Link.REFUSED, Link.LICENCE_UNKNOWN)
        },
        _in_production(Link.CONNECTED): {
            **_COMMON,
            **_ANSWERS,
            **_stays(Link.CONNECTED),
            TimerElapsed: Row(_in_production(Link.CONNECTED), (Effect.START,)),
            AuthenticationRequested: _VERIFYING,
            CheckFailed: Row(_in_production(Link.VERIFYING), (Effect.PLAN_END_OF_DOUBT, Effect.PLAN_CONFIRMATION)),
        },
        _in_production(Link.VERIFYING): {
            **_COMMON,
            **_ANSWERS,
            **_stays(Link.VERIFYING),
            TimerElapsed: _VERIFYING,
            AuthenticationRequested: _VERIFYING,
            DoubtEnded: Row(_in_production(Link.UNREACHABLE)),  # the attempt that runs or is planned goes on
        },
        _ASSISTANCE: {
            AssistanceDisabled: Row(_in_production(Link.CONNECTING), (Effect.SAVE_MODE, Effect.RESTART)),
        },
    }
)
"""The whole state machine. A pair that is not here is ignored: the state stays, nothing is done."""


def step(state: AgentState, event: Event) -> tuple[AgentState, tuple[Effect, ...]]:
    """Apply one event: return the new state and what has to be done, in order."""
    if isinstance(event, UpdateServerChecked):
        return _with_facts(state, event), ()
    row = TABLE[Phase(state.mode, state.link)].get(type(event))
    if row is None:
        return state, ()
    new = _with_facts(replace(state, mode=row.target.mode, link=row.target.link), event)
    if new.connection is not state.connection:
        new = replace(new, since=event.at)
    return new, row.effects


def _with_facts(state: AgentState, event: Event) -> AgentState:
    """Take over the data of an event that the table let in."""
    match event:
        case CheckFailed(diagnosis=diagnosis):
            return replace(state, diagnosis=diagnosis, failures=state.failures + 1)
        case AuthenticationSucceeded() | AuthenticationRefused() | LicenceRejected() | LicenceMissing():
            return replace(state, diagnosis=event.diagnosis, failures=0, repair=_still_proposed(state, event))
        case RepairProposed(offer=offer):
            return replace(state, repair=offer)
        case SettingsSaved() | RepairConfirmed() | RepairTakenBack():
            return _without_findings(state)
        case AssistanceEnabled(reason=reason, who=who):
            return replace(_without_findings(state), mode_since=event.at, reason=reason, who=who)
        case AssistanceDisabled():
            return replace(state, mode_since=event.at, reason="", who="")
        case UpdateServerChecked(report=report):
            return state if state.mode is Mode.ASSISTANCE else replace(state, updates=report)
        case Started() | AuthenticationRequested() | TimerElapsed() | DoubtEnded():
            return state
        case _:
            assert_never(event)


def _still_proposed(
    state: AgentState, event: AuthenticationSucceeded | AuthenticationRefused | LicenceRejected | LicenceMissing
) -> RepairOffer | None:
    """Return what an answer leaves of a proposal: a success proves the authentication server in force."""
    if isinstance(event, LicenceMissing):
        return None
    is_moot = state.repair is not None and not state.repair.keeps_authentication
    return None if is_moot and isinstance(event, AuthenticationSucceeded) else state.repair


def _without_findings(state: AgentState) -> AgentState:
    """Forget what is known of the servers."""
    return replace(state, diagnosis=None, updates=None, failures=0, repair=None)


_EVENT: Final[Mapping[LicenceAnswer, Callable[[float, Diagnosis], Answered]]] = {
    LicenceAnswer.SUCCEEDED: AuthenticationSucceeded,
    LicenceAnswer.REFUSED: AuthenticationRefused,
    LicenceAnswer.LICENCE_REJECTED: LicenceRejected,
    LicenceAnswer.LICENCE_MISSING: LicenceMissing,
    LicenceAnswer.FAILED: CheckFailed,
}


def event_of(diagnosis: Diagnosis, at: float) -> Answered:
    """Return the event of an attempt that ended with this diagnosis."""
    return _EVENT[diagnosis.verdict.facts.answer](at, diagnosis)
