"""The history in words, for the status window and the diagnostic report."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.printable import printable
from iea_agent.core.texts import verdicts
from iea_agent.core.texts.french import DAYS, day_of_month

NOTHING = "Aucune coupure et aucun mode assistance n'ont été notés."
"""The history is empty."""


def sentence(period: Period, local: Callable[[float], datetime], today: date | None) -> str:
    """Return a period in words.

    Args:
        period: One period of the history.
        local: Gives the local time at an instant (seconds since 1970 UTC).
        today: The day on which this is read, so that days near by need no date; ``None``: on any day.
    """
    begin = local(period.begin)
    end = None if period.end is None else local(period.end)
    words = _When(today)
    if period.kind is PeriodKind.ASSISTANCE:
        return f"{words.of('mode assistance', begin, end, about=period.lost_sight)}{_who_and_why(period)}."
    return f"{words.of('coupé', begin, end, about=period.lost_sight)}{_cause(period)}."


def _cause(period: Period) -> str:
    if period.verdict is None:
        return ""
    causes = [verdicts.WORDS[verdict] for verdict in (period.verdict, period.then) if verdict is not None]
    said = [words.short if period.end is None else words.past for words in causes]
    return f" : {', puis '.join(filter(None, said))}" if any(said) else ""


def _who_and_why(period: Period) -> str:
    who, reason = printable(period.who), printable(period.reason)
    said = f", activé par {who}" if who else ""
    return f"{said} : « {reason} »" if reason else said


class _When:
    """Says when something was, for a reader on a given day."""

    def __init__(self, today: date | None) -> None:
        self._today = today

    def of(self, what: str, begin: datetime, end: datetime | None, *, about: bool) -> str:
        """Return what was, and when: « Coupé de 9 h 12 à 9 h 40 », « Hier, coupé de 9 h 12 à 9 h 40 »."""
        about_words = " environ" if about else ""
        if end is None:
            return _capital(f"{what} depuis {self._since(begin)}")
        if begin.date() != end.date():
            return _capital(f"{what} {self._from(begin)} {self._until(end)}{about_words}")
        hours = f"de {hour(begin)} à {hour(end)}{about_words}"
        if hour(begin) == hour(end):
            hours = f"vers {hour(begin)}" if about else f"à {hour(begin)}"
        day = self._day(begin.date())
        return _capital(f"{day}, {what} {hours}" if day else f"{what} {hours}")

    def _since(self, at: datetime) -> str:
        day = self._day(at.date())
        if not day:
            return hour(at)
        return f"{day} à {hour(at)}" if self._is_near(at) else f"le {day} à {hour(at)}"

    def _from(self, at: datetime) -> str:
        day = self._day(at.date())
        if not day:
            return f"d'aujourd'hui à {hour(at)}"
        return f"d'{day} à {hour(at)}" if self._is_near(at) else f"du {day} à {hour(at)}"

    def _until(self, at: datetime) -> str:
        day = self._day(at.date()) or "aujourd'hui"
        return f"jusqu'à {day} à {hour(at)}" if self._is_near(at) else f"au {day} à {hour(at)}"

    def _is_near(self, at: datetime) -> bool:
        return self._today is not None and self._today - timedelta(days=1) <= at.date() <= self._today

    def _day(self, day: date) -> str:
        """Return « lundi 3 novembre », « hier »; nothing for today."""
        if self._today is not None:
            if day == self._today:
                return ""
            if day == self._today - timedelta(days=1):
                return "hier"
        words = f"{DAYS[day.weekday()]} {day_of_month(day)}"
        return words if self._today is not None and day.year == self._today.year else f"{words} {day.year}"


def hour(at: datetime) -> str:
    """Return « 9 h 05 », « 14 h »."""
    return f"{at.hour} h {at.minute:02}" if at.minute else f"{at.hour} h"


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
