"""The launch gate: the last launch that was asked for, and the software that runs (rules: ``core/launch.py``)."""

import logging

from msgspec.structs import replace

from iea_agent.agent.authentication import Authentication
from iea_agent.agent.dialogs import Dialogs
from iea_agent.agent.ports import AgentPorts, Hub, SoftwareEnded
from iea_agent.agent.repairing import Repairing
from iea_agent.agent.storage import Storage
from iea_agent.core.commands import DialogKind, Open, is_available
from iea_agent.core.connection_state import AgentState, AuthenticationRequested, Mode
from iea_agent.core.errors import StartError
from iea_agent.core.file_notices import OwnFile
from iea_agent.core.launch import (
    AT_ONCE_S,
    SAME_CLICK_S,
    LaunchOutcome,
    LaunchReport,
    SoftwareEnd,
    is_decided,
    may_launch,
)
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.printable import printable

_log = logging.getLogger(__name__)


class Launching:
    """Starts the software as soon as it may start."""

    def __init__(  # noqa: PLR0913, PLR0917 (its neighbours)
        self,
        hub: Hub,
        ports: AgentPorts,
        storage: Storage,
        dialogs: Dialogs,
        authentication: Authentication,
        repairing: Repairing,
    ) -> None:
        self._hub = hub
        self._ports = ports
        self._software = ports.software
        self._storage = storage
        self._dialogs = dialogs
        self._authentication = authentication
        self._repairing = repairing
        repairing.when_confirmed = self._resume
        repairing.when_done = lambda: self.decide(hub.state)
        dialogs.when_closed[DialogKind.LAUNCH] = self.cancel
        self.report: LaunchReport | None = None
        """The last launch that was asked for."""
        self._started = -SAME_CLICK_S
        """When the software was started last (monotonic clock)."""
        self.since: float | None = None
        """Since when the software runs (seconds since 1970 UTC), as far as is known."""

    @property
    def _waiting(self) -> bool:
        return self.report is not None and self.report.outcome is LaunchOutcome.CHECKING

    def adopt(self) -> None:
        """Watch the software that an earlier agent started."""
        self._software.adopt(self._on_end)
        self.since = self._software.running_since()

    def launch(self) -> None:
        """Start the software, or have the connection checked first; say in a dialog what prevents it."""
        self.since = self._software.running_since()
        number = 1 if self.report is None else self.report.number + 1
        outcome = LaunchOutcome.CHECKING if self.since is None else LaunchOutcome.ALREADY_RUNNING
        self.report = LaunchReport(number, outcome)
        _log.info("a launch is asked for (no. %d): %s", number, outcome)
        if self._waiting and self._hub.begun:
            self._check()
        self.decide(self._state())
        if outcome is LaunchOutcome.CHECKING or self._ports.monotonic() - self._started >= SAME_CLICK_S:
            self._show()

    def _state(self) -> AgentState:
        """Return the state that decides.

        An agent that has not begun takes the mode of the saved state, or of its backup; without the settings it does
        not know the command.
        """
        if self._hub.begun:
            return self._hub.state
        is_usable = self._storage.settings.missing is None
        return replace(self._hub.state, mode=self._storage.saved_state.value.mode if is_usable else Mode.PRODUCTION)

    def _check(self) -> None:
        """Have the connection checked unless it is good, and the settings are those that were checked."""
        news = self._storage.settings.news()
        if news is None and not may_launch(self._hub.state) and self._storage.settings.current.licence_number:
            news = AuthenticationRequested(self._ports.now())
        if news is not None:
            self._authentication.note_person()
            self._hub.apply(news)

    def cancel(self) -> None:
        """Let a launch that waits start nothing."""
        if self._waiting:
            self._conclude(LaunchOutcome.CANCELLED)
            self._authentication.withdraw()

    def decide(self, state: AgentState) -> None:
        """Start the software for a launch that waits, or conclude it, once the state says whether it may start."""
        if not self._waiting or not is_decided(state):
            return
        if may_launch(state):
            self._start(state.mode)
        elif not self._authentication.awaited and not self._repairing.is_awaited:  # the end of a doubt is no answer yet
            self._conclude(LaunchOutcome.NOT_CONNECTED)
            if self._dialogs.is_open(DialogKind.LAUNCH) and self._wants_licence:
                self._dialogs.dismiss(DialogKind.LAUNCH)
                self._dialogs.open(DialogKind.WELCOME)

    @property
    def _wants_licence(self) -> bool:
        """Whether nothing but a licence is missing: the window of the first start asks for it."""
        report = self.report
        is_refused = report is not None and report.outcome is LaunchOutcome.NOT_CONNECTED
        return self._hub.begun and is_refused and is_available(Open(DialogKind.WELCOME), self._hub.state)

    def _resume(self) -> None:
        """Let the launch wait again whose window proposed the repair that was just confirmed."""
        is_refused = self.report is not None and self.report.outcome is LaunchOutcome.NOT_CONNECTED
        if is_refused and self._dialogs.is_open(DialogKind.LAUNCH):
            self._conclude(LaunchOutcome.CHECKING)

    def on_software_ended(self, ended: SoftwareEnded) -> None:
        """Note the end of the software; one that failed at once is said in a dialog."""
        end = ended.end
        _log.info("the software ended with status %s after %.0f s", end.code, end.after_s)
        self.since = None
        if end.code and end.after_s < AT_ONCE_S:
            self._conclude(LaunchOutcome.CRASHED, str(end.code))
            self._show()

    def _start(self, mode: Mode) -> None:
        command = self._storage.settings.current.software_command
        if not command:
            self._conclude_without_command()
            return
        try:
            self._software.start(command, mode=mode, on_end=self._on_end)
        except StartError as error:
            _log.warning("the software cannot be started: %s", error)
            self._conclude(LaunchOutcome(error.fault), str(error), error.place)
            return
        except Exception as error:  # noqa: BLE001 (whatever it is, a person waits for the outcome)
            _log.exception("the software cannot be started")
            self._conclude(LaunchOutcome.FAILED, type(error).__name__)
            return
        _log.info("the software was started in %s mode", mode)
        self.since, self._started = self._software.running_since(), self._ports.monotonic()
        self._conclude(LaunchOutcome.STARTED)
        self._storage.forget_mails({Occasion.LAUNCH})

    def _conclude_without_command(self) -> None:
        if (notice := self._storage.notices.open_to_others(OwnFile.SETTINGS)) is not None:
            self._conclude(LaunchOutcome.COMMAND_IGNORED, notice.detail)
        else:
            self._conclude(LaunchOutcome.NO_COMMAND)

    def _conclude(self, outcome: LaunchOutcome, detail: str = "", place: str = "") -> None:
        if self.report is not None:
            self.report = LaunchReport(self.report.number, outcome, printable(detail), printable(place))

    def _show(self) -> None:
        """Show the outcome in a dialog, unless the software started: that is seen by itself."""
        if self.report is not None and self.report.outcome is not LaunchOutcome.STARTED:
            kind = DialogKind.WELCOME if self._wants_licence else DialogKind.LAUNCH
            self._dialogs.open(kind if self._hub.begun else DialogKind.STATUS)

    def _on_end(self, end: SoftwareEnd) -> None:
        self._hub.post(SoftwareEnded(end))
