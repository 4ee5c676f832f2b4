"""The table of what each dialog may say."""

from typing import Final, get_args

import pytest

from iea_agent.agent.loop import SAID_BY_NO_DIALOG
from iea_agent.core.commands import COMMANDS, Action, Command, DialogKind, Open
from iea_agent.core.secret import Secret
from iea_agent.core.wire.dialog_says import DIALOG_SAYS, EVERY_DIALOG, may_say
from iea_agent.core.wire.jobs import (
    AssistanceConfirmed,
    ContinueHere,
    DialogAsked,
    FromJob,
    JobReady,
    KeyAllowed,
    KeyStored,
    MailPrepared,
    PasswordTyped,
    RepairAgreed,
    ServerTested,
)

OWN: Final = (AssistanceConfirmed, ContinueHere, PasswordTyped)
"""What changes something, and exactly one kind of dialog says."""


def test_the_table_has_a_row_for_each_kind() -> None:
    assert set(DIALOG_SAYS) == set(DialogKind)


def test_each_message_is_one_of_every_dialog_of_some_or_of_none() -> None:
    of_some = {message for says in DIALOG_SAYS.values() for message in says.messages} - EVERY_DIALOG
    of_none = set(SAID_BY_NO_DIALOG) - {ContinueHere}  # the agent does not hear it, the second start does
    assert of_some | EVERY_DIALOG | of_none == set(get_args(FromJob))
    assert of_some == {*OWN, MailPrepared, ServerTested, KeyAllowed, KeyStored, RepairAgreed}
    assert not of_none & of_some


@pytest.mark.parametrize("message", OWN)
def test_what_changes_something_is_said_by_one_kind(message: type[FromJob]) -> None:
    assert len([kind for kind, says in DIALOG_SAYS.items() if message in says.messages]) == 1


def test_the_windows_that_ask_about_the_key_may_say_the_answer() -> None:
    asking = {
        DialogKind.CONNECTION_SETTINGS,
        DialogKind.REAUTHENTICATE,
        DialogKind.LAUNCH,
        DialogKind.WELCOME,
        DialogKind.DAY_PASSWORD,
    }
    assert {kind for kind, says in DIALOG_SAYS.items() if KeyAllowed in says.messages} == asking


def test_the_windows_that_explain_the_heart_may_agree_to_a_repair_and_take_it_back() -> None:
    explaining = {
        DialogKind.CONNECTION_SETTINGS,
        DialogKind.SERVER_TEST,
        DialogKind.REAUTHENTICATE,
        DialogKind.STATUS,
        DialogKind.LAUNCH,
        DialogKind.DAY_PASSWORD,
        DialogKind.WELCOME,
    }
    assert {kind for kind, says in DIALOG_SAYS.items() if RepairAgreed in says.messages} == explaining
    assert {kind for kind, says in DIALOG_SAYS.items() if Action.UNDO_REPAIR in says.commands} == explaining


def test_the_windows_of_a_mail_may_say_that_it_is_prepared() -> None:
    mails = {DialogKind.SUPPORT_MAIL, DialogKind.PASSWORD_MAIL, DialogKind.HELPER_MAIL}
    assert {kind for kind, says in DIALOG_SAYS.items() if MailPrepared in says.messages} == mails


def test_the_windows_with_the_field_of_the_key_may_say_that_it_is_stored() -> None:
    storing = {DialogKind.CONNECTION_SETTINGS, DialogKind.WELCOME}
    assert {kind for kind, says in DIALOG_SAYS.items() if KeyStored in says.messages} == storing


@pytest.mark.parametrize("kind", DialogKind)
def test_a_dialog_asks_only_for_what_it_may(kind: DialogKind) -> None:
    says = DIALOG_SAYS[kind]
    assert {command for command in COMMANDS if may_say(kind, DialogAsked(command))} == says.commands
    assert Action.QUIT in says.commands
    assert Open(kind) not in says.commands
    assert says.messages >= EVERY_DIALOG


@pytest.mark.parametrize("command", [Open(DialogKind.LAUNCH), Open(DialogKind.OTHER_SESSION), Action.READ_STATE])
def test_what_no_dialog_has_a_button_for_none_may_ask(command: Command) -> None:
    assert not any(may_say(kind, DialogAsked(command)) for kind in DialogKind)


def test_a_message_is_looked_up_by_its_type() -> None:
    assert may_say(DialogKind.DAY_PASSWORD, PasswordTyped(Secret("12345678")))
    assert not may_say(DialogKind.STATUS, PasswordTyped(Secret("12345678")))
    assert may_say(DialogKind.STATUS, JobReady())
