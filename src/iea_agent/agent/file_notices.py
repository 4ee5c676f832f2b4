"""The notices about the agent's own files: which are current, and which the user was told already."""

import logging

from iea_agent.core.errors import NewerFileError, StorageError
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile

_log = logging.getLogger(__name__)

_PASSING = frozenset({FileFinding.UNREADABLE, FileFinding.NEWER})
"""Dropped once the file is read as usual; what was repaired is said until the agent ends."""


def refusal_of(error: StorageError | NewerFileError) -> FileFinding:
    """Return why a store did not write."""
    return FileFinding.NEWER if isinstance(error, NewerFileError) else FileFinding.NOT_WRITTEN


class FileNotices:
    """Collects the findings of the stores: at most one of reading and one of writing per file."""

    def __init__(self) -> None:
        self._loaded: dict[OwnFile, FileFinding] = {}
        self._refused: dict[OwnFile, FileFinding] = {}
        self._told: set[FileNotice] = set()

    def note(self, file: OwnFile, finding: FileFinding | None) -> None:
        """Note the finding of reading a file; ``None``: it was read as usual."""
        if finding is None:
            if self._loaded.get(file) in _PASSING:
                del self._loaded[file]
        elif self._loaded.get(file) is not finding:
            _log.warning("while loading the %s: %s", file, finding)
            self._loaded[file] = finding

    def note_refusal(self, file: OwnFile, refusal: FileFinding | None) -> None:
        """Note why a file could not be written; ``None``: it was."""
        if refusal is None:
            self._refused.pop(file, None)
        else:
            self._refused[file] = refusal

    def forget(self, file: OwnFile) -> None:
        """Drop the finding of reading a file: a person has saved it."""
        self._loaded.pop(file, None)

    @property
    def unreadable(self) -> frozenset[OwnFile]:
        """The files that could not be read."""
        return frozenset(file for file, finding in self._loaded.items() if finding is FileFinding.UNREADABLE)

    @property
    def current(self) -> tuple[FileNotice, ...]:
        """The notices to show at present."""
        return tuple(
            FileNotice(file, finding)
            for file in OwnFile
            for finding in dict.fromkeys((self._loaded.get(file), self._refused.get(file)))
            if finding is not None
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
