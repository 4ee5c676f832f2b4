"""The errors of the agent; leaves are sorted by what the user must do.

::

    AgentError
    ├── BadSettingsError         a form holds an impossible value
    │   └── InvalidFileError     config.toml cannot be used: a person wrote something else
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
    │   ├── InUseError           another program keeps a file from being read for the moment
    │   └── OpenToOthersError    other users may have written the file
    ├── StaleError               the settings were changed since they were read
    ├── StartError               the payroll software cannot be started
    ├── TrayUnavailableError     there is no tray to show the icon in
    └── MessageError             a line from another process is not a message

``str(error)`` is precise and English, for the log; ``error.code`` is stable and chooses the French
sentence in ``core/texts/command_line.py``.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:  # every process imports the errors first; the tray process prepares msgspec before it loads it
    from iea_agent.core.file_notices import FileFlaw
    from iea_agent.core.launch import StartFault


class ErrorCode(StrEnum):
    """Stable code of an error, one for each class below; jobs and the control channel pass it on."""

    AGENT = "agent"
    """An unexpected error, or one that this version does not know."""
    BAD_SETTINGS = "bad_settings"
    INVALID_FILE = "invalid_file"
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
    IN_USE = "in_use"
    OPEN_TO_OTHERS = "open_to_others"
    STALE = "stale"
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

    def __init_subclass__(cls, *, code: ErrorCode | None = None) -> None:
        """Take the code of a leaf; without one, a leaf has that of its parent."""
        cls.code = code or cls.code


class BadSettingsError(AgentError, code=ErrorCode.BAD_SETTINGS):
    """A form with an impossible value."""


class InvalidFileError(BadSettingsError, code=ErrorCode.INVALID_FILE):
    """``config.toml`` cannot be used; ``flaw`` says why. The file stays as it is."""

    def __init__(self, message: str, flaw: "FileFlaw") -> None:
        super().__init__(message)
        self.flaw = flaw


class KeyStoreError(AgentError, code=ErrorCode.KEY_STORE):
    """The key store of the system is absent or silent, or refuses.

    ``folder_is_open``: the key would lie in a folder that others may write; giving it again is no remedy.
    """

    def __init__(self, message: str = "", *, folder_is_open: bool = False) -> None:
        super().__init__(message)
        self.folder_is_open = folder_is_open


class KeyStoreLockedError(KeyStoreError, code=ErrorCode.KEY_STORE_LOCKED):
    """The key store waits for its password: no person was asked for it, or it was not given."""


class MissingKeyError(AgentError, code=ErrorCode.MISSING_KEY):
    """There is no key for this licence."""


class AnotherAgentError(AgentError, code=ErrorCode.ANOTHER_AGENT):
    """Another agent already runs for this profile."""


class OtherSessionError(AgentError, code=ErrorCode.OTHER_SESSION):
    """The agent runs in another login session of this user, and can show nothing in this one."""


class NoScreenError(AgentError, code=ErrorCode.NO_SCREEN):
    """A window was asked for, and neither the agent nor the program that asks has a screen."""


class ControlError(AgentError, code=ErrorCode.CONTROL):
    """The running agent refused a request, or did not answer it."""


class BusyError(ControlError, code=ErrorCode.BUSY):
    """The running agent serves as many programs as it can at a time."""


class NewerFileError(AgentError, code=ErrorCode.NEWER_FILE):
    """A file was written by a newer version of the agent; it is left alone."""


class StorageError(AgentError, code=ErrorCode.STORAGE):
    """The file system refused to read or write."""


class InUseError(StorageError, code=ErrorCode.IN_USE):
    """Another program (backup, antivirus, synchronisation) keeps a file from being read for the moment."""


class OpenToOthersError(StorageError, code=ErrorCode.OPEN_TO_OTHERS):
    """Other users of the computer may have written the file: it is not written, and what it executes is not run."""


class StaleError(AgentError, code=ErrorCode.STALE):
    """The settings were changed since they were read."""


class StartError(AgentError, code=ErrorCode.START):
    """The payroll software cannot be started; ``fault`` says why, ``place`` which drive or share is not connected."""

    def __init__(self, message: str, fault: "StartFault", place: str = "") -> None:
        super().__init__(message)
        self.fault = fault
        self.place = place


class TrayUnavailableError(AgentError, code=ErrorCode.TRAY_UNAVAILABLE):
    """No tray can be reached (no session bus, no display)."""


class MessageError(AgentError, code=ErrorCode.MESSAGE):
    """Bytes that are not a message of this version."""
