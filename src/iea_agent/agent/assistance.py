"""Assistance mode on and off: the confirmation that enables it, the password of the day that disables it.

A typed password is counted on the disk, and only then compared, by a job (``core/lockout.py``).
"""

import logging
from typing import assert_never

from msgspec.structs import replace

from iea_agent.agent.authentication import Authentication
from iea_agent.agent.dialogs import Dialogs
from iea_agent.agent.ports import AgentPorts, ComparisonEnded, ComparisonSaid, Hub
from iea_agent.agent.storage import Storage
from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import DialogKind, lacks_key
from iea_agent.core.connection_state import AssistanceDisabled, AssistanceEnabled, Mode
from iea_agent.core.licence_key import UNLOCK_S
from iea_agent.core.lockout import Lockout, counted, is_locked, tries_left
from iea_agent.core.printable import printable
from iea_agent.core.wire import jobs

_log = logging.getLogger(__name__)

DEADLINE_S = 20.0 + UNLOCK_S
"""Deadline of a comparison (seconds): a process must start on a cold disk, and a person may unlock the key store."""


class Assistance:
    """Enters and leaves assistance mode; compares one password at a time."""

    def __init__(
        self, hub: Hub, ports: AgentPorts, storage: Storage, dialogs: Dialogs, authentication: Authentication
    ) -> None:
        self._hub = hub
        self._ports = ports
        self._storage = storage
        self._saved_state = storage.saved_state
        self._dialogs = dialogs
        self._authentication = authentication
        self._before: Lockout | None = None
        """The lockout without the try whose comparison runs; ``None`` when none runs."""
        self._outcome = PasswordOutcome.AGENT_FAULT
        self.key_store_asks = False
        """Whether the running comparison waits for the password of the key store."""
        self.answered: PasswordOutcome | None = None
        """What was last answered, while the window of the password is open; a right password is not kept."""
        dialogs.when_closed[DialogKind.DAY_PASSWORD] = self._forget_answer

    # On.

    def enable(self, confirmed: jobs.AssistanceConfirmed) -> None:
        """Enter assistance mode; not where no licence key is kept: no password could end it."""
        if lacks_key(self._hub.state):
            _log.warning("assistance mode is not enabled: no licence key is kept")
            return
        who, reason = printable(self._ports.user()), printable(confirmed.reason)
        _log.warning("assistance mode is enabled by %s, licence %s: %s", who, self._licence, reason)
        self._hub.apply(AssistanceEnabled(self._ports.now(), reason, who))

    @property
    def _licence(self) -> str:
        return printable(self._storage.settings.current.licence_number)

    # Off.

    def on_typed(self, message: jobs.PasswordTyped) -> None:
        """Count a typed password and have it compared, or answer why it is not."""
        if self._hub.state.mode is not Mode.ASSISTANCE or self._before is not None:
            return
        self._storage.settings.load()  # the licence may have been corrected meanwhile
        now, saved = self._ports.now(), self._saved_state.value
        if self._saved_state.clock_is_set_back:
            self._answer(PasswordOutcome.CLOCK)
        elif is_locked(saved.lockout, now):
            self._answer(PasswordOutcome.LOCKED)
        elif self._saved_state.keep(replace(saved, lockout=counted(saved.lockout, now))):
            self._before = saved.lockout
            self._compare(message, now)
        else:
            self._saved_state.value = replace(self._saved_state.value, lockout=saved.lockout)
            self._answer(PasswordOutcome.NOT_WRITTEN)

    def _compare(self, message: jobs.PasswordTyped, now: float) -> None:
        self._outcome, post = PasswordOutcome.AGENT_FAULT, self._hub.post
        self._ports.jobs.start(
            jobs.ComparePasswordOrder(self._storage.settings.current, message.typed, now),
            on_message=lambda message: post(ComparisonSaid(message)),
            on_end=lambda end: post(ComparisonEnded(end)),
            deadline_s=DEADLINE_S,
        )

    def on_comparison_said(self, said: ComparisonSaid) -> None:
        """Note the outcome of the comparison, or that it waits for the key store."""
        match said.message:
            case jobs.PasswordCompared(outcome=outcome):
                self._outcome = outcome
            case jobs.KeyStoreAsking(asking=asking):
                self.key_store_asks = asking
            case (
                jobs.JobReady()
                | jobs.StageReached()
                | jobs.ServerTested()
                | jobs.AuthenticateAnswered()
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
            ):  # what other jobs and dialogs say
                pass
            case _:
                assert_never(said.message)

    def on_comparison_ended(self, ended: ComparisonEnded) -> None:
        """Act on the outcome. A right password clears the lockout, which the change of mode writes."""
        if ended.end.fault is not None:
            _log.warning("the comparison of a password failed: %s %s", ended.end.fault, ended.end.detail)
        _log.info("a password of the day was typed: %s", self._outcome)
        before, self._before = self._before, None
        self.key_store_asks = False
        if self._outcome.lacks_key and before is not None:
            self._saved_state.keep(replace(self._saved_state.value, lockout=before))
        elif self._outcome is PasswordOutcome.RIGHT:
            self._saved_state.value = replace(self._saved_state.value, lockout=Lockout())
            self._disable()
        self._answer(self._outcome)

    def _disable(self) -> None:
        """Leave assistance mode; the person may be asked to unlock the key store once more."""
        if self._hub.state.mode is Mode.ASSISTANCE:
            who = printable(self._ports.user())
            _log.warning(
                "assistance mode is disabled by %s, with the password of the day of licence %s", who, self._licence
            )
            self._authentication.note_person()
            self._hub.apply(AssistanceDisabled(self._ports.now()))

    def _forget_answer(self) -> None:
        self.answered = None

    def _answer(self, outcome: PasswordOutcome) -> None:
        self.answered = None if outcome is PasswordOutcome.RIGHT else outcome
        self._hub.publish()
        left = tries_left(self._saved_state.value.lockout)
        self._dialogs.tell(
            jobs.PasswordAnswered(outcome, left, self._saved_state.locked_until), DialogKind.DAY_PASSWORD
        )
