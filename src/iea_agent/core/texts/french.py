"""What French writes in its own way: headings, mnemonics, days, moments and durations."""

from collections.abc import Iterable
from datetime import date, datetime

_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def marked(label: str, letter: str) -> str:
    """Return a label with ``&`` before the first ``letter``, which Alt then reaches; ValueError if it has none."""
    place = label.index(letter)
    return f"{label[:place]}&{label[place:]}"


def heading(name: str, value: str) -> str:
    """Return « name : value »."""
    return f"{name} : {value}"


def aloud(lines: Iterable[str]) -> str:
    """Return lines as a screen reader says them: without the places where they may wrap, with a pause after each."""
    plain = (line.replace("\u200b", "") for line in lines if line)
    return " ".join(line if line[-1] in ".?!…" else f"{line}." for line in plain)


def duration(ms: float) -> str:
    """Return a duration given in milliseconds: « 12 ms », « 1,2 s »."""
    if ms < 999.5:  # noqa: PLR2004 (what rounds to a second is written as one)
        return f"{ms:.0f} ms"
    return f"{ms / 1000:.1f} s".replace(".", ",")


def moment(at: datetime, today: date) -> str:
    """Return a moment, for a reader on the day ``today``: « 9 h 05 », « le 23 novembre à 9 h 05 »."""
    hour = f"{at.hour} h {at.minute:02}"
    if at.date() == today:
        return hour
    year = "" if at.year == today.year else f" {at.year}"
    return f"le {day_of_month(at)}{year} à {hour}"


def day_of_month(at: date) -> str:
    """Return a day without its year: « 1er novembre »."""
    return f"{'1er' if at.day == 1 else at.day} {_MONTHS[at.month - 1]}"


def weekday_and_day(at: date) -> str:
    """Return a day without its year: « lundi 23 novembre »."""
    return f"{_DAYS[at.weekday()]} {day_of_month(at)}"


def whole_date(at: date) -> str:
    """Return a day in full: « lundi 23 novembre 2026 »."""
    return f"{weekday_and_day(at)} {at.year}"


def whole_moment(at: datetime, today: date) -> str:
    """Return a moment with its day of the week: « le lundi 23 novembre à 9 h 12 »."""
    day = weekday_and_day(at) if at.year == today.year else whole_date(at)
    return f"le {day} à {at.hour} h {at.minute:02}"


def waiting(wait_s: float) -> str:
    """Return a time to wait, given in seconds: « 28 s », « 3 min 05 s », « 2 h 05 min »."""
    minutes, seconds = divmod(-int(-wait_s // 1), 60)  # rounded up: never too early
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"
