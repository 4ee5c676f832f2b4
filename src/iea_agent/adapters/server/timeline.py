"""The stages of one exchange in time: which is running, which are done, how long each took."""

import time
from collections.abc import Callable

from iea_agent.core.diagnosis import Stage, StageReport
from iea_agent.core.stage_facts import StageFact


class Timeline:
    """Times the stages and reports each once, in order; a second connection repeats stages and reports nothing.

    One thread writes; any thread may read, also when the exchange has overrun its deadline and was abandoned.
    """

    def __init__(self, on_stage: Callable[[StageReport], None]) -> None:
        self.first = Stage.NAME
        """The stage that the exchange begins with: behind a proxy, names are the proxy's to resolve."""
        self.stage = Stage.NAME
        """The stage that is running, or the last."""
        self._on_stage = on_stage
        self._done: list[StageReport] = []
        self._since = time.perf_counter()

    @property
    def reports(self) -> tuple[StageReport, ...]:
        """The stages done."""
        return tuple(self._done)

    def begin(self, stage: Stage) -> None:
        """Begin with this stage; the last call counts, the time runs since the first."""
        self.first = self.stage = stage

    def begin_again(self, stage: Stage) -> None:
        """Begin with another stage after a way that led nowhere; its time does not count for this one."""
        self.begin(stage)
        self._since = time.perf_counter()

    def done(self, stage: Stage, fact: StageFact | None = None, *, then: Stage | None = None) -> None:
        """Note that a stage is done, what it found out, and which one begins; without ``then`` it was the last."""
        instant = time.perf_counter()
        self.stage = then or stage
        if all(report.stage is not stage for report in self._done):
            report = StageReport(stage, round((instant - self._since) * 1000, 1), fact)
            self._done.append(report)
            self._on_stage(report)
        self._since = instant
