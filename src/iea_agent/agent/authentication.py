"""Authentication: the running attempt, what its job says, and when the next one is due.

Instants are those of the monotonic clock, in seconds.
"""

import logging
import math
from typing import TYPE_CHECKING, assert_never

from iea_agent.agent.attempt import start_attempt
from iea_agent.agent.dialogs import Dialogs
from iea_agent.agent.ports import AgentPorts, AttemptEnded, AttemptSaid, Hub
from iea_agent.agent.storage import Storage
from iea_agent.core import reconnect
from iea_agent.core.connection_state import (
    AuthenticationRequested,
    DoubtEnded,
    Link,
    SettingsSaved,
    Started,
    TimerElapsed,
    UpdateServerChecked,
)
from iea_agent.core.connection_steps import event_of
from iea_agent.core.diagnosis import Diagnosis, LicenceAnswer, Role, ServerReport, StageReport
from iea_agent.core.file_notices import OwnFile
from iea_agent.core.job_end import diagnosis_of
from iea_agent.core.licence_key import UNLOCK_S
from iea_agent.core.prepared_mails import SETTLED_BY_CONNECTION
from iea_agent.core.printable import printable
from iea_agent.core.reconnect import Planning
from iea_agent.core.settings import Settings
from iea_agent.core.wire import jobs

if TYPE_CHECKING:
    from iea_agent.core.ports import Job

_log = logging.getLogger(__name__)


class Authentication:
    """Runs at most one attempt at a time."""

    def __init__(self, hub: Hub, ports: AgentPorts, storage: Storage, dialogs: Dialogs) -> None:
        self._hub = hub
        self._ports = ports
        self._storage = storage
        self._dialogs = dialogs
        self._job: Job | None = None
        self._answered = False
        self._stages: list[StageReport] = []
        """The stages that the running attempt has reported."""
        self._started = -reconnect.MANUAL_SPACING_S
        """When the last attempt was started."""
        self._started_again = self._started
        """When the last attempt in place of a running one was started, or is to be."""
        self.due: float | None = None
        """When the planned attempt is made; ``None``: none is planned."""
        self._doubt_ends: float | None = None
        """When the last doubt about the connection ends, or ended."""
        self._may_prompt = False
        """Whether the running attempt may have the key store ask for its password."""
        self._person_waits = False
        """Whether a person asked for the next attempt, which then may prompt."""
        self._key_origin = ""
        """The origin that a person has just allowed the key to be sent to; empty: none."""
        self._repaired_origin = ""
        """The origin that a repair has just led to, where the key may be sent; empty: none."""
        self.answered_person = False
        """Whether a person waited for the last answer."""
        self.software_version = ""
        """The installed version of the payroll software, as the last answer said it; empty: unknown."""
        self._expires_in_s: float | None = None
        """The life of the last token (seconds), ``None`` when unknown."""
        self.number = 0
        """Counts the attempts started."""
        self.key_store_asks = False
        """Whether the running attempt waits for the password of the key store."""

    @property
    def running(self) -> bool:
        """Whether an answer is awaited."""
        return self._job is not None and not self._answered

    @property
    def awaited(self) -> bool:
        """Whether a person may still expect an answer: an attempt runs, or one that was asked for is planned."""
        return self.running or self._person_waits

    @property
    def _settings(self) -> Settings:
        return self._storage.settings.current

    # What was asked for.

    def authenticate(self) -> None:
        """Make an attempt for a person, who may be asked to unlock the key store."""
        self.note_person()
        self.recheck()

    def recheck(self) -> None:
        """Make an attempt that shows no prompt."""
        self._request(AuthenticationRequested)

    def take_new_settings(self) -> None:
        """Try the settings that a person has just saved."""
        if self._hub.begun:
            self._storage.notices.forget(OwnFile.SETTINGS)
        self.note_person()
        self._request(SettingsSaved)

    def allow_key(self, message: jobs.KeyAllowed) -> None:
        """Make an attempt that may send the key to this origin: a person has agreed."""
        _log.warning("a person lets the licence key be sent to %s", printable(message.origin))
        self._key_origin = message.origin
        self.note_person()
        self._request(SettingsSaved)

    def let_key_to(self, origin: str) -> None:
        """Let the next attempts send the key to an origin that a repair leads to, until there is an answer."""
        self._repaired_origin = origin

    def _request(self, event: type[AuthenticationRequested | SettingsSaved]) -> None:
        if self._hub.begun:
            self._hub.apply(self._storage.settings.news() or event(self._ports.now()))
        else:  # counted as an attempt that has its answer already: the files cannot be read
            self.number += 1
            self._person_waits = False

    def note_person(self) -> None:
        """Let the next attempt prompt: a person waits for it. A running one that may prompt will do."""
        self._person_waits = self._person_waits or not (self.running and self._may_prompt)

    def withdraw(self) -> None:
        """Take back the question of the key store: the person has cancelled."""
        if self.key_store_asks:
            self.cancel()
            self.restart()

    # When the next attempt is due.

    def plan(self, delay_s: float) -> None:
        """Plan the next attempt, in place of any planned one."""
        self.due = self._ports.monotonic() + delay_s

    def plan_after(self, effect: Planning) -> None:
        """Plan the next attempt as the state machine wants it."""
        chance, state = self._ports.chance(), self._hub.state
        self.plan(reconnect.delay_s(effect, state, self._settings.check_every_s, self._expires_in_s, chance))

    def plan_sooner(self, delay_s: float) -> bool:
        """Bring the planned attempt forward, if there is a later one; return whether there was."""
        if self.due is None or self.due <= self._ports.monotonic() + delay_s:
            return False
        self.plan(delay_s)
        return True

    def look_again(self) -> None:
        """Plan an attempt soon, in place of one that began before the network was back; not of one for a person."""
        is_old = self._started < self._ports.monotonic() - reconnect.MANUAL_SPACING_S
        if self.running and is_old and not (self._may_prompt or self._person_waits):
            self.cancel()
        if not self.running:
            delay_s = reconnect.after_change(reconnect.Change.WOKE, math.inf, self._ports.chance())
            if self.due is None or self.due > self._ports.monotonic() + delay_s:
                self.plan(delay_s)

    def make_due(self) -> None:
        """Make the planned attempt. Settings that cannot be read now do not prevent it: no person waits."""
        self.due = None
        news, now = self._storage.settings.news(), self._ports.now()
        due = Started(now) if self._hub.state.link is Link.DISCONNECTED else TimerElapsed(now)
        self._hub.apply(news if isinstance(news, SettingsSaved) else due)

    def plan_if_idle(self) -> None:
        """Plan an attempt if nothing else would ever bring one about."""
        if self._hub.begun and self.due is None and not self.running:
            self.plan(reconnect.BACK_OFF_CAP_S)

    # The end of the doubt.

    def plan_end_of_doubt(self) -> None:
        """Give the connection the benefit of the doubt for a while, whatever a server asks or withholds."""
        self._doubt_ends = self._ports.monotonic() + reconnect.doubt_s(self._hub.state.diagnosis)

    @property
    def doubt_due(self) -> float | None:
        """When the doubt ends; ``None``: there is none."""
        return self._doubt_ends if self._hub.state.in_doubt else None

    def end_doubt(self) -> None:
        """Believe the failed check."""
        self._hub.apply(DoubtEnded(self._ports.now()))

    # Effects.

    def start(self) -> None:
        """Make sure that an attempt runs; repeated clicks are spaced."""
        if self.running:
            return
        wait_s = reconnect.manual(self._ports.monotonic() - self._started)
        if wait_s > 0:
            self.plan(wait_s)
        else:
            self.restart()

    def start_again(self) -> None:
        """Cancel the running attempt and start another: the first at once, repeated ones are spaced."""
        now = self._ports.monotonic()
        if self._started_again <= now:
            self._started_again = now + reconnect.manual(now - self._started_again)
        if (wait_s := self._started_again - now) > 0:
            may_prompt = self._person_waits or (self.running and self._may_prompt)
            self.cancel()
            self._person_waits = may_prompt
            self.plan(wait_s)
        else:
            self.restart()

    def restart(self) -> None:
        """Cancel the running attempt and start another now."""
        may_prompt = self._person_waits or (self.running and self._may_prompt)
        self.cancel()
        self._may_prompt = may_prompt
        self.number += 1
        self._answered = False
        self._stages = []
        self._started = self._ports.monotonic()
        settings = self._settings
        order = jobs.AuthenticateOrder(settings, may_prompt, self._key_origin, self._repaired_origin)
        deadline_s = max(settings.authenticate_deadline_s, settings.test_deadline_s)
        self._job = start_attempt(
            self._ports.jobs, self._hub.post, self.number, order, deadline_s + (UNLOCK_S if may_prompt else 0.0)
        )

    def cancel(self) -> None:
        """Cancel the running attempt and the planned one."""
        if self._job is not None:
            self._job.cancel()
        self._job = None
        self.due = None
        self._person_waits = self.key_store_asks = False

    # The job.

    def on_said(self, said: AttemptSaid) -> None:
        """Handle a message of the job; those of cancelled ones are dropped."""
        if not self._is_current(said.attempt):
            return
        match said.message:
            case jobs.KeyStoreAsking(asking=asking):
                self.key_store_asks = asking
            case jobs.AuthenticateAnswered(diagnosis=diagnosis) if diagnosis.locked and self._person_waits:
                self.restart()  # it could not prompt; the person who asked meanwhile can unlock the store
            case jobs.AuthenticateAnswered(diagnosis=diagnosis, expires_in_s=expires_in_s, software_version=version):
                self._answered = True
                self.software_version = version
                self.answered_person = self._may_prompt or self._person_waits
                self._person_waits = self.key_store_asks = False
                self._expires_in_s = expires_in_s
                self._key_origin = ""
                if diagnosis.verdict.facts.answer is not LicenceAnswer.FAILED:
                    self._repaired_origin = ""
                self._answer(diagnosis)
            case jobs.ServerTested(report=report) if report.role is Role.UPDATES:
                self._hub.apply(UpdateServerChecked(self._ports.now(), report))
            case jobs.StageReached(role=Role.AUTHENTICATION, report=stage):
                self._stages.append(stage)
                self._dialogs.tell(jobs.AttemptProgressed(self.number, stage))
            case (
                jobs.JobReady()
                | jobs.StageReached()
                | jobs.ServerTested()
                | jobs.PasswordCompared()
                | jobs.PasswordMade()
                | jobs.ReportMade()
                | jobs.DialogAsked()
                | jobs.ContinueHere()
                | jobs.AssistanceConfirmed()
                | jobs.PasswordTyped()
                | jobs.KeyStored()
                | jobs.KeyAllowed()
                | jobs.RepairAgreed()
                | jobs.MailPrepared()
                | jobs.ChangesHeld()
                | jobs.WindowAnswered()
                | jobs.JobDone()
                | jobs.JobFailed()
            ):  # the other role, and what other jobs and dialogs say
                pass
            case _:
                assert_never(said.message)

    def on_ended(self, ended: AttemptEnded) -> None:
        """Handle the end of the job, with or without an answer."""
        if not self._is_current(ended.attempt):
            return
        self._job = None
        self.key_store_asks = False
        fault = diagnosis_of(ended.end, self._stages, self._settings.authentication_address)
        if not self._answered:
            self.answered_person = self._may_prompt or self._person_waits
            self._answer(fault)
        elif ended.end.fault is not None:
            report = ServerReport(Role.UPDATES, self._settings.update_address, fault)
            self._hub.apply(UpdateServerChecked(self._ports.now(), report))

    def _is_current(self, number: int) -> bool:
        return number == self.number and self._job is not None

    def _answer(self, diagnosis: Diagnosis) -> None:
        _log.info("authentication: %s at %s %s", diagnosis.verdict, diagnosis.stage, diagnosis.detail)
        if diagnosis.words:
            _log.info("the other side said: %s", diagnosis.words)
        if diagnosis.ok:
            self._storage.note_clock(diagnosis, secure=self._settings.secure)
            self._storage.forget_mails(SETTLED_BY_CONNECTION)
            self._storage.note_connected(self.software_version)
        self._hub.apply(event_of(diagnosis, self._ports.now()))
