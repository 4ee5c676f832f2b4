"""What is wrong with the files of the agent at present, and what of it the user was told already."""

import logging

from iea_agent.core.errors import NewerFileError, StorageError
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile


def refusal_of(error: StorageError | NewerFileError) -> FileFinding:
    """Return why a store did not write."""
    return FileFinding.NEWER if isinstance(error, NewerFileError) else FileFinding.NOT_WRITTEN


_log = logging.getLogger(__name__)

_PASSING = frozenset({FileFinding.UNREADABLE, FileFinding.NEWER})
"""Over as soon as the file is read as usual; what was mended is worth knowing until the agent ends."""


class FileNotices:
    """Collects what the stores notice."""

    def __init__(self) -> None:
        self._loaded: dict[OwnFile, FileFinding] = {}
        self._refused: dict[OwnFile, FileFinding] = {}
        self._told: set[FileNotice] = set()

    def note(self, stored: OwnFile, noticed: FileFinding | None) -> None:
        """Note what loading a file came to."""
        if noticed is not None:
            _log.warning("noticed while loading the %s: %s", stored, noticed)
            self._loaded[stored] = noticed
        elif self._loaded.get(stored) in _PASSING:
            del self._loaded[stored]

    def note_refusal(self, stored: OwnFile, refusal: FileFinding | None) -> None:
        """Note why what had to be written of a file is not written; ``None``: it is."""
        if refusal is None:
            self._refused.pop(stored, None)
        else:
            self._refused[stored] = refusal

    def forget(self, stored: OwnFile) -> None:
        """A person has looked after a file."""
        self._loaded.pop(stored, None)

    @property
    def current(self) -> tuple[FileNotice, ...]:
        """What is to be said at present."""
        return tuple(
            FileNotice(stored, noticed)
            for stored in OwnFile
            for noticed in dict.fromkeys((self._loaded.get(stored), self._refused.get(stored)))
            if noticed is not None
        )

    def tell(self, remark: FileNotice) -> None:
        """Take note that the user was told, in other words."""
        self._told.add(remark)

    def take_news(self) -> tuple[FileNotice, ...]:
        """Return what the user has not been told yet; what is over may be told again when it comes back.

        One disk that refuses several files is told once; the windows name them all.
        """
        current = self.current
        refusals = [remark for remark in current if remark.noticed is FileFinding.NOT_WRITTEN]
        known = set(refusals if self._told.intersection(refusals) else refusals[1:]) | self._told
        self._told = set(current)
        return tuple(remark for remark in current if remark not in known)
