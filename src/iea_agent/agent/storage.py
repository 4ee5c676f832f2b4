"""The files of the agent: settings, saved state, history, and the notices about them.

Files that cannot be *read* (I/O error, no permission, a home that is not mounted yet) keep the agent from beginning:
``load()`` says so, and nothing is written until it succeeds. Corrupt files are replaced by their backups in the
adapters (docs/decisions/0013).
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Generic, TypeVar

from msgspec.structs import replace

from iea_agent.agent.ports import AgentPorts, Hub, LogChanged
from iea_agent.core.assistance import is_reminder_due
from iea_agent.core.connection_state import AgentState, Event, LicenceMissing, Mode, SettingsSaved
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.errors import InvalidFileError, NewerFileError, StorageError
from iea_agent.core.file_notices import CANNOT_BE_READ, FileFinding, FileFlaw, FileNotice, OwnFile
from iea_agent.core.history import History, ended_by_connection, noted, resumed
from iea_agent.core.lockout import is_locked, is_set_back, seen
from iea_agent.core.ports import Store
from iea_agent.core.prepared_mails import Occasion, PreparedMail, PreparedMails, with_mail, without
from iea_agent.core.printable import printable
from iea_agent.core.repair import MAX_GOOD, GoodAddress, RepairRecord, remembered
from iea_agent.core.saved_state import SavedState, mails_of, with_mails, with_mode_of
from iea_agent.core.settings import Settings
from iea_agent.core.settings_notice import notice_of
from iea_agent.core.wire.jobs import KeyStored, MailPrepared, ServerTested

_log = logging.getLogger(__name__)
T = TypeVar("T")


_REPAIRED = frozenset({FileFinding.RECOVERED, FileFinding.RESET, FileFinding.MADE_READABLE})
"""Said until the agent ends; what else was found is dropped once the file is read as usual."""


class FileNotices:
    """Collects the findings of the stores: at most one of reading and one of writing per file."""

    def __init__(self) -> None:
        self._loaded: dict[OwnFile, FileNotice | None] = dict.fromkeys(OwnFile)
        self._refused: dict[OwnFile, FileNotice | None] = dict.fromkeys(OwnFile)
        self._told: set[FileNotice] = set()

    def note(
        self, file: OwnFile, finding: FileFinding | None, flaw: FileFlaw | None = None, *, detail: str = ""
    ) -> None:
        """Note the finding of reading a file; ``None``: it was read as usual."""
        found, before = None, self._loaded[file]
        if finding is not None:
            found = FileNotice(file, finding, flaw, printable(detail))
        if found not in {None, before}:
            _log.warning("while loading the %s: %s", file, f"{finding} {printable(detail)}".rstrip())
        if found is not None or (before is not None and before.finding not in _REPAIRED):
            self._loaded[file] = found

    def note_refusal(self, file: OwnFile, refusal: FileFinding | None, detail: str = "") -> None:
        """Note why a file could not be written; ``None``: it was."""
        self._refused[file] = None if refusal is None else FileNotice(file, refusal, detail=printable(detail))

    def forget(self, file: OwnFile) -> None:
        """Drop the finding of reading a file: a person has saved it."""
        self._loaded[file] = None

    def open_to_others(self, file: OwnFile) -> FileNotice | None:
        """Return the notice that other users may have written a file; ``None`` if they may not."""
        found = self._loaded[file]
        return found if found is not None and found.finding is FileFinding.OPEN_TO_OTHERS else None

    @property
    def unreadable(self) -> frozenset[OwnFile]:
        """The files that could not be read."""
        return frozenset(file for file, found in self._loaded.items() if found and found.finding in CANNOT_BE_READ)

    @property
    def current(self) -> tuple[FileNotice, ...]:
        """The notices to show at present."""
        return tuple(
            notice
            for file in OwnFile
            for notice in dict.fromkeys((self._loaded[file], self._refused[file]))
            if notice is not None
        )

    def tell(self, notice: FileNotice) -> None:
        """Count a notice as told: the user was notified in other words."""
        self._told.add(notice)

    def take_news(self) -> tuple[FileNotice, ...]:
        """Return the notices that the user was not told; one that is over may be told again when it returns.

        One full disk that refuses several files is told once; the windows name them all.
        """
        current = self.current
        refusals = [notice for notice in current if notice.finding is FileFinding.NOT_WRITTEN]
        known = set(refusals if self._told.intersection(refusals) else refusals[1:]) | self._told
        self._told = set(current)
        return tuple(notice for notice in current if notice not in known)


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
        return self._store.finding

    @property
    def detail(self) -> str:
        """The detail of what was found wrong."""
        return self._store.detail

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
            self.refusal = FileFinding.NEWER if isinstance(error, NewerFileError) else FileFinding.NOT_WRITTEN
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


class SettingsInUse:
    """Reads the settings, and logs changes of who can leave assistance mode."""

    def __init__(self, hub: Hub, ports: AgentPorts, notices: FileNotices) -> None:
        self._hub = hub
        self._store = ports.settings
        self._ports = ports
        self._notices = notices
        self.current = Settings()
        """The settings in force: the last good ones."""
        self.fault: Diagnosis | None = None
        """Why the saved ones could not be used when they were last read."""
        self.failures = 0
        """How often in a row they could not be used."""
        self._known = False
        """Whether good settings were ever read."""

    @property
    def missing(self) -> Diagnosis | None:
        """Why there are no good settings; ``None``: there are, whatever the file looks like now."""
        return None if self._known else self.fault

    def load(self) -> None:
        """Read the settings. While the file cannot be used, the last good ones stay in force; ``fault`` says why."""
        old = self.current
        try:
            self.current = self._store.load()
        except (InvalidFileError, NewerFileError, StorageError) as error:
            if isinstance(error, InvalidFileError) and not self._known and (known := self._store.last_good()):
                self.current, self._known = known, True
            fault = Diagnosis(Verdict.BAD_SETTINGS, detail=printable(str(error)))
            if fault != self.fault:
                _log.warning("the settings cannot be used: %s", printable(str(error)))
            found = notice_of(error, is_known=self._known)
            self._notices.note(found.file, found.finding, found.flaw)
            self.fault = fault
            self.failures += 1
        else:
            self.fault, self.failures, self._known = None, 0, True
            self._notices.note(OwnFile.SETTINGS, self._store.finding, detail=self._store.detail)
        if self._hub.state.mode is Mode.ASSISTANCE and old.licence_number not in {"", self.current.licence_number}:
            before, after = printable(old.licence_number), printable(self.current.licence_number)
            who = printable(self._ports.user())
            _log.warning("licence %s is replaced by %s, in assistance mode, by %s", before, after, who)

    def news(self) -> Event | None:
        """Read the settings; return an event if they changed, or if there are none that can be used."""
        old, now = self.current, self._ports.now()
        self.load()
        if (fault := self.missing) is not None:
            return LicenceMissing(now, fault)
        return None if self.current == old else SettingsSaved(now)

    def on_key_stored(self, message: KeyStored) -> None:
        """Log in assistance mode that a licence has another key, and so another password of the day."""
        if self._hub.state.mode is Mode.ASSISTANCE:
            number, who = printable(message.number), printable(self._ports.user())
            _log.warning("licence %s is given another key, in assistance mode, by %s", number, who)


class Storage:
    """All that the agent keeps over restarts."""

    def __init__(self, hub: Hub, ports: AgentPorts) -> None:
        self._hub = hub
        self._ports = ports
        self.notices = FileNotices()
        self.settings = SettingsInUse(hub, ports, self.notices)
        self.saved_state = SavedStateKeeper(ports.states, ports.now)
        self.history: Keeper[History] = Keeper(ports.history, ())
        self._noted: dict[str, Any] = {}
        """Fields of the saved state that were noted before the agent had begun."""
        self._noted_mails: PreparedMails = ()
        """Mails that were prepared before the agent had begun."""

    # Beginning.

    def load(self) -> frozenset[OwnFile]:
        """Read all files; return those that cannot be read: unless there are none, the agent does not begin."""
        self.notices.note(OwnFile.STATE, self.saved_state.load(), detail=self.saved_state.detail)
        self.notices.note(OwnFile.HISTORY, self.history.load())
        self.settings.load()
        self.saved_state.value = replace(self.saved_state.value, **self._noted)
        for mail in self._noted_mails:
            self.saved_state.value = _with_mail(self.saved_state.value, mail)
        unreadable = self.notices.unreadable
        self.saved_state.may_write = self.history.may_write = not unreadable
        if not unreadable:
            self._seed_good_addresses()
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

    def on_mail_prepared(self, message: MailPrepared) -> None:
        """Remember that a mail was prepared, and what it was about."""
        diagnosis = self._hub.state.diagnosis
        about = None if diagnosis is None or diagnosis.ok else diagnosis.verdict
        prepared = PreparedMail(message.occasion, self._ports.now(), about)
        if not self._hub.begun:
            self._noted_mails = with_mail(self._noted_mails, prepared)
        self.saved_state.keep(_with_mail(self.saved_state.value, prepared))

    def forget_mails(self, occasions: Iterable[Occasion]) -> None:
        """Forget the mails of some occasions: they are settled."""
        mails = mails_of(self.saved_state.value)
        if (left := without(mails, occasions)) != mails:
            self.saved_state.keep(with_mails(self.saved_state.value, left))

    # Addresses.

    def note_connected(self, version: str) -> None:
        """Remember that the present address gave ``connected``, with which version of the payroll software."""
        known = self.saved_state.value.good_addresses
        after = remembered(known, self.settings.current.authentication_address, version)
        if after != known:
            self._note(good_addresses=after)

    def note_repair(self, record: RepairRecord | None) -> None:
        """Remember the last repair."""
        self._note(repair=record)

    def take_repair(self, repair: str) -> bool:
        """Return whether a repair is still to be announced; it is, once in a situation."""
        known = self.saved_state.value.repairs_announced
        if repair in known:
            return False
        self._note(repairs_announced=(repair, *known)[:MAX_GOOD])
        return True

    def forget_repairs(self) -> None:
        """Forget which repairs were announced: the situation is over."""
        if self.saved_state.value.repairs_announced:
            self._note(repairs_announced=())

    def _seed_good_addresses(self) -> None:
        """Take the present address for one that worked, where an older version saw an outage end.

        That version did not remember addresses; a workstation that it connected must not be moved.
        """
        if ended_by_connection(self.history.value) and not self.saved_state.value.good_addresses:
            address = self.settings.current.authentication_address
            self.saved_state.value = replace(self.saved_state.value, good_addresses=(GoodAddress(address),))

    def note_icon_advice(self, desktop: str) -> None:
        """Remember the desktop on which the user was told how to get an icon; empty: none."""
        if self.saved_state.value.icon_advised != desktop or not self._hub.begun:  # what the file says is not known
            self._note(icon_advised=desktop)

    def note_welcome(self) -> None:
        """Remember that the window of the first start was shown."""
        if not self.saved_state.value.welcomed:
            self._note(welcomed=True)

    def _note(self, **fields: Any) -> None:  # noqa: ANN401 (fields of the saved state)
        """Write fields of the saved state; before the agent has begun, remember them until it does."""
        if not self._hub.begun:
            self._noted |= fields
        self.saved_state.keep(replace(self.saved_state.value, **fields))

    def take_reminder(self) -> datetime | None:
        """Return since when (local time) assistance mode lasts, if a reminder is due now; once a day."""
        saved, local = self.saved_state.value, self._ports.local
        now, since = local(self._ports.now()), local(saved.mode_since)
        if saved.mode is not Mode.ASSISTANCE or not is_reminder_due(now, since, saved.reminded_on):
            return None
        self.saved_state.keep(replace(saved, reminded_on=now.date().isoformat()))
        return since

    def note_clock(self, diagnosis: Diagnosis, *, secure: bool) -> None:
        """Trust the clock if a server whose identity was verified has the same time: then the mark was wrong."""
        is_right = diagnosis.clock_offset_s is not None and not diagnosis.clock_is_wrong
        if secure and diagnosis.ok and is_right and self.saved_state.clock_is_set_back:
            self.saved_state.save(replace(self.saved_state.value, clock_mark=self._ports.now()))

    def on_server_tested(self, message: ServerTested) -> None:
        """Trust the clock if a server that a person has tested has the same time."""
        self.note_clock(message.report.diagnosis, secure=message.report.url.startswith("https:"))

    # The history.

    def note_state(self, state: AgentState) -> None:
        """Write what the state changes in the history."""
        self._note_history(noted(self.history.value, state, self._ports.now()))

    def _note_history(self, history: History) -> None:
        if history != self.history.value:
            self.history.save(history)

    # Failed writes.

    def on_log_changed(self, log: LogChanged) -> None:
        """Note whether the log can be written."""
        if log.refusal is None:
            self.notices.note_refusal(OwnFile.LOG, None)
        else:
            self.notices.note_refusal(OwnFile.LOG, log.refusal.finding, log.refusal.detail)

    def note_refusals(self) -> bool:
        """Update the notices about failed writes; return whether a retry may succeed."""
        self.notices.note_refusal(OwnFile.STATE, self.saved_state.refusal)
        self.notices.note_refusal(OwnFile.HISTORY, self.history.refusal)
        return FileFinding.NOT_WRITTEN in {self.saved_state.refusal, self.history.refusal}


def _with_mail(saved: SavedState, mail: PreparedMail) -> SavedState:
    """Return the saved state with one more mail."""
    return with_mails(saved, with_mail(mails_of(saved), mail))
