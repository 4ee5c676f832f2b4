"""The agent's loop: takes what is posted, one thing after the other, and hands it to whoever it concerns.

Menu callbacks, job threads, control requests and the clock only post; one thread runs :meth:`Agent.run`, and all that
changes the state happens on it. Others read :meth:`Agent.view`, which is replaced as a whole.
"""

import logging
import queue
from typing import assert_never

from iea_agent.agent.agent import Machine
from iea_agent.agent.inbox import (
    AttemptEnded,
    AttemptSaid,
    ComparisonEnded,
    ComparisonSaid,
    DialogEnded,
    DialogSaid,
    LogWritten,
    Posted,
    Signal,
    SoftwareEnded,
)
from iea_agent.agent.password import PasswordHandler
from iea_agent.agent.ports import AgentPorts
from iea_agent.agent.wakeups import LOOK_EVERY_S, was_asleep
from iea_agent.core import reconnect
from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import COMMAND_OF_ASK, Command, dialog_of
from iea_agent.core.connection_state import (
    AssistanceDisabled,
    AssistanceEnabled,
    AuthenticationRequested,
    Mode,
    SettingsSaved,
)
from iea_agent.core.desktops import Tray
from iea_agent.core.dialogs import DialogKind
from iea_agent.core.file_notices import OwnFile
from iea_agent.core.ports import JobEnd, JobFault
from iea_agent.core.printable import printable
from iea_agent.core.secret import Secret
from iea_agent.core.texts import general as texts
from iea_agent.core.view import AgentView
from iea_agent.core.wakeups import Change
from iea_agent.core.wire.jobs import (
    Ask,
    AssistanceConfirmed,
    ChangesHeld,
    DialogAsked,
    FromJob,
    JobReady,
    KeyStored,
    MailPrepared,
    PasswordAnswered,
    PasswordTyped,
    ServerTested,
    WindowAnswered,
)

_log = logging.getLogger(__name__)


class Agent:
    """Build it, then call :meth:`run` on one thread and :meth:`post` from any."""

    def __init__(self, world: AgentPorts, *, at_login: bool = False) -> None:
        self._world = world
        self._at_login = at_login
        self._quits_with_last_window = False
        self._inbox: queue.SimpleQueue[Posted] = queue.SimpleQueue()
        self._machine = Machine(world, self.post)
        self._passwords = PasswordHandler(world.jobs, self._machine.records.memory, world.now, self.post)

    def post(self, item: Posted) -> None:
        """Hand something to the agent's thread; safe from any thread, never waits."""
        self._inbox.put(item)

    def view(self) -> AgentView:
        """Return the state as others see it; safe from any thread."""
        return self._machine.view

    def run(self) -> None:
        """Work until told to stop; leaves no job behind."""
        try:
            self.begin()
            while self._goes_on():
                pass
        finally:
            self.end()

    def begin(self) -> None:
        """Take over what was saved, and look at the connection."""
        self._machine.begin(at_login=self._at_login)

    def end(self) -> None:
        """Leave no job behind and take the icon away."""
        self._machine.end()
        self._world.display.stop()
        self._world.jobs.close()

    @property
    def is_behind(self) -> bool:
        """Whether something posted is still waiting; safe from any thread."""
        return not self._inbox.empty()

    def has_work(self) -> bool:
        """Tell whether something is posted or due now."""
        return self.is_behind or self._machine.due_in_s == 0

    def _goes_on(self) -> bool:
        """Take a turn; one that fails costs only itself, because an icon that vanishes tells nobody anything."""
        try:
            return self.turn(self._machine.due_in_s)
        except Exception:  # noqa: BLE001 (whatever it was)
            _log.exception("a turn failed")
            attempts = self._machine.attempts
            if attempts.due_in_s is None and not attempts.running:
                attempts.plan(reconnect.BACK_OFF_CAP_S)
            return True

    def turn(self, timeout_s: float | None) -> bool:
        """Handle the next item, or what is due after waiting ``timeout_s``; return whether to go on."""
        wait_s = LOOK_EVERY_S if timeout_s is None else min(timeout_s, LOOK_EVERY_S)
        begun = self._world.monotonic()
        try:
            item = self._inbox.get(timeout=wait_s)
        except queue.Empty:
            if was_asleep(wait_s, self._world.monotonic() - begun):
                self._machine.on_change(Change.WOKE)
            self._machine.look_at_clocks()
            self._machine.do_what_is_due()
            return True
        return self._handle(item)

    def _handle(self, item: Posted) -> bool:
        match item:
            case Signal.STOP:
                return False
            case Signal.ICON_LOST:
                return self._go_on_without_icon()
            case Command():
                return self._obey(item)
            case AttemptSaid(number, message):
                self._machine.on_attempt_said(number, message)
            case AttemptEnded(number, end):
                self._machine.on_attempt_ended(number, end)
            case DialogSaid(kind, message):
                return self._on_window_said(kind, message)
            case DialogEnded(kind, end):
                return self._on_window_ended(kind, end)
            case _:
                self._take_note(item)
        return True

    def _take_note(self, item: ComparisonSaid | ComparisonEnded | SoftwareEnded | LogWritten | Change | Tray) -> None:
        match item:
            case Tray():
                self._machine.on_tray(item)
            case ComparisonSaid(message):
                self._passwords.note(message)
                self._note_question(asked=self._passwords.key_store_asks)
            case ComparisonEnded(end):
                self._on_password_compared(end)
            case SoftwareEnded(end):
                self._machine.on_software_ended(end)
            case LogWritten(written):
                self._machine.note_log(written=written)
            case Change():
                self._machine.on_change(item)
            case _:
                assert_never(item)

    def _go_on_without_icon(self) -> bool:
        """Go on in the status window, and with it: after the end of a session no window can be opened, and all ends."""
        machine = self._machine
        self._quits_with_last_window = True
        machine.windows.open(DialogKind.STATUS, machine.view)
        return bool(machine.windows)

    def _obey(self, command: Command) -> bool:
        """Do what was asked; return whether to go on."""
        machine, now = self._machine, self._world.now()
        match command:
            case Command.QUIT:
                return machine.windows.ask_to_leave()
            case Command.AUTHENTICATE | Command.RECHECK:
                asked = machine.news() or AuthenticationRequested(now)
                machine.apply(asked, by_person=command is Command.AUTHENTICATE)
            case Command.TAKE_NEW_SETTINGS:
                machine.records.remarks.forget(OwnFile.SETTINGS)
                machine.apply(machine.news() or SettingsSaved(now), by_person=True)
            case Command.LAUNCH:
                machine.launch()
            case _ if (kind := dialog_of(command, machine.mode)) is not None:
                machine.windows.open(kind, machine.view)
            case _:
                _log.warning("nothing does %s in %s mode", command.name, machine.mode)
        return True

    # Windows.

    def _on_window_said(self, kind: DialogKind, message: FromJob) -> bool:
        machine = self._machine
        match message:
            case JobReady() | WindowAnswered():
                machine.on_window_answered(kind, shown=isinstance(message, JobReady))
            case ChangesHeld(held=held):
                machine.windows.note_changes(kind, held=held)
            case DialogAsked(ask=ask):
                if ask is Ask.QUIT:  # it has asked the user, if there was anything to ask
                    machine.windows.note_changes(kind, held=False)
                return self._obey(COMMAND_OF_ASK[ask])
            case AssistanceConfirmed(reason=reason):
                self._enable_assistance(printable(reason))
            case KeyStored(number=number):
                machine.note_key(number)
            case PasswordTyped(typed=typed) if machine.mode is Mode.ASSISTANCE:
                self._take_password(typed)
            case ServerTested(report=report):
                machine.note_time_of(report.diagnosis, secure=report.url.startswith("https:"))
                machine.publish()
            case MailPrepared():
                machine.note_mail()
            case _:
                pass
        return True

    def _on_window_ended(self, kind: DialogKind, end: JobEnd) -> bool:
        windows = self._machine.windows
        is_wanted = self._machine.on_window_ended(kind)
        if end.fault not in {None, JobFault.CANCELLED}:
            self._world.display.announce(texts.APPLICATION, texts.WINDOW_FAILED)
        if is_wanted:
            windows.open(kind, self._machine.view)
        return bool(windows) or not self._quits_with_last_window

    # Assistance mode.

    def _enable_assistance(self, reason: str) -> None:
        who = printable(self._world.user())
        number = printable(self._machine.settings.licence_number)
        _log.warning("assistance mode is enabled by %s, licence %s: %s", who, number, reason)
        self._machine.apply(AssistanceEnabled(self._world.now(), reason, who))

    def _take_password(self, typed: Secret) -> None:
        self._machine.load_settings()  # the licence may have been corrected meanwhile
        self._answer_password(self._passwords.take(typed, self._machine.settings))

    def _on_password_compared(self, end: JobEnd) -> None:
        answer = self._passwords.conclude(end)
        self._note_question(asked=False)
        if answer.outcome is PasswordOutcome.RIGHT and self._machine.mode is Mode.ASSISTANCE:
            who, number = printable(self._world.user()), printable(self._machine.settings.licence_number)
            _log.warning("assistance mode is disabled by %s, with the password of the day of licence %s", who, number)
            self._machine.apply(AssistanceDisabled(self._world.now()), by_person=True)
        self._answer_password(answer)

    def _note_question(self, *, asked: bool) -> None:
        if asked is not self._machine.comparison_asks:
            self._machine.comparison_asks = asked
            self._machine.publish()

    def _answer_password(self, answer: PasswordAnswered | None) -> None:
        if answer is not None:
            self._machine.publish()
            self._machine.windows.tell(answer, DialogKind.DAY_PASSWORD)
