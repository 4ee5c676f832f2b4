"""The history in words, for the status window and the diagnostic report."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.printable import printable
from iea_agent.core.texts import verdict_words
from iea_agent.core.texts.french import weekday_and_day, whole_date

NOTHING = "Aucune coupure, aucun passage en mode assistance."
"""The history is empty."""
_TODAY, _YESTERDAY = "aujourd’hui", "hier"


def sentence(period: Period, local: Callable[[float], datetime], today: date | None) -> str:
    """Return a period in words.

    Args:
        period: One period of the history.
        local: Gives the local time at an instant (seconds since 1970 UTC).
        today: The day on which this is read, so that days near by need no date; ``None``: on any day.
    """
    begin = local(period.begin)
    end = None if period.end is None else local(period.end)
    is_assistance = period.kind is PeriodKind.ASSISTANCE
    said = _when("mode assistance" if is_assistance else "connexion coupée", begin, end, today, about=period.lost_sight)
    return f"{said[0].upper()}{said[1:]}{_who_and_why(period) if is_assistance else _cause(period)}."


def _cause(period: Period) -> str:
    if period.verdict is None:
        return ""
    causes = [verdict_words.WORDS[verdict] for verdict in (period.verdict, period.then) if verdict is not None]
    said = [words.short if period.end is None else words.past for words in causes]
    return f" : {', puis '.join(filter(None, said))}" if any(said) else ""


def _who_and_why(period: Period) -> str:
    who, reason = printable(period.who), printable(period.reason)
    said = f", activé par {who}" if who else ""
    return f"{said} : « {reason} »" if reason else said


def _when(what: str, begin: datetime, end: datetime | None, today: date | None, *, about: bool) -> str:
    """Return what was, and when: « Connexion coupée de 9 h 12 à 9 h 40 », « Hier, connexion coupée de … »."""
    about_words = " environ" if about else ""
    day = _day(begin, today)
    if end is None:
        since = hour(begin) if day == _TODAY else _at(begin, today, "", "le ")
        return f"{what} depuis {since}"
    if begin.date() != end.date():
        first, last = _at(begin, today, "d’", "du "), _at(end, today, "jusqu’à ", "au ")
        return f"{what} {first} {last}{about_words}"
    hours = f"de {hour(begin)} à {hour(end)}{about_words}"
    if hour(begin) == hour(end):
        hours = f"vers {hour(begin)}" if about else f"à {hour(begin)}"
    return f"{what} {hours}" if day == _TODAY else f"{day}, {what} {hours}"


def _at(at: datetime, today: date | None, near: str, far: str) -> str:
    """Return a moment on another day than its period ends; ``near`` introduces today and yesterday, ``far`` a date."""
    day = _day(at, today)
    return f"{near if day in {_TODAY, _YESTERDAY} else far}{day} à {hour(at)}"


def _day(at: datetime, today: date | None) -> str:
    """Return « lundi 3 novembre », « hier », « aujourd'hui »; with the year where it is another one."""
    if today is None:
        return whole_date(at)
    near = {today: _TODAY, today - timedelta(days=1): _YESTERDAY}
    return near.get(at.date()) or (weekday_and_day(at) if at.year == today.year else whole_date(at))


def hour(at: datetime) -> str:
    """Return « 9 h 05 », « 14 h »."""
    return f"{at.hour} h {at.minute:02}" if at.minute else f"{at.hour} h"
