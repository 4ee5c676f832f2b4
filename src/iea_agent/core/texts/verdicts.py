"""What a verdict means to the user, in sentences; its words are in ``verdict_words.py``, facts in ``diagnosis.py``."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from iea_agent.core.diagnosis import Diagnosis, Who
from iea_agent.core.texts.remedies import ASK_SUPPORT, IF_IT_LASTS_BY_SUPPORT, PERSON, what_to_do
from iea_agent.core.texts.verdict_words import IF_CLOCK_IS_RIGHT, IN_SETTINGS, MEANWHILE_ASSISTANCE, words_of

WHO: Mapping[Who, str] = {
    Who.YOU: "vous",
    Who.IT: PERSON,
    Who.SUPPORT: "l’assistance",
}
CLOCK_REMARK = "L’horloge de ce poste n’est pas à l’heure : réglez la date et l’heure."


def explain(diagnosis: Diagnosis) -> tuple[str, str, str]:
    """Return what failed, the likely cause and what to do: one sentence each, for a bad verdict."""
    _, what, cause, remedy, _ = words_of(diagnosis)
    if diagnosis.clock_is_wrong and diagnosis.verdict.facts.by_clock:
        cause = clock_fact(diagnosis)
        remedy = "vérifiez la date et l’heure de ce poste, corrigez-les si besoin, puis réessayez."
    elif diagnosis.clock_is_wrong:
        remedy = f"{remedy} {clock_remark(diagnosis)}"
    return what, cause, remedy


def clock_fact(diagnosis: Diagnosis) -> str:
    """Return what is wrong with the clock, with both times where they are known."""
    if diagnosis.clock_times is None:
        return "L’horloge de ce poste n’est pas à l’heure."
    here, there = (f"le {time:%d/%m/%Y} à {time.hour} h {time.minute:02}" for time in diagnosis.clock_times)
    return f"L’horloge de ce poste indique {here}, celle du serveur {there}."


def clock_remark(diagnosis: Diagnosis) -> str:
    """Return the remark about a wrong clock."""
    return f"{clock_fact(diagnosis)} Réglez la date et l’heure." if diagnosis.clock_times else CLOCK_REMARK


class Nearby(NamedTuple):
    """What the window that says a remedy has: words that lead to something else than it has are left out."""

    assistance: bool = False
    """A button « Activer le mode assistance »."""
    licence: bool = False
    """The fields of number and key."""
    addresses: bool = False
    """The fields of the addresses."""
    asked: bool = False
    """A sentence that the support desk was asked already."""


_ANYWHERE: Final = Nearby(assistance=True)
"""For the command line: the menu has everything."""


def who_acts(diagnosis: Diagnosis, nearby: Nearby = _ANYWHERE) -> str:
    """Return what to do, for a bad verdict: first what the reader can do, then who else has to act.

    It is empty where the support desk alone can act, and was asked.
    """
    _, _, remedy = explain(diagnosis)
    if not diagnosis.ok and (here := _as_said_here(diagnosis, remedy, nearby)):
        return what_to_do(here)
    return ""


def _as_said_here(diagnosis: Diagnosis, remedy: str, nearby: Nearby) -> str:
    """Return a remedy without what leads to something else than the window has."""
    left_out = [] if nearby.assistance else [MEANWHILE_ASSISTANCE]
    if nearby.asked:
        left_out += [ASK_SUPPORT, IF_CLOCK_IS_RIGHT, IF_IT_LASTS_BY_SUPPORT]
    if nearby.addresses or (nearby.licence and diagnosis.verdict.facts.licence_helps):
        left_out.append(IN_SETTINGS)
    for words in left_out:
        remedy = remedy.replace(f" {words}", "").removeprefix(words).lstrip()
    return f"{remedy[:1].lower()}{remedy[1:]}"


def short(diagnosis: Diagnosis) -> str:
    """Return a few words for the state line."""
    return words_of(diagnosis).short


def message_of(diagnosis: Diagnosis) -> str:
    """Return the whole explanation on one line, for the CLI and for notifications."""
    if diagnosis.ok:
        what = words_of(diagnosis).what
        return f"{what} {clock_remark(diagnosis)}" if diagnosis.clock_is_wrong else what
    what, cause, _ = explain(diagnosis)
    return f"{what} {cause} {who_acts(diagnosis)}"
