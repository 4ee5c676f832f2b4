"""The errors of the agent; leaves are sorted by what the user must do.

::

    AgentError
    ├── UserError                the user can mend it
    │   ├── UsageError           a command line that cannot be understood
    │   ├── BadSettingsError     config.toml or a form holds an impossible value
    │   ├── KeyStoreError        the key store is absent or silent, or refuses
    │   │   └── KeyStoreLockedError  it waits for its password
    │   └── MissingKeyError      there is no key for this licence
    ├── AnotherAgentError        an agent already runs for this profile
    ├── OtherSessionError        the agent runs in a session of this user from which this one cannot be reached
    ├── NoScreenError            the agent has no screen to open a window on, and neither has who asks
    ├── ControlError             the running agent refused a request, or did not answer it
    ├── NewerFileError           a file was written by a newer version: read only
    ├── StorageError             the disk refuses
    ├── StartError               the payroll software cannot be started
    ├── NotSupportedError        this system has no such thing
    ├── TrayUnavailableError     there is no tray to show the icon in
    └── MessageError             what crossed a process border is not a message

``str(error)`` is precise and English, for the log; ``error.code`` is stable and chooses the French
sentence in ``core/texts/errors.py``.
"""

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:  # every process imports the errors first, and the tray process must come to msgspec prepared
    from iea_agent.core.software import StartFault


class AgentError(Exception):
    """Any error that the agent itself raises."""

    code: ClassVar[str] = "agent"


class UserError(AgentError):
    """An error that the user can mend."""

    code = "user"


class UsageError(UserError):
    """A command line that cannot be understood."""

    code = "usage"


class BadSettingsError(UserError):
    """A settings file or form with an impossible value."""

    code = "bad_settings"


class KeyStoreError(UserError):
    """The key store of the system is absent or silent, or refuses."""

    code = "key_store"


class KeyStoreLockedError(KeyStoreError):
    """The key store waits for its password, which nobody was asked for, or nobody gave."""

    code = "key_store_locked"


class MissingKeyError(UserError):
    """There is no key for this licence."""

    code = "missing_key"


class AnotherAgentError(AgentError):
    """Another agent already runs for this profile."""

    code = "another_agent"


class OtherSessionError(AgentError):
    """The agent runs in another session of this user, and can show nothing in this one."""

    code = "other_session"


class NoScreenError(AgentError):
    """A window was asked for, and neither the agent nor who asks has a screen."""

    code = "no_screen"


class ControlError(AgentError):
    """The running agent refused a request, or did not answer it; ``refusal`` is the code that it gave, if any."""

    code = "control"

    def __init__(self, message: str, refusal: str = "") -> None:
        super().__init__(message)
        self.refusal = refusal


class NewerFileError(AgentError):
    """A file was written by a newer version of the agent; it is left alone."""

    code = "newer_file"


class StorageError(AgentError):
    """The file system refused to read or write."""

    code = "storage"


class StartError(AgentError):
    """The payroll software cannot be started; ``fault`` says why."""

    code = "start"

    def __init__(self, message: str, fault: "StartFault") -> None:
        super().__init__(message)
        self.fault = fault


class NotSupportedError(AgentError):
    """This operating system has no such thing."""

    code = "not_supported"


class TrayUnavailableError(AgentError):
    """No tray can be reached (no session bus, no display)."""

    code = "tray_unavailable"


class MessageError(AgentError):
    """Bytes that are not a message of this version."""

    code = "message"
