"""What people and other processes can ask of the agent, whatever they asked it with."""

from collections.abc import Mapping
from enum import Enum, auto

from iea_agent.core.connection_state import Mode
from iea_agent.core.dialogs import DialogKind
from iea_agent.core.wire.control import Verb
from iea_agent.core.wire.jobs import Ask


class Command(Enum):
    """One thing asked of the agent."""

    AUTHENTICATE = auto()
    RECHECK = auto()
    """The same, and nobody waits for it: a locked key store stays locked."""
    TAKE_NEW_SETTINGS = auto()
    LAUNCH = auto()
    OPEN_SETTINGS = auto()
    OPEN_TEST = auto()
    OPEN_REAUTHENTICATE = auto()
    OPEN_STATUS = auto()
    OPEN_ASSISTANCE = auto()
    """« Activer le mode assistance »: the window that asks for a confirmation."""
    OPEN_DAY_PASSWORD = auto()
    """« Désactiver le mode assistance »: the window that asks for the password of the day."""
    OPEN_TOGGLE = auto()
    """One of the two, by the mode."""
    OPEN_SUPPORT_MAIL = auto()
    OPEN_REPORT = auto()
    OPEN_UPDATES = auto()
    QUIT = auto()


COMMAND_OF_ASK: Mapping[Ask, Command] = {
    Ask.AUTHENTICATE: Command.AUTHENTICATE,
    Ask.SETTINGS_SAVED: Command.TAKE_NEW_SETTINGS,
    Ask.RECHECK: Command.RECHECK,
    Ask.OPEN_SETTINGS: Command.OPEN_SETTINGS,
    Ask.OPEN_TEST: Command.OPEN_TEST,
    Ask.OPEN_REAUTHENTICATE: Command.OPEN_REAUTHENTICATE,
    Ask.OPEN_STATUS: Command.OPEN_STATUS,
    Ask.OPEN_ASSISTANCE: Command.OPEN_ASSISTANCE,
    Ask.OPEN_DAY_PASSWORD: Command.OPEN_DAY_PASSWORD,
    Ask.OPEN_SUPPORT_MAIL: Command.OPEN_SUPPORT_MAIL,
    Ask.OPEN_REPORT: Command.OPEN_REPORT,
    Ask.LAUNCH: Command.LAUNCH,
    Ask.QUIT: Command.QUIT,
}
"""What the windows ask."""

COMMAND_OF_VERB: Mapping[Verb, Command | None] = {
    Verb.STATUS: None,
    Verb.AUTHENTICATE: Command.AUTHENTICATE,
    Verb.SETTINGS: Command.OPEN_SETTINGS,
    Verb.LAUNCH: Command.LAUNCH,
    Verb.ASSISTANCE: Command.OPEN_TOGGLE,
    Verb.SUPPORT: Command.OPEN_SUPPORT_MAIL,
    Verb.REPORT: Command.OPEN_REPORT,
    Verb.SHOW: Command.OPEN_STATUS,
    Verb.VISIT: Command.OPEN_STATUS,
    Verb.QUIT: Command.QUIT,
}
"""What the control channel asks; ``None`` only reads the state."""

_DIALOG_OF: Mapping[Command, DialogKind] = {
    Command.OPEN_SETTINGS: DialogKind.CONNECTION_SETTINGS,
    Command.OPEN_TEST: DialogKind.SERVER_TEST,
    Command.OPEN_REAUTHENTICATE: DialogKind.REAUTHENTICATE,
    Command.OPEN_STATUS: DialogKind.STATUS,
    Command.OPEN_ASSISTANCE: DialogKind.ASSISTANCE,
    Command.OPEN_DAY_PASSWORD: DialogKind.DAY_PASSWORD,
    Command.OPEN_SUPPORT_MAIL: DialogKind.SUPPORT_MAIL,
    Command.OPEN_REPORT: DialogKind.REPORT,
}

NEEDS_SCREEN = frozenset({Verb.SHOW, Verb.SETTINGS, Verb.ASSISTANCE, Verb.SUPPORT, Verb.REPORT})
"""What comes to nothing where no window can be shown."""


def dialog_of(command: Command, mode: Mode) -> DialogKind | None:
    """Return the window that a command opens; ``None`` if it opens none, or none in this mode."""
    assistance = mode is Mode.ASSISTANCE
    if command is Command.OPEN_TOGGLE:
        command = Command.OPEN_DAY_PASSWORD if assistance else Command.OPEN_ASSISTANCE
    only_in = {Command.OPEN_ASSISTANCE: False, Command.OPEN_DAY_PASSWORD: True}
    return _DIALOG_OF.get(command) if only_in.get(command, assistance) is assistance else None
