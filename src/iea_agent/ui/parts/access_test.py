"""The access test of both servers: one run at a time as a job, and the parts that show it.

:class:`AccessTest` runs it and holds the results; :class:`AddressResult` stands at the end of an address. What is
said of it is made in ``core/shown/access_test.py``. Both test windows use them.
"""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from iea_agent.core.diagnosis import Role, ServerReport
from iea_agent.core.job_end import JobEnd, diagnosis_of
from iea_agent.core.settings import Settings
from iea_agent.core.shown.access_test import words_of
from iea_agent.core.shown.checklist import Progress
from iea_agent.core.texts.windows import access_test
from iea_agent.core.wire.jobs import FromJob, ServerTested, StageReached, TestOrder
from iea_agent.ui.context import WindowContext
from iea_agent.ui.parts.measures import at_least
from iea_agent.ui.parts.signs import Sign
from iea_agent.ui.parts.speech import describe
from iea_agent.ui.parts.widgets import fill

if TYPE_CHECKING:
    from iea_agent.core.ports import Job


class AccessTest(QObject):
    """Tests both servers of the given settings, saved or not; one run at a time."""

    changed = Signal()
    """The progress or a result changed."""
    ended = Signal(bool)
    """A run was completed, not cancelled; the argument: whether it found a fault."""

    def __init__(self, context: WindowContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host = context.host
        self._jobs = context.jobs
        self._main_thread = context.main_thread
        self._job: Job | None = None
        self._run = 0
        self.known: dict[Role, Progress] = {}
        """The progress of each address that was tested and not edited since."""
        self.failed = False
        """Whether the last completed run found a fault."""

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._job is not None

    @property
    def reports(self) -> tuple[ServerReport, ...]:
        """The results so far, in the order of the window."""
        known = (self.known.get(role) for role in Role)
        return tuple(progress.report for progress in known if progress is not None and progress.report is not None)

    def start(self, settings: Settings) -> None:
        """Start a run; cancel the current one."""
        self.cancel()
        self._run += 1
        self.known = {role: Progress(settings.address_of(role)) for role in Role}
        carry = self._main_thread.carry
        self._job = self._jobs.start(
            TestOrder(settings),
            on_message=carry(partial(self._on_message, self._run)),
            on_end=carry(partial(self._on_end, self._run)),
            deadline_s=settings.test_deadline_s,
        )
        self.changed.emit()

    def cancel(self) -> None:
        """Cancel the run; its later messages are dropped."""
        job, self._job = self._job, None
        if job is None:
            return
        self._run += 1
        job.cancel()
        for progress in self.known.values():
            progress.cancelled = progress.report is None
        self.changed.emit()

    def forget(self, role: Role) -> None:
        """Drop the result of one address, which was edited since; cancel the run if it is tested now."""
        if role in self.known:
            self.cancel()
            del self.known[role]
            self.changed.emit()

    def _on_message(self, run: int, message: FromJob) -> None:
        if run != self._run:
            return
        match message:
            case StageReached(role=role, report=stage):
                self.known[role].stages.append(stage)
            case ServerTested(report=report):
                self.known[report.role].report = report
                self._host.say(message)  # the agent compares its clock with a verified server's
            case _:
                return
        self.changed.emit()

    def _on_end(self, run: int, end: JobEnd) -> None:
        if run != self._run:
            return
        self._job = None
        for role, progress in self.known.items():
            if progress.report is None:
                progress.report = ServerReport(role, progress.url, diagnosis_of(end, progress.stages, progress.url))
        self.failed = not all(report.ok for report in self.reports)
        self.changed.emit()
        self.ended.emit(self.failed)


class AddressResult(QWidget):
    """The sign at the end of an address, with words beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sign = Sign(size=1.3)
        self.words = QLabel(access_test.UNTESTED)
        self.words.setWordWrap(True)
        at_least(self.words, 24)
        self._field: QWidget | None = None
        self._described = ""
        fill(QHBoxLayout(self), self.sign, (self.words, 1))

    def describe(self, field: QWidget) -> None:
        """Say the result of a test in the description of the field with the address, too."""
        self._field = field

    def show_progress(self, progress: Progress | None) -> None:
        """Show the progress of the address."""
        kind, said = words_of(progress)
        self.sign.show_kind(kind)
        self.words.setText(said)
        before, self._described = self._described, said if progress is not None and progress.report is not None else ""
        if self._field is not None and self._described != before:
            describe(self._field, self._described)
