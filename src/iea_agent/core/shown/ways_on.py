"""What can be done about a bad verdict: first what its remedy begins with, then whoever acts, then the rest."""

from typing import NamedTuple

from iea_agent.core.commands import DialogKind, Open, is_available, lacks_key
from iea_agent.core.diagnosis import Begins, Diagnosis, Who
from iea_agent.core.occasions import asked_support
from iea_agent.core.prepared_mails import Occasion, last_of
from iea_agent.core.shown.verdict import Act
from iea_agent.core.texts.windows import buttons
from iea_agent.core.view import AgentView

SETTINGS = Act(buttons.OPEN_SETTINGS, Open(DialogKind.CONNECTION_SETTINGS))
ENTER_LICENCE = Act(buttons.ENTER_LICENCE, Open(DialogKind.WELCOME))
SUPPORT = Act(buttons.WRITE_SUPPORT, Open(DialogKind.SUPPORT_MAIL), buttons.WRITE_SUPPORT_HELP)
HELPER = Act(buttons.PREPARE_MESSAGE, Open(DialogKind.HELPER_MAIL), buttons.PREPARE_MESSAGE_HELP)
_ENABLE = Open(DialogKind.ASSISTANCE)
ASSISTANCE = Act(buttons.ENABLE_ASSISTANCE, _ENABLE, buttons.ENABLE_ASSISTANCE_HELP)
AUTHENTICATE = Act(buttons.OPEN_REAUTHENTICATE, Open(DialogKind.REAUTHENTICATE))


class WaysOn(NamedTuple):
    """The first act, and the others in their order."""

    first: Act
    others: tuple[Act, ...]

    @property
    def acts(self) -> tuple[Act, ...]:
        """All, in their order."""
        return (self.first, *self.others)


def act_of_who_acts(diagnosis: Diagnosis) -> Act:
    """Return the act for a fault that does not keep anybody from working: that of the update server."""
    if diagnosis.who is Who.IT:
        return HELPER
    return SUPPORT if diagnosis.who is Who.SUPPORT else SETTINGS


def acts_of_others(diagnosis: Diagnosis) -> tuple[Act, ...]:
    """Return the act for whoever acts besides the reader."""
    if diagnosis.facts.or_person:
        return (HELPER,)
    return () if diagnosis.who is Who.YOU else (act_of_who_acts(diagnosis),)


def ways_on(diagnosis: Diagnosis, view: AgentView, again: Act, *, assistance: bool = True) -> WaysOn:
    """Return what can be done about a failed authentication.

    ``again`` is the window's way to try once more; ``assistance`` tells whether it offers assistance mode.
    """
    working = (ASSISTANCE,) if assistance and is_available(_ENABLE, view) else ()
    first = ENTER_LICENCE if lacks_key(view) else _first(diagnosis, again)
    if _is_prepared(first, diagnosis, view):
        is_next = first is SUPPORT and diagnosis.facts.assistance_helps
        first = working[0] if working and is_next else again
    every = (*acts_of_others(diagnosis), again, SETTINGS, SUPPORT, *working)
    return WaysOn(first, tuple(dict.fromkeys(act for act in every if act != first)))


def _is_prepared(act: Act, diagnosis: Diagnosis, view: AgentView) -> bool:
    """Tell whether an act is a mail that was prepared about this verdict already."""
    if act is SUPPORT:
        return asked_support(view) is not None
    mail = last_of(view.mails, Occasion.HELPER)
    return act is HELPER and mail is not None and mail.about in {None, diagnosis.verdict}


def _first(diagnosis: Diagnosis, again: Act) -> Act:
    """Return what the remedy begins with."""
    return {Begins.AGAIN: again, Begins.SETTINGS: SETTINGS, Begins.PERSON: HELPER, Begins.SUPPORT: SUPPORT}[
        diagnosis.begins
    ]
