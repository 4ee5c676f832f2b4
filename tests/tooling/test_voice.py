"""How what Orca says is judged; that it says it is tested by ``make test-voice`` and ``tests/e2e/test_voice.py``."""

import pytest
from tools.voice.judge import Expected, is_shown, problems, remedies, times_heard

SAID = ("Fermer bouton.", "Échec de la connexion aux serveurs. Que faire : réessayez.")


@pytest.mark.parametrize(
    ("sentence", "times"),
    [
        ("Échec de la connexion aux serveurs", 1),
        ("Que faire\u00a0: réessayez.", 1),
        ("bouton. Échec", 1),  # Orca may cut what is one, and join what is two
        ("Connexion réussie", 0),
        ("connexion aux", 1),
        ("", 0),
    ],
)
def test_words_are_found_whatever_stands_between_them(sentence: str, times: int) -> None:
    assert times_heard(sentence, SAID) == times


def test_what_is_said_again_is_counted() -> None:
    assert times_heard("un deux", ["Un, deux.", "Un\u200b deux", "un", "deux"]) == 3
    assert times_heard("un un", ["un un un"]) == 1


def test_a_sentence_is_shown_where_it_stands_alone() -> None:
    assert is_shown("Test réussi.", ["Test réussi"])
    assert not is_shown("Test réussi", ["Test réussi hier"])


def test_what_to_do_is_found_on_the_screen() -> None:
    assert remedies(["Échec", "Que faire\u00a0: réessayez.", "Que dire"]) == ["Que faire\u00a0: réessayez."]


def test_what_is_missing_or_said_twice_is_a_problem() -> None:
    expected = [Expected("Échec"), Expected("Que faire"), Expected("Fenêtre", is_once=False)]
    assert problems(expected, ["Fenêtre. Échec. Que faire. Fenêtre."]) == []
    assert problems(expected, ["Échec.", "Échec."]) == [
        "dit 2 fois : Échec",
        "pas dit : Que faire",
        "pas dit : Fenêtre",
    ]
