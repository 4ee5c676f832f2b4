"""The state machine at work: applies events with the pure ``step()``, carries out the effects, shows the result.

Nothing here is called from another thread than the agent's. What is posted, and by whom, is in ``loop.py``.
"""

import logging
from typing import assert_never

from msgspec.structs import replace

from iea_agent.agent.authentication import Attempts
from iea_agent.agent.delays import delay_s
from iea_agent.agent.dialogs import Dialogs
from iea_agent.agent.icon_advice import IconAdvice
from iea_agent.agent.inbox import Post
from iea_agent.agent.launching import LaunchGate
from iea_agent.agent.maintenance import Maintenance
from iea_agent.agent.ports import AgentPorts
from iea_agent.agent.settings import SettingsInUse
from iea_agent.agent.storage import Storage
from iea_agent.agent.view import view_of
from iea_agent.agent.wakeups import Wakeups
from iea_agent.core import reconnect
from iea_agent.core.commands import Command
from iea_agent.core.connection_state import (
    AgentState,
    AuthenticationRequested,
    Effect,
    Event,
    LicenceMissing,
    Link,
    Mode,
    Picture,
    SettingsSaved,
    Started,
    TimerElapsed,
    UpdateServerChecked,
    event_of,
    picture_of,
    step,
)
from iea_agent.core.desktops import Tray
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.dialogs import DialogKind
from iea_agent.core.file_notices import FileFinding, OwnFile
from iea_agent.core.launch import LaunchOutcome, may_launch
from iea_agent.core.ports import JobEnd
from iea_agent.core.settings import Settings
from iea_agent.core.software import SoftwareEnd
from iea_agent.core.texts import file_notices as remark_texts
from iea_agent.core.texts import general as texts
from iea_agent.core.view import AgentView
from iea_agent.core.wakeups import Change
from iea_agent.core.wire.jobs import (
    AttemptProgressed,
    AuthenticateAnswered,
    FromJob,
    KeyStoreAsking,
    ServerTested,
    StageReached,
    ViewChanged,
)

_log = logging.getLogger(__name__)

SHOWN_PERIODS = 10
"""How much of the diary others see; all of it is in the diagnostic report."""


class Machine:
    """Owns the state, and all that an event can set going."""

    def __init__(self, world: AgentPorts, post: Post) -> None:
        self._world = world
        self._post = post
        self._state = AgentState()
        self._expires_in_s: float | None = None
        self.attempts = Attempts(world.jobs, world.monotonic, post)
        self.windows = Dialogs(world.jobs, world.monotonic, post, has_screen=world.has_screen)
        self.records = Storage(world)
        self._settings = SettingsInUse(world.settings, self.records.remarks, world.user)
        self._gate = LaunchGate(world.software, post)
        self._rounds = Maintenance(world.monotonic)
        self.comparison_asks = False
        """Whether the comparison of a password of the day waits for the password of the key store."""
        self._icon = IconAdvice(self.records.memory, world.desktop)
        self._surroundings = Wakeups(self.attempts, world.now, world.monotonic, world.chance)
        self.view = self._look()
        """The state as others see it; replaced as a whole."""

    @property
    def mode(self) -> Mode:
        """What people decided about the connection."""
        return self._state.mode

    def begin(self, *, at_login: bool) -> None:
        """Take over what was saved, and look at the connection."""
        world = self._world
        self._state = self.records.load()
        self._gate.adopt()
        fault = self.load_settings()
        if fault is None and not self.settings.licence_number:
            fault = Diagnosis(Verdict.NOT_CONFIGURED, detail="no licence number")
        if fault is not None:
            self.apply(LicenceMissing(world.now(), fault))
        elif at_login and self.mode is Mode.PRODUCTION:
            self.attempts.plan(reconnect.first_attempt(world.chance()))
        else:
            self.apply(Started(world.now()))
        self._look_round()
        self.publish()

    def end(self) -> None:
        """Cancel what runs, and close the windows."""
        self.attempts.cancel()
        self.windows.close()

    @property
    def due_in_s(self) -> float | None:
        """How long until something is due by itself; ``None`` when nothing is."""
        dues = (self.attempts.due_in_s, self._rounds.due_in_s, self.windows.due_in_s)
        return min((due for due in dues if due is not None), default=None)

    def do_what_is_due(self) -> None:
        """Make the attempt, take the look round, and close the windows that hang, if that is due now."""
        if self.attempts.due_in_s == 0:
            self.attempts.take_due()
            never_tried = self._state.link is Link.DISCONNECTED
            news = self.news()  # if they cannot be read just now, nobody is there to whom that would be news
            due = (Started if never_tried else TimerElapsed)(self._world.now())
            self.apply(news if isinstance(news, SettingsSaved) else due)
        if self._rounds.due_in_s == 0:
            self._rounds.take_due()
            self._look_round()
            self.publish()
        if self.windows.due_in_s == 0 and self.windows.close_the_hung():
            self._post(Command.QUIT)

    # What happens around.

    def on_change(self, change: Change) -> None:
        """The network came or went, or the computer slept: perhaps the next attempt is brought forward."""
        self._surroundings.on_change(change, self._state)
        self.publish()

    def look_at_clocks(self) -> None:
        """Show other times where the clock was set."""
        if self._surroundings.clock_was_set():
            self.publish()

    # The icon.

    def on_tray(self, tray: Tray) -> None:
        """Have the status window serve where nothing shows the icon; say once how to get it."""
        self._icon.note(tray)
        self.publish()
        if tray is Tray.ABSENT:
            self.windows.open(DialogKind.STATUS, self.view)

    def on_window_answered(self, kind: DialogKind, *, shown: bool) -> None:
        """A window has taken in what it was asked, or has just been ``shown`` and can be read."""
        self.windows.note_answer(kind)
        if shown and kind is DialogKind.STATUS:
            self._icon.note_told()
            self.publish()

    def on_window_ended(self, kind: DialogKind) -> bool:
        """A window is gone, with a launch that waited and advice that was read; return whether it is wanted again."""
        if self.windows.note_end(kind):
            return True
        if kind is DialogKind.LAUNCH:
            self.cancel_launch()
        elif kind is DialogKind.STATUS:
            self._icon.forget()
            self.publish()
        return False

    # The state.

    def apply(self, event: Event, *, by_person: bool = False) -> None:
        """Step, carry out the effects, and show the result; a person may be asked to unlock the key store."""
        if by_person:
            self.attempts.note_person()
        old = self._state
        new, effects = step(old, event)
        self._state = new
        if (new.mode, new.link) != (old.mode, old.link):
            _log.info("%s: %s/%s -> %s/%s", type(event).__name__, old.mode, old.link, new.mode, new.link)
        try:
            for effect in effects:
                self._carry_out(effect)
            self.records.diary.note(new, self._world.now())  # the event may be older: read only now
            self._gate.decide(new, self.settings.software_command)
        finally:
            self.publish()  # whatever failed, nobody is shown a state that is over

    def _carry_out(self, effect: Effect) -> None:
        attempts = self.attempts
        match effect:
            case Effect.START:
                attempts.start_when_allowed(self.settings)
            case Effect.RESTART:
                attempts.restart(self.settings)
            case Effect.CANCEL:
                attempts.cancel()
            case Effect.PLAN_RENEWAL | Effect.PLAN_CONFIRMATION | Effect.PLAN_RETRY | Effect.PLAN_HOURLY:
                attempts.plan(delay_s(effect, self._state, self.settings, self._expires_in_s, self._world.chance()))
            case Effect.SAVE_MODE:
                if not self.records.keep_mode(self._state):
                    self._announce(texts.MODE_NOT_WRITTEN)
            case Effect.ANNOUNCE:
                self.publish()  # first: a notification bears the picture that is shown
                self._announce(texts.announcement(self._look()))
            case _:
                assert_never(effect)

    @property
    def _is_not_well(self) -> bool:
        return picture_of(self._state) is not Picture.BALL

    def _look(self) -> AgentView:
        """Make the view of the present state."""
        due_in_s, now = self.attempts.due_in_s, self._world.now()
        memory = self.records.memory
        return replace(
            view_of(self._state, self.settings, memory.kept),
            next_attempt=None if due_in_s is None else round(now + due_in_s),
            attempt=self.attempts.number,
            attempting=self.attempts.running,
            key_store_asks=self.attempts.key_store_asks or self.comparison_asks,
            software_since=self._gate.since,
            launch=self._gate.report,
            mode_is_kept=memory.is_written,
            locked_until=memory.locked_until,
            history=self.records.diary.history[-SHOWN_PERIODS:],
            remarks=self.records.remarks.current,
            icon_advice=self._icon.advice,
        )

    def publish(self) -> None:
        """Let everyone see the state, if it looks different, and say what is new about the files."""
        soon = self.records.note_refusals() or self._settings.fault is not None
        self._rounds.plan(needed=self._is_not_well or soon, soon=soon)
        view = self._look()
        if view != self.view:
            self.view = view
            self._world.display.show(view)
            self.windows.tell(ViewChanged(view))
        for remark in self.records.remarks.take_news():
            self._announce(remark_texts.sentence(remark))

    def _announce(self, message: str) -> None:
        self._world.display.announce(texts.APPLICATION, message)

    # The settings, and what is kept.

    @property
    def settings(self) -> Settings:
        """The settings as they were last read."""
        return self._settings.current

    def load_settings(self) -> Diagnosis | None:
        """Take over the saved settings; return what is wrong with them."""
        return self._settings.load(self.mode)

    def news(self) -> Event | None:
        """Read the settings again, which others may write too; return the event if they are others, or unusable."""
        return self._settings.news(self.mode, self._world.now())

    def note_key(self, number: str) -> None:
        """A licence was given another key."""
        self._settings.note_key(self.mode, number)

    def note_log(self, *, written: bool) -> None:
        """Note whether the log can be written."""
        self.records.remarks.note_refusal(OwnFile.LOG, None if written else FileFinding.NOT_WRITTEN)
        self.publish()

    def note_mail(self) -> None:
        """A mail to the support desk was prepared."""
        self.records.note_mail(self._state.diagnosis)
        self.publish()

    def note_time_of(self, diagnosis: Diagnosis, *, secure: bool) -> None:
        """A server whose identity was verified, and whose time is ours, vouches for the clock."""
        if secure and diagnosis.ok and diagnosis.clock_offset_s is not None and not diagnosis.clock_is_wrong:
            self.records.memory.trust_clock()

    def _look_round(self) -> None:
        """Remind the user of assistance mode, and note the time, which must not run backwards unseen."""
        records = self.records
        if (event := records.load_at_last(self._state)) is not None:
            self.apply(event)
        self._state = records.as_kept(self._state)
        if (since := records.take_reminder()) is not None:
            self._announce(texts.reminder(since))
        elif self._is_not_well or not records.memory.is_written:
            records.memory.keep(records.memory.kept)
        records.write_again()
        if self._settings.fault is not None:
            self._take_settings_at_last()

    def _take_settings_at_last(self) -> None:
        """Use the settings that could not be used when they were last read, if they can be by now."""
        news = self.news()
        if self._settings.fault is None and (news is not None or self._state.link is Link.NOT_CONFIGURED):
            self.apply(SettingsSaved(self._world.now()))

    # The launch gate.

    def launch(self) -> None:
        """Start the software, or have the connection checked first."""
        self._gate.begin()
        if self._gate.waiting:
            news = self.news()
            if news is None and not may_launch(self._state):
                news = AuthenticationRequested(self._world.now())
            if news is not None:
                self.apply(news, by_person=True)
            self._gate.decide(self._state, self.settings.software_command)
        self._show_launch()

    def cancel_launch(self) -> None:
        """Let a launch that waits start nothing."""
        if self._gate.waiting:
            self._gate.conclude(LaunchOutcome.CANCELLED)
            if self.attempts.key_store_asks:  # and the question with it
                self.attempts.cancel()
                self.attempts.restart(self.settings)
            self.publish()

    def on_software_ended(self, end: SoftwareEnd) -> None:
        """Note the end of the software, and say it if it never got to work."""
        if self._gate.note_end(end):
            self._show_launch()
        self.publish()

    def _show_launch(self) -> None:
        """Say what the launch came to in a window, unless the software itself is to be seen."""
        self.publish()
        if self._gate.has_news:
            self.windows.open(DialogKind.LAUNCH, self.view)

    # The running attempt.

    def on_attempt_said(self, number: int, message: FromJob) -> None:
        """Take in what the authentication job says; what an older one says is late."""
        if not self.attempts.is_current(number):
            return
        match message:
            case KeyStoreAsking(asking=asking):
                self.attempts.key_store_asks = asking
                self.publish()
            case AuthenticateAnswered(diagnosis=diagnosis) if diagnosis.locked and self.attempts.person_waits:
                self.attempts.restart(self.settings)  # it was begun for nobody; who asked meanwhile can unlock it
                self.publish()
            case AuthenticateAnswered(diagnosis=diagnosis, expires_in_s=expires_in_s):
                self.attempts.note_answer()
                self._expires_in_s = expires_in_s
                self._answer(diagnosis)
            case ServerTested(report=report) if report.role is Role.UPDATES:
                self.apply(UpdateServerChecked(self._world.now(), report))
            case StageReached(role=Role.AUTHENTICATION, report=stage):
                self.attempts.stages.append(stage)
                self.windows.tell(AttemptProgressed(self.attempts.number, stage))
            case _:
                pass

    def on_attempt_ended(self, number: int, end: JobEnd) -> None:
        """The authentication job has ended, well or not."""
        if not self.attempts.is_current(number):
            return
        answered, settings = self.attempts.note_end(), self.settings
        fault = self.attempts.fault_of(end, encrypted=settings.authentication_address.startswith("https:"))
        if not answered:
            self._answer(fault)
        elif end.fault is not None:
            report = ServerReport(Role.UPDATES, settings.update_address, fault)
            self.apply(UpdateServerChecked(self._world.now(), report))

    def _answer(self, diagnosis: Diagnosis) -> None:
        _log.info("authentication: %s at %s %s", diagnosis.verdict, diagnosis.stage, diagnosis.detail)
        if diagnosis.ok:
            self.note_time_of(diagnosis, secure=self.settings.secure)
            self.records.forget_mail()
        self.apply(event_of(diagnosis, self._world.now()))
