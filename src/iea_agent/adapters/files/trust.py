"""Who else may have written a file: owner and mode of it, and of every folder and link on the way to it.

The rules of OpenSSH's ``StrictModes`` with Debian's exemption of private groups (docs/decisions/0020): each step
belongs to the user or to root, and nobody else may write it. Windows: the profile is private by itself.
"""

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from iea_agent.core.errors import StorageError

_HAS_MODES: Final[bool] = os.name == "posix"
_MAX_LINKS: Final = 40
"""Links followed on the way to a file, as many as Linux follows."""
_WITHOUT_OWNERS: Final = {
    *("vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk", "hfs", "drvfs", "vboxsf", "prl_fs", "fuse.vmhgfs-fuse"),
    *("cifs", "smb3", "smbfs", "9p"),
}
"""Types of file systems that hold no owners: all files have those of the mount options."""
_WITH_OWNERS: Final = {
    "cifs": ("unix", "posix", "cifsacl", "modefromsid"),
    "smb3": ("unix", "posix", "cifsacl", "modefromsid"),
}
"""Options with which such a file system holds owners all the same."""
_DEBIAN_STAFF: Final = (Path("/usr/local"), Path("/var/local"))
"""Folders that Debian gives to the group ``staff`` (Policy §9.1.2): who may write /usr/local/bin can be root anyway."""
_MACOS_ADMINISTRATORS: Final = 80
"""The group ``admin``, whose members can be root with sudo; Homebrew gives them its folders."""
_ALL_IDS: Final = 2**32 - 1
"""How many ids a user namespace maps that is none."""


def distrust_of(path: Path, found: os.stat_result | None = None, *, owners: frozenset[int] | None = None) -> str:
    """Tell why others may have written a file, with path, owner and mode; empty if they may not, and on Windows.

    Args:
        path: The file. What is missing was not written by others, but its folders are looked at.
        found: What ``fstat`` says of the file that was read; ``None``: look at the path.
        owners: The users, by number, who may own it and its folders; ``None``: this user and root.

    Raises:
        StorageError: that cannot be seen.
    """
    if not _HAS_MODES:
        return ""
    try:
        for step, at in _way_to(path):
            is_file = not (stat.S_ISDIR(at.st_mode) or stat.S_ISLNK(at.st_mode))
            fault = _fault_of(step, found if is_file and found is not None else at, owners)
            if fault:
                return fault
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, ValueError) as error:
        raise StorageError(f"cannot look at {path}: {error}") from error
    return ""


def _way_to(path: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield every folder and link from the root to a file, and the file last; OSError."""
    place, links = Path(path.anchor or "/"), 0
    left = list(reversed(path.absolute().parts))
    while left:
        part = left.pop()
        if part == "..":
            place = place.parent
            continue
        step = place / part  # the root, where that is the part
        found = step.lstat()
        yield step, found
        if not stat.S_ISLNK(found.st_mode):
            place = step
            continue
        links += 1
        if links > _MAX_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        left += reversed(step.readlink().parts)


if sys.platform == "win32":

    def _fault_of(_step: Path, _found: os.stat_result, _owners: frozenset[int] | None = None) -> str:
        return ""

    def has_owners(_device: int) -> bool:
        """Tell whether the files of a file system have owners and modes of their own: not in the sense of POSIX."""
        return False
else:

    def _fault_of(step: Path, found: os.stat_result, owners: frozenset[int] | None = None) -> str:
        mode = stat.S_IMODE(found.st_mode)
        is_folder = stat.S_ISDIR(found.st_mode)
        may_own = frozenset({0, os.geteuid()}) if owners is None else owners
        owned = found.st_uid in may_own or (is_folder and _may_be_root_outside(found.st_uid))
        writable = not stat.S_ISLNK(found.st_mode) and (
            mode & stat.S_IWOTH or (mode & stat.S_IWGRP and not _may_write(step, found, may_own))
        )
        if writable and is_folder and mode & stat.S_ISVTX:  # others may create there, and touch only what is theirs
            writable = False
        if (owned and not writable) or not has_owners(found.st_dev):
            return ""
        return f"{step} (uid {found.st_uid}, gid {found.st_gid}, mode {mode:04o})"

    def _may_write(step: Path, found: os.stat_result, owners: frozenset[int]) -> bool:
        """Tell whether all members of the group of a file may write it: root's, the user's, administrators'."""
        is_an_owners = found.st_gid == 0 or os.geteuid() in owners
        return (is_an_owners and _is_private_group(step, found.st_gid)) or _are_administrators(step, found)

    def _is_private_group(step: Path, gid: int) -> bool:
        """Tell whether a group has no member but the user: its own private group, or that of root."""
        import grp
        import pwd

        try:
            user = pwd.getpwuid(os.geteuid())
            if gid not in {0, user.pw_gid}:
                return False
            group = grp.getgrgid(gid)
        except KeyError:  # a container that knows neither the user nor the group
            return gid == os.geteuid()
        is_own = gid == 0 or group.gr_name == user.pw_name or gid == user.pw_uid
        return is_own and set(group.gr_mem) <= {user.pw_name, "root"} and not _has_acl(step)

    def _are_administrators(step: Path, found: os.stat_result) -> bool:
        """Tell whether the group of a file is one whose members can be root anyway."""
        if sys.platform == "darwin":
            return found.st_gid == _MACOS_ADMINISTRATORS
        else:  # noqa: RET505 (the type checker follows branches, not returns)
            if found.st_uid or not any(step.is_relative_to(place) for place in _DEBIAN_STAFF):
                return False
            import grp

            try:
                return grp.getgrgid(found.st_gid).gr_name == "staff" and not _has_acl(step)
            except KeyError:
                return False

    def _has_acl(step: Path) -> bool:
        """Tell whether the mode of the group is the mask of an access control list (Linux)."""
        if sys.platform == "linux":
            with contextlib.suppress(OSError):
                return bool(os.getxattr(step, "system.posix_acl_access"))
        return False

    def _may_be_root_outside(uid: int) -> bool:
        """Tell whether an owner is unknown in this user namespace: root outside a sandbox looks so (Linux)."""
        try:
            overflow = int(Path("/proc/sys/kernel/overflowuid").read_text("ascii"))
            lines = Path("/proc/self/uid_map").read_text("ascii").splitlines()
            ranges = [(int(first), int(count)) for first, _, count in (line.split() for line in lines)]
        except (OSError, ValueError):
            return False
        is_known = any(first <= uid < first + count for first, count in ranges)
        return uid == overflow and not is_known and all(count < _ALL_IDS for _, count in ranges)

    def has_owners(device: int) -> bool:
        """Tell whether the files of a file system have owners and modes of their own."""
        try:
            mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
        except OSError:
            return True
        return not any(_is_without_owners(line) for line in mounts if _device_in(line) == device)

    def _device_in(line: str) -> int | None:
        """Return the device of a line of proc_pid_mountinfo(5)."""
        try:
            major, minor = map(int, line.split(" ", 3)[2].split(":"))
            return os.makedev(major, minor)
        except (ValueError, IndexError, OverflowError):
            return None

    def _is_without_owners(line: str) -> bool:
        kind, _, rest = line.partition(" - ")[2].partition(" ")
        options = rest.rpartition(" ")[2].split(",")
        if kind == "9p":
            return "aname=drvfs" in rest
        return kind in _WITHOUT_OWNERS and not set(options).intersection(_WITH_OWNERS.get(kind, ()))
