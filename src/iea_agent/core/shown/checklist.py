"""The checklist of an exchange as rows of the details: the workstation, then each stage with its facts and its time."""

from dataclasses import dataclass, field

from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Stage, StageReport
from iea_agent.core.shown.verdict import Detail, SignKind
from iea_agent.core.texts import checklist, french, verdicts
from iea_agent.core.texts.windows import access_test


@dataclass
class Progress:
    """The progress of a test for one address."""

    url: str
    stages: list[StageReport] = field(default_factory=list)
    report: ServerReport | None = None
    cancelled: bool = False


def rows_of(role: Role, progress: Progress | None) -> tuple[Detail, ...]:
    """Return the checklist of one address below its heading, for any progress."""
    diagnosis = progress.report.diagnosis if progress is not None and progress.report is not None else None
    stages = (diagnosis.stages if diagnosis is not None else ()) or tuple(progress.stages if progress else ())
    reached = {report.stage: report for report in stages}
    running = progress is not None and diagnosis is None and not progress.cancelled
    rows = [Detail(access_test.SERVER[role], is_heading=True), *_workstation(progress, diagnosis)]
    for stage in Stage:
        rows += _stage(stage, reached, diagnosis, running=running)
    return tuple(rows)


def rows_of_diagnosis(role: Role, diagnosis: Diagnosis) -> tuple[Detail, ...]:
    """Return the checklist of an exchange that is over."""
    return rows_of(role, Progress("", report=ServerReport(role, "", diagnosis)))


def _workstation(progress: Progress | None, diagnosis: Diagnosis | None) -> list[Detail]:
    name = checklist.WORKSTATION
    if progress is None:
        return [Detail(name, checklist.NOT_REACHED, SignKind.UNKNOWN)]
    if diagnosis is not None and diagnosis.verdict.facts.before_any_stage:
        return _failure(name, diagnosis)
    if diagnosis is not None and diagnosis.clock_is_wrong:
        return [Detail(name, verdicts.clock_remark(diagnosis), SignKind.WARNING)]
    return [Detail(name, checklist.WORKSTATION_READY, SignKind.GOOD)]


def _stage(
    stage: Stage, reached: dict[Stage, StageReport], diagnosis: Diagnosis | None, *, running: bool
) -> list[Detail]:
    name = checklist.STAGE[stage]
    report = reached.get(stage)
    time = french.duration(report.ms) if report is not None else ""
    failed = diagnosis is not None and not diagnosis.ok and not diagnosis.verdict.facts.before_any_stage
    if diagnosis is not None and failed and stage is diagnosis.stage:
        return _failure(name, diagnosis, time)
    if report is not None:
        fact = checklist.detail(report)
        signer = (line for line in checklist.lines_of(report) if line != fact)
        return [Detail(name, fact, SignKind.GOOD, time), *(Detail("", line) for line in signer)]
    seen = [*reached, *([diagnosis.stage] if diagnosis is not None and reached else [])]
    passed = any(_ORDER.index(other) > _ORDER.index(stage) for other in seen)
    if passed and stage in checklist.NOT_NEEDED:
        return [Detail(name, checklist.NOT_NEEDED[stage], SignKind.UNKNOWN)]
    if running:
        return [Detail(name, "", SignKind.WAITING)]
    return [Detail(name, checklist.NOT_REACHED, SignKind.UNKNOWN)]


_ORDER = tuple(Stage)


def _failure(name: str, diagnosis: Diagnosis, time: str = "") -> list[Detail]:
    rows = [Detail(name, verdicts.short(diagnosis), SignKind.BAD, time)]
    if diagnosis.detail:
        rows.append(Detail(checklist.TECHNICAL, diagnosis.detail))
    if said := checklist.words_of(diagnosis):
        rows.append(Detail("", said))
    return rows
