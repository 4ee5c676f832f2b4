import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.leaving import Answer, Leaving, Next, answer, end_saving, leave

WISHES = [Leaving.CLOSE, Leaving.QUIT]


@pytest.mark.parametrize("wanted", WISHES)
def test_a_window_with_nothing_unsaved_is_left_at_once(wanted: Leaving) -> None:
    assert leave(Leaving.STAY, wanted, unsaved=False, saving=False) == (wanted, Next.LEAVE)


@pytest.mark.parametrize("wanted", WISHES)
def test_something_unsaved_is_asked_about_first(wanted: Leaving) -> None:
    assert leave(Leaving.STAY, wanted, unsaved=True, saving=False) == (wanted, Next.ASK)


def test_a_wish_during_a_saving_is_remembered_until_its_end() -> None:
    leaving, then = leave(Leaving.STAY, Leaving.CLOSE, unsaved=True, saving=True)
    assert then is Next.NOTHING
    assert end_saving(leaving, saved=True, unsaved=False) == (Leaving.CLOSE, Next.LEAVE)


def test_what_was_typed_during_the_saving_is_asked_about() -> None:
    assert end_saving(Leaving.QUIT, saved=True, unsaved=True) == (Leaving.QUIT, Next.ASK)


@pytest.mark.parametrize("wanted", WISHES)
def test_a_failed_saving_keeps_the_window(wanted: Leaving) -> None:
    assert end_saving(wanted, saved=False, unsaved=True) == (Leaving.STAY, Next.NOTHING)


def test_a_saving_without_a_wish_to_leave_keeps_the_window() -> None:
    assert end_saving(Leaving.STAY, saved=True, unsaved=False) == (Leaving.STAY, Next.NOTHING)


@pytest.mark.parametrize(
    ("given_", "outcome"),
    [
        (Answer.SAVE, (Leaving.QUIT, Next.SAVE)),
        (Answer.DISCARD, (Leaving.QUIT, Next.LEAVE)),
        (Answer.STAY, (Leaving.STAY, Next.NOTHING)),
    ],
)
def test_the_answer_decides(given_: Answer, outcome: tuple[Leaving, Next]) -> None:
    assert answer(Leaving.QUIT, given_) == outcome


@pytest.mark.parametrize("given_", Answer)
def test_an_answer_to_no_question_is_ignored(given_: Answer) -> None:
    assert answer(Leaving.STAY, given_) == (Leaving.STAY, Next.NOTHING)


@given(first=st.sampled_from(WISHES), second=st.sampled_from(WISHES), saving=st.booleans())
def test_quitting_the_agent_outranks_closing_the_window(first: Leaving, second: Leaving, *, saving: bool) -> None:
    leaving, _ = leave(Leaving.STAY, first, unsaved=True, saving=saving)
    leaving, _ = leave(leaving, second, unsaved=True, saving=saving)
    assert (leaving is Leaving.QUIT) == (Leaving.QUIT in {first, second})
