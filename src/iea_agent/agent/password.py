"""Passwords of the day that are typed: each is counted on the disk, and only then compared, by a job."""

import logging
from collections.abc import Callable

from msgspec.structs import replace

from iea_agent.agent.inbox import ComparisonEnded, ComparisonSaid, Post
from iea_agent.agent.saved_state_keeper import SavedStateKeeper
from iea_agent.core import lockout as tries
from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.licence_key import UNLOCK_S
from iea_agent.core.lockout import Tries
from iea_agent.core.ports import JobEnd, Jobs
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.wire.jobs import ComparePasswordOrder, FromJob, KeyStoreAsking, PasswordAnswered, PasswordCompared

_log = logging.getLogger(__name__)

DEADLINE_S = 30.0 + UNLOCK_S
"""For a process that must start first, on a cold disk, and a key store that somebody unlocks (seconds)."""
_NO_TRY = frozenset({PasswordOutcome.KEY_UNREADABLE, PasswordOutcome.NO_KEY})
"""Without a key nothing was compared: the try is given back."""


class PasswordHandler:
    """Takes one password at a time."""

    def __init__(self, jobs: Jobs, memory: SavedStateKeeper, now: Callable[[], float], post: Post) -> None:
        self._jobs = jobs
        self._memory = memory
        self._now = now
        self._post = post
        self._before: Tries | None = None
        """The tries without the one whose comparison runs."""
        self._outcome = PasswordOutcome.AGENT_FAULT
        self.key_store_asks = False
        """Whether the comparison that runs waits for the password of the key store."""

    def take(self, typed: Secret, settings: Settings) -> PasswordAnswered | None:
        """Have a password compared; return the answer if it is not going to be."""
        if self._before is not None:
            return None
        now, kept = self._now(), self._memory.kept
        if self._memory.clock_is_set_back:
            return self._answer(PasswordOutcome.CLOCK)
        if tries.is_locked(kept.tries, now):
            return self._answer(PasswordOutcome.LOCKED)
        before, self._outcome = kept.tries, PasswordOutcome.AGENT_FAULT
        if not self._memory.keep(replace(kept, tries=tries.taken(before, now))):
            self._memory.kept = replace(self._memory.kept, tries=before)
            return self._answer(PasswordOutcome.NOT_WRITTEN)
        self._before = before
        post = self._post

        def on_message(message: FromJob) -> None:
            post(ComparisonSaid(message))

        def on_end(end: JobEnd) -> None:
            post(ComparisonEnded(end))

        self._jobs.start(
            ComparePasswordOrder(settings, typed, now), on_message=on_message, on_end=on_end, deadline_s=DEADLINE_S
        )
        return None

    def note(self, message: FromJob) -> None:
        """Take note of what the comparison came to, or waits for."""
        match message:
            case PasswordCompared(outcome=outcome):
                self._outcome = outcome
            case KeyStoreAsking(asking=asking):
                self.key_store_asks = asking
            case _:
                pass

    def conclude(self, end: JobEnd) -> PasswordAnswered:
        """The comparison is over; return its answer. A right password clears the tries, at the next writing."""
        if end.fault is not None:
            _log.warning("the comparison of a password failed: %s %s", end.fault, end.detail)
        _log.info("a password of the day was typed: %s", self._outcome)
        before, self._before = self._before, None
        self.key_store_asks = False
        if self._outcome in _NO_TRY and before is not None:
            self._memory.keep(replace(self._memory.kept, tries=before))
        elif self._outcome is PasswordOutcome.RIGHT:
            self._memory.kept = replace(self._memory.kept, tries=Tries())
        return self._answer(self._outcome)

    def _answer(self, outcome: PasswordOutcome) -> PasswordAnswered:
        return PasswordAnswered(outcome, tries.left(self._memory.kept.tries), self._memory.locked_until)
