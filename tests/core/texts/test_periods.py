"""The history as a clerk reads it."""

import re
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from iea_agent.core.diagnosis import Verdict
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.texts.periods import sentence
from iea_agent.core.texts.verdict_words import WORDS
from tests.core.texts.typography import SLIP

CET = timezone(timedelta(hours=1))
TODAY = date(2026, 11, 24)


def local(at: float) -> datetime:
    return datetime.fromtimestamp(at, CET)


def at(day: int, hour: int, minute: int, *, month: int = 11, year: int = 2026) -> float:
    return datetime(year, month, day, hour, minute, tzinfo=CET).timestamp()


def outage(begin: float, end: float | None, verdict: Verdict | None = Verdict.TIMEOUT, **facts: bool) -> Period:
    return Period(PeriodKind.OUTAGE, begin, end, verdict, **facts)  # type: ignore[arg-type]  # lost_sight only


def assistance(begin: float, end: float | None, reason: str = "panne", who: str = "claire") -> Period:
    return Period(PeriodKind.ASSISTANCE, begin, end, reason=reason, who=who)


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (outage(at(24, 9, 12), at(24, 9, 40)), "Connexion coupée de 9 h 12 à 9 h 40 : le serveur ne répondait pas."),
        (outage(at(23, 9, 0), at(23, 9, 40)), "Hier, connexion coupée de 9 h à 9 h 40 : le serveur ne répondait pas."),
        (
            outage(at(3, 14, 0), at(3, 15, 0)),
            "Mardi 3 novembre, connexion coupée de 14 h à 15 h : le serveur ne répondait pas.",
        ),
        (
            outage(at(1, 14, 0, month=12, year=2025), at(1, 15, 0, month=12, year=2025)),
            "Lundi 1er décembre 2025, connexion coupée de 14 h à 15 h : le serveur ne répondait pas.",
        ),
        (outage(at(24, 9, 12), None), "Connexion coupée depuis 9 h 12 : pas de réponse."),
        (outage(at(23, 9, 12), None), "Connexion coupée depuis hier à 9 h 12 : pas de réponse."),
        (outage(at(3, 9, 12), None), "Connexion coupée depuis le mardi 3 novembre à 9 h 12 : pas de réponse."),
        (
            outage(at(23, 23, 50), at(24, 0, 20)),
            "Connexion coupée d’hier à 23 h 50 jusqu’à aujourd’hui à 0 h 20 : le serveur ne répondait pas.",
        ),
        (
            outage(at(22, 23, 50), at(23, 0, 20)),
            "Connexion coupée du dimanche 22 novembre à 23 h 50 jusqu’à hier à 0 h 20 : le serveur ne répondait pas.",
        ),
        (
            outage(at(24, 23, 50), at(25, 0, 20)),
            "Connexion coupée d’aujourd’hui à 23 h 50 au mercredi 25 novembre à 0 h 20 : le serveur ne répondait pas.",
        ),
        (
            outage(at(24, 9, 12), at(24, 9, 40), lost_sight=True),
            "Connexion coupée de 9 h 12 à 9 h 40 environ : le serveur ne répondait pas.",
        ),
        (
            outage(at(20, 18, 0), at(21, 9, 40), None, lost_sight=True),
            "Connexion coupée du vendredi 20 novembre à 18 h au samedi 21 novembre à 9 h 40 environ.",
        ),
        (outage(at(24, 9, 12), at(24, 9, 12) + 30, None), "Connexion coupée à 9 h 12."),
        (outage(at(24, 9, 12), at(24, 9, 12), None, lost_sight=True), "Connexion coupée vers 9 h 12."),
        (outage(at(24, 9, 12), None, Verdict.CONNECTED), "Connexion coupée depuis 9 h 12 : connecté."),
        (outage(at(24, 9, 12), at(24, 9, 13), Verdict.CONNECTED), "Connexion coupée de 9 h 12 à 9 h 13."),
        (
            assistance(at(3, 14, 0), at(4, 9, 0)),
            "Mode assistance du mardi 3 novembre à 14 h au mercredi 4 novembre à 9 h, activé par claire : « panne ».",
        ),
        (assistance(at(24, 9, 5), None, reason=""), "Mode assistance depuis 9 h 05, activé par claire."),
        (assistance(at(24, 9, 5), None, reason="a\nb", who=""), "Mode assistance depuis 9 h 05 : « a b »."),
        (assistance(at(24, 9, 5), None, who=""), "Mode assistance depuis 9 h 05 : « panne »."),
        (assistance(at(23, 9, 5), at(23, 10, 5), "", ""), "Hier, mode assistance de 9 h 05 à 10 h 05."),
    ],
)
def test_a_period_is_said_as_people_say_it(period: Period, said: str) -> None:
    assert sentence(period, local, TODAY).replace("\u00a0", " ") == said


def test_what_is_read_on_any_day_bears_its_date() -> None:
    words = sentence(outage(at(24, 9, 12), at(24, 9, 40)), local, None).replace("\u00a0", " ")
    assert words == "Mardi 24 novembre 2026, connexion coupée de 9 h 12 à 9 h 40 : le serveur ne répondait pas."
    words = sentence(outage(at(24, 9, 12), None), local, None).replace("\u00a0", " ")
    assert words == "Connexion coupée depuis le mardi 24 novembre 2026 à 9 h 12 : pas de réponse."


def test_every_cause_can_be_said_of_the_past_and_of_the_present() -> None:
    for verdict, words in WORDS.items():
        if not verdict.facts.is_good:
            assert re.search(r"(ait|aient|avait)\b", words.past), "the imperfect tense"
            assert words.past in sentence(outage(at(24, 9, 12), at(24, 9, 40), verdict), local, TODAY)
        assert words.short in sentence(outage(at(24, 9, 12), None, verdict), local, TODAY)


def test_an_outage_that_changed_says_how_it_began_and_what_it_became() -> None:
    cut = Period(PeriodKind.OUTAGE, at(24, 9, 12), verdict=Verdict.DNS, then=Verdict.TIMEOUT)
    said = sentence(cut, local, TODAY).replace("\u00a0", " ")
    assert said.endswith(" : nom du serveur introuvable, puis pas de réponse.")
    over = sentence(replace(cut, end=at(24, 9, 40)), local, TODAY).replace("\u00a0", " ")
    assert over.endswith(" : le nom du serveur était introuvable, puis le serveur ne répondait pas.")


INSTANTS = st.floats(at(20, 0, 0), at(26, 0, 0))


PERIODS = st.builds(
    lambda kind, begin, length, causes, about: Period(
        kind, begin, None if length is None else begin + length, causes[0], causes[1], "panne", "claire", about
    ),
    st.sampled_from(PeriodKind),
    INSTANTS,
    st.none() | st.floats(0, 3e5),
    st.tuples(st.none() | st.sampled_from(Verdict), st.none() | st.sampled_from(Verdict)),
    st.booleans(),
)


@given(period=PERIODS, today=st.none() | st.just(TODAY))
def test_every_sentence_has_the_typography_that_french_wants(period: Period, today: date | None) -> None:
    words = sentence(period, local, today)
    assert not SLIP.search(words), words
    assert words[0].isupper()
    assert words.endswith(".")
