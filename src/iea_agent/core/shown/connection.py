"""The verdict on the connection, made of the agent's state, for every window that explains it."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Diagnosis, KeyOrigins, Role
from iea_agent.core.file_notices import FileFinding, OwnFile
from iea_agent.core.occasions import asked_support
from iea_agent.core.shown.checklist import rows_of_diagnosis
from iea_agent.core.shown.verdict import Act, Detail, ShownVerdict, SignKind, Step
from iea_agent.core.shown.ways_on import ASSISTANCE, SETTINGS, WaysOn, act_of_who_acts, ways_on
from iea_agent.core.texts import announcements, file_notices, key_origin, labels, verdicts
from iea_agent.core.texts.verdicts import Nearby
from iea_agent.core.texts.windows import access_test
from iea_agent.core.view import AgentView

_REFUSALS: Final = {Link.REFUSED: labels.REFUSED, Link.LICENCE_UNKNOWN: labels.LICENCE_UNKNOWN}

_NOTHING: Final = Nearby()
_WAYS_ON: Final = Nearby(assistance=True)
"""What most windows of a failed authentication have."""


def refusal_of(view: AgentView) -> str:
    """Return the server's refusal in the words of the help sheet; empty if it refused nothing."""
    return _REFUSALS.get(view.connection, "")


def is_over(view: AgentView) -> bool:
    """Tell whether nothing stands in the way of the software any more."""
    return view.mode is Mode.ASSISTANCE or view.connection is Link.CONNECTED


def failure(
    view: AgentView, again: Act, *, above: Iterable[str] = (), mail: str = "", here: Nearby = _WAYS_ON
) -> ShownVerdict:
    """Say why there is no connection, and what to do.

    ``again`` is the window's way to try once more, ``above`` stands before the explanation; ``mail`` says that one was
    prepared already, ``here`` what the window has.
    """
    title = refusal_of(view) or announcements.state_line(replace(view, updates=None, repair=None, secure=True))
    first = (*above, *_ignored_settings(view))
    diagnosis = view.diagnosis
    if diagnosis is None or diagnosis.ok:
        return ShownVerdict(sign=SignKind.BAD, title=title, sentences=first, primary=again)
    ways = ways_on(diagnosis, view, again, assistance=here.assistance)
    if (origins := diagnosis.key_origins) is not None:
        return _question(origins, first, ways, details_of(view))
    return ShownVerdict(
        sign=SignKind.BAD,
        title=title,
        sentences=(*first, *explanation(diagnosis, nearby_of(view, ways.acts, mail, here)), mail),
        primary=ways.first,
        others=ways.others,
        details=details_of(view),
    )


def nearby_of(view: AgentView, acts: Iterable[Act], mail: str, here: Nearby = _WAYS_ON) -> Nearby:
    """Return what a window has for the words of a failure: of the acts that it shows, and the mail that it says."""
    return here._replace(assistance=ASSISTANCE in acts, asked=bool(mail) and asked_support(view) is not None)


def success(view: AgentView, sentence: str, *, here: Nearby = _NOTHING) -> ShownVerdict:
    """Say that this workstation is connected, and what the update server lacks; ``sentence`` says what follows."""
    if view.updates is None or view.updates.ok:
        return ShownVerdict(sign=SignKind.GOOD, title=labels.CONNECTED, sentences=(sentence,))
    said = (sentence, f"{access_test.server_line(view.updates)}.", *explanation(view.updates.diagnosis, here))
    return ShownVerdict(
        sign=SignKind.WARNING,
        title=labels.CONNECTED,
        sentences=said,
        others=(act_of_who_acts(view.updates.diagnosis),),
        details=rows_of_diagnosis(Role.UPDATES, view.updates.diagnosis),
    )


def explanation(diagnosis: Diagnosis, here: Nearby = _NOTHING) -> tuple[str, str]:
    """Return the likely cause of a bad verdict, and what to do; a title says what failed, ``here`` what is at hand."""
    _, cause, _ = verdicts.explain(diagnosis)
    return cause, verdicts.who_acts(diagnosis, here)


def details_of(view: AgentView) -> tuple[Detail, ...]:
    """Return the checklists of both servers, as far as they were asked."""
    updates = None if view.updates is None else view.updates.diagnosis
    asked = ((Role.AUTHENTICATION, view.diagnosis), (Role.UPDATES, updates))
    return tuple(row for role, found in asked if found is not None for row in rows_of_diagnosis(role, found))


def _question(origins: KeyOrigins, first: tuple[str, ...], ways: WaysOn, details: tuple[Detail, ...]) -> ShownVerdict:
    """Ask whether the key may be sent; yes is not what Enter does."""
    yes = Act(key_origin.send(origins), Step.SEND_KEY, key_origin.consequence(origins), origins.asked)
    others = tuple(act for act in ways.others if act is not SETTINGS)
    return ShownVerdict(
        sign=SignKind.WARNING,
        title=key_origin.question(origins),
        sentences=(*first, key_origin.kept_for(origins), key_origin.consequence(origins), key_origin.ADVICE),
        primary=SETTINGS,
        others=(yes, *others),
        details=details,
    )


def _ignored_settings(view: AgentView) -> list[str]:
    """Return what is not used of the settings because others may have written them: it may be the cause."""
    return [
        file_notices.sentence(notice)
        for notice in view.file_notices
        if notice.file is OwnFile.SETTINGS and notice.finding is FileFinding.OPEN_TO_OTHERS
    ]
