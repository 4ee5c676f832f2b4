"""What the agent keeps over restarts: the mode and what goes with it, the diary, and what is wrong with its files."""

import logging
from datetime import datetime

from msgspec.structs import replace

from iea_agent.agent.file_notices import FileNotices
from iea_agent.agent.history import HistoryKeeper
from iea_agent.agent.ports import AgentPorts
from iea_agent.agent.saved_state_keeper import SavedStateKeeper
from iea_agent.core.assistance import is_reminder_due
from iea_agent.core.connection_state import AgentState, AssistanceDisabled, AssistanceEnabled, Event, Mode
from iea_agent.core.diagnosis import Diagnosis
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.saved_state import state_from, with_mode_of

_log = logging.getLogger(__name__)


class Storage:
    """Takes over what was saved, also what can be read only later, and says what is not written."""

    def __init__(self, world: AgentPorts) -> None:
        self._world = world
        self.memory = SavedStateKeeper(world.states, world.now)
        self.diary = HistoryKeeper(world.history)
        self.remarks = FileNotices()
        self._mode_is_of_backup = False
        """Whether assistance mode is what a backup says, of a state that could not be read."""

    def load(self) -> AgentState:
        """Take over what was saved; return the state to start with."""
        self.memory.load()
        kept = self.memory.kept
        self._mode_is_of_backup = not self.memory.is_written and kept.mode is Mode.ASSISTANCE
        self.diary.load(kept.clock_mark)
        self.remarks.note(OwnFile.STATE, self._world.states.notice)
        self.remarks.note(OwnFile.HISTORY, self.diary.notice)
        return state_from(kept)

    def load_at_last(self, state: AgentState) -> Event | None:
        """Take over what could not be read when the agent started; return what that changes of the present state.

        What somebody decided since stays.
        """
        if not self.memory.load_at_last():
            return None
        kept, now = self.memory.kept, self._world.now()
        self.remarks.note(OwnFile.STATE, self._world.states.notice)
        is_of_backup, self._mode_is_of_backup = self._mode_is_of_backup, False
        if is_of_backup:  # nobody can have left it since: no try can be counted
            return AssistanceDisabled(now) if kept.mode is Mode.PRODUCTION else None
        if state.mode is Mode.ASSISTANCE:
            self.memory.keep(with_mode_of(kept, state))
        elif kept.mode is Mode.ASSISTANCE:
            _log.warning("assistance mode was kept, which only now can be read")
            return AssistanceEnabled(kept.mode_since, kept.reason, kept.who)
        return None

    def as_kept(self, state: AgentState) -> AgentState:
        """Return a state whose mode is as it is kept: a backup that was taken meanwhile may have had an older one."""
        kept = self.memory.kept
        if not (state.mode is kept.mode is Mode.ASSISTANCE and self.memory.is_written):
            return state
        return replace(state, mode_since=kept.mode_since, reason=kept.reason, who=kept.who)

    def note_refusals(self) -> bool:
        """Say what is not written; return whether there is anything, which may be written another time."""
        refusals = {OwnFile.STATE: self.memory.refusal, OwnFile.HISTORY: self.diary.refusal}
        for stored, refusal in refusals.items():
            self.remarks.note_refusal(stored, refusal)
        return bool({FileFinding.NOT_WRITTEN, FileFinding.UNREADABLE} & {*refusals.values()})

    def write_again(self) -> None:
        """Write what the disk refused before, if it did."""
        was_unreadable = self.diary.refusal is FileFinding.UNREADABLE
        self.diary.write_again()
        if was_unreadable:
            self.remarks.note(OwnFile.HISTORY, self.diary.notice)

    def keep_mode(self, state: AgentState) -> bool:
        """Keep what people decided; return whether it will survive a restart: if not, the caller says so."""
        is_kept = self.memory.keep(with_mode_of(self.memory.kept, state))
        if is_kept:  # twice: the copy that a spoiled file would come back from then says the same
            is_kept = self.memory.keep(self.memory.kept)
        if not is_kept:
            self.remarks.tell(FileNotice(OwnFile.STATE, FileFinding.NOT_WRITTEN))
        return is_kept

    def take_reminder(self) -> datetime | None:
        """Return since when (local time) assistance mode lasts, if the user is to be reminded now; once a day."""
        kept = self.memory.kept
        now, since = self._world.local(self._world.now()), self._world.local(kept.mode_since)
        if kept.mode is not Mode.ASSISTANCE or not is_reminder_due(now, since, kept.reminded_on):
            return None
        self.memory.keep(replace(kept, reminded_on=now.date().isoformat()))
        return since

    def note_mail(self, diagnosis: Diagnosis | None) -> None:
        """Remember that a mail to the support desk was prepared, and what it was about."""
        about = None if diagnosis is None or diagnosis.ok else diagnosis.verdict
        self.memory.keep(replace(self.memory.kept, mail_prepared=self._world.now(), mail_about=about))

    def forget_mail(self) -> None:
        """What the support desk was asked for is settled."""
        if self.memory.kept.mail_prepared:
            self.memory.keep(replace(self.memory.kept, mail_prepared=0.0, mail_about=None))
