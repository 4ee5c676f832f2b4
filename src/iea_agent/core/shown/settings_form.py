"""The verdict of the windows that save settings: of the last test or the last saving, whichever was asked for last.

Where a person has to act in the window itself, the next act leads to the place.
"""

from collections.abc import Iterable, Mapping
from typing import Final, assert_never

from msgspec.structs import replace

from iea_agent.core.commands import lacks_key
from iea_agent.core.connection_state import Link
from iea_agent.core.diagnosis import Diagnosis, Role, Verdict
from iea_agent.core.errors import ErrorCode
from iea_agent.core.official_addresses import differs_from_official
from iea_agent.core.settings_form.outcome import Awaits, NotSaved, Repaired, Said, Saved, Tested
from iea_agent.core.settings_form.state import FormState
from iea_agent.core.shown import access_test as tests
from iea_agent.core.shown import connection
from iea_agent.core.shown.checklist import Progress
from iea_agent.core.shown.repairing import with_repair
from iea_agent.core.shown.verdict import Act, ShownVerdict, SignKind, Step
from iea_agent.core.shown.ways_on import ENTER_LICENCE, HELPER, SETTINGS, SUPPORT
from iea_agent.core.texts.verdicts import Nearby
from iea_agent.core.texts.windows import access_test, attempts, repair_offer, settings_window
from iea_agent.core.view import AgentView

TICK_SECURE: Final = Act(settings_window.TICK_SECURE, Step.TICK_SECURE)
RESTORE: Final = Act(settings_window.RESTORE_HERE, Step.RESTORE)
CORRECT_LICENCE: Final = Act(settings_window.CORRECT_LICENCE, Step.CORRECT_LICENCE)
AGAIN: Final = Act(settings_window.TRY_AGAIN, Step.AGAIN)
TEST_AGAIN: Final = Act(settings_window.TRY_AGAIN, Step.TEST)
SAVE_AGAIN: Final = Act(settings_window.TRY_AGAIN, Step.SAVE)

_BAD, _WAITING = SignKind.BAD, SignKind.WAITING
_SAID: Final[Mapping[Said, ShownVerdict]] = {
    Said.TEST_REFUSED: ShownVerdict(sign=SignKind.WARNING, title=settings_window.TEST_NEEDS_CORRECTION),
    Said.TESTING: ShownVerdict(sign=_WAITING, title=access_test.TEST_RUNNING, is_busy=True),
    Said.TEST_CANCELLED: ShownVerdict(
        sign=SignKind.UNKNOWN, title=access_test.TEST_CANCELLED, sentences=(access_test.CANCELLED_BODY,)
    ),
    Said.SAVE_REFUSED: ShownVerdict(sign=SignKind.WARNING, title=settings_window.SAVE_NEEDS_CORRECTION),
    Said.SAVING: ShownVerdict(sign=_WAITING, title=settings_window.SAVING, is_busy=True),
    Said.KEY_STORE_ASKS: ShownVerdict(sign=_WAITING, title=attempts.KEY_STORE_ASKS, is_busy=True),
    Said.KEY_NOT_STORED: ShownVerdict(
        sign=_BAD,
        title=settings_window.KEY_NOT_STORED,
        sentences=(
            settings_window.KEY_NOT_STORED_CAUSE,
            settings_window.KEY_NOT_STORED_REMEDY,
            settings_window.NOTHING_LOST,
        ),
        primary=SAVE_AGAIN,
    ),
    Said.KEY_FILE_NOT_WRITTEN: ShownVerdict(
        sign=_BAD,
        title=settings_window.KEY_NOT_STORED,
        sentences=(
            settings_window.KEY_FILE_NOT_WRITTEN,
            settings_window.KEY_FILE_REMEDY,
            settings_window.NOTHING_LOST,
        ),
        primary=SAVE_AGAIN,
        others=(HELPER,),
    ),
}
_AFTER_NOT_SAVED: Final[Mapping[ErrorCode, tuple[Act, ...]]] = {
    ErrorCode.BAD_SETTINGS: (SAVE_AGAIN,),
    ErrorCode.IN_USE: (SAVE_AGAIN, HELPER),
    ErrorCode.STORAGE: (SAVE_AGAIN, HELPER),
    ErrorCode.INVALID_FILE: (HELPER, SAVE_AGAIN),
    ErrorCode.NEWER_FILE: (HELPER, SAVE_AGAIN),
    ErrorCode.OPEN_TO_OTHERS: (HELPER, SAVE_AGAIN),
}
"""What the remedy begins with, and the other way on; for an error of any other kind, support."""
_SAVED: Final[Mapping[Awaits, ShownVerdict]] = {
    Awaits.SERVER: ShownVerdict(sign=_WAITING, title=settings_window.SAVED_CONNECTING, is_busy=True),
    Awaits.KEY_STORE: ShownVerdict(sign=_WAITING, title=attempts.KEY_STORE_ASKS, is_busy=True),
    Awaits.END_OF_ASSISTANCE: ShownVerdict(
        sign=SignKind.GOOD,
        title=settings_window.SAVED_IN_ASSISTANCE,
        sentences=(settings_window.SAVED_IN_ASSISTANCE_BODY,),
    ),
}
_REPAIRING: Final = ShownVerdict(sign=_WAITING, title=repair_offer.WORKING, is_busy=True)


def verdict_of(
    state: FormState, known: Mapping[Role, Progress], *, mail: str = "", next_act: Act | None = None
) -> ShownVerdict | None:
    """Say how it went, or goes; ``None``: nothing was asked, or it is edited since.

    ``known`` is the progress of the test, ``mail`` says that one was prepared already, ``next_act`` is what follows the
    connection, if the window has it.
    """
    match state.outcome:
        case None:
            return None
        case (Said.TESTING | Said.TEST_CANCELLED | Tested()) as tested if len(known) == len(Role):
            return _of_test(state, tested, known)
        case Said() as said:
            return _SAID[said]
        case Tested():  # an address was edited since: the state follows at once
            return None
        case NotSaved(code=code):
            said_so = (
                *settings_window.SAVE_FAULT.get(code, settings_window.SAVE_FAULT_OTHER),
                settings_window.NOTHING_LOST,
            )
            first, *others = _AFTER_NOT_SAVED.get(code, (SAVE_AGAIN, SUPPORT))
            return ShownVerdict(
                sign=_BAD,
                title=settings_window.NOT_SAVED,
                sentences=said_so,
                primary=first,
                others=tuple(others),
            )
        case Saved(awaits=awaits, answer=answer):
            return _SAVED[awaits] if answer is None else _of_answer(state, answer, mail, next_act)
        case Repaired(answer=answer):
            return _REPAIRING if answer is None else _of_answer(state, answer, mail, next_act)
        case _:
            assert_never(state.outcome)


def _of_test(state: FormState, tested: Said | Tested, known: Mapping[Role, Progress]) -> ShownVerdict | None:
    """Say how the test went; while one is about to begin, ``known`` is still that of the one before."""
    if tested is Said.TESTING and not any(_runs(progress) for progress in known.values()):
        return _SAID[Said.TESTING]
    reports = tested.reports if isinstance(tested, Tested) else ()
    bad = next((report.diagnosis for report in reports if not report.ok), None)
    if bad is None:
        return tests.verdict_of(known, success=access_test.TEST_SUCCEEDED_SAVE, mend=None)
    mend = _place_of(state, bad)
    return _with_offer(state, tests.verdict_of(known, success="", again=TEST_AGAIN, mend=mend))


def _with_offer(state: FormState, shown: ShownVerdict | None) -> ShownVerdict | None:
    """Offer the repair in place of a failure; not beside edits, which a repair would not know of."""
    if state.unsaved or (offered := with_repair(state.view, shown)) is None or offered is shown:
        return shown
    here = () if state.needs_licence else (SETTINGS.does,)
    return replace(offered, others=tuple(act for act in offered.others if act.does not in here))


def _runs(progress: Progress) -> bool:
    return progress.report is None and not progress.cancelled


def _of_answer(state: FormState, view: AgentView, mail: str, next_act: Act | None) -> ShownVerdict:
    """Say what came of a saving, or of a repair."""
    of_repair = state.outcome if isinstance(state.outcome, Repaired) else None
    is_told = of_repair is not None and view.repaired != of_repair.before
    first = settings_window.SAVED if of_repair is None else ""
    if view.connection is Link.CONNECTED:
        good = replace(connection.success(view, first, here=_here(state)), primary=next_act)
        if view.updates is not None:
            good = replace(good, others=tuple(_localized(good.others, _place_of(state, view.updates.diagnosis))))
        return with_repair(view, good, asked=is_told) or good
    failed = connection.failure(view, AGAIN, above=(first,), mail=mail, here=_here(state))
    place = None if view.diagnosis is None else _place_of(state, view.diagnosis)
    primary, *_ = *_localized((failed.primary,), place), None
    others = tuple(act for act in _localized(failed.others, place) if act != primary)
    here = replace(failed, primary=primary, others=others)
    if is_told:
        return with_repair(replace(view, repair=None), here, asked=True) or here
    return _with_offer(state, here) or here


def _localized(acts: Iterable[Act | None], place: Act | None) -> list[Act]:
    """Return the acts as this window has them: what leads to « Paramètres de connexion » leads to the place in it."""
    there = {SETTINGS.does, ENTER_LICENCE.does}
    here = (place if act is not None and act.does in there else act for act in acts)
    return [act for act in dict.fromkeys(here) if act is not None]


def _here(state: FormState) -> Nearby:
    """Return what these windows have: no assistance mode, for whoever corrects the settings wants to connect."""
    return Nearby(licence=True, addresses=not state.needs_licence)


def _place_of(state: FormState, diagnosis: Diagnosis) -> Act | None:
    """Return the way to what a person can correct; ``None``: nothing here is known to be wrong."""
    if diagnosis.verdict is Verdict.LICENCE_UNKNOWN or lacks_key(state.view):
        return CORRECT_LICENCE
    if state.needs_licence:
        return SETTINGS
    if diagnosis.verdict is Verdict.INSECURE and not state.form.settings.secure:
        return TICK_SECURE
    is_restorable = differs_from_official(state.form.settings) and not state.read_only
    return RESTORE if is_restorable else None
