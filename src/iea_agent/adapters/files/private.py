"""Folders and files that only the user may enter. On Windows the profile is private by itself."""

import os
import stat
import sys
from pathlib import Path
from typing import Final

from iea_agent.core.errors import StorageError

PRIVATE_FOLDER: Final = 0o700
PRIVATE_FILE: Final = 0o600


def make_folder(folder: Path) -> None:
    """Create a folder and its missing parents with mode 0700; StorageError."""
    try:
        for each in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
            each.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    except OSError as error:
        raise StorageError(f"cannot create the folder {folder}: {error.strerror}") from error


def make_private_folder(folder: Path) -> None:
    """Create a folder that only the user may enter; StorageError if one exists that is not private."""
    make_folder(folder)
    fault = privacy_fault(folder)
    if fault:
        raise StorageError(f"{folder} {fault}")


def privacy_fault(folder: Path) -> str:
    """Return why a folder is not private to the user; empty if it is, and on Windows. StorageError."""
    if sys.platform != "win32":
        try:
            found = folder.lstat()
        except OSError as error:
            raise StorageError(f"cannot look at {folder}: {error.strerror}") from error
        if not stat.S_ISDIR(found.st_mode):
            return "is not a folder"
        if found.st_uid != os.geteuid():
            return f"belongs to user {found.st_uid}"
        if stat.S_IMODE(found.st_mode) & 0o077:
            return f"is open to others (mode {stat.S_IMODE(found.st_mode):04o})"
    return ""
