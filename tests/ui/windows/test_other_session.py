"""The window of a second start in another session."""

from msgspec.structs import replace

from iea_agent.core.commands import DialogKind
from iea_agent.core.texts.windows import buttons, other_session
from iea_agent.core.wire.jobs import ContinueHere
from iea_agent.ui.windows.other_session import OtherSessionDialog
from tests.ui.stories import CONNECTED, button_named, open_window, press


def test_continue_here_is_said_and_closes_the_window() -> None:
    scene = open_window(DialogKind.OTHER_SESSION)
    assert button_named(scene, other_session.CONTINUE_HERE.replace("&", "")).hasFocus()
    press(scene, other_session.CONTINUE_HERE.replace("&", ""))
    assert scene.host.said == [ContinueHere()]
    assert not scene.window.isVisible()


def test_closing_changes_nothing() -> None:
    scene = open_window(DialogKind.OTHER_SESSION)
    press(scene, buttons.CLOSE.replace("&", ""))
    assert scene.host.said == []
    assert not scene.window.isVisible()


def test_what_would_be_lost_in_the_other_session_is_said() -> None:
    warning = f"{other_session.UNSAVED_TITLE}\n{other_session.UNSAVED_THERE}"
    for unsaved, said in ((False, ""), (True, warning)):
        window = open_window(DialogKind.OTHER_SESSION, replace(CONNECTED, unsaved=unsaved)).window
        assert isinstance(window, OtherSessionDialog)
        assert window.unsaved.words == said
