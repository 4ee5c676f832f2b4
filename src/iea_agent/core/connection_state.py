"""The state of the connection: states, events, effects; ``connection_steps.py`` says which event leads where.

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

from enum import Enum, StrEnum
from typing import Literal

import msgspec

from iea_agent.core.diagnosis import Diagnosis, ServerReport, Verdict
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
