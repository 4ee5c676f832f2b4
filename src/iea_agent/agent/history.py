"""The diary of outages and of assistance mode, and its store."""

import logging

from iea_agent.agent.file_notices import refusal_of
from iea_agent.core.connection_state import AgentState
from iea_agent.core.errors import NewerFileError, StorageError
from iea_agent.core.file_notices import FileFinding
from iea_agent.core.history import History, joined, noted, resumed
from iea_agent.core.ports import HistoryStore

_log = logging.getLogger(__name__)


class HistoryKeeper:
    """Notes each state, and writes what that changes."""

    def __init__(self, store: HistoryStore) -> None:
        self._store = store
        self.history: History = ()
        self.refusal: FileFinding | None = None
        """Why the diary will not survive a restart; ``None``: it will."""
        self._last_seen = 0.0

    def load(self, last_seen: float) -> None:
        """Take over what was saved; what was going on then is known until ``last_seen`` only.

        While it cannot be read, nothing is written over it.
        """
        self._last_seen = last_seen
        saved = self._store.load()
        if self._store.notice is FileFinding.UNREADABLE:
            self.refusal = FileFinding.UNREADABLE
            return
        self.history = resumed(saved, last_seen)
        if self.history != saved:
            self._save()

    @property
    def notice(self) -> FileFinding | None:
        """What loading it came to."""
        return self._store.notice

    def write_again(self) -> None:
        """Write what the disk refused before, if it did; what could not be read is read first."""
        if self.refusal is FileFinding.UNREADABLE:
            saved = self._store.load()
            if self._store.notice is FileFinding.UNREADABLE:
                return
            self.history = joined(resumed(saved, self._last_seen), self.history)
            self.refusal = None
            self._save()
        elif self.refusal is not None:
            self._save()

    def note(self, state: AgentState, at: float) -> None:
        """Note what the state became."""
        history = noted(self.history, state, at)
        if history != self.history:
            self.history = history
            self._save()

    def _save(self) -> None:
        if self.refusal is FileFinding.UNREADABLE:
            return
        try:
            self._store.save(self.history)
        except (StorageError, NewerFileError) as error:
            if self.refusal is None:
                _log.exception("the diary could not be written")
            self.refusal = refusal_of(error)
        else:
            self.refusal = None
