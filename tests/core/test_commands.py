"""Whatever can be asked, by whatever way, has its command."""

import pytest

from iea_agent.core.commands import COMMAND_OF_ASK, COMMAND_OF_VERB, DIALOG_OF, Command
from iea_agent.core.messages import Ask, Verb


@pytest.mark.parametrize("ask", Ask)
def test_every_question_of_a_window_has_its_command(ask: Ask) -> None:
    assert ask in COMMAND_OF_ASK


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_has_its_command_or_only_reads(verb: Verb) -> None:
    assert (COMMAND_OF_VERB[verb] is None) == (verb is Verb.STATUS)


def test_nothing_but_the_password_leaves_assistance_mode() -> None:
    assert Command.DISABLE_ASSISTANCE not in {*COMMAND_OF_ASK.values(), *COMMAND_OF_VERB.values()}


def test_no_window_is_opened_by_two_commands() -> None:
    assert len(set(DIALOG_OF.values())) == len(DIALOG_OF)
