"""The short form of ``make test-voice``: a failed test, a wrong password and the offer of a repair are heard, once."""

import sys

import pytest

if sys.platform != "linux":
    pytest.skip("XFCE and Orca are for Linux", allow_module_level=True)

from tools.voice import hearing, story

from iea_agent.core.connection_state import Picture
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import settings_window
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.tour.desktop.orca import ORCA
from iea_agent.demo.tour.desktop.programs import require_programs
from tests.requirements import desktop_programs

pytestmark = pytest.mark.e2e


def test_what_went_wrong_is_heard_as_it_is_shown() -> None:
    acts: list[hearing.Heard] = []
    with desktop_programs():
        require_programs(ORCA)
        with story.clerk_at_work(acts.append, **story.OLD_ADDRESSES) as clerk:
            clerk.server.behave(Behaviour.DOWN)
            clerk.workstation.wait_for_picture(Picture.HEART)
            clerk.open(story.SETTINGS, "settings")
            story.fail_a_test(clerk, lambda: clerk.press(story.key(settings_window.TEST)))
            clerk.leave(story.SETTINGS)
            clerk.server.behave(Behaviour.UP)
            story.offer_a_repair(clerk)
            clerk.leave(story.LAUNCH)
            clerk.open(labels.MENU_ENABLE_ASSISTANCE, "assistance")
            clerk.press("Return")
            clerk.workstation.wait_for_picture(Picture.BEETLE)
            clerk.open(story.DAY_PASSWORD, "assistance")
            story.type_a_wrong_password(clerk)
    assert len(acts) == 3
    assert [heard for heard in acts if heard.problems] == []
