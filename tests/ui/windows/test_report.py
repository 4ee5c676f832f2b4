"""« Rapport de diagnostic » shows the whole content of a report before it is saved."""

import os

from PySide6.QtWidgets import QFileDialog

from iea_agent.core.commands import DialogKind, Open
from iea_agent.core.errors import ErrorCode, StorageError
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts.windows import report_window
from iea_agent.core.wire.jobs import MakeReportOrder, RaiseWindow, ReportMade
from iea_agent.ui.app import dispatch
from iea_agent.ui.windows.report import DEADLINE_S, ReportDialog
from tests.ui.stories import (
    REPORT_PATH,
    REPORT_TEXTS,
    UNREACHABLE,
    Scene,
    button_named,
    open_window,
    press,
    report_ready,
    save_report,
    settle,
)

TARGET = "/home/paulette/Documents/rapport.zip"


def making() -> tuple[Scene, ReportDialog]:
    scene = open_window(DialogKind.REPORT, UNREACHABLE)
    assert isinstance(scene.window, ReportDialog)
    return scene, scene.window


def ready(*, key_was_known: bool = True) -> tuple[Scene, ReportDialog]:
    scene = report_ready(key_was_known=key_was_known)
    assert isinstance(scene.window, ReportDialog)
    return scene, scene.window


def test_the_window_has_the_report_made_about_the_present_state() -> None:
    scene, _ = making()
    assert scene.jobs.last.order == MakeReportOrder(UNREACHABLE)
    assert scene.jobs.last.deadline_s == DEADLINE_S
    assert not button_named(scene, "Enregistrer sous…").isEnabled()


def test_every_text_of_the_report_can_be_read() -> None:
    scene, window = ready()
    assert scene.reports.opened == [REPORT_PATH]
    names = [window.files.item(row).text() for row in range(window.files.count())]
    assert names == list(REPORT_TEXTS)
    for row, content in enumerate(REPORT_TEXTS.values()):
        window.files.setCurrentRow(row)
        assert window.text.toPlainText() == content.replace("\u00a0", " ")
    assert window.text.isReadOnly()


def test_the_report_is_said_to_hold_no_secret_only_if_the_key_was_looked_for() -> None:
    _, window = ready()
    assert window.clean.isVisible()
    assert window.verdict.words == ""
    _, window = ready(key_was_known=False)
    assert not window.clean.isVisible()
    assert window.verdict.shown is not None
    assert window.verdict.shown.sign is SignKind.WARNING
    assert "relisez le rapport" in window.verdict.words


def test_the_report_is_saved_where_the_user_wants_it() -> None:
    scene, window = ready()
    save_report(scene, TARGET)
    assert scene.reports.saved == [(REPORT_PATH, TARGET)]
    assert window.verdict.shown is not None
    assert window.verdict.shown.sign is SignKind.GOOD
    assert TARGET in window.verdict.words.replace("\u200b", "")
    assert button_named(scene, "Enregistrer sous…").isEnabled()


def test_a_name_and_a_folder_are_proposed() -> None:
    scene, window = ready()
    press(scene, "Enregistrer sous…")
    press(scene, "Enregistrer sous…")
    (chooser,) = window.findChildren(QFileDialog)
    assert chooser.selectedFiles()[0].endswith("/rapport-impact-emploi-2026-11-23.zip")
    assert chooser.defaultSuffix() == "zip"
    chooser.reject()
    assert scene.reports.saved == []


def test_a_disk_that_refuses_is_said() -> None:
    scene, window = ready()
    scene.reports.save_error = StorageError("no space left on device")
    save_report(scene, TARGET)
    assert window.verdict.words.startswith(report_window.NOT_SAVED)
    scene.reports.save_error = None
    save_report(scene, TARGET)
    assert window.verdict.words.startswith(report_window.SAVED)


def test_the_mail_is_one_click_away() -> None:
    scene, _ = ready()
    press(scene, "Écrire à l'assistance")
    assert scene.host.asked == [Open(DialogKind.SUPPORT_MAIL)]


def test_a_job_that_fails_is_said_and_can_be_tried_again() -> None:
    scene, window = making()
    scene.jobs.last.end(JobEnd(JobFault.OVERTIME))
    scene.work()
    assert window.verdict.words.startswith(report_window.FAILED)
    assert report_window.FAULT_OTHER in window.verdict.words
    press(scene, "Réessayer")
    assert len(scene.jobs.started) == 2
    assert window.verdict.words == report_window.MAKING


def test_a_full_disk_is_said() -> None:
    scene, window = making()
    scene.jobs.last.end(JobEnd(JobFault.FAILED, ErrorCode.STORAGE, "no space left on device"))
    scene.work()
    assert report_window.FAULT[ErrorCode.STORAGE] in window.verdict.words


def test_a_report_that_cannot_be_read_is_said() -> None:
    scene, window = making()
    scene.reports.read_error = StorageError("not a zip file")
    scene.jobs.last.say(ReportMade(os.fsencode(REPORT_PATH), key_was_known=True))
    scene.jobs.last.end(JobEnd())
    scene.work()
    assert window.verdict.words.startswith(report_window.FAILED)
    assert not window.text.isVisible()


def test_the_menu_entry_tries_again_but_does_not_replace_what_is_being_read() -> None:
    scene, window = making()
    dispatch(RaiseWindow(), window)
    assert len(scene.jobs.started) == 1
    scene.jobs.last.end(JobEnd(JobFault.CRASHED))
    scene.work()
    dispatch(RaiseWindow(), window)
    assert len(scene.jobs.started) == 2
    scene, window = ready()
    dispatch(RaiseWindow(), window)
    assert len(scene.jobs.started) == 1


def test_leaving_gives_up_the_job() -> None:
    scene, window = making()
    window.reject()
    assert scene.jobs.last.cancelled


def test_leaving_closes_the_choice_of_a_file() -> None:
    scene, window = ready()
    press(scene, "Enregistrer sous…")
    (chooser,) = window.findChildren(QFileDialog)
    window.close_unasked()
    settle(scene)
    assert not chooser.isVisible()
