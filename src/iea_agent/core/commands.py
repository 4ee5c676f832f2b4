"""The commands of the agent: one vocabulary for menu, windows, control channel and agent.

A command is one click. Who may send it over which border is for the sender to know; what it needs is in ``COMMANDS``.
"""

from collections.abc import Mapping
from enum import Enum, StrEnum, auto
from typing import Final, NamedTuple, Protocol

import msgspec

from iea_agent.core.connection_state import Mode
from iea_agent.core.diagnosis import Diagnosis, Verdict


class Action(StrEnum):
    """The commands that open no dialog; the values are the names on the wire."""

    READ_STATE = "status"
    """Nothing is done; the reply holds the state."""
    AUTHENTICATE = "authenticate"
    """Asked by a person: a locked key store may ask for its password."""
    RECHECK = "recheck"
    """As ``AUTHENTICATE``, asked by no person: a locked key store stays locked."""
    TAKE_NEW_SETTINGS = "settings_saved"
    """The settings were saved: read them again and authenticate."""
    LAUNCH = "launch"
    SEEK_REPAIR = "seek_repair"
    """Asked by a person: see now whether better addresses can be proposed."""
    REPAIR_UNSEEN = "repair_unseen"
    """Do a repair that the command line has printed; ``RepairAgreed`` goes with it, as a window says it by itself. The
    key stays away from addresses that only the user's settings call good."""
    UNDO_REPAIR = "undo_repair"
    """Go back to the addresses before the last repair."""
    READ_STATE_HERE = "visit"
    """As ``READ_STATE``, but refused where the sender is in another login session."""
    QUIT = "quit"


class DialogKind(StrEnum):
    """The dialogs, by kind."""

    CONNECTION_SETTINGS = "connection-settings"
    SERVER_TEST = "server-test"
    REAUTHENTICATE = "reauthenticate"
    STATUS = "status"
    LAUNCH = "launch"
    ASSISTANCE = "assistance"
    DAY_PASSWORD = "day-password"  # noqa: S105 (the name of a window)
    SUPPORT_MAIL = "support-mail"
    """A mail to the support desk, about what the present state is about."""
    PASSWORD_MAIL = "password-mail"  # noqa: S105 (the name of a window)
    """« Demander le mot de passe du jour »: a mail to the support desk."""
    HELPER_MAIL = "helper-mail"
    """« Préparer un message » for the person who looks after the computers."""
    REPORT = "report"
    WELCOME = "welcome"
    """The licence, where none is kept yet: the first start opens it, and a launch."""
    OTHER_SESSION = "other-session"
    """« Continuer ici »: opened by a second start in another session, never by the agent."""
    HELP = "help"
    """The guide, in the browser of the desktop; the window shows only where it is, if no browser opens."""
    ABOUT = "about"


class Open(msgspec.Struct, frozen=True):
    """Open a dialog, or bring it to the front."""

    dialog: DialogKind


Command = Action | Open


class Screen(Enum):
    """Whether a command needs a screen."""

    UNUSED = auto()
    OPTIONAL = auto()
    """It shows a window where there is a screen, and works without."""
    REQUIRED = auto()


class CommandFacts(NamedTuple):
    """What is known about a command."""

    screen: Screen
    modes: frozenset[Mode] = frozenset(Mode)
    """Where it is available; in another mode it is ignored, and its menu entry is disabled or hidden."""
    only_reads: bool = False
    needs_files: bool = True
    """Whether settings and state must have been read."""
    needs_key: bool = False
    """Whether it is in vain where no licence key is kept."""
    needs_no_key: bool = False
    """Whether it is there for that very case."""


_PRODUCTION = frozenset({Mode.PRODUCTION})
_ASSISTANCE = frozenset({Mode.ASSISTANCE})
_NEVER: frozenset[Mode] = frozenset()
"""For a dialog that no command opens: the agent or a second start opens it by itself."""

COMMANDS: Final[Mapping[Command, CommandFacts]] = {
    Action.READ_STATE: CommandFacts(Screen.UNUSED, only_reads=True, needs_files=False),
    Action.AUTHENTICATE: CommandFacts(Screen.UNUSED),
    Action.RECHECK: CommandFacts(Screen.UNUSED),
    Action.TAKE_NEW_SETTINGS: CommandFacts(Screen.UNUSED),
    Action.LAUNCH: CommandFacts(Screen.OPTIONAL),
    Action.SEEK_REPAIR: CommandFacts(Screen.UNUSED, _PRODUCTION),
    Action.REPAIR_UNSEEN: CommandFacts(Screen.UNUSED, _PRODUCTION),
    Action.UNDO_REPAIR: CommandFacts(Screen.UNUSED, _PRODUCTION),
    Action.READ_STATE_HERE: CommandFacts(Screen.OPTIONAL, only_reads=True, needs_files=False),
    Action.QUIT: CommandFacts(Screen.UNUSED, needs_files=False),
    Open(DialogKind.CONNECTION_SETTINGS): CommandFacts(Screen.REQUIRED),
    Open(DialogKind.SERVER_TEST): CommandFacts(Screen.REQUIRED),
    Open(DialogKind.REAUTHENTICATE): CommandFacts(Screen.REQUIRED, _PRODUCTION),
    Open(DialogKind.STATUS): CommandFacts(Screen.REQUIRED, needs_files=False),
    Open(DialogKind.LAUNCH): CommandFacts(Screen.REQUIRED, _NEVER),
    Open(DialogKind.ASSISTANCE): CommandFacts(Screen.REQUIRED, _PRODUCTION, needs_key=True),
    Open(DialogKind.DAY_PASSWORD): CommandFacts(Screen.REQUIRED, _ASSISTANCE),
    Open(DialogKind.SUPPORT_MAIL): CommandFacts(Screen.REQUIRED, needs_files=False),
    Open(DialogKind.PASSWORD_MAIL): CommandFacts(Screen.REQUIRED, _ASSISTANCE),
    Open(DialogKind.HELPER_MAIL): CommandFacts(Screen.REQUIRED, needs_files=False),
    Open(DialogKind.REPORT): CommandFacts(Screen.REQUIRED, needs_files=False),
    Open(DialogKind.WELCOME): CommandFacts(Screen.REQUIRED, _PRODUCTION, needs_no_key=True),
    Open(DialogKind.OTHER_SESSION): CommandFacts(Screen.REQUIRED, _NEVER),
    Open(DialogKind.HELP): CommandFacts(Screen.REQUIRED, needs_files=False),
    Open(DialogKind.ABOUT): CommandFacts(Screen.REQUIRED, needs_files=False),
}
"""One row per command; a test walks the table completely."""


class Situation(Protocol):
    """What decides whether a command is available: of the agent's state, or of its view."""

    @property
    def mode(self) -> Mode:
        """Production, or assistance mode."""

    @property
    def diagnosis(self) -> Diagnosis | None:
        """The last answer, or the last failure."""


def lacks_key(situation: Situation) -> bool:
    """Tell whether it is known that no licence key is kept: no password of the day can be computed."""
    diagnosis = situation.diagnosis
    return diagnosis is not None and diagnosis.verdict is Verdict.NOT_CONFIGURED


def is_available(command: Command, situation: Situation) -> bool:
    """Tell whether a command does something at present."""
    facts, lacking = COMMANDS[command], lacks_key(situation)
    return situation.mode in facts.modes and not (facts.needs_key if lacking else facts.needs_no_key)


def opened_by(command: Open, situation: Situation) -> DialogKind | None:
    """Return the dialog that a command opens at present: that of the licence where its own is in vain without a key.

    ``None``: none.
    """
    if is_available(command, situation):
        return command.dialog
    asks_for_licence = COMMANDS[command].needs_key and is_available(Open(DialogKind.WELCOME), situation)
    return DialogKind.WELCOME if asks_for_licence else None


def toggle_assistance(mode: Mode) -> Open:
    """Return the command that enters assistance mode, or leaves it."""
    return Open(DialogKind.ASSISTANCE if mode is Mode.PRODUCTION else DialogKind.DAY_PASSWORD)
