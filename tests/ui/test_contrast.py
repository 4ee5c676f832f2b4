"""Everything can be seen: by the pixels of every window in every state, in light, dark and high contrast.

Texts have 4.5 to 1, disabled ones too; signs, outlines, check boxes and the focus 3 to 1 (WCAG 2.2, 1.4.3, 1.4.11).
"""

import os
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QCheckBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from iea_agent.ui.app import application
from iea_agent.ui.parts.check_box import CheckBox
from iea_agent.ui.parts.widgets import button, fill, large_button, link_button, primary_button, text
from iea_agent.ui.style.colours import DISCERNIBLE
from iea_agent.ui.style.sheet import RANK
from tests.ui.palettes import Look, wear
from tests.ui.pixels import Photo, changed, faults_of, place
from tests.ui.stories import STORIES, Scene


@pytest.fixture(autouse=True)
def light_again() -> Iterator[None]:
    yield
    wear(application(), Look.LIGHT)


def stories_in(look: Look) -> list[Callable[[], Scene]]:
    """Return the stories that are looked at in one look: every fourth, or all (« make test-contrast »)."""
    looks = list(Look)
    if os.environ.get("IEA_EVERY_LOOK"):
        return STORIES
    return STORIES[looks.index(look) :: len(looks)]


@pytest.mark.parametrize("look", Look)
def test_everything_can_be_seen_in_every_state(look: Look) -> None:
    app = application()
    wear(app, look)
    faults = []
    for story in stories_in(look):
        scene = story()
        for window in app.topLevelWidgets():
            if window.isVisible():
                faults += [f"{story.__name__}: {fault}" for fault in faults_of(window)]
        scene.window.close_unasked()
        scene.window.deleteLater()
        scene.work()
    assert faults == []


class Gallery(QDialog):
    """Every kind of control in every state."""

    def __init__(self) -> None:
        super().__init__()
        self.controls: list[QWidget] = []
        for make in (button, large_button, primary_button, link_button):
            self.controls += [make("Libre"), make("Pas maintenant")]
            self.controls[-1].setEnabled(False)
        self.controls.append(button("Entrée", default=True))
        for checked in (False, True):
            for enabled in (True, False):
                box = CheckBox("Sécurisé")
                box.setChecked(checked)
                box.setEnabled(enabled)
                self.controls.append(box)
        empty, typed, read, off = (QLineEdit(words) for words in ("", "75-000042", "https://a.fr", "75-000042"))
        empty.setPlaceholderText("Par exemple")
        read.setReadOnly(True)
        off.setEnabled(False)
        self.controls += [empty, typed, read, off, QPlainTextEdit("Bonjour,")]
        self.last = button("Fermer")
        self.last.setAutoDefault(False)
        fill(QVBoxLayout(self), text("Un texte"), *self.controls, self.last).setContentsMargins(8, 8, 8, 8)


@pytest.fixture
def gallery() -> Gallery:
    application()
    shown = Gallery()
    shown.show()
    shown.activateWindow()
    assert QTest.qWaitForWindowActive(shown)
    shown.last.setFocus()
    return shown


@pytest.mark.parametrize("look", Look)
def test_every_control_can_be_seen_in_every_state(gallery: Gallery, look: Look) -> None:
    wear(application(), look)
    QTest.qWait(0)
    assert list(faults_of(gallery)) == []


@pytest.mark.parametrize("look", Look)
def test_the_focus_can_be_seen(gallery: Gallery, look: Look) -> None:
    """A frame around the control changes, at least a pixel wide on all its sides."""
    wear(application(), look)
    for control in gallery.controls:
        if not control.isEnabled():
            continue
        frame = _frame(control)
        gallery.last.setFocus()
        before = [Photo(gallery).pixels(side) for side in frame]
        control.setFocus(Qt.FocusReason.TabFocusReason)
        after = [Photo(gallery).pixels(side) for side in frame]
        for was, now, side in zip(before, after, frame, strict=True):
            assert changed(was, now, DISCERNIBLE) >= 0.8 * max(side.width(), side.height()), _state(control)


def _frame(control: QWidget) -> list[QRect]:
    """Return the four sides of a control, without its corners."""
    whole, deep, corner = place(control), 6, 10
    return [
        QRect(whole.left() + corner, whole.top(), whole.width() - 2 * corner, deep),
        QRect(whole.left() + corner, whole.bottom() - deep + 1, whole.width() - 2 * corner, deep),
        QRect(whole.left(), whole.top() + corner, deep, whole.height() - 2 * corner),
        QRect(whole.right() - deep + 1, whole.top() + corner, deep, whole.height() - 2 * corner),
    ]


def _state(control: QWidget) -> str:
    return f"{type(control).__name__} {control.property(RANK)}"


@pytest.mark.parametrize("look", Look)
def test_the_button_that_enter_presses_looks_otherwise_than_the_focused_one(gallery: Gallery, look: Look) -> None:
    wear(application(), look)
    plain, *_ = gallery.controls
    (default,) = (part for part in gallery.controls if isinstance(part, QPushButton) and part.text() == "Entrée")
    default.resize(plain.size())
    (at_rest,) = (_edge_of(gallery, part) for part in (plain,))
    pressed_by_enter = _edge_of(gallery, default)
    plain.setFocus()
    focused = _edge_of(gallery, plain)
    assert changed(at_rest, pressed_by_enter, DISCERNIBLE) > 0
    assert changed(pressed_by_enter, focused, DISCERNIBLE) > 0


def _edge_of(gallery: Gallery, part: QWidget) -> list[tuple[int, int, int]]:
    whole = place(part)
    return Photo(gallery).pixels(QRect(whole.left(), whole.center().y(), 6, 1))


def test_a_style_that_draws_faint_outlines_fails(gallery: Gallery) -> None:
    """Qt's own style, which we replace: its outlines, focus and check boxes are too faint."""
    application().setStyleSheet("")
    QTest.qWait(0)
    found = " ".join(faults_of(gallery))
    assert "box of CheckBox" in found
    assert "outline of QLineEdit" in found
    assert "outline of QPushButton" in found


def test_controls_are_large_enough_to_be_hit(gallery: Gallery) -> None:
    for control in gallery.controls:
        if not isinstance(control, QAbstractScrollArea):
            assert control.height() >= (32 if isinstance(control, QCheckBox) else 36 if _outlined(control) else 32)


def _outlined(control: QWidget) -> bool:
    return bool(control.property(RANK) != "link")
