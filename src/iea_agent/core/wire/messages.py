"""What crosses a process border: job orders and answers, the control channel; encode and decode.

One message is one line of JSON in UTF-8: ``{"v": 1, "message": {"type": …, …}}``, at most 64 KiB. A line of
another version, of an unknown type or of the wrong shape is a :class:`MessageError`, never a guess. Secrets
cross in a :class:`Secret`, which no ``repr`` shows.
"""

from enum import StrEnum
from typing import Final, TypeVar

import msgspec

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.desktops import Desktop
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, StageReport, Verdict
from iea_agent.core.errors import MessageError
from iea_agent.core.file_notices import Remark
from iea_agent.core.history import History
from iea_agent.core.launch import LaunchReport
from iea_agent.core.session import Seat
from iea_agent.core.settings import Settings

T = TypeVar("T")

VERSION: Final = 1
MAX_MESSAGE: Final = 64 * 1024
"""Longest line accepted, in bytes, the newline included."""


class Secret(msgspec.Struct, frozen=True):
    """A text that must not be shown: ``repr`` and ``str`` hide it."""

    value: str

    def __repr__(self) -> str:
        return "Secret(…)"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("value", "…")]


class AgentView(msgspec.Struct, frozen=True, kw_only=True):
    """The state as others see it: windows, the control channel, ``status --json``."""

    picture: Picture
    mode: Mode
    connection: Link
    since: float | None = None
    """Since when the connection is so (seconds since 1970 UTC); ``None``: never looked at."""
    next_attempt: float | None = None
    """When the next automatic attempt is planned (seconds since 1970 UTC)."""
    attempt: int = 0
    """Counts the attempts started, so that an answer can be told from an older one."""
    attempting: bool = False
    key_store_asks: bool = False
    """Whether the key store asks the person for its password, and is waited for."""
    diagnosis: Diagnosis | None = None
    updates: ServerReport | None = None
    mode_since: float | None = None
    reason: str = ""
    who: str = ""
    """Who enabled assistance mode."""
    mode_is_kept: bool = True
    """Whether the mode will survive a restart; if not, the disk refused it."""
    locked_until: float | None = None
    """When the next password of the day will be taken (seconds since 1970 UTC); ``None``: at once."""
    secure: bool = True
    licence_number: str = ""
    software_since: float | None = None
    """Since when the payroll software runs (seconds since 1970 UTC); ``None``: it does not, as far as is known."""
    launch: LaunchReport | None = None
    """The last launch that somebody asked for."""
    mail_prepared: float | None = None
    """When a mail to the support desk was last prepared (seconds since 1970 UTC), and not answered by a connection."""
    mail_about: Verdict | None = None
    """The trouble that it was about; ``None`` when it is not known."""
    history: History = ()
    """The latest periods of the diary, oldest first."""
    remarks: tuple[Remark, ...] = ()
    """What is wrong with the files of the agent, and what was mended."""
    icon_advice: Desktop | None = None
    """The desktop without a tray on which the user is to be told the way to an icon; ``None``: nothing to tell."""


class _Message(msgspec.Struct, frozen=True, tag_field="type"):
    """A message; its tag is its class name."""


# Orders: the first line a job reads.


class AuthenticateOrder(_Message, frozen=True, tag=True):
    """Authenticate with the saved licence, then look at the update server."""

    settings: Settings
    may_prompt: bool = False
    """Whether a person asked, whom a locked key store may ask for its password."""


class TestOrder(_Message, frozen=True, tag=True):
    """Test the access to both servers of these settings, saved or not."""

    __test__ = False
    settings: Settings


class StoreKeyOrder(_Message, frozen=True, tag=True):
    """Put the licence key into the key store (or the agreed file)."""

    number: str
    key: Secret
    in_file: bool = False


class DialogKind(StrEnum):
    """The windows."""

    CONNECTION_SETTINGS = "connection-settings"
    SERVER_TEST = "server-test"
    REAUTHENTICATE = "reauthenticate"
    STATUS = "status"
    LAUNCH = "launch"
    ASSISTANCE = "assistance"
    DAY_PASSWORD = "day-password"  # noqa: S105 (the name of a window)
    SUPPORT_MAIL = "support-mail"
    REPORT = "report"


class DialogOrder(_Message, frozen=True, tag=True):
    """Open a window."""

    dialog: DialogKind
    view: AgentView
    seat: Seat | None = None
    """Where to show it; ``None``: where the agent itself is."""


class ComparePasswordOrder(_Message, frozen=True, tag=True):
    """Compare what was typed with the password of the day; the try is counted already."""

    settings: Settings
    typed: Secret
    at: float
    """The time to take (seconds since 1970 UTC)."""


class MakePasswordOrder(_Message, frozen=True, tag=True):
    """Compute the password of the day of a licence, for the support desk."""

    settings: Settings
    number: str
    key: Secret | None
    """``None``: the one in the key store."""
    at: float
    """The time to take (seconds since 1970 UTC)."""


class MakeReportOrder(_Message, frozen=True, tag=True):
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


class ViewChanged(_Message, frozen=True, tag=True):
    """The agent's state changed."""

    view: AgentView


class AttemptProgressed(_Message, frozen=True, tag=True):
    """The running authentication reached a stage."""

    attempt: int
    report: StageReport


class RaiseWindow(_Message, frozen=True, tag=True):
    """The user asked for this window again: bring it to the front."""


class LeaveWindow(_Message, frozen=True, tag=True):
    """The user quits the agent: ask what to do with what is not saved, then close, and ask the agent to quit."""


class PasswordAnswered(_Message, frozen=True, tag=True):
    """What became of the password of the day that was typed in this window."""

    outcome: PasswordOutcome
    left: int = 0
    """Free tries left."""
    locked_until: float | None = None
    """When the next try will be taken (seconds since 1970 UTC); ``None``: at once."""


ToJob = Order | ViewChanged | AttemptProgressed | RaiseWindow | LeaveWindow | PasswordAnswered


# What a job says.


class JobReady(_Message, frozen=True, tag=True):
    """The job has read its order and set to work."""


class KeyStoreAsking(_Message, frozen=True, tag=True):
    """The key store asks the person for its password, or does so no longer."""

    asking: bool


class StageReached(_Message, frozen=True, tag=True):
    """Progress: one server's stage is done."""

    role: Role
    report: StageReport


class ServerTested(_Message, frozen=True, tag=True):
    """One server's test is done."""

    report: ServerReport


class AuthenticateAnswered(_Message, frozen=True, tag=True):
    """What the authentication came to; the token itself stays in the job and dies with it."""

    diagnosis: Diagnosis
    expires_in_s: float | None = None


class PasswordCompared(_Message, frozen=True, tag=True):
    """What the comparison of a typed password came to."""

    outcome: PasswordOutcome


class PasswordMade(_Message, frozen=True, tag=True):
    """The password of the day that was asked for."""

    password: Secret


class ReportMade(_Message, frozen=True, tag=True):
    """The diagnostic report lies in a private file."""

    path: str
    key_was_known: bool
    """Whether the licence key could be read, and so be looked for in every text."""


class AssistanceConfirmed(_Message, frozen=True, tag=True):
    """The user confirmed « Activer le mode assistance »."""

    reason: str = ""


class PasswordTyped(_Message, frozen=True, tag=True):
    """The user typed a password of the day: digits only, its form already checked."""

    typed: Secret


class KeyStored(_Message, frozen=True, tag=True):
    """The user gave a licence another key, which is in the key store now; the key itself goes nowhere else."""

    number: str


class MailPrepared(_Message, frozen=True, tag=True):
    """A mail to the support desk was handed to the mail program, or copied."""


class Ask(StrEnum):
    """What a window may ask of the agent."""

    AUTHENTICATE = "authenticate"
    SETTINGS_SAVED = "settings_saved"
    RECHECK = "recheck"
    """The settings window was left after a failed test: say the truth about the saved settings."""
    OPEN_SETTINGS = "open_settings"
    OPEN_TEST = "open_test"
    OPEN_REAUTHENTICATE = "open_reauthenticate"
    OPEN_STATUS = "open_status"
    OPEN_ASSISTANCE = "open_assistance"
    OPEN_DAY_PASSWORD = "open_day_password"  # noqa: S105 (the name of a request)
    OPEN_SUPPORT_MAIL = "open_support_mail"
    OPEN_REPORT = "open_report"
    LAUNCH = "launch"
    QUIT = "quit"


class DialogAsked(_Message, frozen=True, tag=True):
    """A window asks something of the agent."""

    ask: Ask


class ChangesHeld(_Message, frozen=True, tag=True):
    """Whether a window holds something that would be lost with it."""

    held: bool


class WindowAnswered(_Message, frozen=True, tag=True):
    """The window has taken in that it was asked for, or asked to leave; what it asks the user may take for ever."""


class JobDone(_Message, frozen=True, tag=True):
    """The job did what was ordered; nothing follows."""


class JobFailed(_Message, frozen=True, tag=True):
    """The job could not do what was ordered; nothing follows."""

    code: str
    """An ``AgentError.code``."""
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
    | AssistanceConfirmed
    | PasswordTyped
    | KeyStored
    | MailPrepared
    | ChangesHeld
    | WindowAnswered
    | JobDone
    | JobFailed
)


# The control channel.


class Verb(StrEnum):
    """What another process of the same user may ask of the agent."""

    STATUS = "status"
    AUTHENTICATE = "authenticate"
    SETTINGS = "settings"
    LAUNCH = "launch"
    ASSISTANCE = "assistance"
    SUPPORT = "support"
    REPORT = "report"
    SHOW = "show"
    VISIT = "visit"
    """As ``SHOW``, if whoever asks sits in front of another screen."""
    QUIT = "quit"


class ControlRequest(_Message, frozen=True, tag=True):
    """One request on the control channel."""

    verb: Verb
    seat: Seat | None = None
    """Where whoever asks sits; ``None`` without a screen."""


class ControlReply(_Message, frozen=True, tag=True):
    """The answer: the state after the request was taken."""

    view: AgentView


class ControlRefusal(_Message, frozen=True, tag=True):
    """The request could not be taken."""

    code: str


Control = ControlRequest | ControlReply | ControlRefusal


class _Line(msgspec.Struct, frozen=True):
    """The envelope: the version is read before anything else is believed."""

    v: int
    message: msgspec.Raw


_TO_JOB: Final[msgspec.json.Decoder[ToJob]] = msgspec.json.Decoder(ToJob)
_FROM_JOB: Final[msgspec.json.Decoder[FromJob]] = msgspec.json.Decoder(FromJob)
_CONTROL: Final[msgspec.json.Decoder[Control]] = msgspec.json.Decoder(Control)
_LINE: Final = msgspec.json.Decoder(_Line)


def encode(message: ToJob | FromJob | Control) -> bytes:
    """Return one line, newline included; MessageError if it would be too long to be accepted, or is no text."""
    try:
        line = msgspec.json.encode({"v": VERSION, "message": message}) + b"\n"
    except UnicodeEncodeError as error:
        raise MessageError(f"{type(message).__name__} holds text that is not Unicode") from error
    if len(line) > MAX_MESSAGE:
        raise MessageError(f"{type(message).__name__} takes {len(line)} bytes, more than {MAX_MESSAGE}")
    return line


def decode_to_job(line: bytes) -> ToJob:
    """Read a line sent to a job; MessageError if it is none."""
    return _decode(_TO_JOB, line)


def decode_from_job(line: bytes) -> FromJob:
    """Read a line sent by a job; MessageError if it is none."""
    return _decode(_FROM_JOB, line)


def decode_control(line: bytes) -> Control:
    """Read a line of the control channel; MessageError if it is none."""
    return _decode(_CONTROL, line)


def _decode(decoder: msgspec.json.Decoder[T], line: bytes) -> T:
    if len(line) > MAX_MESSAGE:
        raise MessageError(f"a message of more than {MAX_MESSAGE} bytes")
    try:
        envelope = _LINE.decode(line)
        if envelope.v != VERSION:
            raise MessageError(f"message of version {envelope.v}, expected {VERSION}")
        return decoder.decode(envelope.message)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MessageError(f"not a message: {error}") from error
