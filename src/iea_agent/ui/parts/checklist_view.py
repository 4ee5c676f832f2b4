"""The checklist of « Détails »: the workstation, then each stage with its time and facts."""

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from iea_agent.core.diagnosis import Diagnosis, Role, Stage, StageReport
from iea_agent.core.shown.checklist import Progress
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts import checklist, french, verdicts
from iea_agent.core.texts.windows import access_test
from iea_agent.ui.parts.signs import Sign
from iea_agent.ui.parts.widgets import breakable, grid_in, text


class Line(NamedTuple):
    """One line of the checklist."""

    kind: SignKind
    name: str
    fact: str
    """A stranger's words stand on a line of their own, the last."""
    time: str = ""


def lines_of(progress: Progress | None) -> tuple[Line, ...]:
    """Return the checklist of one address, for any progress."""
    diagnosis = progress.report.diagnosis if progress is not None and progress.report is not None else None
    stages = (diagnosis.stages if diagnosis is not None else ()) or tuple(progress.stages if progress else ())
    reached = {report.stage: report for report in stages}
    running = progress is not None and diagnosis is None and not progress.cancelled
    return (
        _workstation(progress, diagnosis),
        *(_stage(stage, reached, diagnosis, running=running) for stage in Stage),
    )


def _workstation(progress: Progress | None, diagnosis: Diagnosis | None) -> Line:
    if progress is None:
        return Line(SignKind.UNKNOWN, checklist.WORKSTATION, checklist.NOT_REACHED)
    if diagnosis is not None and diagnosis.verdict.facts.before_any_stage:
        return Line(SignKind.BAD, checklist.WORKSTATION, _failure(diagnosis))
    if diagnosis is not None and diagnosis.clock_is_wrong:
        return Line(SignKind.WARNING, checklist.WORKSTATION, verdicts.clock_remark(diagnosis))
    return Line(SignKind.GOOD, checklist.WORKSTATION, checklist.WORKSTATION_READY)


def _stage(stage: Stage, reached: dict[Stage, StageReport], diagnosis: Diagnosis | None, *, running: bool) -> Line:
    name = checklist.STAGE[stage]
    report = reached.get(stage)
    time = french.duration(report.ms) if report is not None else ""
    if (
        diagnosis is not None
        and not diagnosis.ok
        and stage is diagnosis.stage
        and not diagnosis.verdict.facts.before_any_stage
    ):
        return Line(SignKind.BAD, name, _failure(diagnosis), time)
    if report is not None:
        return Line(SignKind.GOOD, name, "\n".join(checklist.lines_of(report)), time)
    seen = [*reached, *([diagnosis.stage] if diagnosis is not None and reached else [])]
    passed = any(_ORDER.index(other) > _ORDER.index(stage) for other in seen)
    if passed and stage in checklist.NOT_NEEDED:
        return Line(SignKind.UNKNOWN, name, checklist.NOT_NEEDED[stage])
    return Line(SignKind.WAITING if running else SignKind.UNKNOWN, name, "" if running else checklist.NOT_REACHED)


_ORDER = tuple(Stage)


def _failure(diagnosis: Diagnosis) -> str:
    short = verdicts.short(diagnosis)
    said = f"{short} ({french.heading(checklist.TECHNICAL, diagnosis.detail)})" if diagnosis.detail else short
    return "\n".join(filter(None, (said, checklist.words_of(diagnosis))))


class ChecklistView(QWidget):
    """The checklist of one address."""

    def __init__(self, role: Role, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = grid_in(self, across=8, down=6, stretch=2)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(text(access_test.SERVER[role], bold=True), 0, 0, 1, 4)
        self._rows: list[tuple[Sign, QLabel, QLabel, QLabel]] = []
        for row, line in enumerate(lines_of(None), start=1):
            sign, name, fact, time = Sign(size=1.0), QLabel(line.name), text(), QLabel()
            for column, widget in enumerate((sign, name, fact, time)):
                grid.addWidget(widget, row, column, top if widget is not fact else Qt.AlignmentFlag(0))
            self._rows.append((sign, name, fact, time))
        grid.setRowStretch(len(self._rows) + 1, 1)

    def show_progress(self, progress: Progress | None) -> None:
        """Show the progress of the address."""
        for (sign, name, fact, time), line in zip(self._rows, lines_of(progress), strict=True):
            sign.show_kind(line.kind)
            name.setText(line.name)
            fact.setText(breakable(line.fact))
            time.setText(line.time)
