"""How announcements are heard by a screen reader that reads descriptions: once, and gone with the focus."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from iea_agent.ui.parts.speech import announce, describe, speaker
from iea_agent.ui.parts.widgets import Fault

pytestmark = pytest.mark.usefixtures("orca")


class Bench:
    """A window with a field and a button, the field with the focus; what its descriptions become is noted."""

    def __init__(self) -> None:
        speaker()
        self.window = QWidget()
        self.field, self.button = QLineEdit(), QPushButton("Fermer")
        self.fault = Fault(self.field)
        column = QVBoxLayout(self.window)
        for part in (self.field, self.fault, self.button):
            column.addWidget(part)
        self.window.show()
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)
        self.field.setFocus()
        turn()

    @property
    def described(self) -> tuple[str, str]:
        return self.field.accessibleDescription(), self.button.accessibleDescription()


def turn() -> None:
    """Let a turn of the event loop pass, and what it leads to."""
    QTest.qWait(1)


def wait_until(bench: Bench, described: tuple[str, str]) -> None:
    """Let turns of the event loop pass until the descriptions are these."""
    for _ in range(1000):
        if bench.described == described:
            return
        QTest.qWait(10)
    assert bench.described == described


def test_what_is_announced_describes_the_focus_until_it_leaves() -> None:
    bench = Bench()
    bench.field.setAccessibleDescription("À lui")
    for said in ("Un.", "Deux."):
        announce(bench.window, said)
        turn()
        assert bench.described == (said, "")
    bench.button.setFocus()
    assert bench.described == ("Deux.", ""), "Orca would read what comes back: it does not know yet that the focus left"
    turn()
    assert bench.described == ("À lui", ""), "what was said is not said again"


def test_what_gets_the_focus_in_the_same_turn_has_it_in_the_place_of_the_control_before() -> None:
    bench = Bench()
    announce(bench.window, "Un.")
    bench.button.setFocus()
    assert bench.described == ("", "Un."), "before a screen reader is told of the focus"
    turn()
    assert bench.described == ("", "Un.")
    bench.field.setFocus()
    turn()
    assert bench.described == ("", "")


def test_the_last_that_gets_the_focus_has_it() -> None:
    bench = Bench()
    announce(bench.window, "Un.")
    bench.button.setFocus()
    bench.field.setFocus()
    turn()
    assert bench.described == ("Un.", "")
    bench.button.setFocus()
    turn()
    assert bench.described == ("", "")


def test_several_of_a_turn_are_one_and_none_is_said_twice() -> None:
    bench = Bench()
    for said in ("Un.", "Deux.", "Un."):
        announce(bench.window, said)
    turn()
    assert bench.described == ("Un. Deux.", "")


def test_what_is_said_after_the_focus_has_moved_waits_until_the_control_was_read() -> None:
    bench = Bench()
    bench.button.setFocus()
    announce(bench.window, "Un.")
    turn()
    assert bench.described == ("", "")
    wait_until(bench, ("", "Un."))


def test_what_is_said_after_an_announcement_went_with_the_focus_follows_alone() -> None:
    bench = Bench()
    announce(bench.window, "Un.")
    bench.button.setFocus()
    announce(bench.window, "Deux.")
    turn()
    assert bench.described == ("", "Un.")
    wait_until(bench, ("", "Deux."))
    bench.field.setFocus()
    turn()
    assert bench.described == ("", "")


def test_a_control_described_otherwise_meanwhile_keeps_that() -> None:
    bench = Bench()
    announce(bench.window, "Un.")
    turn()
    bench.field.setAccessibleDescription("Aide")
    bench.button.setFocus()
    turn()
    assert bench.described == ("Aide", "")


def test_a_description_that_changes_with_an_announcement_is_heard_later() -> None:
    bench = Bench()
    describe(bench.field, "Aide")
    announce(bench.window, "Un.")
    turn()
    assert bench.described == ("Un.", "")
    bench.button.setFocus()
    turn()
    assert bench.described == ("Aide", "")
    describe(bench.field, "Autre aide")
    assert bench.described == ("Autre aide", ""), "where the focus is not, nothing is read"


def test_the_same_description_again_ends_no_announcement() -> None:
    bench = Bench()
    announce(bench.window, "Un.")
    describe(bench.field, "")
    turn()
    describe(bench.field, "")
    turn()
    assert bench.described == ("Un.", "")


def test_a_description_that_changes_alone_is_heard() -> None:
    bench = Bench()
    describe(bench.field, "Aide")
    turn()
    assert bench.described == ("Aide", "")


def test_a_fault_is_heard_once_and_describes_its_field_as_long_as_it_stands() -> None:
    bench = Bench()
    bench.fault.say("Trop court.")
    announce(bench.window, "Rien n’est enregistré.")
    turn()
    assert bench.described == ("Trop court. Rien n’est enregistré.", "")
    bench.button.setFocus()
    turn()
    assert bench.described == ("Trop court.", "")
    bench.fault.say("")
    assert bench.described == ("", "")


def test_a_window_that_is_left_meanwhile_says_nothing() -> None:
    bench = Bench()
    announce(bench.window, "Un.")
    bench.window.close()
    bench.window.deleteLater()
    QApplication.sendPostedEvents(bench.window, QEvent.Type.DeferredDelete)
    turn()


def test_without_a_control_that_has_the_focus_the_event_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[object] = []
    bench = Bench()
    monkeypatch.setattr(QAccessible, "updateAccessibility", said.append)
    bench.field.clearFocus()
    turn()
    announce(bench.window, "Un.")
    turn()
    assert [type(event) for event in said] == [QAccessibleAnnouncementEvent]


def test_a_window_behind_another_says_nothing() -> None:
    behind, front = Bench(), Bench()
    assert front.window.isActiveWindow()
    announce(behind.window, "Un.")
    turn()
    assert (behind.described, front.described) == (("", ""), ("", ""))
