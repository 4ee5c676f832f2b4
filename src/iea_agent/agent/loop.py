"""The agent's loop: takes what is posted, one item after the other, and hands it to its handler.

Menu callbacks, job threads, control requests and the clock only post; one thread runs :meth:`AgentLoop.run`, and all
that changes the state happens on it. Others read :meth:`AgentLoop.view`, which is replaced as a whole.
"""

import contextlib
import logging
import queue
from collections.abc import Callable, Mapping
from typing import Any, Final, assert_never

from iea_agent.agent.agent import Agent
from iea_agent.agent.maintenance import LOOK_EVERY_S, was_asleep
from iea_agent.agent.ports import (
    AgentPorts,
    AttemptEnded,
    AttemptSaid,
    ComparisonEnded,
    ComparisonSaid,
    DialogEnded,
    DialogSaid,
    LogChanged,
    Posted,
    ProofEnded,
    ProofSaid,
    SavingEnded,
    Signal,
    SoftwareEnded,
)
from iea_agent.core.commands import COMMANDS, Action, Command, DialogKind, Open, opened_by
from iea_agent.core.desktops import Tray
from iea_agent.core.reconnect import Change
from iea_agent.core.view import AgentView
from iea_agent.core.wire import jobs
from iea_agent.core.wire.dialog_says import may_say

_log = logging.getLogger(__name__)

SAID_BY_NO_DIALOG: Final[Mapping[type[jobs.FromJob], str]] = {
    jobs.KeyStoreAsking: "a job that reads the key says it to the dialog that started it",
    jobs.StageReached: "a test says it to the dialog that started it, which passes on only the result",
    jobs.AuthenticateAnswered: "an authentication says it, which only the agent starts",
    jobs.PasswordCompared: "a comparison says it, which only the agent starts",
    jobs.PasswordMade: "a job for the support desk says it, which no dialog starts",
    jobs.ReportMade: "a job says it to the dialog that started it",
    jobs.ContinueHere: "it is for the second start, which opens that dialog itself",
    jobs.JobDone: "it is the end of a job, not a message (adapters/jobs)",
    jobs.JobFailed: "it is the end of a job, not a message (adapters/jobs)",
}
"""The other messages, with the reason why no dialog sends them to the agent; a test walks both tables."""


class AgentLoop:
    """Build it, then call :meth:`run` on one thread and :meth:`post` from any."""

    def __init__(self, ports: AgentPorts, *, at_login: bool = False, greets: bool = True) -> None:
        """Build it; ``greets``: it opens the window of the first start by itself."""
        self._ports = ports
        self._inbox: queue.SimpleQueue[Posted] = queue.SimpleQueue()
        self._agent = agent = Agent(ports, self.post, at_login=at_login, greets=greets)
        self.ends = False
        """Whether the last turn was taken."""
        self._ends_with_last_dialog = False
        self.handlers: Mapping[type, Callable[[Any], None]] = {
            Action: self._obey,
            Open: self._open,
            jobs.RepairAgreed: agent.repairing.agree_unseen,
            Signal: self._on_signal,
            Tray: agent.icon_advice.on_tray,
            Change: agent.maintenance.on_change,
            AttemptSaid: agent.authentication.on_said,
            AttemptEnded: agent.authentication.on_ended,
            DialogSaid: self._on_dialog_said,
            DialogEnded: self._on_dialog_ended,
            ComparisonSaid: agent.assistance.on_comparison_said,
            ComparisonEnded: agent.assistance.on_comparison_ended,
            ProofSaid: agent.repair_search.on_said,
            ProofEnded: agent.repair_search.on_ended,
            SavingEnded: agent.repairing.on_ended,
            SoftwareEnded: agent.launching.on_software_ended,
            LogChanged: agent.storage.on_log_changed,
        }
        """Who handles what is posted."""
        self.dialog_handlers: Mapping[type, Callable[[DialogKind, Any], None]] = {
            jobs.JobReady: lambda kind, _: agent.dialogs.on_ready(kind),
            jobs.WindowAnswered: lambda kind, _: agent.dialogs.on_acknowledged(kind),
            jobs.ChangesHeld: agent.dialogs.on_changes,
            jobs.DialogAsked: self._on_dialog_asked,
            jobs.AssistanceConfirmed: lambda _, message: agent.assistance.enable(message),
            jobs.PasswordTyped: lambda _, message: agent.assistance.on_typed(message),
            jobs.KeyStored: lambda _, message: agent.storage.settings.on_key_stored(message),
            jobs.KeyAllowed: lambda _, message: agent.authentication.allow_key(message),
            jobs.RepairAgreed: lambda _, message: agent.repairing.agree(message),
            jobs.ServerTested: agent.access_tests.on_tested,
            jobs.MailPrepared: lambda _, message: agent.storage.on_mail_prepared(message),
        }
        """Who handles what a dialog says."""
        self.actions: Mapping[Action, Callable[[], None]] = {
            Action.READ_STATE: lambda: None,
            Action.READ_STATE_HERE: lambda: None,
            Action.AUTHENTICATE: agent.authentication.authenticate,
            Action.RECHECK: agent.authentication.recheck,
            Action.TAKE_NEW_SETTINGS: self._take_new_settings,
            Action.LAUNCH: agent.launching.launch,
            Action.SEEK_REPAIR: agent.repairing.seek,
            Action.REPAIR_UNSEEN: lambda: _log.warning("no repair is made without the addresses agreed to"),
            Action.UNDO_REPAIR: agent.repairing.undo,
            Action.QUIT: self._quit,
        }
        """Who does what was asked."""

    # From any thread.

    def post(self, item: Posted) -> None:
        """Hand an item to the agent's thread; safe from any thread, never blocks."""
        self._inbox.put(item)

    def view(self) -> AgentView:
        """Return the state as others see it; safe from any thread."""
        return self._agent.view

    @property
    def is_behind(self) -> bool:
        """Whether a posted item is still waiting; safe from any thread."""
        return not self._inbox.empty()

    # On the agent's thread.

    def run(self) -> None:
        """Work until told to stop; leaves no job behind."""
        try:
            self.begin()
            while not self.ends:
                try:
                    self.turn(self.due_in_s)
                except Exception:  # noqa: BLE001 (logged: a failed turn must not end the agent and its icon)
                    _log.exception("a turn failed")
                    self._agent.authentication.plan_if_idle()
        finally:
            self.end()

    def begin(self) -> None:
        """Read the files, and look at the connection."""
        self._agent.begin()

    def end(self) -> None:
        """Leave no job behind and take the icon away."""
        try:
            self._agent.end()
            self._ports.display.stop()
        finally:
            self._ports.jobs.close()

    def turn(self, timeout_s: float | None) -> None:
        """Handle the next item, or what is due after waiting ``timeout_s``; publish the state."""
        wait_s = LOOK_EVERY_S if timeout_s is None else min(timeout_s, LOOK_EVERY_S)
        begun = self._ports.monotonic()
        item: Posted | None = None
        with contextlib.suppress(queue.Empty):
            item = self._inbox.get(timeout=wait_s)
        try:
            if was_asleep(wait_s, self._ports.monotonic() - begun):
                self._agent.maintenance.on_change(Change.WOKE)
            self._do_what_is_due()  # first: a flood of items delays nothing
            if item is not None:
                self.handlers[type(item)](item)
        finally:
            self._agent.publish()

    @property
    def _duties(self) -> dict[Callable[[], None], float | None]:
        """What is done by itself, with the instant when it is due on the monotonic clock, if it is."""
        agent = self._agent
        return {
            agent.begin: agent.due,
            agent.authentication.end_doubt: agent.authentication.doubt_due,
            agent.authentication.make_due: agent.authentication.due,
            agent.repair_search.search: agent.repair_search.due,
            agent.maintenance.run: agent.maintenance.due,
            agent.dialogs.kill_hung: agent.dialogs.due,
            agent.showing.retry: agent.showing.due,
            agent.news.tell: agent.news.due,
        }

    @property
    def due_in_s(self) -> float | None:
        """How long until something is due by itself; ``None`` when nothing is."""
        dues = [due for due in self._duties.values() if due is not None]
        return max(0.0, min(dues) - self._ports.monotonic()) if dues else None

    def _do_what_is_due(self) -> None:
        now = self._ports.monotonic()
        for work, due in self._duties.items():
            if due is not None and due <= now:
                work()

    # Dialogs.

    def _on_dialog_said(self, said: DialogSaid) -> None:
        handler = self.dialog_handlers.get(type(said.message))
        if handler is None:
            _log.warning("the dialog %s: %s", said.kind, SAID_BY_NO_DIALOG[type(said.message)])
        elif not may_say(said.kind, said.message):
            _log.warning("the dialog %s may not say %s: dropped", said.kind, _name_of(said.message))
        else:
            handler(said.kind, said.message)

    def _on_dialog_asked(self, kind: DialogKind, asked: jobs.DialogAsked) -> None:
        if asked.command is Action.QUIT:  # it has asked the user about unsaved changes
            self._agent.dialogs.on_changes(kind, jobs.ChangesHeld(held=False))
        self.handlers[type(asked.command)](asked.command)

    def _on_dialog_ended(self, ended: DialogEnded) -> None:
        self._agent.dialogs.on_ended(ended)
        self.ends = self._ends_with_last_dialog and not self._agent.dialogs

    # Signals and commands.

    def _on_signal(self, signal: Signal) -> None:
        match signal:
            case Signal.STOP:
                self.ends = True
            case Signal.NOT_SHOWN:
                self._agent.showing.on_not_shown()
            case Signal.ICON_LOST:  # go on in the status window, and end with it
                self._ends_with_last_dialog = True
                self._agent.dialogs.open(DialogKind.STATUS)
                self.ends = not self._agent.dialogs  # after the end of a login session none can be opened
            case _:
                assert_never(signal)

    def _obey(self, action: Action) -> None:
        self._begin_for(action)
        self.actions[action]()

    def _open(self, command: Open) -> None:
        """Open a dialog; while the files cannot be read, the status window says so instead."""
        has_files = self._begin_for(command)
        state = self._agent.state
        dialog = opened_by(command, state)
        if dialog is None:
            _log.warning("the dialog %s is not available in %s mode, %s", command.dialog, state.mode, state.link)
            return
        dialog = dialog if has_files else DialogKind.STATUS
        if dialog is DialogKind.STATUS:
            self._agent.repair_search.hurry()
        self._agent.dialogs.open(dialog)

    def _begin_for(self, command: Command) -> bool:
        """Read the files if a command needs them and they could not be read before; return whether it can be done."""
        if COMMANDS[command].needs_files and not self._agent.begun:
            self._agent.begin()
        return self._agent.begun or not COMMANDS[command].needs_files

    def _take_new_settings(self) -> None:
        """Authenticate with other settings; what was tested before says nothing any more."""
        self._agent.access_tests.forget()
        self._agent.authentication.take_new_settings()

    def _quit(self) -> None:
        """End, unless dialogs with unsaved changes ask the user first."""
        self.ends = not self._agent.dialogs.ask_to_leave()


def _name_of(message: jobs.FromJob) -> str:
    """Return what a message is, without what it holds."""
    return repr(message.command) if isinstance(message, jobs.DialogAsked) else type(message).__name__
