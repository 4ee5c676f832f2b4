"""What « État de la connexion » says: its headline, its verdict, and the rows of its details."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from msgspec.structs import replace

from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Diagnosis, Origin, Role
from iea_agent.core.file_notices import FileFinding, FileNotice
from iea_agent.core.shown import connection
from iea_agent.core.shown.checklist import rows_of_diagnosis
from iea_agent.core.shown.verdict import Act, Detail, ShownVerdict, SignKind
from iea_agent.core.shown.ways_on import ASSISTANCE, AUTHENTICATE, act_of_who_acts, acts_of_others
from iea_agent.core.texts import announcements, file_notices, periods, verdicts
from iea_agent.core.texts.windows import access_test, status_window
from iea_agent.core.view import AgentView


def headline_of(view: AgentView) -> str:
    """Return the state in a few words: the verdict below says why."""
    return announcements.state_line(replace(view, diagnosis=None, updates=None, repair=None))


def verdict_of(view: AgentView, *, mail: str = "") -> ShownVerdict | None:
    """Say what is wrong and what to do; ``None``: nothing is, or nobody knows yet.

    ``mail`` says that one was prepared already.
    """
    if view.mode is Mode.ASSISTANCE:
        return None
    if view.connection is Link.CONNECTED or view.diagnosis is None or view.diagnosis.ok:
        return _update_server(view)
    whole = connection.failure(view, AUTHENTICATE, mail=mail)
    what = verdicts.explain(view.diagnosis)[0].removesuffix(".")
    asks = view.diagnosis.key_origins is not None  # the window of the authentication asks
    others = (AUTHENTICATE,) if asks else _others(view.diagnosis, whole)
    here = connection.nearby_of(view, (*filter(None, (whole.primary,)), *others), mail)
    return replace(
        whole,
        title=connection.refusal_of(view) or what,
        sentences=(*connection.explanation(view.diagnosis, here), mail),
        others=others,
        details=(),
    )


def _update_server(view: AgentView) -> ShownVerdict | None:
    """Say what the update server lacks; without it the ball stays."""
    if view.updates is None or view.updates.ok:
        return None
    diagnosis = view.updates.diagnosis
    return ShownVerdict(
        sign=SignKind.WARNING,
        title=access_test.server_line(view.updates),
        sentences=connection.explanation(diagnosis),
        others=(act_of_who_acts(diagnosis),),
    )


def _others(diagnosis: Diagnosis, whole: ShownVerdict) -> tuple[Act, ...]:
    """Return the act of whoever acts besides the clerk, and the way to work meanwhile; links lead everywhere else."""
    wanted = {*acts_of_others(diagnosis)}
    if diagnosis.facts.assistance_helps:
        wanted.add(ASSISTANCE)
    return tuple(act for act in whole.others if act in wanted)


_NEEDS_AN_ACT = frozenset({*FileFinding}) - {
    FileFinding.RECOVERED,
    FileFinding.RESET,
    FileFinding.MADE_READABLE,
    FileFinding.OTHER_ENCODING,
}


def urgent(notices: Iterable[FileNotice]) -> tuple[FileNotice, ...]:
    """Return the notices that a person has to act on; the others say what the program has done."""
    return tuple(notice for notice in notices if notice.finding in _NEEDS_AN_ACT)


def rows_of(view: AgentView, local: Callable[[float], datetime], today: date) -> tuple[Detail, ...]:
    """Return the details: the servers, the licence, the files, the history, the latest first."""
    rows = [*_server_rows(view), Detail(status_window.LICENCE, view.licence_number or status_window.NO_LICENCE)]
    if view.file_notices:
        rows.append(Detail(file_notices.TITLE, is_heading=True))
        rows += [Detail("", file_notices.whole(notice), SignKind.WARNING) for notice in view.file_notices]
    rows.append(Detail(status_window.HISTORY, is_heading=True))
    said = [periods.sentence(period, local, today) for period in reversed(view.history)]
    return (*rows, *(Detail("", line) for line in said or [periods.NOTHING]))


def _server_rows(view: AgentView) -> Iterable[Detail]:
    """Return one row for a server that answers, and the checklist of one that does not."""
    known = view.diagnosis if view.mode is Mode.PRODUCTION else None
    if known is not None and known.verdict.facts.origin is Origin.AGENT:
        known = None  # no server was asked
    unknown = status_window.NOT_TESTED if view.mode is Mode.PRODUCTION else status_window.NOT_TESTED_IN_ASSISTANCE
    updates = None if view.updates is None else view.updates.diagnosis
    for role, diagnosis in ((Role.AUTHENTICATION, known), (Role.UPDATES, updates)):
        if diagnosis is None:
            yield Detail(access_test.SERVER[role], unknown, SignKind.UNKNOWN)
        elif diagnosis.ok:
            yield Detail(access_test.SERVER[role], verdicts.short(diagnosis), SignKind.GOOD)
        else:
            yield from rows_of_diagnosis(role, diagnosis)
