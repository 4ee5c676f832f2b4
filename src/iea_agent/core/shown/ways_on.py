"""What can be done about a bad verdict: whoever acts gets the first button, the rest stays within reach."""

from typing import NamedTuple

from iea_agent.core.commands import DialogKind, Open, is_available, lacks_key
from iea_agent.core.diagnosis import Diagnosis, Verdict, Who
from iea_agent.core.occasions import occasion_of
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


def act_of_who_acts(diagnosis: Diagnosis) -> Act:
    """Return the act for a fault that does not keep anybody from working: that of the update server."""
    if diagnosis.who is Who.IT:
        return HELPER
    return SUPPORT if diagnosis.who is Who.SUPPORT else SETTINGS


def ways_on(diagnosis: Diagnosis, view: AgentView, again: Act) -> WaysOn:
    """Return what can be done about a failed authentication; ``again`` is the window's way to try once more."""
    first = ENTER_LICENCE if lacks_key(view) else _first(diagnosis, again)
    if _is_prepared(first, diagnosis, view):
        first = again
    helper = (HELPER,) if diagnosis.who is Who.IT else ()
    assistance = (ASSISTANCE,) if is_available(_ENABLE, view) else ()
    every = (again, SETTINGS, *helper, SUPPORT, *assistance)
    return WaysOn(first, tuple(dict.fromkeys(act for act in every if act != first)))


def _is_prepared(act: Act, diagnosis: Diagnosis, view: AgentView) -> bool:
    """Tell whether an act is a mail that was prepared about this verdict already."""
    if act not in {HELPER, SUPPORT}:
        return False
    mail = last_of(view.mails, Occasion.HELPER if act is HELPER else occasion_of(view))
    return mail is not None and mail.about in {None, diagnosis.verdict}


def _first(diagnosis: Diagnosis, again: Act) -> Act:
    who = diagnosis.who
    if who is Who.IT:
        return HELPER
    if diagnosis.verdict.facts.settings_help or diagnosis.verdict is Verdict.KEY_ORIGIN:
        return SETTINGS
    return SUPPORT if who is Who.SUPPORT else again
