"""The launch gate: the launch that was asked for last, and the software that runs."""

import logging
from collections.abc import Sequence

from iea_agent.agent.inbox import Post, SoftwareEnded
from iea_agent.core.connection_state import AgentState, Mode
from iea_agent.core.errors import StartError
from iea_agent.core.launch import AT_ONCE_S, LaunchOutcome, LaunchReport, is_decided, may_launch
from iea_agent.core.ports import Software
from iea_agent.core.printable import printable
from iea_agent.core.software import SoftwareEnd, StartFault

_log = logging.getLogger(__name__)

_OUTCOME_OF = {
    StartFault.NOT_FOUND: LaunchOutcome.NOT_FOUND,
    StartFault.NOT_EXECUTABLE: LaunchOutcome.NOT_EXECUTABLE,
    StartFault.FAILED: LaunchOutcome.FAILED,
}


class LaunchGate:
    """Starts the software as soon as it may start (``core/launch.py``)."""

    def __init__(self, software: Software, post: Post) -> None:
        self._software = software
        self._post = post
        self.report: LaunchReport | None = None
        self.since: float | None = None
        """Since when the software runs (seconds since 1970 UTC), as far as is known."""

    @property
    def waiting(self) -> bool:
        """Whether a launch waits for the connection to be checked."""
        return self.report is not None and self.report.outcome is LaunchOutcome.CHECKING

    def adopt(self) -> None:
        """Take over what an earlier agent started."""
        self._software.adopt(self._on_end)
        self.since = self._software.running_since()

    @property
    def has_news(self) -> bool:
        """Whether a launch came to something that has to be said: a software that starts is seen itself."""
        return self.report is not None and self.report.outcome is not LaunchOutcome.STARTED

    def begin(self) -> None:
        """Somebody asks for a launch: it waits, unless the software runs already."""
        self.since = self._software.running_since()
        number = 1 if self.report is None else self.report.number + 1
        outcome = LaunchOutcome.CHECKING if self.since is None else LaunchOutcome.ALREADY_RUNNING
        self.report = LaunchReport(number, outcome)

    def decide(self, state: AgentState, command: Sequence[str]) -> None:
        """Let a launch that waits go on, once it is known whether it may."""
        if self.waiting and is_decided(state):
            if may_launch(state):
                self._start(command, state.mode)
            else:
                self.conclude(LaunchOutcome.NOT_CONNECTED)

    def _start(self, command: Sequence[str], mode: Mode) -> None:
        if not command:
            self.conclude(LaunchOutcome.NO_COMMAND)
            return
        try:
            self._software.start(command, mode=mode, on_end=self._on_end)
        except StartError as error:
            _log.warning("the software cannot be started: %s", error)
            self.conclude(_OUTCOME_OF[error.fault], str(error))
            return
        except Exception as error:  # noqa: BLE001 (whatever it is, somebody waits for the outcome)
            _log.exception("the software cannot be started")
            self.conclude(LaunchOutcome.FAILED, type(error).__name__)
            return
        _log.info("the software was started in %s mode", mode)
        self.since = self._software.running_since()
        self.conclude(LaunchOutcome.STARTED)

    def conclude(self, outcome: LaunchOutcome, detail: str = "") -> None:
        """The launch that was asked for last came to this."""
        if self.report is not None:
            self.report = LaunchReport(self.report.number, outcome, printable(detail))

    def note_end(self, end: SoftwareEnd) -> bool:
        """The software has ended; return whether it never got to work."""
        _log.info("the software ended with status %s after %.0f s", end.code, end.after_s)
        self.since = None
        crashed = bool(end.code) and end.after_s < AT_ONCE_S
        if crashed:
            self.conclude(LaunchOutcome.CRASHED, str(end.code))
        return crashed

    def _on_end(self, end: SoftwareEnd) -> None:
        self._post(SoftwareEnded(end))
