"""The verdict of an access test, for the two windows that run one."""

from collections.abc import Iterable, Mapping

from iea_agent.core.diagnosis import Begins, Diagnosis, Role, ServerReport
from iea_agent.core.shown.checklist import Progress, rows_of
from iea_agent.core.shown.connection import explanation
from iea_agent.core.shown.verdict import Act, Detail, ShownVerdict, SignKind
from iea_agent.core.shown.ways_on import HELPER, SETTINGS, SUPPORT, acts_of_others
from iea_agent.core.texts import checklist, labels, verdicts
from iea_agent.core.texts.french import heading
from iea_agent.core.texts.verdicts import Nearby
from iea_agent.core.texts.windows import access_test


def verdict_of(
    known: Mapping[Role, Progress],
    *,
    success: str,
    again: Act | None = None,
    cancel: Act | None = None,
    mend: Act | None = SETTINGS,
) -> ShownVerdict | None:
    """Say how a test went, or goes; ``None``: nothing was tested, or one address was edited since.

    ``success`` is the sentence below « Connexion aux serveurs réussie ». ``again`` and ``cancel`` are acts;
    a window with buttons of its own gives none. ``mend`` leads to the place where an address is corrected.
    """
    details = tuple(row for role in Role for row in rows_of(role, known.get(role)))
    if any(progress.cancelled for progress in known.values()):
        return ShownVerdict(
            sign=SignKind.UNKNOWN,
            title=access_test.TEST_CANCELLED,
            sentences=(access_test.CANCELLED_BODY,),
            primary=again,
            details=details,
        )
    if len(known) < len(Role):
        return None
    reports = [known[role].report for role in Role]
    if any(report is None for report in reports):
        return _running(known, cancel, details)
    bad = [report for report in reports if report is not None and not report.ok]
    is_here = mend != SETTINGS
    if not bad:
        return ShownVerdict(
            sign=SignKind.GOOD,
            title=labels.TEST_SUCCEEDED,
            sentences=(success,),
            others=() if again is None else (again,),
            details=details,
        )
    return _failed(bad, _acts(bad[0].diagnosis, again, mend), details, Nearby(licence=is_here, addresses=is_here))


def _running(known: Mapping[Role, Progress], cancel: Act | None, details: tuple[Detail, ...]) -> ShownVerdict:
    return ShownVerdict(
        sign=SignKind.WAITING,
        title=access_test.TEST_RUNNING,
        sentences=tuple(heading(access_test.SERVER[role], words_of(known[role])[1]) for role in Role),
        others=() if cancel is None else (cancel,),
        details=details,
        is_busy=True,
    )


def _failed(bad: list[ServerReport], acts: tuple[Act, ...], details: tuple[Detail, ...], here: Nearby) -> ShownVerdict:
    return ShownVerdict(
        sign=SignKind.BAD,
        title=access_test.TEST_FAILED,
        sentences=tuple(_explanations(bad, here)),
        primary=acts[0],
        others=acts[1:],
        details=details,
    )


def _acts(diagnosis: Diagnosis, again: Act | None, mend: Act | None) -> tuple[Act, ...]:
    """Return what the remedy begins with, then whoever acts, then the other ways on, as far as the window has them.

    The first failing server says who acts: without that of the authentication nothing works.
    """
    first = {Begins.AGAIN: again, Begins.SETTINGS: mend, Begins.PERSON: HELPER, Begins.SUPPORT: SUPPORT}
    ways = (first[diagnosis.begins], *acts_of_others(diagnosis), again, mend, SUPPORT)
    return tuple(dict.fromkeys(act for act in ways if act is not None))


def _explanations(bad: Iterable[ServerReport], here: Nearby) -> Iterable[str]:
    """Explain each fault; one that both servers share, once."""
    told: dict[tuple[str, ...], list[Role]] = {}
    for report in bad:
        short = verdicts.short(report.diagnosis)
        told.setdefault((short, *explanation(report.diagnosis, here)), []).append(report.role)
    for (short, *rest), roles in told.items():
        whose = access_test.SERVER[roles[0]] if len(roles) == 1 else access_test.BOTH_SERVERS
        yield f"{heading(whose, short)}."
        yield from rest


def words_of(progress: Progress | None) -> tuple[SignKind, str]:
    """Return what stands at the end of an address: a sign, and a few words."""
    if progress is None:
        return SignKind.UNKNOWN, access_test.UNTESTED
    if progress.report is not None:
        kind = SignKind.GOOD if progress.report.ok else SignKind.BAD
        return kind, verdicts.short(progress.report.diagnosis)
    if progress.cancelled:
        return SignKind.UNKNOWN, access_test.UNFINISHED
    return SignKind.WAITING, checklist.PASSED[progress.stages[-1].stage] if progress.stages else access_test.STARTING
