"""The outcome of a saving, in words: at the foot of « Paramètres de connexion »."""

from collections.abc import Mapping
from typing import assert_never

from iea_agent.core.connection_state import Link
from iea_agent.core.settings_form.state import NotSaved, Outcome, Said, SavedAnswered
from iea_agent.core.texts import announcements, key_origin
from iea_agent.core.texts.windows import attempts, settings_window
from iea_agent.ui.parts.key_question import KeyQuestion, explain_key_origin, origins_asked
from iea_agent.ui.parts.signs import SignKind
from iea_agent.ui.parts.widgets import Block, Notice, breakable, rest_of_explanation

SAID: Mapping[Said, tuple[SignKind, str, tuple[str, ...]]] = {
    Said.TEST_REFUSED: (SignKind.BAD, settings_window.TEST_NEEDS_CORRECTION, ()),
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
    Said.SAVED_IN_ASSISTANCE: (
        SignKind.GOOD,
        settings_window.SAVED_IN_ASSISTANCE,
        (settings_window.SAVED_IN_ASSISTANCE_BODY,),
    ),
    Said.SAVED_CONNECTING: (SignKind.WAITING, settings_window.SAVED_CONNECTING, ()),
}
"""The words at the foot of the window, below their sign."""


def show_outcome(notice: Notice, question: KeyQuestion, outcome: Outcome | None) -> None:
    """Say the outcome of the last saving, and ask whether the key may be sent where the answer asks that."""
    origins = origins_asked(outcome.view) if isinstance(outcome, SavedAnswered) else None
    question.ask(origins)
    match outcome:
        case None:
            notice.clear()
        case Said():
            kind, title, lines = SAID[outcome]
            notice.say(kind, title, Block("", lines))
        case NotSaved(code=code):
            why = settings_window.SAVE_FAULT.get(code, settings_window.SAVE_FAULT_OTHER)
            notice.say(SignKind.BAD, settings_window.NOT_SAVED, Block("", (why, settings_window.NOTHING_LOST)))
        case SavedAnswered() if origins is not None:
            title = breakable(f"{settings_window.SAVED} {key_origin.question(origins)}")
            notice.say(SignKind.WARNING, title, explain_key_origin(origins))
        case SavedAnswered(view=view):
            kind = SignKind.GOOD if view.connection is Link.CONNECTED else SignKind.BAD
            title = f"{settings_window.SAVED} {announcements.state_line(view)}"
            notice.say(kind, title, *rest_of_explanation(view.diagnosis))
        case _:
            assert_never(outcome)
