"""What the window of the diagnostic report says."""

import pytest

from iea_agent.core.errors import ErrorCode
from iea_agent.core.shown import report
from iea_agent.core.shown.verdict import SignKind, Step
from iea_agent.core.texts.windows import report_window


@pytest.mark.parametrize("code", ErrorCode)
def test_a_report_that_was_not_made_is_bad_and_can_be_tried_again(code: ErrorCode) -> None:
    shown = report.failed(code)
    assert shown.sign is SignKind.BAD
    assert shown.primary is not None
    assert shown.primary.does is Step.AGAIN
    assert (report_window.FAULT_OTHER in shown.sentences) is (code is not ErrorCode.STORAGE)


def test_what_takes_time_is_waited_for() -> None:
    assert report.making().is_busy
    assert report.saving().is_busy


def test_a_report_that_nobody_could_check_is_never_all_good() -> None:
    assert report.ready(key_was_known=True) is None
    shown = report.ready(key_was_known=False)
    assert shown is not None
    assert shown.sign is SignKind.WARNING
    for known in (True, False):
        saved = report.saved("C:/rapport.zip", key_was_known=known)
        assert saved.sign is (SignKind.GOOD if known else SignKind.WARNING)
        assert saved.sentences[0] == "C:/rapport.zip"
        assert (report_window.UNCHECKED_BODY in saved.sentences) is not known


def test_a_report_that_was_not_saved_is_bad() -> None:
    shown = report.not_saved("C:/rapport.zip")
    assert (shown.sign, shown.title) == (SignKind.BAD, report_window.NOT_SAVED)
