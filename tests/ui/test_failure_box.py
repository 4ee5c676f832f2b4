"""The box of a command that was clicked and failed."""

from PySide6.QtCore import Qt

from iea_agent.adapters.files.folders import icons_folder
from iea_agent.ui.failure_box import box_of


def test_it_shows_plain_text_with_one_way_out() -> None:
    box = box_of("Impact emploi <i>", "Rien <b>ne</b> va.\nno such file", icons_folder() / "png" / "heart-256.png")
    assert box.windowTitle() == "Impact emploi <i>"
    assert box.text() == "Impact emploi <i>."
    assert box.informativeText() == "Rien <b>ne</b> va.\nno such file"
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert [button.text() for button in box.buttons()] == ["&Fermer"]
    assert not box.windowIcon().isNull()
