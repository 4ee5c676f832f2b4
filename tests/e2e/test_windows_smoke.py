"""The agent on a private Windows, in short; « make test-windows » plays the whole story (docs/decisions/0014)."""

import sys

import pytest

if sys.platform != "linux":
    pytest.skip("Wine is for Linux", allow_module_level=True)

from tools.windows.machine import WindowsMachine
from tools.windows.prepare import PROGRAMS, prepare
from tools.windows.steps import QUIT, ROWS, STATUS
from tools.windows.system import is_usable

from iea_agent.core.connection_state import Picture
from iea_agent.core.texts.windows import status_window
from iea_agent.demo.tour.desktop.waiting import wait_until
from tests.requirements import go_without, is_ci, require_program

pytestmark = [
    pytest.mark.e2e,
]


def test_on_windows_the_icon_has_its_menu_opens_windows_in_front_and_lets_the_session_end() -> None:
    require_program(*PROGRAMS)
    if not is_ci() and not is_usable():
        go_without("Debian 13 with Wine 10 is not there: « make test-windows » makes it")
    with WindowsMachine(prepare()) as machine:
        agent = machine.start_agent()
        machine.wait_for_picture(Picture.HEART)
        wait_until(lambda: machine.status()["running"] is True, "the agent")
        machine.wait_for_no_tips()
        machine.open_whole_menu(ROWS)
        machine.choose(STATUS)
        machine.wait_for_window(status_window.STATUS_TITLE)
        pid = machine.agent_pid()
        answers = machine.ask("end_session", pid=pid, ends=True)
        assert answers
        assert all(each["answer"] for each in answers), answers
        assert agent.wait(60) == 0
        machine.wait_for_no_window(status_window.STATUS_TITLE)

        agent = machine.start_agent()
        machine.wait_for_picture(Picture.HEART)
        wait_until(lambda: machine.status()["running"] is True, "the agent")
        machine.wait_for_no_tips()
        machine.open_whole_menu(ROWS)
        machine.choose(QUIT)
        assert agent.wait(60) == 0
        wait_until(lambda: machine.picture() is None, "the end of the icon")
