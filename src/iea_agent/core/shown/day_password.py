"""What is said of a typed password of the day, and of the connection that comes back after a right one."""

from typing import Final

from msgspec.structs import replace

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Link
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.history import PeriodKind
from iea_agent.core.occasions import WORKSTATION_FAULTS
from iea_agent.core.shown import connection
from iea_agent.core.shown.launching import next_act
from iea_agent.core.shown.verdict import Act, ShownVerdict, SignKind
from iea_agent.core.shown.ways_on import HELPER, SETTINGS
from iea_agent.core.texts.windows import assistance_mode, attempts, buttons
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import PasswordAnswered

_AGAIN: Final = Act(buttons.REAUTHENTICATE_AGAIN, Action.AUTHENTICATE)


def comparing(*, key_store_asks: bool) -> ShownVerdict:
    """Say that a password is compared, or that the key store asks for its own."""
    title = attempts.KEY_STORE_ASKS if key_store_asks else assistance_mode.COMPARING
    return ShownVerdict(sign=SignKind.WAITING, title=title, is_busy=True)


def refused(answer: PasswordAnswered, view: AgentView, *, date: str, tried_short: bool) -> ShownVerdict:
    """Say why a password changed nothing.

    Args:
        answer: of the agent; not a right password.
        view: the agent's state.
        date: the sentence about the date of this workstation, for what depends on it.
        tried_short: whether the password was typed without its check digit.
    """
    outcome = answer.outcome
    title, lines = assistance_mode.PASSWORD_FAILED[outcome]
    is_wrong = outcome is PasswordOutcome.WRONG
    doubts_key = is_wrong and licence_was_unknown(view)
    if doubts_key:  # another password is in vain
        lines = assistance_mode.KEY_MAY_BE_WRONG
    return ShownVerdict(
        sign=SignKind.BAD,
        title=title,
        sentences=(
            *((assistance_mode.EIGHT_DIGITS,) if is_wrong and tried_short else ()),
            *((date,) if outcome.doubts_the_date else ()),
            *lines,
            *((assistance_mode.tries_left(answer.left),) if outcome.is_counted else ()),
        ),
        primary=SETTINGS if doubts_key else _next_act(outcome),
        others=(HELPER,) if outcome is PasswordOutcome.OTHER_DAY else (),
    )


def _next_act(outcome: PasswordOutcome) -> Act | None:
    """Return what helps where another password does not; ``None``: the form is the next act."""
    if outcome.lacks_key:
        return SETTINGS
    return HELPER if outcome in WORKSTATION_FAULTS else None


def left(view: AgentView, *, mail: str) -> ShownVerdict:
    """Say how the connection comes back after assistance mode; ``mail`` says that one was prepared already."""
    if view.connection is Link.CONNECTED:
        shown = connection.success(view, attempts.AUTHENTICATED_BODY)
        sentences = (assistance_mode.ASSISTANCE_LEFT, *shown.sentences)
        return replace(shown, sentences=sentences, primary=next_act(view))
    return connection.failure(view, _AGAIN, above=(assistance_mode.ASSISTANCE_LEFT,), mail=mail)


def connecting(stage: str, *, key_store_asks: bool) -> ShownVerdict:
    """Say that the connection comes back; ``stage`` is the last one that was completed, or empty."""
    title = attempts.KEY_STORE_ASKS if key_store_asks else assistance_mode.ASSISTANCE_LEFT_CONNECTING
    return ShownVerdict(sign=SignKind.WAITING, title=title, sentences=(stage,), is_busy=True)


def licence_was_unknown(view: AgentView) -> bool:
    """Tell whether the last outage ended with, or is, an unknown licence."""
    outages = [period for period in view.history if period.kind is PeriodKind.OUTAGE]
    return bool(outages) and (outages[-1].then or outages[-1].verdict) is Verdict.LICENCE_UNKNOWN
