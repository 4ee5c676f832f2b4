"""« Rapport de diagnostic »: a job makes the report; this window shows all its content and saves a copy.

Nothing is sent. The content is composed in ``core/report/compose.py``.
"""

import logging
import os
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QSize, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QListWidget, QVBoxLayout, QWidget

from iea_agent.core.commands import DialogKind, Open
from iea_agent.core.errors import AgentError, ErrorCode, StorageError
from iea_agent.core.job_end import JobEnd
from iea_agent.core.shown import report
from iea_agent.core.shown.verdict import Step
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import buttons, report_window
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import FromJob, MakeReportOrder, ReportMade
from iea_agent.ui.context import WindowContext
from iea_agent.ui.parts.flow import BesideLayout
from iea_agent.ui.parts.measures import ROW_PX, follow_font, lines_in_sight
from iea_agent.ui.parts.speech import announce
from iea_agent.ui.parts.text_area import TextArea
from iea_agent.ui.parts.verdict import VerdictBox
from iea_agent.ui.parts.widgets import add, button, fill, label_of, text
from iea_agent.ui.style.metrics import GRID
from iea_agent.ui.window import Window

if TYPE_CHECKING:
    from iea_agent.core.ports import Job

_log = logging.getLogger(__name__)

DEADLINE_S = 50.0
"""Deadline for gathering a report (seconds); the key store alone can be slow."""
LINES = 18
"""Lines of a text visible without scrolling."""
COLUMNS = 72


class ReportDialog(Window):
    """One report: made when the window opens, then read and saved."""

    def __init__(self, context: WindowContext, view: AgentView) -> None:
        super().__init__(context, view, title=labels.MENU_REPORT, width=104)
        self._job: Job | None = None
        self._made: ReportMade | None = None
        self._texts: dict[str, str] = {}
        self._chooser: QFileDialog | None = None
        self.clean = text(report_window.IS_CLEAN)
        self.verdict = VerdictBox(self.ask, {Step.AGAIN: lambda _: self._start()})
        self.files = _Files()
        self.text = TextArea(lines=LINES, columns=COLUMNS, is_aligned=True)
        self.verdict.renewed.connect(lambda: self.reveal(self.verdict))
        self._preview = QWidget()
        self._lay_out_preview()
        self.save_button = button(report_window.SAVE, self._choose_target, default=True)
        write = button(buttons.WRITE_SUPPORT, lambda: self.ask(Open(DialogKind.SUPPORT_MAIL)))
        close = button(buttons.CLOSE, self.reject)
        add(self.body, text(report_window.INTRODUCTION), self.clean, self._preview, self.verdict, None)
        self.add_buttons((write,), (self.save_button, close))
        self.files.currentTextChanged.connect(self._show_text)
        self.finished.connect(self._put_away)
        self._start()
        close.setFocus()

    def _lay_out_preview(self) -> None:
        self.text.setReadOnly(True)
        row = BesideLayout(self._preview, across=GRID, down=GRID)
        for share, name, part in ((0, report_window.FILES, self.files), (1, report_window.TEXT, self.text)):
            row.put(fill(QVBoxLayout(), label_of(name, part), (part, 1), spacing=4), share)

    def on_asked_again(self) -> None:
        """Retry if there is no report; keep an existing one."""
        if self._job is None and self._made is None:
            self._start()

    # Making it.

    def _start(self) -> None:
        self._made = None
        self._show_state(working=True)
        carry = self.context.main_thread.carry
        self._job = self.context.jobs.start(
            MakeReportOrder(self.view),
            on_message=carry(self._on_message),
            on_end=carry(self._on_end),
            deadline_s=DEADLINE_S,
        )

    def _on_message(self, message: FromJob) -> None:
        if isinstance(message, ReportMade):
            self._made = message

    def _on_end(self, end: JobEnd) -> None:
        self._job = None
        made = self._made
        if end.fault is not None or made is None:
            _log.warning("no report: %s", end)
            self._show_failure(end.code)
            return
        try:
            self._texts = dict(self.context.reports.read(os.fsdecode(made.path)))
        except AgentError as error:
            _log.warning("the report cannot be read: %s", error)
            self._show_failure(error.code)
            return
        self._show_report(key_was_known=made.key_was_known)

    # What is shown.

    def _show_state(self, *, working: bool = False, failed: bool = False) -> None:
        self._preview.setVisible(not working and not failed)
        self.save_button.setVisible(not failed)
        self.save_button.setEnabled(not working)
        self.save_button.setDefault(not failed)
        if working:
            self.verdict.show_verdict(report.making())
        if working or failed:
            self.clean.hide()

    def _show_failure(self, code: ErrorCode) -> None:
        self._made = None
        self._show_state(failed=True)
        self.verdict.show_verdict(report.failed(code))

    def _show_report(self, *, key_was_known: bool) -> None:
        self._show_state()
        self.clean.setVisible(key_was_known)
        verdict = report.ready(key_was_known=key_was_known)
        self.verdict.show_verdict(verdict)
        if verdict is None:
            announce(self, report_window.IS_CLEAN)
        self.save_button.setFocus()
        self.files.show_names(list(self._texts))
        self.files.setCurrentRow(0)

    def _show_text(self, name: str) -> None:
        self.text.setPlainText(self._texts.get(name, ""))

    # Saving it.

    def _choose_target(self) -> None:
        if self._chooser is not None:
            self._chooser.raise_()
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chooser = QFileDialog(self, report_window.SAVE_TITLE, folder, report_window.FILTER)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setLabelText(QFileDialog.DialogLabel.LookIn, report_window.FOLDER)  # Qt's translation is incomplete
        chooser.setLabelText(QFileDialog.DialogLabel.FileType, report_window.TYPE)
        chooser.setDefaultSuffix("zip")
        chooser.selectFile(f"rapport-impact-emploi-{self.now():%Y-%m-%d}.zip")

        def closed() -> None:
            self._chooser = None

        chooser.fileSelected.connect(self._save)
        chooser.finished.connect(closed)
        self._chooser = chooser
        chooser.open()

    def _save(self, target: str) -> None:
        if self._made is None:
            return
        self.verdict.show_verdict(report.saving())
        self.save_button.setEnabled(False)  # gives the focus away
        self.context.main_thread.fetch(
            partial(self._copy, os.fsdecode(self._made.path), target), partial(self._on_saved, target)
        )

    def _copy(self, path: str, target: str) -> bool:
        """Copy the report; on its own thread, as the target may be a slow share."""
        try:
            self.context.reports.save_as(path, target)
        except StorageError as error:
            _log.warning("the report was not saved: %s", error)
            return False
        return True

    def _on_saved(self, target: str, saved: bool) -> None:  # noqa: FBT001 (the thread's result)
        self.save_button.setEnabled(True)
        target, known = QDir.toNativeSeparators(target), self._made is not None and self._made.key_was_known
        self.verdict.show_verdict(report.saved(target, key_was_known=known) if saved else report.not_saved(target))

    def _put_away(self) -> None:
        if self._job is not None:
            self._job.cancel()
        if self._chooser is not None:
            self._chooser.done(0)


class _Files(QListWidget):
    """The names of files, as wide as they are, all of them in sight where the screen has room."""

    def __init__(self) -> None:
        super().__init__()
        follow_font(self, self._measure)

    def show_names(self, names: Sequence[str]) -> None:
        """Show these names."""
        self.clear()
        self.addItems(names)
        self._measure()

    def _measure(self) -> None:
        height = max(ROW_PX, self.fontMetrics().height() + GRID)
        for row in range(self.count()):
            item = self.item(row)
            item.setSizeHint(QSize(self.fontMetrics().horizontalAdvance(item.text()) + 2 * GRID, height))
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return the size of the names."""
        frame = 2 * self.frameWidth()
        bar = self.verticalScrollBar().sizeHint().width()
        rows = lines_in_sight(self, self.count())
        return QSize(self.sizeHintForColumn(0) + bar + frame, max(0, self.sizeHintForRow(0)) * rows + frame)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return the same size: names are not cut."""
        return self.sizeHint()
