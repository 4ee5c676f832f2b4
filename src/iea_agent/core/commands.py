"""What people and other processes can ask of the agent, whatever they asked it with."""

from collections.abc import Mapping
from enum import Enum, auto

from iea_agent.core.messages import Ask, DialogKind, Verb


class Command(Enum):
    """One thing asked of the agent."""

    AUTHENTICATE = auto()
    TAKE_NEW_SETTINGS = auto()
    LAUNCH = auto()
    OPEN_SETTINGS = auto()
    OPEN_TEST = auto()
    OPEN_REAUTHENTICATE = auto()
    OPEN_STATUS = auto()
    OPEN_UPDATES = auto()
    ENABLE_ASSISTANCE = auto()
    DISABLE_ASSISTANCE = auto()
    WRITE_SUPPORT = auto()
    MAKE_REPORT = auto()
    QUIT = auto()


COMMAND_OF_ASK: Mapping[Ask, Command] = {
    Ask.AUTHENTICATE: Command.AUTHENTICATE,
    Ask.SETTINGS_SAVED: Command.TAKE_NEW_SETTINGS,
    Ask.RECHECK: Command.AUTHENTICATE,
    Ask.OPEN_SETTINGS: Command.OPEN_SETTINGS,
    Ask.OPEN_TEST: Command.OPEN_TEST,
    Ask.OPEN_REAUTHENTICATE: Command.OPEN_REAUTHENTICATE,
    Ask.OPEN_STATUS: Command.OPEN_STATUS,
    Ask.ENABLE_ASSISTANCE: Command.ENABLE_ASSISTANCE,
    Ask.QUIT: Command.QUIT,
}
"""What the windows ask."""

COMMAND_OF_VERB: Mapping[Verb, Command | None] = {
    Verb.STATUS: None,
    Verb.AUTHENTICATE: Command.AUTHENTICATE,
    Verb.SETTINGS: Command.OPEN_SETTINGS,
    Verb.SHOW: Command.OPEN_STATUS,
    Verb.QUIT: Command.QUIT,
}
"""What the control channel asks; ``None`` only reads the state."""

DIALOG_OF: Mapping[Command, DialogKind] = {
    Command.OPEN_SETTINGS: DialogKind.CONNECTION_SETTINGS,
    Command.OPEN_TEST: DialogKind.SERVER_TEST,
    Command.OPEN_REAUTHENTICATE: DialogKind.REAUTHENTICATE,
    Command.OPEN_STATUS: DialogKind.STATUS,
}
"""The commands that open a window."""
