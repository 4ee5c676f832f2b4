"""One verdict in each window: nothing contradicts it, and a box that holds a failure is never green."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton

from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts import verdict_words
from iea_agent.core.texts.launches import LAUNCH
from iea_agent.core.texts.remedies import PERSON, WHAT_TO_DO
from iea_agent.core.texts.windows import access_test, buttons
from iea_agent.ui.parts.note import Note
from iea_agent.ui.parts.tinted import Tinted
from iea_agent.ui.parts.verdict import VerdictBox
from iea_agent.ui.parts.widgets import Fault, Notice
from tests.ui.stories import (
    STORIES,
    UNTRUSTED,
    Scene,
    password_right_and_connected,
    reauthenticate_assistance,
    reauthenticate_connected,
    server_test_failed,
    server_test_running,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FAILURES = [words.short for verdict, words in verdict_words.WORDS.items() if not verdict.facts.is_good]
FORMS = {DialogKind.CONNECTION_SETTINGS, DialogKind.WELCOME, DialogKind.DAY_PASSWORD, DialogKind.REPORT}
"""What was typed or chosen is corrected there: the next act may be a button of the form."""
SPEAKS_OF_THE_CONNECTION = ("connecté", "connexion", "serveur", *FAILURES)


@pytest.fixture(params=STORIES, ids=lambda story: story.__name__)
def scene(request: pytest.FixtureRequest) -> Scene:
    story: Callable[[], Scene] = request.param
    return story()


def boxes(scene: Scene) -> list[Notice | VerdictBox]:
    return [
        box
        for box in scene.window.findChildren(Tinted)
        if isinstance(box, Notice | VerdictBox) and box.isVisible() and box.words
    ]


def test_there_is_one_verdict_at_most(scene: Scene) -> None:
    assert len([box for box in boxes(scene) if isinstance(box, VerdictBox)]) <= 1


def test_no_two_boxes_say_different_things_of_the_connection(scene: Scene) -> None:
    def is_about_connection(box: Notice | VerdictBox) -> bool:
        said = box.words.lower()
        return isinstance(box, VerdictBox) or any(word in said for word in SPEAKS_OF_THE_CONNECTION)

    kinds = {box.kind for box in boxes(scene) if is_about_connection(box)} & {SignKind.GOOD, SignKind.BAD}
    assert len(kinds) <= 1


def test_a_box_that_holds_a_failure_is_never_green(scene: Scene) -> None:
    for box in boxes(scene):
        if box.kind is SignKind.GOOD:
            assert [short for short in FAILURES if short in box.words.lower()] == []


def test_a_verdict_that_is_bad_has_a_next_act(scene: Scene) -> None:
    """Its own, or that of the form that it is about: what Enter does is never to leave."""
    parts = scene.window.findChildren(QPushButton)
    for box in boxes(scene):
        if isinstance(box, VerdictBox) and box.kind is SignKind.BAD:
            assert box.primary.isVisible() or scene.kind in FORMS
            (default,) = (part for part in parts if part.isVisible() and part.isDefault())
            assert (default is box.primary) is box.primary.isVisible()
            assert default.text() not in {buttons.CLOSE, buttons.CANCEL}


def test_who_has_to_act_is_told_what_to_do(scene: Scene) -> None:
    """A confirmation says it on its button; a question and what a person has chosen need no advice."""
    for box in boxes(scene):
        confirms = isinstance(box, VerdictBox) and box.shown and box.shown.primary and box.shown.changes
        if box.kind is SignKind.BAD and not confirms:
            assert WHAT_TO_DO in box.words, box.words
    for said in (*notes_of(scene), *(fault.words for fault in scene.window.findChildren(Fault))):
        assert PERSON not in said or WHAT_TO_DO in said, said


def test_assistance_mode_is_advised_only_beside_its_button(scene: Scene) -> None:
    made = {part.text() for part in scene.window.findChildren(QPushButton) if part.isVisible()}
    if any("activez le mode assistance" in box.words for box in boxes(scene)):
        assert buttons.ENABLE_ASSISTANCE in made


def test_no_button_stands_twice(scene: Scene) -> None:
    parts = [part for part in scene.window.findChildren(QPushButton) if part.window() is scene.window]
    made = [part for part in parts if part.isVisible() and part.text()]
    names = [part.text() for part in made]
    assert len(set(names)) == len(names)


def notes_of(scene: Scene) -> list[str]:
    notes = [note.words for note in scene.window.findChildren(Note) if note.isVisible()]
    return notes + [notice.words for notice in scene.window.findChildren(Notice) if notice.isVisible()]


def test_where_a_file_is_at_fault_there_is_a_message_to_the_person_who_is_named(scene: Scene) -> None:
    faults = [fault.words for fault in scene.window.findChildren(Fault) if fault.isVisible()]
    if any("prévenez la personne" in said for said in (*notes_of(scene), *faults)):
        parts = [part for part in scene.window.findChildren(QPushButton) if part.isVisible()]
        (made,) = (part for part in parts if part.text() == buttons.PREPARE_MESSAGE)
        made.click()
        assert scene.host.asked[-1] == Open(DialogKind.HELPER_MAIL)


@pytest.mark.parametrize("story", [reauthenticate_connected, reauthenticate_assistance, password_right_and_connected])
def test_once_nothing_stands_in_the_way_the_next_act_is_the_software(story: "Callable[[], Scene]") -> None:
    scene = story()
    (launch,) = (part for part in scene.window.findChildren(QPushButton) if part.isVisible() and part.isDefault())
    assert launch.text() == LAUNCH
    launch.click()
    assert scene.host.asked[-1] is Action.LAUNCH
    assert not scene.window.isVisible()


def test_a_failed_test_has_a_way_on_for_who_acts() -> None:
    scene = server_test_failed()
    made = {part.text(): part for part in scene.window.findChildren(QPushButton) if part.isVisible()}
    made[buttons.PREPARE_MESSAGE].click()
    made[buttons.WRITE_SUPPORT].click()
    assert scene.host.asked == [Open(DialogKind.HELPER_MAIL), Open(DialogKind.SUPPORT_MAIL)]


def test_a_new_test_ends_the_earlier_answer() -> None:
    scene = server_test_running()
    scene.answer(UNTRUSTED, UNTRUSTED)
    (box,) = boxes(scene)
    assert box.kind is SignKind.BAD
    again = next(part for part in scene.window.findChildren(QPushButton) if part.text() == buttons.TEST_AGAIN)
    again.click()
    scene.work()
    (box,) = boxes(scene)
    assert box.words.startswith(access_test.TEST_RUNNING)
    assert verdict_words.WORDS[Verdict.TLS_UNTRUSTED].short not in box.words
