"""The struct that says how something went."""

import pytest

from iea_agent.core.shown.verdict import Act, Change, Detail, ShownVerdict, SignKind, Step
from tests.core.shown.samples import AGAIN

OTHER = Act("A&utre", Step.CANCEL)


def plain(said: str) -> str:
    return said.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("row", "line", "spoken"),
    [
        (Detail("nom", "trouvé", SignKind.GOOD, "12 ms"), "nom : trouvé (12 ms)", "nom : réussi, trouvé, 12 ms"),
        (Detail("nom", "", SignKind.WAITING), "nom", "nom : en attente"),
        (Detail("", "signé par : X"), "signé par : X", "signé par : X"),
        (Detail("", "abîmé", SignKind.WARNING), "abîmé", "attention, abîmé"),
        (Detail("Historique", is_heading=True), "Historique", "Titre : Historique"),
    ],
)
def test_a_row_is_read_with_its_sign_in_words(row: Detail, line: str, spoken: str) -> None:
    assert (plain(row.line), plain(row.spoken)) == (line, spoken)


def test_the_words_are_title_sentences_and_changes_without_empty_ones() -> None:
    verdict = ShownVerdict(
        sign=SignKind.BAD, title="Titre", sentences=("Une.", "", "Deux."), changes=(Change("Adresse", "a", "b"),)
    )
    assert plain(verdict.words).split("\n") == ["Titre", "Une.", "Deux.", "Adresse : a → b"]


def test_a_screen_reader_says_the_arrow_as_a_word_and_makes_a_pause_after_each_line() -> None:
    verdict = ShownVerdict(
        sign=SignKind.BAD,
        title="Titre",
        sentences=("Une.", "", "Deux ?", "En cours…"),
        changes=(Change("Adresse", "a", "b"), Change("Sécurisé", "non", "oui")),
    )
    assert plain(verdict.spoken) == "Titre. Une. Deux ? En cours… Adresse : a devient b. Sécurisé : non devient oui."


def test_the_next_act_is_the_first_of_all_acts() -> None:
    assert ShownVerdict(sign=SignKind.BAD, title="", primary=AGAIN, others=(OTHER,)).acts == (AGAIN, OTHER)
    assert ShownVerdict(sign=SignKind.BAD, title="", others=(OTHER,)).acts == (OTHER,)
