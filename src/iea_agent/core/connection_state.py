"""The state of the connection: states, events, effects, one table, ``step()`` and ``picture_of()``.

Two facts are kept. The *mode* is what people decided: production, or assistance. The *link* is what is
known of the connection to the production server. The rules, in prose:

* The ball is shown only after a successful authentication, never because a server merely answered.
* In assistance mode the agent makes no connection by itself: the link is ``DISCONNECTED`` and every
  event but the end of assistance mode is ignored.
* A refusal is believed at once. One failed background check makes the link ``VERIFYING``: the ball stays
  until a second check has failed, at the latest until the doubt ends (``DoubtEnded``), which nothing that a
  server asks or withholds can delay. A person who asks while the ball is shown gets the same benefit of
  the doubt: the next answer decides.
* An attempt asked for by a person, or made because the settings changed, shows ``CONNECTING`` until it is
  answered; automatic attempts while the heart is shown change nothing until they are answered.
* A repair of the addresses is proposed in production mode only. New addresses are tried like new settings: nothing is
  known of them. A success at the addresses in force ends the proposal of another authentication server.
* An event that a state does not list changes nothing.

No clock is read here: events carry their time. No waiting is computed here: see ``core/reconnect.py``. What the user
is told is in ``core/announcing.py``.
"""

from collections.abc import Callable, Mapping
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, assert_never

import msgspec
from msgspec.structs import replace

from iea_agent.core.diagnosis import Diagnosis, LicenceAnswer, ServerReport, Verdict
from iea_agent.core.repair import RepairOffer


class Mode(StrEnum):
    """What people decided about the connection."""

    PRODUCTION = "production"
    ASSISTANCE = "assistance"


class Link(StrEnum):
    """What is known of the connection to the production server."""

    DISCONNECTED = "disconnected"
    """No attempt was made: the agent just started, or assistance mode."""
    NOT_CONFIGURED = "not_configured"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    VERIFYING = "verifying"
    """Connected as far as is known; the next answer decides. Announced as connected."""
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    LICENCE_UNKNOWN = "licence_unknown"

    @property
    def announced_as(self) -> "AnnouncedLink":
        """The link that others see: doubt about a connection is not announced."""
        return Link.CONNECTED if self is Link.VERIFYING else self

    @property
    def is_settled(self) -> bool:
        """Whether an answer is known: worth a notification when it changes."""
        return self not in {Link.DISCONNECTED, Link.CONNECTING}

    @property
    def is_outage(self) -> bool:
        """Whether it is known that there is no connection."""
        return self.is_settled and self.announced_as is not Link.CONNECTED


AnnouncedLink = Literal[
    Link.DISCONNECTED,
    Link.NOT_CONFIGURED,
    Link.CONNECTING,
    Link.CONNECTED,
    Link.UNREACHABLE,
    Link.REFUSED,
    Link.LICENCE_UNKNOWN,
]


class Picture(StrEnum):
    """The three pictures; the values are the file stems in ``assets/icons``."""

    BALL = "ball"
    HEART = "heart"
    BEETLE = "beetle"


class Dated(msgspec.Struct, frozen=True):
    """Something that happened, at ``at`` (seconds since 1970 UTC)."""

    at: float


class Started(Dated, frozen=True):
    """The agent runs, and a licence is configured."""


class LicenceMissing(Dated, frozen=True):
    """There is no licence number, no key for it, or no usable settings: nothing can be tried."""

    diagnosis: Diagnosis = Diagnosis(Verdict.NOT_CONFIGURED)


class AuthenticationRequested(Dated, frozen=True):
    """A person, or a launch, wants an answer now."""


class SettingsSaved(Dated, frozen=True):
    """New settings are in force: nothing is known of them yet."""


class TimerElapsed(Dated, frozen=True):
    """The planned attempt is due."""


class DoubtEnded(Dated, frozen=True):
    """The first failed check was not made good in time."""


class AuthenticationSucceeded(Dated, frozen=True):
    """The server issued a token."""

    diagnosis: Diagnosis


class AuthenticationRefused(Dated, frozen=True):
    """The server knows the licence and does not let it in."""

    diagnosis: Diagnosis


class LicenceRejected(Dated, frozen=True):
    """The server does not know the licence, or the key is wrong."""

    diagnosis: Diagnosis


class CheckFailed(Dated, frozen=True):
    """The authentication server gave no verdict on the licence."""

    diagnosis: Diagnosis


class UpdateServerChecked(Dated, frozen=True):
    """The update server was tested; this never changes the picture."""

    report: ServerReport


class RepairProposed(Dated, frozen=True):
    """Better addresses were proved."""

    offer: RepairOffer | None = None
    """``None``: there are none any more."""


class RepairConfirmed(Dated, frozen=True):
    """The proposed addresses are saved: nothing is known of them yet."""


class RepairTakenBack(Dated, frozen=True):
    """The addresses before a repair are saved again: nothing is known of them any more."""


class AssistanceEnabled(Dated, frozen=True):
    """A person confirmed « Activer le mode assistance »."""

    reason: str = ""
    who: str = ""


class AssistanceDisabled(Dated, frozen=True):
    """The password of the day was right."""


Answered = AuthenticationSucceeded | AuthenticationRefused | LicenceRejected | LicenceMissing | CheckFailed
"""The events that answer an attempt."""
Event = (
    Answered
    | Started
    | AuthenticationRequested
    | SettingsSaved
    | TimerElapsed
    | DoubtEnded
    | UpdateServerChecked
    | RepairProposed
    | RepairConfirmed
    | RepairTakenBack
    | AssistanceEnabled
    | AssistanceDisabled
)


class Effect(Enum):
    """What the agent must do after a step. Effects carry no data: the state holds it."""

    START = "make sure that an attempt is running"
    RESTART = "cancel the running attempt, start a fresh one"
    CANCEL = "cancel the running attempt and the planned one"
    PLAN_RENEWAL = "plan the next check before the token ends"
    PLAN_CONFIRMATION = "plan a second check soon"
    PLAN_END_OF_DOUBT = "plan the end of the doubt"
    PLAN_RETRY = "plan an attempt with back-off"
    PLAN_HOURLY = "plan an attempt, not before an hour"
    SAVE_MODE = "write the mode durably"


class AgentState(msgspec.Struct, frozen=True):
    """All that is known; replaced, never changed."""

    mode: Mode = Mode.PRODUCTION
    link: Link = Link.DISCONNECTED
    since: float = 0.0
    """Since when the connection is what it is announced to be (seconds since 1970 UTC)."""
    mode_since: float = 0.0
    reason: str = ""
    """Why assistance mode was enabled, in the user's words."""
    who: str = ""
    """The login name of the user who enabled it."""
    diagnosis: Diagnosis | None = None
    """The last answer, or the last failure."""
    updates: ServerReport | None = None
    failures: int = 0
    """Failed attempts since the last success."""
    repair: RepairOffer | None = None
    """Better addresses, proved."""

    @property
    def connection(self) -> AnnouncedLink:
        """The link as it is announced."""
        return self.link.announced_as

    @property
    def in_doubt(self) -> bool:
        """Whether the ball is shown although a check has failed since the last success."""
        return self.link is Link.VERIFYING and self.failures > 0


def picture_of(state: AgentState) -> Picture:
    """Choose the picture; assistance mode hides the link."""
    if state.mode is Mode.ASSISTANCE:
        return Picture.BEETLE
    return Picture.BALL if state.connection is Link.CONNECTED else Picture.HEART


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
