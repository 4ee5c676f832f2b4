"""Which dialog may say what: a message or a command that its kind never sends is not one of ours.

A dialog is a process with a library of many million lines, and a job that a person works with: what it says is checked
as what a stranger says.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from iea_agent.core.commands import Action, Command, DialogKind, Open
from iea_agent.core.wire import jobs
from iea_agent.core.wire.jobs import FromJob


class DialogSays(NamedTuple):
    """What a kind of dialog may say: the messages that are its own, and the commands that it has a button for."""

    messages: frozenset[type[FromJob]]
    commands: frozenset[Command]


EVERY_DIALOG: Final[frozenset[type[FromJob]]] = frozenset(
    {jobs.JobReady, jobs.WindowAnswered, jobs.ChangesHeld, jobs.DialogAsked}
)
"""The messages of every dialog."""
_MAILS: Final = (Open(DialogKind.SUPPORT_MAIL), Open(DialogKind.HELPER_MAIL))
_WAYS_ON: Final = (*_MAILS, Open(DialogKind.ASSISTANCE))
_SETTINGS: Final = Open(DialogKind.CONNECTION_SETTINGS)
_HELP: Final = Open(DialogKind.HELP)
_ASK_PASSWORD: Final = Open(DialogKind.PASSWORD_MAIL)
_REPORT: Final = Open(DialogKind.REPORT)
_WELCOME: Final = Open(DialogKind.WELCOME)
_REPAIRS: Final = (jobs.RepairAgreed,)
_UNDO: Final = Action.UNDO_REPAIR
"""Both are of the windows that explain why there is no connection."""


def _says(messages: Iterable[type[FromJob]] = (), commands: Iterable[Command] = ()) -> DialogSays:
    """Every dialog may quit, after it was asked about unsaved changes, and have the agent say where the guide is."""
    return DialogSays(frozenset(messages) | EVERY_DIALOG, frozenset(commands) | {Action.QUIT, _HELP})


DIALOG_SAYS: Final[Mapping[DialogKind, DialogSays]] = {
    DialogKind.CONNECTION_SETTINGS: _says(
        (jobs.KeyStored, jobs.KeyAllowed, jobs.ServerTested, *_REPAIRS),
        (Action.TAKE_NEW_SETTINGS, Action.AUTHENTICATE, Action.RECHECK, _UNDO, *_MAILS),
    ),
    DialogKind.SERVER_TEST: _says((jobs.ServerTested, *_REPAIRS), (Action.RECHECK, _SETTINGS, _UNDO, *_MAILS)),
    DialogKind.REAUTHENTICATE: _says(
        (jobs.KeyAllowed, *_REPAIRS), (Action.AUTHENTICATE, Action.LAUNCH, _SETTINGS, _WELCOME, _UNDO, *_WAYS_ON)
    ),
    DialogKind.STATUS: _says(
        _REPAIRS,
        (
            Action.LAUNCH,
            _SETTINGS,
            _WELCOME,
            Open(DialogKind.SERVER_TEST),
            Open(DialogKind.REAUTHENTICATE),
            Open(DialogKind.DAY_PASSWORD),
            Open(DialogKind.ABOUT),
            _ASK_PASSWORD,
            _REPORT,
            _UNDO,
            *_WAYS_ON,
        ),
    ),
    DialogKind.LAUNCH: _says((jobs.KeyAllowed, *_REPAIRS), (Action.LAUNCH, _SETTINGS, _WELCOME, _UNDO, *_WAYS_ON)),
    DialogKind.ASSISTANCE: _says((jobs.AssistanceConfirmed,)),
    DialogKind.DAY_PASSWORD: _says(
        (jobs.PasswordTyped, jobs.KeyAllowed, *_REPAIRS),
        (Action.AUTHENTICATE, Action.LAUNCH, _SETTINGS, _ASK_PASSWORD, _UNDO, *_WAYS_ON),
    ),
    DialogKind.SUPPORT_MAIL: _says((jobs.MailPrepared,), (_REPORT, _ASK_PASSWORD)),
    DialogKind.PASSWORD_MAIL: _says((jobs.MailPrepared,)),
    DialogKind.HELPER_MAIL: _says((jobs.MailPrepared,), (_REPORT,)),
    DialogKind.REPORT: _says(commands=_MAILS),
    DialogKind.WELCOME: _says(
        (jobs.KeyStored, jobs.KeyAllowed, *_REPAIRS),
        (Action.TAKE_NEW_SETTINGS, Action.AUTHENTICATE, Action.LAUNCH, _SETTINGS, _UNDO, *_MAILS),
    ),
    DialogKind.OTHER_SESSION: _says((jobs.ContinueHere,)),
    DialogKind.HELP: DialogSays(EVERY_DIALOG, frozenset({Action.QUIT})),
    DialogKind.ABOUT: _says(),
}
"""One row per kind; a test walks the table, and the fakes of the windows' tests hold every window to it."""


def may_say(kind: DialogKind, message: FromJob) -> bool:
    """Tell whether a dialog of a kind may say a message."""
    says = DIALOG_SAYS[kind]
    if isinstance(message, jobs.DialogAsked):
        return message.command in says.commands
    return type(message) in says.messages
