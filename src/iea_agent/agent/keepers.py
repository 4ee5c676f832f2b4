"""The value of a file of the agent's own, and its only writer; writes that fail are noted, and retried by others."""

import logging
from collections.abc import Callable
from typing import Generic, TypeVar

from msgspec.structs import replace

from iea_agent.core.errors import NewerFileError, StorageError
from iea_agent.core.file_notices import FileFinding
from iea_agent.core.lockout import is_locked, is_set_back, seen
from iea_agent.core.ports import Store
from iea_agent.core.saved_state import SavedState

_log = logging.getLogger(__name__)
T = TypeVar("T")


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
