"""Every command has its facts: whether it needs a screen, where it is available, whether it only reads."""

import pytest

from iea_agent.core.commands import (
    COMMANDS,
    Action,
    Command,
    DialogKind,
    Open,
    Screen,
    is_available,
    opened_by,
    toggle_assistance,
)
from iea_agent.core.connection_state import AgentState, Mode
from iea_agent.core.diagnosis import Diagnosis, Verdict

EVERY: tuple[Command, ...] = (*Action, *map(Open, DialogKind))


def test_every_command_has_its_facts() -> None:
    assert set(COMMANDS) == set(EVERY)


def test_only_a_dialog_requires_a_screen() -> None:
    requiring = {command for command, facts in COMMANDS.items() if facts.screen is Screen.REQUIRED}
    assert requiring == {command for command in EVERY if isinstance(command, Open)}


def test_what_only_reads_and_what_is_served_in_any_session_is_written_out() -> None:
    assert {command for command, facts in COMMANDS.items() if facts.only_reads} == {
        Action.READ_STATE,
        Action.READ_STATE_HERE,
    }
    assert {command for command, facts in COMMANDS.items() if facts.screen is Screen.UNUSED} == {
        Action.READ_STATE,
        Action.AUTHENTICATE,
        Action.RECHECK,
        Action.TAKE_NEW_SETTINGS,
        Action.SEEK_REPAIR,
        Action.REPAIR_UNSEEN,
        Action.UNDO_REPAIR,
        Action.QUIT,
    }


def test_what_works_without_the_files_is_written_out() -> None:
    assert {command for command, facts in COMMANDS.items() if not facts.needs_files} == {
        Action.READ_STATE,
        Action.READ_STATE_HERE,
        Action.QUIT,
        Open(DialogKind.STATUS),
        Open(DialogKind.SUPPORT_MAIL),
        Open(DialogKind.HELPER_MAIL),
        Open(DialogKind.REPORT),
        Open(DialogKind.HELP),
        Open(DialogKind.ABOUT),
    }


@pytest.mark.parametrize("command", EVERY)
def test_a_command_is_available_in_both_modes_unless_written_out(command: Command) -> None:
    only_in: dict[Command, list[Mode]] = {
        Action.SEEK_REPAIR: [Mode.PRODUCTION],
        Action.REPAIR_UNSEEN: [Mode.PRODUCTION],
        Action.UNDO_REPAIR: [Mode.PRODUCTION],
        Open(DialogKind.REAUTHENTICATE): [Mode.PRODUCTION],
        Open(DialogKind.ASSISTANCE): [Mode.PRODUCTION],
        Open(DialogKind.DAY_PASSWORD): [Mode.ASSISTANCE],
        Open(DialogKind.PASSWORD_MAIL): [Mode.ASSISTANCE],
        Open(DialogKind.LAUNCH): [],  # the agent opens it by itself
        Open(DialogKind.WELCOME): [],  # only where a key is missing
        Open(DialogKind.OTHER_SESSION): [],  # a second start opens it by itself
    }
    assert [mode for mode in Mode if is_available(command, AgentState(mode=mode))] == only_in.get(command, list(Mode))


@pytest.mark.parametrize("mode", Mode)
def test_assistance_mode_is_toggled_by_a_command_of_its_mode(mode: Mode) -> None:
    assert is_available(toggle_assistance(mode), AgentState(mode=mode))


@pytest.mark.parametrize("verdict", [None, *Verdict])
def test_where_no_key_is_kept_a_window_asks_for_it_and_assistance_mode_is_closed(verdict: Verdict | None) -> None:
    state = AgentState(diagnosis=None if verdict is None else Diagnosis(verdict))
    usual, present = ({one for one in EVERY if is_available(one, known)} for known in (AgentState(), state))
    lacks = verdict is Verdict.NOT_CONFIGURED
    assert usual - present == ({Open(DialogKind.ASSISTANCE)} if lacks else set())
    assert present - usual == ({Open(DialogKind.WELCOME)} if lacks else set())


@pytest.mark.parametrize("verdict", [None, Verdict.TIMEOUT, Verdict.NOT_CONFIGURED])
@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("command", [command for command in COMMANDS if isinstance(command, Open)])
def test_a_dialog_opens_that_is_available_or_the_one_of_the_licence(
    command: Open, mode: Mode, verdict: Verdict | None
) -> None:
    diagnosis = None if verdict is None else Diagnosis(verdict)
    state = AgentState(mode=mode, diagnosis=diagnosis)
    found = opened_by(command, state)
    if is_available(command, state):
        assert found is command.dialog
    else:
        wants_key = command == Open(DialogKind.ASSISTANCE) and mode is Mode.PRODUCTION
        assert found is (DialogKind.WELCOME if wants_key else None)
