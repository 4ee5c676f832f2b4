"""The files of the agent: settings, saved state, history, and the notices about them.

Files that cannot be *read* (I/O error, no permission, a home that is not mounted yet) keep the agent from beginning:
``load()`` says so, and nothing is written until it succeeds. Corrupt files are replaced by their backups in the
adapters (docs/decisions/0013).
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from msgspec.structs import replace

from iea_agent.agent.file_notices import FileNotices, refusal_of
from iea_agent.agent.inbox import LogWritten
from iea_agent.agent.ports import AgentPorts, Hub
from iea_agent.agent.settings import SettingsInUse
from iea_agent.core.assistance import is_reminder_due
from iea_agent.core.connection_state import AgentState, Mode
from iea_agent.core.diagnosis import Diagnosis
from iea_agent.core.errors import NewerFileError, StorageError
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.history import History, noted, resumed
from iea_agent.core.lockout import is_locked, is_set_back, seen
from iea_agent.core.saved_state import SavedState, with_mode_of
from iea_agent.core.wire.jobs import ServerTested

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Store(Protocol[T]):
    """A file with one value."""

    notice: FileFinding | None

    def load(self) -> T:
        """Return what was last saved. Never fails; ``notice`` says what was wrong."""

    def save(self, value: T, /) -> None:
        """Write durably; NewerFileError or StorageError if that fails."""


class Keeper(Generic[T]):
    """The value of a file, and its only writer."""

    def __init__(self, store: Store[T], default: T) -> None:
        self._store = store
        self.value = default
        self.refusal: FileFinding | None = None
        """Why the value will not survive a restart; ``None``: it will."""
        self.may_write = False
        """Whether all files were read: an agent that has not begun writes nothing."""

    def load(self) -> FileFinding | None:
        """Take over what was saved; return what was found wrong with the file."""
        self.value = self._store.load()
        return self._store.notice

    def save(self, value: T) -> bool:
        """Take over a value and write it; return whether it will survive a restart."""
        self.value = value
        if not self.may_write:
            return False
        try:
            self._store.save(value)
        except (StorageError, NewerFileError) as error:
            if self.refusal is None:
                _log.exception("%s could not be written", type(value).__name__)
            self.refusal = refusal_of(error)
        else:
            self.refusal = None
        return self.refusal is None


class SavedStateKeeper(Keeper[SavedState]):
    """Keeps the mode and what goes with it, and the latest time seen (``core/lockout.py``)."""

    def __init__(self, store: Store[SavedState], now: Callable[[], float]) -> None:
        super().__init__(store, SavedState())
        self._now = now

    @property
    def clock_is_set_back(self) -> bool:
        """Whether the clock is behind a time that was seen before."""
        return is_set_back(self.value.clock_mark, self._now())

    @property
    def locked_until(self) -> float | None:
        """When the next password of the day will be taken (seconds since 1970 UTC); ``None``: at once."""
        lockout = self.value.lockout
        return lockout.locked_until if is_locked(lockout, self._now()) else None

    def keep(self, value: SavedState) -> bool:
        """Write a state, and the time with it; return whether it will survive a restart."""
        return self.save(replace(value, clock_mark=seen(value.clock_mark, self._now())))

    def trust_clock(self) -> None:
        """Accept the present time: a server whose identity was verified has the same, so the mark was wrong."""
        if self.clock_is_set_back:
            self.save(replace(self.value, clock_mark=self._now()))


class Storage:
    """All that the agent keeps over restarts."""

    def __init__(self, hub: Hub, ports: AgentPorts) -> None:
        self._hub = hub
        self._ports = ports
        self.notices = FileNotices()
        self.settings = SettingsInUse(hub, ports, self.notices)
        self.saved_state = SavedStateKeeper(ports.states, ports.now)
        self.history: Keeper[History] = Keeper(ports.history, ())
        self._mail: dict[str, Any] = {}
        """The mail that was prepared before the agent had begun: fields of the saved state."""

    # Beginning.

    def load(self) -> frozenset[OwnFile]:
        """Read all files; return those that cannot be read: unless there are none, the agent does not begin."""
        self.notices.note(OwnFile.STATE, self.saved_state.load())
        self.notices.note(OwnFile.HISTORY, self.history.load())
        self.settings.load()
        self.saved_state.value = replace(self.saved_state.value, **self._mail)
        unreadable = self.notices.unreadable
        self.saved_state.may_write = self.history.may_write = not unreadable
        if not unreadable:
            self._note_history(resumed(self.history.value, self.saved_state.value.clock_mark))
        return unreadable

    # The saved state.

    def keep_mode(self, state: AgentState) -> bool:
        """Write the mode; return whether it will survive a restart: if not, the caller says so.

        It is written twice, so that the backup of a file that is corrupt later has the same mode.
        """
        is_kept = self.saved_state.keep(with_mode_of(self.saved_state.value, state))
        if is_kept:
            is_kept = self.saved_state.keep(self.saved_state.value)
        if not is_kept:
            self.notices.tell(FileNotice(OwnFile.STATE, FileFinding.NOT_WRITTEN))
        return is_kept

    def on_mail_prepared(self) -> None:
        """Remember that a mail to the support desk was prepared, and what it was about."""
        diagnosis = self._hub.state.diagnosis
        about = None if diagnosis is None or diagnosis.ok else diagnosis.verdict
        mail = {"mail_prepared": self._ports.now(), "mail_about": about}
        if not self._hub.begun:
            self._mail = mail
        self.saved_state.keep(replace(self.saved_state.value, **mail))
        self._hub.publish()

    def forget_mail(self) -> None:
        """Forget the mail: the connection is back."""
        if self.saved_state.value.mail_prepared:
            self.saved_state.keep(replace(self.saved_state.value, mail_prepared=0.0, mail_about=None))

    def note_icon_advice(self, desktop: str) -> None:
        """Remember the desktop on which the user was told how to get an icon; empty: none."""
        if self.saved_state.value.icon_advised != desktop:
            self.saved_state.keep(replace(self.saved_state.value, icon_advised=desktop))

    def take_reminder(self) -> datetime | None:
        """Return since when (local time) assistance mode lasts, if a reminder is due now; once a day."""
        kept, local = self.saved_state.value, self._ports.local
        now, since = local(self._ports.now()), local(kept.mode_since)
        if kept.mode is not Mode.ASSISTANCE or not is_reminder_due(now, since, kept.reminded_on):
            return None
        self.saved_state.keep(replace(kept, reminded_on=now.date().isoformat()))
        return since

    def note_clock(self, diagnosis: Diagnosis, *, secure: bool) -> None:
        """Trust the clock if a server whose identity was verified has the same time."""
        if secure and diagnosis.ok and diagnosis.clock_offset_s is not None and not diagnosis.clock_is_wrong:
            self.saved_state.trust_clock()

    def on_server_tested(self, message: ServerTested) -> None:
        """Trust the clock if a server that a person has tested has the same time."""
        self.note_clock(message.report.diagnosis, secure=message.report.url.startswith("https:"))
        self._hub.publish()

    # The history.

    def note_state(self, state: AgentState) -> None:
        """Write what the state changes in the history."""
        self._note_history(noted(self.history.value, state, self._ports.now()))

    def _note_history(self, history: History) -> None:
        if history != self.history.value:
            self.history.save(history)

    # Failed writes.

    def on_log_written(self, log: LogWritten) -> None:
        """Note whether the log can be written."""
        self.notices.note_refusal(OwnFile.LOG, None if log.written else FileFinding.NOT_WRITTEN)
        self._hub.publish()

    def note_refusals(self) -> bool:
        """Update the notices about failed writes; return whether a retry may succeed."""
        refusals = {OwnFile.STATE: self.saved_state.refusal, OwnFile.HISTORY: self.history.refusal}
        for file, refusal in refusals.items():
            self.notices.note_refusal(file, refusal)
        return FileFinding.NOT_WRITTEN in refusals.values()

    def retry_history(self) -> None:
        """Write the history again if that failed before."""
        if self.history.refusal is not None:
            self.history.save(self.history.value)
