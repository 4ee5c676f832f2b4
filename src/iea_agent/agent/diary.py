"""The diary of outages and of assistance mode, and its store."""

import logging

from iea_agent.core.connection_state import AgentState
from iea_agent.core.errors import NewerFileError, StorageError
from iea_agent.core.history import History, noted, resumed
from iea_agent.core.ports import HistoryStore

_log = logging.getLogger(__name__)


class Diary:
    """Notes each state, and writes what that changes."""

    def __init__(self, store: HistoryStore) -> None:
        self._store = store
        self.history: History = ()

    def load(self, last_seen: float) -> None:
        """Take over what was saved; what was going on then is known until ``last_seen`` only."""
        saved = self._store.load()
        self.history = resumed(saved, last_seen)
        if self.history != saved:
            self._save()

    def note(self, state: AgentState, at: float) -> None:
        """Note what the state became."""
        history = noted(self.history, state, at)
        if history != self.history:
            self.history = history
            self._save()

    def _save(self) -> None:
        try:
            self._store.save(self.history)
        except (StorageError, NewerFileError):
            _log.exception("the diary could not be written")
