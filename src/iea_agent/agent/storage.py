"""The files of the agent: settings, saved state, history, and the notices about them.

Files that cannot be *read* (I/O error, no permission, a home that is not mounted yet) keep the agent from beginning:
``load()`` says so, and nothing is written until it succeeds. Corrupt files are replaced by their backups in the
adapters (docs/decisions/0013).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from iea_agent.agent.keepers import Keeper, SavedStateKeeper
from iea_agent.agent.notices import FileNotices
from iea_agent.agent.ports import AgentPorts, Hub, LogChanged
from iea_agent.agent.settings_in_use import SettingsInUse
from iea_agent.core.assistance import is_reminder_due
from iea_agent.core.connection_state import AgentState, Mode
from iea_agent.core.diagnosis import Diagnosis
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.history import History, ended_by_connection, noted, resumed
from iea_agent.core.prepared_mails import Occasion, PreparedMail, PreparedMails, with_mail, without
from iea_agent.core.repair import MAX_GOOD, GoodAddress, RepairRecord, remembered
from iea_agent.core.saved_state import SavedState, mails_of, with_mails, with_mode_of
from iea_agent.core.wire.jobs import MailPrepared, ServerTested


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

    @property
    def last_repair(self) -> RepairRecord | None:
        """The last repair, as it survives restarts."""
        return self.saved_state.value.repair

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
