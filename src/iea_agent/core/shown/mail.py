"""What the window of a mail says: that one was prepared before, and how opening or copying this one went."""

from typing import assert_never

from iea_agent.core.mail import MailOutcome
from iea_agent.core.shown.verdict import ShownVerdict, SignKind
from iea_agent.core.texts.windows import mail_window


def prepared_before(said: str) -> ShownVerdict | None:
    """Say that a mail was prepared before; an empty text says that there was none."""
    if not said:
        return None
    title, _, rest = said.partition(". ")
    return ShownVerdict(sign=SignKind.WARNING, title=title.rstrip("."), sentences=(rest,))


def opening() -> ShownVerdict:
    """Say that the mail program is being opened."""
    return ShownVerdict(sign=SignKind.WAITING, title=mail_window.OPENING, is_busy=True)


def opened(outcome: MailOutcome, keys: str, *, with_recipient: bool) -> ShownVerdict:
    """Say how opening the mail program went, and what is left to do; ``keys`` is the shortcut for pasting."""
    match outcome:
        case MailOutcome.OPENED:
            first = () if with_recipient else (mail_window.OPENED_WITHOUT_RECIPIENT,)
            said = (*first, mail_window.OPENED_BODY)
            return ShownVerdict(sign=SignKind.GOOD, title=mail_window.OPENED, sentences=said)
        case MailOutcome.OPENED_WITHOUT_BODY:
            said = (mail_window.paste(keys), mail_window.STAY_OPEN)
            return ShownVerdict(sign=SignKind.WARNING, title=mail_window.WITHOUT_BODY, sentences=said)
        case MailOutcome.NO_PROGRAM:
            said = _what_to_do_with_the_copy(keys, with_recipient=with_recipient)
            return ShownVerdict(sign=SignKind.WARNING, title=mail_window.NOT_OPENED, sentences=said)
        case _:
            assert_never(outcome)


def copied(keys: str, *, with_recipient: bool) -> ShownVerdict:
    """Say that the whole message was copied, and what to do with it."""
    said = _what_to_do_with_the_copy(keys, with_recipient=with_recipient)
    return ShownVerdict(sign=SignKind.GOOD, title=mail_window.COPIED, sentences=said)


def _what_to_do_with_the_copy(keys: str, *, with_recipient: bool) -> tuple[str, ...]:
    return (
        mail_window.IS_COPIED,
        mail_window.WHERE_TO_WRITE,
        mail_window.paste_all(keys, with_recipient=with_recipient),
        mail_window.STAY_OPEN,
    )
