"""What holds for every window in each of its main states."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPushButton, QScrollArea, QScrollBar, QWidget

from iea_agent.core.commands import DialogKind
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import access_test
from iea_agent.ui.parts.details_list import DetailsList
from iea_agent.ui.parts.signs import Sign
from iea_agent.ui.parts.verdict import VerdictBox
from iea_agent.ui.window import Window
from tests.ui.stories import (
    GOOD,
    STORIES,
    Scene,
    launch_checking,
    open_window,
    press,
    reauthenticate_running,
    server_test_running,
)


@pytest.fixture(params=STORIES, ids=lambda story: story.__name__)
def scene(request: pytest.FixtureRequest) -> Scene:
    story: Callable[[], Scene] = request.param
    return story()


def shown(window: QWidget) -> list[QWidget]:
    return [part for part in window.findChildren(QWidget) if part.isVisible() and part.window() is window]


def stops(window: Window) -> Iterator[QWidget]:
    """Yield the controls that Tab visits, in order."""
    part = window.nextInFocusChain()
    while part is not None and part is not window:
        tab = part.focusPolicy() & Qt.FocusPolicy.TabFocus
        if tab and part.isVisible() and part.isEnabled() and part.window() is window:
            yield part
        part = part.nextInFocusChain()


def place(part: QWidget) -> QRect:
    return QRect(part.mapTo(part.window(), QPoint(0, 0)), part.size())


def test_every_control_has_a_name_for_screen_readers(scene: Scene) -> None:
    for part in stops(scene.window):
        interface = QAccessible.queryAccessibleInterface(part)
        assert interface.text(QAccessible.Text.Name), part


def test_every_sign_has_a_name_and_words_beside_it(scene: Scene) -> None:
    """A picture has none: the words beside it would be read twice."""
    parts = shown(scene.window)
    for label in parts:
        if isinstance(label, QLabel) and not label.pixmap().isNull():
            assert bool(label.accessibleName()) is isinstance(label, Sign)
            beside = [other for other in parts if other.parent() is label.parent() and isinstance(other, QLabel)]
            assert any(other.text() for other in beside)


def accessible(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Yield what a screen reader finds, in the order of the window."""
    if interface.state().invisible:
        return
    yield interface
    for number in range(interface.childCount()):
        yield from accessible(interface.child(number))


def test_nothing_is_read_twice(scene: Scene) -> None:
    """No two neighbours have the same name, but for a field and its label, and the window and what scrolls in it."""
    found = [part for part in accessible(QAccessible.queryAccessibleInterface(scene.window)) if name_of(part)]
    for before, after in pairwise(found):
        label = before.object()
        is_label = isinstance(label, QLabel) and label.buddy() is not None and label.buddy() is after.object()
        if not is_label and before.role() is not QAccessible.Role.Dialog:
            assert name_of(before) != name_of(after)


def test_a_screen_reader_finds_no_row_that_is_folded_away(scene: Scene) -> None:
    for part in scene.window.findChildren(DetailsList):
        assert part.count() == (len(part.lines) if part.isVisible() else 0)
        assert bool(part.lines) or not part.isVisible()


def name_of(interface: QAccessibleInterface) -> str:
    return interface.text(QAccessible.Text.Name)


def test_a_screen_reader_reads_every_text_whole(scene: Scene) -> None:
    """Orca reads the first line of a label only, and spells what may wrap inside a word."""
    for part in shown(scene.window):
        if isinstance(part, QLabel) and part.text():
            assert "\n" not in part.text()
            said = QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name)
            assert "\u200b" not in said
        if isinstance(part, QPushButton):
            assert not part.isCheckable(), "a disclosure says in its label whether it is open"


def test_every_control_is_reached_with_alt_and_a_letter_of_its_own(scene: Scene) -> None:
    parts = shown(scene.window)
    reached = [part.text() for part in parts if isinstance(part, QAbstractButton)]
    reached += [part.text() for part in parts if isinstance(part, QLabel) and part.buddy() is not None]
    letters = Counter(text[text.index("&") + 1].lower() for text in reached)
    assert [letter for letter, times in letters.items() if times > 1] == []
    fields = {part for part in parts if isinstance(part, QLineEdit)}
    assert fields <= {part.buddy() for part in parts if isinstance(part, QLabel)}


def test_tab_follows_the_eye(scene: Scene) -> None:
    walked = [part for part in stops(scene.window) if not isinstance(part, QScrollArea)]
    assert walked
    (body,) = scene.window.findChildren(QScrollArea, options=Qt.FindChildOption.FindDirectChildrenOnly)
    for parts in pairwise(walked):
        if [body.isAncestorOf(part) for part in parts] == [True, False]:
            continue  # the buttons are below the body, of which the end may be out of sight
        before, after = map(place, parts)
        same_row = before.top() <= after.center().y() <= before.bottom()
        assert after.left() > before.left() if same_row else after.top() >= before.bottom()


def test_nothing_is_cut(scene: Scene) -> None:
    width = scene.window.width()
    for part in shown(scene.window):
        if isinstance(part, QLabel) and part.text():
            needed = part.heightForWidth(part.width()) if part.wordWrap() else part.sizeHint().height()
            assert part.height() >= needed, part.text()
            assert part.wordWrap() or part.width() >= part.sizeHint().width(), part.text()
        elif isinstance(part, QAbstractButton):
            assert part.width() >= part.sizeHint().width(), part.text()
            assert part.height() >= part.minimumSizeHint().height(), part.text()
        elif isinstance(part, QLineEdit):
            assert part.fontMetrics().horizontalAdvance(part.placeholderText()) < part.width()
        if not isinstance(part, QScrollBar):
            assert place(part).right() < width, part


def luminance(colour: QColor) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_text_can_be_read(scene: Scene) -> None:
    picture = scene.window.grab().toImage()
    scale = picture.devicePixelRatio()
    for part in shown(scene.window):
        if not isinstance(part, QLabel) or not part.text() or not part.isEnabled():
            continue
        where = place(part)
        if not QRect(QPoint(0, 0), scene.window.size()).contains(where) or part.visibleRegion().isEmpty():
            continue
        ground = picture.pixelColor(round(where.left() * scale), round(where.top() * scale))
        ink = part.palette().color(part.foregroundRole())
        darker, lighter = sorted((luminance(ground), luminance(ink)))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, part.text()


def test_the_whole_window_stays_on_the_screen(scene: Scene) -> None:
    room = scene.window.screen().availableGeometry()
    assert scene.window.width() <= room.width()
    assert scene.window.height() <= room.height()


def test_there_is_one_default_button_and_it_is_in_sight(scene: Scene) -> None:
    buttons = [part for part in shown(scene.window) if getattr(part, "isDefault", bool)()]
    assert len(buttons) == 1 or (not buttons and is_busy(scene))


def is_busy(scene: Scene) -> bool:
    boxes = [box for box in scene.window.findChildren(VerdictBox) if box.isVisible()]
    return any(box.shown is not None and box.shown.is_busy for box in boxes)


@pytest.mark.parametrize("story", [launch_checking, reauthenticate_running, server_test_running])
def test_an_early_enter_neither_cancels_nor_leaves_what_runs(story: Callable[[], Scene]) -> None:
    scene = story()
    assert is_busy(scene)
    said, focused = len(scene.host.said), scene.window.focusWidget()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        QTest.keyClick(focused, key)
    assert scene.window.isVisible()
    assert len(scene.host.said) == said
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert not scene.window.isVisible()


def test_every_kind_has_a_window_of_its_own() -> None:
    assert len({type(open_window(kind).window) for kind in DialogKind}) == len(DialogKind)


@pytest.mark.parametrize("kind", DialogKind)
def test_a_window_opens_without_the_pictures(kind: DialogKind, tmp_path: Path) -> None:
    assert open_window(kind, icons=tmp_path).window.isVisible()


@pytest.mark.parametrize("kind", DialogKind)
def test_the_icon_of_a_window_is_the_picture(kind: DialogKind) -> None:
    assert not open_window(kind).window.windowIcon().isNull()


@pytest.mark.parametrize("kind", DialogKind)
def test_escape_closes_a_window_in_which_nothing_is_unsaved(kind: DialogKind) -> None:
    scene = open_window(kind)
    scene.window.reject()
    assert not scene.window.isVisible()


@pytest.mark.parametrize("kind", DialogKind)
def test_a_larger_font_cuts_nothing(kind: DialogKind) -> None:
    scene = open_window(kind)
    app, font = scene.app, scene.app.font()
    scene.window.close_unasked()
    larger = app.font()
    larger.setPointSizeF(font.pointSizeF() * 1.5)
    app.setFont(larger)
    try:
        test_nothing_is_cut(open_window(kind))
    finally:
        app.setFont(font)


def test_changes_are_announced_to_a_screen_reader(heard: list[str]) -> None:
    scene = open_window(DialogKind.SERVER_TEST)
    assert QTest.qWaitForWindowActive(scene.window)
    scene.answer(GOOD, GOOD)
    press(scene, "Réessayer")
    assert heard[-1] == access_test.TEST_RUNNING
    scene.answer(GOOD, GOOD)
    assert heard[-1].startswith(labels.TEST_SUCCEEDED)
