from datetime import date, datetime

import pytest

from iea_agent.core import window_texts as words
from iea_agent.core.diagnosis import Diagnosis, Verdict

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 23, 9, 5), "9 h 05"),  # noqa: DTZ001 (the local time of a person)
        (datetime(2026, 11, 1, 17, 40), "le 1er novembre à 17 h 40"),  # noqa: DTZ001
        (datetime(2025, 2, 14, 0, 0), "le 14 février 2025 à 0 h 00"),  # noqa: DTZ001
    ],
)
def test_a_moment_is_said_as_people_say_it(at: datetime, said: str) -> None:
    assert words.moment(at, TODAY).replace("\u00a0", " ") == said


@pytest.mark.parametrize(("ms", "said"), [(0.4, "0 ms"), (999.4, "999 ms"), (999.6, "1,0 s"), (12_345, "12,3 s")])
def test_a_duration_has_a_unit(ms: float, said: str) -> None:
    assert words.duration(ms).replace("\u00a0", " ") == said


def test_every_fault_says_who_acts() -> None:
    for verdict in Verdict:
        if not Diagnosis(verdict).ok:
            assert words.who_acts(Diagnosis(verdict)).startswith("Qui agit")


def test_a_letter_that_a_label_does_not_have_is_an_error() -> None:
    with pytest.raises(ValueError, match="substring not found"):
        words.marked("Quitter", "z")
