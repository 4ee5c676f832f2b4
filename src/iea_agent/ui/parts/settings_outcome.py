"""What « Paramètres de connexion » says of the last test or saving, in words."""

from collections.abc import Mapping
from typing import assert_never

from iea_agent.core.connection_state import Link
from iea_agent.core.diagnosis import ServerReport
from iea_agent.core.settings_form.outcome import Awaits, NotSaved, Outcome, Said, Saved, Tested
from iea_agent.core.texts import announcements, key_origin, labels
from iea_agent.core.texts.windows import access_test, attempts, settings_window
from iea_agent.core.view import AgentView
from iea_agent.ui.parts.key_question import KeyQuestion, explain_key_origin, origins_asked
from iea_agent.ui.parts.signs import SignKind
from iea_agent.ui.parts.widgets import Block, Notice, breakable, explanation, rest_of_explanation

SAID: Mapping[Said, tuple[SignKind, str, tuple[str, ...]]] = {
    Said.TEST_REFUSED: (SignKind.BAD, settings_window.TEST_NEEDS_CORRECTION, ()),
    Said.TESTING: (SignKind.WAITING, access_test.TEST_RUNNING, ()),
    Said.TEST_CANCELLED: (SignKind.WAITING, access_test.TEST_CANCELLED, (access_test.CANCELLED_BODY,)),
    Said.SAVE_REFUSED: (SignKind.BAD, settings_window.SAVE_NEEDS_CORRECTION, ()),
    Said.SAVING: (SignKind.WAITING, settings_window.SAVING, ()),
    Said.KEY_STORE_ASKS: (SignKind.WAITING, attempts.KEY_STORE_ASKS, ()),
    Said.KEY_NOT_STORED: (
        SignKind.BAD,
        settings_window.KEY_NOT_STORED,
        (settings_window.KEY_NOT_STORED_CAUSE, settings_window.KEY_NOT_STORED_REMEDY, settings_window.NOTHING_LOST),
    ),
    Said.KEY_FILE_NOT_WRITTEN: (
        SignKind.BAD,
        settings_window.KEY_NOT_STORED,
        (settings_window.KEY_FILE_NOT_WRITTEN, settings_window.NOTHING_LOST),
    ),
}
"""The words where they need nothing else, below their sign."""
_SAVED: Mapping[Awaits, tuple[SignKind, str, tuple[str, ...]]] = {
    Awaits.SERVER: (SignKind.WAITING, settings_window.SAVED_CONNECTING, ()),
    Awaits.KEY_STORE: (SignKind.WAITING, attempts.KEY_STORE_ASKS, ()),
    Awaits.END_OF_ASSISTANCE: (
        SignKind.GOOD,
        settings_window.SAVED_IN_ASSISTANCE,
        (settings_window.SAVED_IN_ASSISTANCE_BODY,),
    ),
}


def show_outcome(notice: Notice, question: KeyQuestion, outcome: Outcome | None) -> None:
    """Say the outcome, and ask whether the key may be sent where the answer asks that."""
    answer = outcome.answer if isinstance(outcome, Saved) else None
    question.ask(None if answer is None else origins_asked(answer))
    match outcome:
        case None:
            notice.clear()
        case Said():
            _say(notice, SAID[outcome])
        case Tested(reports=reports) if outcome.succeeded:
            notice.say(SignKind.GOOD, labels.TEST_SUCCEEDED, Block("", (access_test.TEST_SUCCEEDED_SAVE,)))
        case Tested(reports=reports):
            notice.say(SignKind.BAD, access_test.TEST_FAILED, *explanations(reports))
        case NotSaved(code=code):
            why = settings_window.SAVE_FAULT.get(code, settings_window.SAVE_FAULT_OTHER)
            notice.say(SignKind.BAD, settings_window.NOT_SAVED, Block("", (why, settings_window.NOTHING_LOST)))
        case Saved(answer=view, awaits=awaits):
            if view is None:
                _say(notice, _SAVED[awaits])
            else:
                _say_answer(notice, view)
        case _:
            assert_never(outcome)


def _say(notice: Notice, words: tuple[SignKind, str, tuple[str, ...]]) -> None:
    kind, title, lines = words
    notice.say(kind, title, Block("", lines))


def _say_answer(notice: Notice, view: AgentView) -> None:
    if (origins := origins_asked(view)) is not None:
        title = breakable(f"{settings_window.SAVED} {key_origin.question(origins)}")
        notice.say(SignKind.WARNING, title, explain_key_origin(origins))
        return
    kind = SignKind.BAD
    if view.connection is Link.CONNECTED:
        kind = SignKind.GOOD if view.updates is None or view.updates.ok else SignKind.WARNING
    title = f"{settings_window.SAVED} {announcements.state_line(view)}"
    notice.say(kind, title, *rest_of_explanation(view.diagnosis))


def explanations(reports: tuple[ServerReport, ...]) -> tuple[Block, ...]:
    """Explain each fault; one that both servers share, once."""
    bad = [report for report in reports if not report.ok]
    blocks = [explanation(report.diagnosis, access_test.SERVER[report.role]) for report in bad]
    if len(blocks) > 1 and blocks[0].lines == blocks[1].lines:
        return (blocks[0]._replace(heading=access_test.BOTH_SERVERS),)
    return tuple(blocks)
