"""The messages between a job process and the process that started it: orders, further lines, what a job says.

Secrets cross in a :class:`Secret`, which no ``repr`` shows.
"""

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import Command
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, StageReport
from iea_agent.core.dialogs import DialogKind
from iea_agent.core.errors import ErrorCode
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.view import AgentView
from iea_agent.core.wire.message import Message

# Orders: the first line a job reads.


class AuthenticateOrder(Message, frozen=True, tag=True):
    """Authenticate with the saved licence, then look at the update server."""

    settings: Settings
    may_prompt: bool = False
    """Whether a person asked, whom a locked key store may ask for its password."""


class TestOrder(Message, frozen=True, tag=True):
    """Test the access to both servers of these settings, saved or not."""

    __test__ = False
    settings: Settings


class StoreKeyOrder(Message, frozen=True, tag=True):
    """Put the licence key into the key store (or the agreed file)."""

    number: str
    key: Secret
    in_file: bool = False


class DialogOrder(Message, frozen=True, tag=True):
    """Open a window."""

    dialog: DialogKind
    view: AgentView


class ComparePasswordOrder(Message, frozen=True, tag=True):
    """Compare what was typed with the password of the day; the try is counted already."""

    settings: Settings
    typed: Secret
    at: float
    """The time to take (seconds since 1970 UTC)."""


class MakePasswordOrder(Message, frozen=True, tag=True):
    """Compute the password of the day of a licence, for the support desk."""

    settings: Settings
    number: str
    key: Secret | None
    """``None``: the one in the key store."""
    at: float
    """The time to take (seconds since 1970 UTC)."""


class MakeReportOrder(Message, frozen=True, tag=True):
    """Gather the diagnostic report."""

    view: AgentView


Order = (
    AuthenticateOrder
    | TestOrder
    | StoreKeyOrder
    | ComparePasswordOrder
    | MakePasswordOrder
    | MakeReportOrder
    | DialogOrder
)


# Further lines to a job that has a window.


class ViewChanged(Message, frozen=True, tag=True):
    """The agent's state changed."""

    view: AgentView


class AttemptProgressed(Message, frozen=True, tag=True):
    """The running authentication reached a stage."""

    attempt: int
    report: StageReport


class RaiseWindow(Message, frozen=True, tag=True):
    """The user asked for this window again: bring it to the front."""


class LeaveWindow(Message, frozen=True, tag=True):
    """The user quits the agent: ask what to do with what is not saved, then close, and ask the agent to quit."""


class PasswordAnswered(Message, frozen=True, tag=True):
    """What became of the password of the day that was typed in this window."""

    outcome: PasswordOutcome
    left: int = 0
    """Free tries left."""
    locked_until: float | None = None
    """When the next try will be taken (seconds since 1970 UTC); ``None``: at once."""


ToJob = Order | ViewChanged | AttemptProgressed | RaiseWindow | LeaveWindow | PasswordAnswered


# What a job says.


class JobReady(Message, frozen=True, tag=True):
    """The job has read its order and set to work."""


class KeyStoreAsking(Message, frozen=True, tag=True):
    """The key store asks the person for its password, or does so no longer."""

    asking: bool


class StageReached(Message, frozen=True, tag=True):
    """Progress: one server's stage is done."""

    role: Role
    report: StageReport


class ServerTested(Message, frozen=True, tag=True):
    """One server's test is done."""

    report: ServerReport


class AuthenticateAnswered(Message, frozen=True, tag=True):
    """What the authentication came to; the token itself stays in the job and dies with it."""

    diagnosis: Diagnosis
    expires_in_s: float | None = None


class PasswordCompared(Message, frozen=True, tag=True):
    """What the comparison of a typed password came to."""

    outcome: PasswordOutcome


class PasswordMade(Message, frozen=True, tag=True):
    """The password of the day that was asked for."""

    password: Secret


class ReportMade(Message, frozen=True, tag=True):
    """The diagnostic report lies in a private file."""

    path: str
    key_was_known: bool
    """Whether the licence key could be read, and so be looked for in every text."""


class AssistanceConfirmed(Message, frozen=True, tag=True):
    """The user confirmed « Activer le mode assistance »."""

    reason: str = ""


class PasswordTyped(Message, frozen=True, tag=True):
    """The user typed a password of the day: digits only, its form already checked."""

    typed: Secret


class KeyStored(Message, frozen=True, tag=True):
    """The user gave a licence another key, which is in the key store now; the key itself goes nowhere else."""

    number: str


class MailPrepared(Message, frozen=True, tag=True):
    """A mail to the support desk was handed to the mail program, or copied."""


class DialogAsked(Message, frozen=True, tag=True):
    """A click in a window."""

    command: Command


class ContinueHere(Message, frozen=True, tag=True):
    """The user chose « Continuer ici »: the agent of the other session is to end, and one begins in this session."""


class ChangesHeld(Message, frozen=True, tag=True):
    """Whether a window holds something that would be lost with it."""

    held: bool


class WindowAnswered(Message, frozen=True, tag=True):
    """The window has taken in that it was asked for, or asked to leave; what it asks the user may take for ever."""


class JobDone(Message, frozen=True, tag=True):
    """The job did what was ordered; nothing follows."""


class JobFailed(Message, frozen=True, tag=True):
    """The job could not do what was ordered; nothing follows."""

    code: ErrorCode
    detail: str = ""


FromJob = (
    JobReady
    | KeyStoreAsking
    | StageReached
    | ServerTested
    | AuthenticateAnswered
    | PasswordCompared
    | PasswordMade
    | ReportMade
    | DialogAsked
    | ContinueHere
    | AssistanceConfirmed
    | PasswordTyped
    | KeyStored
    | MailPrepared
    | ChangesHeld
    | WindowAnswered
    | JobDone
    | JobFailed
)
