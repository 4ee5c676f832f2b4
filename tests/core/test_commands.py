"""Whatever can be asked, by whatever way, has its command."""

import pytest

from iea_agent.core.commands import COMMAND_OF_ASK, COMMAND_OF_VERB, Command, dialog_of
from iea_agent.core.connection_state import Mode
from iea_agent.core.dialogs import DialogKind
from iea_agent.core.wire.control import Verb
from iea_agent.core.wire.jobs import Ask


@pytest.mark.parametrize("ask", Ask)
def test_every_question_of_a_window_has_its_command(ask: Ask) -> None:
    assert ask in COMMAND_OF_ASK


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_has_its_command_or_only_reads(verb: Verb) -> None:
    assert (COMMAND_OF_VERB[verb] is None) == (verb is Verb.STATUS)


@pytest.mark.parametrize("mode", Mode)
def test_no_window_is_opened_by_two_commands_of_the_menu(mode: Mode) -> None:
    opened = [dialog_of(command, mode) for command in Command if command is not Command.OPEN_TOGGLE]
    kinds = [kind for kind in opened if kind is not None]
    assert len(set(kinds)) == len(kinds)


@pytest.mark.parametrize(
    ("mode", "opened", "not_here"),
    [
        (Mode.PRODUCTION, DialogKind.ASSISTANCE, Command.OPEN_DAY_PASSWORD),
        (Mode.ASSISTANCE, DialogKind.DAY_PASSWORD, Command.OPEN_ASSISTANCE),
    ],
)
def test_assistance_mode_is_entered_from_production_and_left_from_itself(
    mode: Mode, opened: DialogKind, not_here: Command
) -> None:
    assert dialog_of(Command.OPEN_TOGGLE, mode) is opened
    assert dialog_of(not_here, mode) is None
