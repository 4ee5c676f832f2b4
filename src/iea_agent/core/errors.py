"""The errors of the agent; leaves are sorted by what the user must do.

::

    AgentError
    ├── BadSettingsError         config.toml or a form holds an impossible value
    ├── KeyStoreError            the key store is absent or silent, or refuses
    │   └── KeyStoreLockedError  it waits for its password
    ├── MissingKeyError          there is no key for this licence
    ├── AnotherAgentError        an agent already runs for this profile
    ├── OtherSessionError        the agent runs in another login session of this user
    ├── NoScreenError            neither the agent nor the program that asks has a screen
    ├── ControlError             the running agent refused a request, or did not answer it
    │   └── BusyError            it serves too many programs
    ├── NewerFileError           a file was written by a newer version: read only
    ├── StorageError             the disk refuses
    ├── StartError               the payroll software cannot be started
    ├── TrayUnavailableError     there is no tray to show the icon in
    └── MessageError             a line from another process is not a message

``str(error)`` is precise and English, for the log; ``error.code`` is stable and chooses the French
sentence in ``core/texts/command_line.py``.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:  # every process imports the errors first; the tray process prepares msgspec before it loads it
    from iea_agent.core.launch import StartFault


class ErrorCode(StrEnum):
    """Stable code of an error, one for each class below; jobs and the control channel pass it on."""

    AGENT = "agent"
    """An unexpected error, or one that this version does not know."""
    BAD_SETTINGS = "bad_settings"
    KEY_STORE = "key_store"
    KEY_STORE_LOCKED = "key_store_locked"
    MISSING_KEY = "missing_key"
    ANOTHER_AGENT = "another_agent"
    OTHER_SESSION = "other_session"
    NO_SCREEN = "no_screen"
    CONTROL = "control"
    BUSY = "busy"
    NEWER_FILE = "newer_file"
    STORAGE = "storage"
    START = "start"
    TRAY_UNAVAILABLE = "tray_unavailable"
    MESSAGE = "message"

    @classmethod
    def _missing_(cls, value: object) -> "ErrorCode | None":
        """Read the code of another version as ``AGENT``: its message stays readable."""
        return cls.AGENT if isinstance(value, str) else None


class AgentError(Exception):
    """Any error that the agent itself raises."""

    code: ClassVar[ErrorCode] = ErrorCode.AGENT


class BadSettingsError(AgentError):
    """A settings file or form with an impossible value."""

    code = ErrorCode.BAD_SETTINGS


class KeyStoreError(AgentError):
    """The key store of the system is absent or silent, or refuses."""

    code = ErrorCode.KEY_STORE


class KeyStoreLockedError(KeyStoreError):
    """The key store waits for its password: no person was asked for it, or it was not given."""

    code = ErrorCode.KEY_STORE_LOCKED


class MissingKeyError(AgentError):
    """There is no key for this licence."""

    code = ErrorCode.MISSING_KEY


class AnotherAgentError(AgentError):
    """Another agent already runs for this profile."""

    code = ErrorCode.ANOTHER_AGENT


class OtherSessionError(AgentError):
    """The agent runs in another login session of this user, and can show nothing in this one."""

    code = ErrorCode.OTHER_SESSION


class NoScreenError(AgentError):
    """A window was asked for, and neither the agent nor the program that asks has a screen."""

    code = ErrorCode.NO_SCREEN


class ControlError(AgentError):
    """The running agent refused a request, or did not answer it."""

    code = ErrorCode.CONTROL


class BusyError(ControlError):
    """The running agent serves as many programs as it can at a time."""

    code = ErrorCode.BUSY


class NewerFileError(AgentError):
    """A file was written by a newer version of the agent; it is left alone."""

    code = ErrorCode.NEWER_FILE


class StorageError(AgentError):
    """The file system refused to read or write."""

    code = ErrorCode.STORAGE


class StartError(AgentError):
    """The payroll software cannot be started; ``fault`` says why."""

    code = ErrorCode.START

    def __init__(self, message: str, fault: "StartFault") -> None:
        super().__init__(message)
        self.fault = fault


class TrayUnavailableError(AgentError):
    """No tray can be reached (no session bus, no display)."""

    code = ErrorCode.TRAY_UNAVAILABLE


class MessageError(AgentError):
    """Bytes that are not a message of this version."""

    code = ErrorCode.MESSAGE
