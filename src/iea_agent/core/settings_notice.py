"""The notice about a file of settings that cannot be used."""

from typing import assert_never

from iea_agent.core.errors import InUseError, InvalidFileError, NewerFileError, StorageError
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile


def notice_of(error: InvalidFileError | NewerFileError | StorageError, *, is_known: bool) -> FileNotice:
    """Return the notice about the file of settings that cannot be used; ``is_known``: good settings are in force."""
    match error:
        case NewerFileError():
            return FileNotice(OwnFile.SETTINGS, FileFinding.NEWER)
        case InUseError():
            return FileNotice(OwnFile.SETTINGS, FileFinding.IN_USE)
        case StorageError():
            return FileNotice(OwnFile.SETTINGS, FileFinding.UNREADABLE)
        case InvalidFileError(flaw=flaw):
            return FileNotice(OwnFile.SETTINGS, FileFinding.INVALID if is_known else FileFinding.NO_SETTINGS, flaw)
        case _:
            assert_never(error)
