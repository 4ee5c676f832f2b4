"""The notices about the files of the agent: what was found while they were read or written, and what was told of it."""

import logging

from iea_agent.core.file_notices import CANNOT_BE_READ, FileFinding, FileFlaw, FileNotice, OwnFile
from iea_agent.core.printable import printable

_log = logging.getLogger(__name__)

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
