"""The button of a disclosure says what Qt's own interface of a button says, and whether it is open."""

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QAccessibleStateChangeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from iea_agent.ui.parts.details_list import Disclosure
from iea_agent.ui.parts.widgets import link_button

if sys.platform != "linux":
    pytest.skip("the state is told on Linux", allow_module_level=True)


@pytest.fixture
def shown() -> Iterator[Disclosure]:
    window = QWidget()
    part, plain = QWidget(window), link_button("&Autre", explained="Autre chose.")
    plain.setParent(window)
    disclosure = Disclosure(part)
    disclosure.button.setParent(window)
    window.show()
    yield disclosure
    window.close()


def read(button: QPushButton) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(button)


def test_it_is_expandable_and_says_whether_it_is_open(shown: Disclosure) -> None:
    assert (read(shown.button).state().expandable, read(shown.button).state().expanded) == (1, 0)
    shown.toggle()
    assert (read(shown.button).state().expandable, read(shown.button).state().expanded) == (1, 1)
    shown.toggle()
    assert read(shown.button).state().expanded == 0


def test_a_change_is_told_once(shown: Disclosure, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[QAccessibleEvent] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", told.append)
    shown.set_open(True)
    shown.set_open(True)
    changes = [event for event in told if isinstance(event, QAccessibleStateChangeEvent)]
    assert [bool(event.changedStates().expanded) for event in changes] == [True]


def test_it_says_what_any_button_says(shown: Disclosure) -> None:
    shown.button.setAccessibleDescription("Une suite.")
    said, plain = read(shown.button), read(shown.button.window().findChildren(QPushButton)[0])
    assert said.text(QAccessible.Text.Name) == "Afficher les détails"
    assert said.text(QAccessible.Text.Description) == "Une suite."
    assert plain.text(QAccessible.Text.Accelerator) == "Alt+A"
    assert said.text(QAccessible.Text.Accelerator) == "Alt+D"
    assert said.role() is plain.role()
    for name in ("focusable", "disabled", "invisible", "defaultButton"):
        assert getattr(said.state(), name) == getattr(plain.state(), name), name
    assert not plain.state().expandable


def test_a_screen_reader_presses_it(shown: Disclosure, monkeypatch: pytest.MonkeyPatch) -> None:
    action = read(shown.button).actionInterface()
    plain = read(shown.button.window().findChildren(QPushButton)[0]).actionInterface()
    assert action.actionNames() == plain.actionNames()
    press = action.actionNames()[0]
    assert action.keyBindingsForAction(press) == ["Alt+D"]
    assert action.keyBindingsForAction(action.actionNames()[-1]) == []
    pressed: list[bool] = []
    monkeypatch.setattr(shown.button, "animateClick", lambda: pressed.append(True))
    action.doAction(press)
    assert pressed == [True]
    action.doAction(action.setFocusAction())
    shown.button.setEnabled(False)
    assert action.actionNames() == []
