"""What is kept over restarts: the store's only writer."""

import logging
from collections.abc import Callable

from msgspec.structs import replace

from iea_agent.agent.file_notices import refusal_of
from iea_agent.core.errors import NewerFileError, StorageError
from iea_agent.core.file_notices import FileFinding
from iea_agent.core.lockout import is_locked, is_set_back, seen
from iea_agent.core.ports import StateStore
from iea_agent.core.saved_state import SavedState

_log = logging.getLogger(__name__)

_NOTED_MEANWHILE = ("reminded_on", "clock_mark", "mail_prepared", "mail_about", "icon_advised")
"""What an agent notes that could not read the state."""


class SavedStateKeeper:
    """Holds what is kept, and writes it durably when it changes."""

    def __init__(self, store: StateStore, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self.kept = SavedState()
        self._loaded = SavedState()
        """What was taken over last, of a backup perhaps: what is different by now was noted since."""
        self.refusal: FileFinding | None = None
        """Why the state will not survive a restart; ``None``: it will."""

    def load(self) -> None:
        """Take over what was saved; while it cannot be read, nothing is written over it."""
        self.kept = self._loaded = self._store.load()
        self.refusal = FileFinding.UNREADABLE if self._store.notice is FileFinding.UNREADABLE else None

    def load_at_last(self) -> bool:
        """Take over what could not be read before; return whether there was such a thing, and it can be read now.

        What was noted meanwhile stays. Not so the mode, of which the caller knows more, and the tries, of which there
        were none.
        """
        if self.refusal is not FileFinding.UNREADABLE:
            return False
        kept = self._store.load()
        if self._store.notice is FileFinding.UNREADABLE:
            return False
        noted = {
            name: value
            for name in _NOTED_MEANWHILE
            if (value := getattr(self.kept, name)) != getattr(self._loaded, name)
        }
        if "clock_mark" in noted:
            noted["clock_mark"] = seen(kept.clock_mark, self.kept.clock_mark)
        self.kept, self._loaded, self.refusal = replace(kept, **noted), kept, None
        return True

    @property
    def is_written(self) -> bool:
        """Whether what is kept will survive a restart."""
        return self.refusal is None

    @property
    def clock_is_set_back(self) -> bool:
        """Whether the clock is behind a time that was seen before."""
        return is_set_back(self.kept.clock_mark, self._now())

    @property
    def locked_until(self) -> float | None:
        """When the next password of the day will be taken (seconds since 1970 UTC); ``None``: at once."""
        tries = self.kept.tries
        return tries.locked_until if is_locked(tries, self._now()) else None

    def keep(self, kept: SavedState) -> bool:
        """Keep something, and the time with it; return whether it will survive a restart."""
        return self._write(replace(kept, clock_mark=seen(kept.clock_mark, self._now())))

    def trust_clock(self) -> None:
        """A server whose identity was verified has the same time: what was seen before was a wrong clock."""
        if self.clock_is_set_back:
            self._write(replace(self.kept, clock_mark=self._now()))

    def _write(self, kept: SavedState) -> bool:
        self.kept = kept
        if self.refusal is FileFinding.UNREADABLE:
            return False
        try:
            self._store.save(kept)
        except (StorageError, NewerFileError) as error:
            if self.refusal is None:
                _log.exception("the state could not be written")
            self.refusal = refusal_of(error)
        else:
            self.refusal = None
        return self.is_written
