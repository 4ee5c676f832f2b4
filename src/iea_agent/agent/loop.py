"""The agent's loop: takes what is posted, calls the pure ``step()``, carries out the effects.

Menu callbacks, job threads, control requests and the clock only post; one thread runs :meth:`Agent.run` and is
the only writer of the state. Others read :meth:`Agent.view`, which is replaced as a whole.
"""

import logging
import queue
from typing import assert_never

from iea_agent.agent.attempts import Attempts
from iea_agent.agent.delays import delay_s
from iea_agent.agent.inbox import AttemptEnded, AttemptSaid, Posted, Signal, WindowEnded, WindowSaid
from iea_agent.agent.view import view_of
from iea_agent.agent.windows import Windows
from iea_agent.agent.world import World
from iea_agent.core import reconnect, texts
from iea_agent.core.answers import printable
from iea_agent.core.commands import COMMAND_OF_ASK, DIALOG_OF, Command
from iea_agent.core.connection_state import (
    AgentState,
    AuthenticationRequested,
    Effect,
    Event,
    LicenceMissing,
    Link,
    Mode,
    SettingsSaved,
    Started,
    TimerElapsed,
    UpdateServerChecked,
    event_of,
    step,
)
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict, overtime
from iea_agent.core.errors import BadSettingsError, NewerFileError, StorageError
from iea_agent.core.messages import (
    AgentView,
    Ask,
    AttemptProgressed,
    AuthenticateAnswered,
    ChangesHeld,
    DialogAsked,
    DialogKind,
    FromJob,
    ServerTested,
    StageReached,
    ViewChanged,
)
from iea_agent.core.ports import JobEnd, JobFault, Noticed
from iea_agent.core.settings import Settings

_log = logging.getLogger(__name__)


class Agent:
    """Owns the state. Build it, then call :meth:`run` on one thread and :meth:`post` from any."""

    def __init__(self, world: World, *, at_login: bool = False, quits_with_last_window: bool = False) -> None:
        self._world = world
        self._at_login = at_login
        self._quits_with_last_window = quits_with_last_window
        self._inbox: queue.SimpleQueue[Posted] = queue.SimpleQueue()
        self._state = AgentState()
        self._settings = Settings()
        self._expires_in_s: float | None = None
        self.window_failed = False
        """Whether a window ended badly."""
        self._attempts = Attempts(world.jobs, world.monotonic, self.post)
        self._windows = Windows(world.jobs, self.post)
        self._view = self._look()

    def post(self, item: Posted) -> None:
        """Hand something to the agent's thread; safe from any thread, never waits."""
        self._inbox.put(item)

    def view(self) -> AgentView:
        """Return the state as others see it; safe from any thread."""
        return self._view

    def run(self) -> None:
        """Work until told to stop; leaves no job behind."""
        try:
            self.begin()
            while self._goes_on():
                pass
        finally:
            self.end()

    def end(self) -> None:
        """Leave no job behind and take the icon away."""
        self._attempts.cancel()
        self._windows.close()
        self._world.display.stop()
        self._world.jobs.close()

    # The loop.

    def _goes_on(self) -> bool:
        """Take a turn; one that fails costs only itself, because an icon that vanishes tells nobody anything."""
        try:
            return self.turn(self._attempts.due_in_s)
        except Exception:  # noqa: BLE001 (whatever it was)
            _log.exception("a turn failed")
            if self._attempts.due_in_s is None and not self._attempts.running:
                self._attempts.plan(reconnect.BACK_OFF_CAP_S)
            return True

    def begin(self) -> None:
        """Take over what was saved, and look at the connection."""
        world = self._world
        self._state = world.states.load()
        fault = self._load_settings()
        if fault is None and not self._settings.licence_number:
            fault = Diagnosis(Verdict.NOT_CONFIGURED, detail="no licence number")
        if fault is not None:
            self._apply(LicenceMissing(world.now(), fault))
        elif self._at_login and self._state.mode is Mode.PRODUCTION:
            self._attempts.plan(reconnect.first_attempt(world.chance()))
        else:
            self._apply(Started(world.now()))
        self._tell(world.states.notice)
        self._publish()

    @property
    def is_behind(self) -> bool:
        """Whether something posted is still waiting; safe from any thread."""
        return not self._inbox.empty()

    def has_work(self) -> bool:
        """Tell whether something is posted or due now."""
        return not self._inbox.empty() or self._attempts.due_in_s == 0

    def turn(self, timeout_s: float | None) -> bool:
        """Handle the next item, or the attempt that is due after waiting ``timeout_s``; return whether to go on."""
        try:
            item = self._inbox.get(timeout=timeout_s)
        except queue.Empty:
            if self._attempts.due_in_s == 0:
                self._attempts.take_due()
                never_tried = self._state.link is Link.DISCONNECTED
                news = self._news()  # if they cannot be read just now, nobody is there to whom that would be news
                due = (Started if never_tried else TimerElapsed)(self._world.now())
                self._apply(news if isinstance(news, SettingsSaved) else due)
            return True
        return self._handle(item)

    def _handle(self, item: Posted) -> bool:
        match item:
            case Signal.STOP:
                return False
            case Command():
                return self._obey(item)
            case AttemptSaid(number, message):
                if self._attempts.is_current(number):
                    self._on_attempt_said(message)
            case AttemptEnded(number, end):
                if self._attempts.is_current(number):
                    self._on_attempt_ended(end)
            case WindowSaid(kind, message):
                return self._on_window_said(kind, message)
            case WindowEnded(kind, end):
                return self._on_window_ended(kind, end)
            case _:
                assert_never(item)
        return True

    def _obey(self, command: Command) -> bool:
        """Do what was asked; return whether to go on."""
        match command:
            case Command.QUIT:
                return self._windows.ask_to_leave()
            case Command.AUTHENTICATE:
                self._apply(self._news() or AuthenticationRequested(self._world.now()))
            case Command.TAKE_NEW_SETTINGS:
                self._apply(self._news() or SettingsSaved(self._world.now()))
            case _ if command in DIALOG_OF:
                self._windows.open(DIALOG_OF[command], self._view)
            case _:
                _log.warning("nothing does %s yet", command.name)
        return True

    # The state.

    def _apply(self, event: Event) -> None:
        """Step, carry out the effects, and show the result."""
        old = self._state
        self._state, effects = step(old, event)
        new = self._state
        if (new.mode, new.link) != (old.mode, old.link):
            _log.info("%s: %s/%s -> %s/%s", type(event).__name__, old.mode, old.link, new.mode, new.link)
        for effect in effects:
            self._carry_out(effect)
        self._publish()

    def _carry_out(self, effect: Effect) -> None:
        attempts = self._attempts
        match effect:
            case Effect.START:
                attempts.start_when_allowed(self._settings)
            case Effect.RESTART:
                attempts.restart(self._settings)
            case Effect.CANCEL:
                attempts.cancel()
            case Effect.PLAN_RENEWAL | Effect.PLAN_CONFIRMATION | Effect.PLAN_RETRY | Effect.PLAN_HOURLY:
                attempts.plan(delay_s(effect, self._state, self._settings, self._expires_in_s, self._world.chance()))
            case Effect.SAVE_MODE:
                self._save_mode()
            case Effect.ANNOUNCE:
                self._publish()  # first: a notification bears the picture that is shown
                self._world.display.announce(texts.APPLICATION, texts.announcement(self._look()))
            case _:
                assert_never(effect)

    def _look(self) -> AgentView:
        """Make the view of the present state."""
        due_in_s = self._attempts.due_in_s
        return view_of(
            self._state,
            self._settings,
            next_attempt=None if due_in_s is None else round(self._world.now() + due_in_s),
            attempt=self._attempts.number,
            attempting=self._attempts.running,
        )

    def _publish(self) -> None:
        """Let everyone see the state, if it looks different."""
        view = self._look()
        if view != self._view:
            self._view = view
            self._world.display.show(view)
            self._windows.tell(ViewChanged(view))

    def _save_mode(self) -> None:
        try:
            self._world.states.save(self._state)
        except (StorageError, NewerFileError):
            _log.exception("the mode could not be written")

    def _news(self) -> Event | None:
        """Read the settings again, which others may write too; return the event if they are others, or unusable."""
        old = self._settings
        if (fault := self._load_settings()) is not None:
            return LicenceMissing(self._world.now(), fault)
        return None if self._settings == old else SettingsSaved(self._world.now())

    def _load_settings(self) -> Diagnosis | None:
        """Take over the saved settings; return what is wrong with them."""
        try:
            self._settings = self._world.settings.load()
        except (BadSettingsError, NewerFileError, StorageError) as error:
            _log.exception("the settings cannot be used")
            return Diagnosis(Verdict.BAD_SETTINGS, detail=printable(str(error)))
        self._tell(self._world.settings.notice)
        return None

    def _tell(self, notice: Noticed | None) -> None:
        """Let the user know what a file was found to be."""
        if notice is not None:
            _log.warning("noticed while loading: %s", notice)
            self._world.display.announce(texts.APPLICATION, texts.NOTICED[notice])

    # Jobs.

    def _on_attempt_said(self, message: FromJob) -> None:
        match message:
            case AuthenticateAnswered(diagnosis=diagnosis, expires_in_s=expires_in_s):
                self._attempts.note_answer()
                self._expires_in_s = expires_in_s
                self._answer(diagnosis)
            case ServerTested(report=report) if report.role is Role.UPDATES:
                self._apply(UpdateServerChecked(self._world.now(), report))
            case StageReached(role=Role.AUTHENTICATION, report=stage):
                self._windows.tell(AttemptProgressed(self._attempts.number, stage))
            case _:
                pass

    def _on_attempt_ended(self, end: JobEnd) -> None:
        answered = self._attempts.note_end()
        if end.fault is JobFault.OVERTIME:
            diagnosis = overtime(())
        else:
            diagnosis = Diagnosis(Verdict.AGENT_FAULT, detail=printable(f"{end.fault} {end.code} {end.detail}"))
        if not answered:
            self._answer(diagnosis)
        elif end.fault is not None:
            report = ServerReport(Role.UPDATES, self._settings.update_address, diagnosis)
            self._apply(UpdateServerChecked(self._world.now(), report))

    def _answer(self, diagnosis: Diagnosis) -> None:
        _log.info("authentication: %s at %s %s", diagnosis.verdict, diagnosis.stage, diagnosis.detail)
        self._apply(event_of(diagnosis, self._world.now()))

    def _on_window_said(self, kind: DialogKind, message: FromJob) -> bool:
        match message:
            case ChangesHeld(held=held):
                self._windows.note_changes(kind, held=held)
            case DialogAsked(ask=ask):
                if ask is Ask.QUIT:  # it has asked the user, if there was anything to ask
                    self._windows.note_changes(kind, held=False)
                return self._obey(COMMAND_OF_ASK[ask])
            case _:
                pass
        return True

    def _on_window_ended(self, kind: DialogKind, end: JobEnd) -> bool:
        self._windows.note_end(kind)
        if end.fault not in {None, JobFault.CANCELLED}:
            self.window_failed = True
            self._world.display.announce(texts.APPLICATION, texts.WINDOW_FAILED)
        return bool(self._windows) or not self._quits_with_last_window
