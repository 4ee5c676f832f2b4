"""The messages between a job process and its host, the process that started it.

The host sends one order, then messages to a dialog; the job sends progress and results. Secrets cross in a
:class:`Secret`, which no ``repr`` shows. The tag of a message, ``type``, is its class name.
"""

import msgspec

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import Command, DialogKind
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, StageReport
from iea_agent.core.errors import ErrorCode
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.repair import AddressPair
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.view import AgentView

# Orders: the first message to a job.


class AuthenticateOrder(msgspec.Struct, frozen=True, tag=True):
    """Authenticate with the saved licence, then look at the update server."""

    settings: Settings
    may_prompt: bool = False
    """Whether a locked key store may ask the user for its password: a person asked for this."""
    key_origin: str = ""
    """The origin that a person has just allowed the key to be sent to (``core/key_origin.py``); empty: none."""
    repaired_origin: str = ""
    """The known good origin that a repair has just led to: the key may be sent there, and belongs there from then on if
    the server knows what it is asked; empty: none."""


class TestOrder(msgspec.Struct, frozen=True, tag=True):
    """Test the access to both servers of these settings, saved or not."""

    __test__ = False
    settings: Settings


class SaveAddressesOrder(msgspec.Struct, frozen=True, tag=True):
    """Save these addresses, if those that the file has are still the ones expected."""

    expected: AddressPair
    addresses: AddressPair


class StoreKeyOrder(msgspec.Struct, frozen=True, tag=True):
    """Put the key of a licence into the key store."""

    number: str
    key: Secret
    in_file: bool = False
    """Whether the settings keep the key in a file instead."""
    origin: str = ""
    """The origin that the key is given for (``core/key_origin.py``)."""


class DialogOrder(msgspec.Struct, frozen=True, tag=True):
    """Show a dialog until the user closes it."""

    dialog: DialogKind
    view: AgentView


class ComparePasswordOrder(msgspec.Struct, frozen=True, tag=True):
    """Compare a typed password with the password of the day; the lockout has counted it already."""

    settings: Settings
    typed: Secret
    at: float
    """The time whose password it is (seconds since 1970 UTC)."""


class MakePasswordOrder(msgspec.Struct, frozen=True, tag=True):
    """Compute the password of the day of a licence, for the support desk."""

    settings: Settings
    number: str
    key: Secret | None
    """``None``: the key in the key store."""
    at: float
    """The time whose password it is (seconds since 1970 UTC)."""


class MakeReportOrder(msgspec.Struct, frozen=True, tag=True):
    """Write the diagnostic report to a private file."""

    view: AgentView


TaskOrder = (
    AuthenticateOrder
    | TestOrder
    | SaveAddressesOrder
    | StoreKeyOrder
    | ComparePasswordOrder
    | MakePasswordOrder
    | MakeReportOrder
)
"""The orders of jobs that end by themselves, within a deadline."""
Order = TaskOrder | DialogOrder


# Messages to a dialog.


class ViewChanged(msgspec.Struct, frozen=True, tag=True):
    """The agent's state changed."""

    view: AgentView


class AttemptProgressed(msgspec.Struct, frozen=True, tag=True):
    """The running authentication has passed a stage."""

    attempt: int
    report: StageReport


class RaiseWindow(msgspec.Struct, frozen=True, tag=True):
    """Bring the window to the front: the user asked for this dialog again."""


class LeaveWindow(msgspec.Struct, frozen=True, tag=True):
    """The user quits the agent: ask about unsaved changes, close, then send ``QUIT``."""


class PasswordAnswered(msgspec.Struct, frozen=True, tag=True):
    """The outcome of the password that was typed in this dialog."""

    outcome: PasswordOutcome
    left: int = 0
    """Wrong passwords left before the lockout."""
    locked_until: float | None = None
    """End of the lockout (seconds since 1970 UTC); ``None`` without one."""


ToJob = Order | ViewChanged | AttemptProgressed | RaiseWindow | LeaveWindow | PasswordAnswered


# Messages from a job.


class JobReady(msgspec.Struct, frozen=True, tag=True):
    """The job has read its order and begins; a dialog is shown."""


class KeyStoreAsking(msgspec.Struct, frozen=True, tag=True):
    """The key store asks the user for its password, or has stopped asking."""

    asking: bool


class StageReached(msgspec.Struct, frozen=True, tag=True):
    """Progress: a stage of one server is passed."""

    role: Role
    report: StageReport


class ServerTested(msgspec.Struct, frozen=True, tag=True):
    """One server's test is done."""

    report: ServerReport


class AuthenticateAnswered(msgspec.Struct, frozen=True, tag=True):
    """The outcome of the authentication. The token itself never leaves the job."""

    diagnosis: Diagnosis
    expires_in_s: float | None = None
    """Lifetime of the token, ``expires_in`` (seconds, RFC 6749 §5.1)."""
    software_version: str = ""
    """The installed version of the payroll software; empty: unknown."""


class PasswordCompared(msgspec.Struct, frozen=True, tag=True):
    """The outcome of the comparison."""

    outcome: PasswordOutcome


class PasswordMade(msgspec.Struct, frozen=True, tag=True):
    """The password of the day."""

    password: Secret


class ReportMade(msgspec.Struct, frozen=True, tag=True):
    """The diagnostic report is written."""

    path: bytes
    """As the file system has it (``os.fsencode``): the name of a folder need not be text."""
    key_was_known: bool
    """Whether the licence key could be read, and so be searched for in every text."""


class AssistanceConfirmed(msgspec.Struct, frozen=True, tag=True):
    """The user confirmed « Activer le mode assistance »."""

    reason: str = ""


class PasswordTyped(msgspec.Struct, frozen=True, tag=True):
    """The user typed a password of the day; its form is checked: digits only."""

    typed: Secret


class KeyStored(msgspec.Struct, frozen=True, tag=True):
    """The user gave a licence another key, which is in the key store now."""

    number: str


class KeyAllowed(msgspec.Struct, frozen=True, tag=True):
    """The user lets the licence key be sent to another origin than its own; the question named it."""

    origin: str


class RepairAgreed(msgspec.Struct, frozen=True, tag=True):
    """The user confirmed a repair; the window showed these addresses. It holds for no other ones."""

    before: AddressPair
    after: AddressPair


class MailPrepared(msgspec.Struct, frozen=True, tag=True):
    """A mail was passed to the mail program, or copied."""

    occasion: Occasion


class DialogAsked(msgspec.Struct, frozen=True, tag=True):
    """A click in a dialog."""

    command: Command


class ContinueHere(msgspec.Struct, frozen=True, tag=True):
    """The user chose « Continuer ici »: the agent of the other session is to end, and one begins in this session."""


class ChangesHeld(msgspec.Struct, frozen=True, tag=True):
    """Whether a dialog has unsaved changes."""

    held: bool


class WindowAnswered(msgspec.Struct, frozen=True, tag=True):
    """Acknowledges ``RaiseWindow`` and ``LeaveWindow`` at once, before the user is asked anything."""


class JobDone(msgspec.Struct, frozen=True, tag=True):
    """The job has carried out its order; the last message."""


class JobFailed(msgspec.Struct, frozen=True, tag=True):
    """The job could not carry out its order; the last message."""

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
    | KeyAllowed
    | RepairAgreed
    | MailPrepared
    | ChangesHeld
    | WindowAnswered
    | JobDone
    | JobFailed
)
