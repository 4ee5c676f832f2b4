"""What the window of the diagnostic report says: that it is made, why it was not, whether it was saved."""

from typing import Final

from iea_agent.core.errors import ErrorCode
from iea_agent.core.shown.verdict import Act, ShownVerdict, SignKind, Step
from iea_agent.core.texts import launches
from iea_agent.core.texts.windows import report_window

_AGAIN: Final = Act(launches.TRY_AGAIN, Step.AGAIN)


def making() -> ShownVerdict:
    """Say that the report is made."""
    return ShownVerdict(sign=SignKind.WAITING, title=report_window.MAKING, is_busy=True)


def failed(code: ErrorCode) -> ShownVerdict:
    """Say why there is no report."""
    said = (report_window.FAULT.get(code, report_window.FAULT_OTHER), report_window.REMEDY)
    return ShownVerdict(sign=SignKind.BAD, title=report_window.FAILED, sentences=said, primary=_AGAIN)


def ready(*, key_was_known: bool) -> ShownVerdict | None:
    """Say what a report that can be read lacks; ``None``: nothing."""
    if key_was_known:
        return None
    said = (report_window.UNCHECKED_BODY,)
    return ShownVerdict(sign=SignKind.WARNING, title=report_window.UNCHECKED, sentences=said)


def saving() -> ShownVerdict:
    """Say that the report is being saved."""
    return ShownVerdict(sign=SignKind.WAITING, title=report_window.SAVING, is_busy=True)


def saved(target: str, *, key_was_known: bool) -> ShownVerdict:
    """Say where the report was saved, and that it is to be read first if nobody could look for the key in it."""
    unchecked = () if key_was_known else (report_window.UNCHECKED_BODY,)
    return ShownVerdict(
        sign=SignKind.GOOD if key_was_known else SignKind.WARNING,
        title=report_window.SAVED,
        sentences=(target, report_window.SAVED_BODY, *unchecked),
    )


def not_saved(target: str) -> ShownVerdict:
    """Say that the report was not saved."""
    said = (target, report_window.NOT_SAVED_BODY)
    return ShownVerdict(sign=SignKind.BAD, title=report_window.NOT_SAVED, sentences=said)
