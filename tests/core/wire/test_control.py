"""What other processes may ask of the agent, and from where."""

import pytest

from iea_agent.core.commands import COMMANDS, Action, Command, Open
from iea_agent.core.errors import NoScreenError, OtherSessionError
from iea_agent.core.repair import AddressPair
from iea_agent.core.session import Session
from iea_agent.core.wire.control import ControlRequest, command_of
from iea_agent.core.wire.jobs import RepairAgreed

HERE, ELSEWHERE = Session(":0"), Session(":10")
SHOW_NOTHING = {
    Action.READ_STATE,
    Action.AUTHENTICATE,
    Action.RECHECK,
    Action.TAKE_NEW_SETTINGS,
    Action.SEEK_REPAIR,
    Action.REPAIR_UNSEEN,
    Action.UNDO_REPAIR,
    Action.QUIT,
}


AGREED = RepairAgreed(AddressPair("http://a.example", ""), AddressPair("https://a.example", ""))


def passed_on(command: Command) -> Command | None:
    of_no_use_alone = {Action.READ_STATE, Action.READ_STATE_HERE, Action.REPAIR_UNSEEN}
    return None if command in of_no_use_alone else command


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("session", [HERE, None])
def test_everything_may_be_asked_in_the_session_of_the_agent_and_without_a_display(
    command: Command, session: Session | None
) -> None:
    request = ControlRequest(command, session)
    assert command_of(request, own=HERE, has_screen=True) == passed_on(command)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("own", [HERE, None])
def test_only_what_shows_nothing_may_be_asked_in_another_session(command: Command, own: Session | None) -> None:
    request = ControlRequest(command, ELSEWHERE)
    if command in SHOW_NOTHING:
        assert command_of(request, own=own, has_screen=own is not None) == passed_on(command)
    else:
        with pytest.raises(OtherSessionError):
            command_of(request, own=own, has_screen=own is not None)


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_screen_no_window_is_opened_but_the_software_starts(command: Command) -> None:
    request = ControlRequest(command)
    if isinstance(command, Open):
        with pytest.raises(NoScreenError, match="no screen"):
            command_of(request, own=None, has_screen=False)
    else:
        assert command_of(request, own=None, has_screen=False) == passed_on(command)


@pytest.mark.parametrize("command", COMMANDS)
def test_addresses_that_are_agreed_to_go_with_the_repair_alone(command: Command) -> None:
    request = ControlRequest(command, agreed=AGREED)
    expected = AGREED if command is Action.REPAIR_UNSEEN else passed_on(command)
    assert command_of(request, own=None, has_screen=True) == expected
