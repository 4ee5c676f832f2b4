"""Who else may have written a file: owner and mode of it, and of the folders and links on the way."""

import grp
import json
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from iea_agent.adapters.files import trust
from iea_agent.adapters.files.reading import NotOursError, open_own, read_content
from iea_agent.adapters.files.trust import distrust_of
from iea_agent.core.errors import StorageError
from tests.other_users import OTHER, as_other_user, require_root, shared_place
from tests.requirements import require_program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the profile is private there")


@pytest.fixture
def place() -> Iterator[Path]:
    with shared_place() as place:
        yield place


@pytest.fixture
def file(place: Path) -> Path:
    """A file of this user in its home, which others may read."""
    home = place / "home"
    home.mkdir(mode=0o755)
    path = home / "config.toml"
    path.write_text("x = 1\n")
    path.chmod(0o644)
    return path


def test_what_only_the_user_and_root_may_write_is_trusted(file: Path) -> None:
    assert distrust_of(file) == ""
    assert distrust_of(Path("/etc/passwd")) == ""
    content = read_content(file)
    assert content is not None
    assert (content.data, content.distrust) == (b"x = 1\n", "")


@pytest.mark.parametrize("mode", [0o666, 0o602, 0o646, 0o777])
def test_a_file_that_everybody_may_write_is_not(file: Path, mode: int) -> None:
    file.chmod(mode)
    assert distrust_of(file) == f"{file} (uid {os.geteuid()}, gid {file.stat().st_gid}, mode {mode:04o})"
    assert distrust_of(file, file.stat()) != ""


def test_what_was_read_is_looked_at_and_not_what_lies_there_now(file: Path) -> None:
    file.chmod(0o666)
    found = file.stat()
    file.unlink()
    file.touch(mode=0o600)
    assert distrust_of(file) == ""
    assert distrust_of(file, found) != ""


@pytest.mark.parametrize("mode", [0o777, 0o757, 0o773])
def test_a_folder_on_the_way_that_everybody_may_write_is_not_trusted(file: Path, mode: int) -> None:
    file.parent.chmod(mode)
    assert distrust_of(file).startswith(f"{file.parent} (")
    assert distrust_of(file.with_name("missing")) != "", "others may put it there"
    file.parent.chmod(mode | 0o1000)
    assert distrust_of(file) == "", "in a sticky folder others touch only what is theirs"


def test_every_link_and_what_it_leads_through_is_looked_at(place: Path, file: Path) -> None:
    through = place / "through"
    through.mkdir(mode=0o755)
    link = through / "config.toml"
    link.symlink_to(Path("..", "home", "config.toml"))
    assert distrust_of(link) == ""
    through.chmod(0o777)
    assert distrust_of(link).startswith(f"{through} (")
    through.chmod(0o755)
    link.unlink()
    link.symlink_to(file)
    assert distrust_of(link) == ""
    file.chmod(0o666)
    assert distrust_of(link).startswith(f"{file} (")


def test_what_is_missing_was_not_written_by_others(file: Path) -> None:
    for missing in (file.with_name("missing"), file / "below", file.parent / "a" / "b"):
        assert distrust_of(missing) == ""
    assert read_content(file.with_name("missing")) is None


def test_what_cannot_be_looked_at_is_a_storage_error(place: Path) -> None:
    loop = place / "loop"
    loop.symlink_to("loop")
    for path in (loop, Path("a\0b")):
        with pytest.raises(StorageError):
            distrust_of(path)


# Groups.


def test_the_private_group_of_the_user_may_write(file: Path) -> None:
    require_root()
    file.chmod(0o664)
    os.chown(file, 0, 0)
    assert distrust_of(file) == ""
    shared = next(group.gr_gid for group in grp.getgrall() if group.gr_gid not in {0, OTHER})
    os.chown(file, 0, shared)
    assert distrust_of(file) != ""
    file.chmod(0o644)
    assert distrust_of(file) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="it is about Debian")
@pytest.mark.parametrize(
    ("step", "group", "owner", "is_trusted"),
    [
        ("/usr/local", "staff", 0, True),
        ("/usr/local/share/ca-certificates", "staff", 0, True),
        ("/usr/local/share/ca-certificates", "staff", OTHER, False),
        ("/usr/local/share/ca-certificates", "users", 0, False),
        ("/usr/local-too", "staff", 0, False),
        ("/home/clerk", "staff", 0, False),
    ],
)
def test_the_group_that_debian_gives_usr_local_to_may_write_there(
    place: Path, step: str, group: str, owner: int, *, is_trusted: bool
) -> None:
    require_root()
    try:
        gid = grp.getgrnam(group).gr_gid
    except KeyError:
        pytest.skip(f"this system has no group {group}")
    place.chmod(0o2775)
    os.chown(place, owner, gid)
    found = place.stat()
    os.chown(place, 0, 0)
    assert (trust._fault_of(Path(step), found) == "") is is_trusted  # noqa: SLF001 (/usr/local itself stays as it is)


@pytest.mark.skipif(sys.platform != "linux", reason="macOS keeps its access lists elsewhere")
def test_an_access_list_behind_the_mode_of_the_private_group_is_seen(file: Path) -> None:
    require_root()
    os.chown(file, 0, 0)
    user, named, group, mask, other = 0x01, 0x02, 0x04, 0x10, 0x20
    nobody_named = 2**32 - 1
    entries = ((user, 6, nobody_named), (named, 6, OTHER), (group, 4, nobody_named), (mask, 6, nobody_named))
    listed = b"".join(struct.pack("<HHI", *entry) for entry in (*entries, (other, 4, nobody_named)))
    try:
        os.setxattr(file, "system.posix_acl_access", struct.pack("<I", 2) + listed)
    except OSError:
        pytest.skip("this file system has no access lists")
    assert file.stat().st_mode & 0o020
    assert distrust_of(file) != ""


# Other owners, played by root.


def test_what_another_user_owns_is_not_trusted(place: Path, file: Path) -> None:
    require_root()
    os.chown(file, OTHER, OTHER)
    assert distrust_of(file) == f"{file} (uid {OTHER}, gid {OTHER}, mode 0644)"
    os.chown(file, 0, 0)
    os.chown(file.parent, OTHER, OTHER)
    assert distrust_of(file).startswith(f"{file.parent} (uid {OTHER}")
    os.chown(file.parent, 0, 0)
    as_other_user('ln -s "$1" "$2"', file, place / "link")
    assert distrust_of(place / "link").startswith(f"{place / 'link'} (uid {OTHER}")


def test_what_another_user_put_into_a_sticky_folder_is_not_trusted(place: Path) -> None:
    require_root()
    as_other_user('echo planted > "$1"', place / "config.toml")
    content = read_content(place / "config.toml")
    assert content is not None
    assert content.distrust.startswith(f"{place / 'config.toml'} (uid {OTHER}")


SAYS_DISTRUST = "import sys, json; from pathlib import Path; from iea_agent.adapters.files.trust import distrust_of; "
SAYS_DISTRUST += "print(json.dumps([distrust_of(Path(each)) for each in sys.argv[1:]]))"


def test_root_outside_a_sandbox_is_trusted_for_folders(file: Path) -> None:
    require_root()
    require_program("unshare")
    sandbox = ["unshare", "--user", "--map-root-user"]
    if subprocess.run([*sandbox, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this system lets no user have a namespace of its own")
    os.chown(file.parent, 4242, 4242)
    other = file.with_name("other")
    shutil.copy(file, other)
    os.chown(other, 4242, 4242)
    command = [*sandbox, sys.executable, "-c", SAYS_DISTRUST, str(file), str(other)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert said[0] == ""
    assert said[1].startswith(f"{other} (uid 65534"), "a file is the user's own, or of a root that is known"


# Mounts without owners.

_MOUNT = "97 27 8:17 / /mnt rw,relatime shared:1 - "


@pytest.mark.parametrize(
    "line",
    [
        "vfat /dev/sdb1 rw,fmask=0000,dmask=0000",
        "exfat /dev/sdb1 rw",
        "fuseblk /dev/sdb1 rw,user_id=0,group_id=0,allow_other",
        "cifs //server/share rw,vers=3.1.1,uid=0,noforceuid,file_mode=0777,nounix",
        "smb3 //server/share rw,file_mode=0777",
        "9p C:\\134 rw,dirsync,aname=drvfs;path=C:\\;uid=1000;gid=1000",
        "drvfs C:\\134 rw",
    ],
)
def test_a_mount_without_owners_is_known_by_its_type(line: str) -> None:
    assert trust._is_without_owners(_MOUNT + line)  # noqa: SLF001 (no such mount can be made here)


@pytest.mark.parametrize(
    "line",
    [
        "ext4 /dev/sda1 rw",
        "nfs4 server:/home rw",
        "tmpfs tmpfs rw,mode=777",
        "9p rootfs rw,trans=fd,cache=loose",
        "cifs //server/share rw,unix,posixpaths",
        "cifs //server/share rw,cifsacl",
        "ext4 vfat rw",
        "",
    ],
)
def test_a_mount_with_owners_is_no_such(line: str) -> None:
    assert not trust._is_without_owners(_MOUNT + line)  # noqa: SLF001 (no such mount can be made here)


@pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")
def test_the_mount_of_a_file_is_found_by_its_device(file: Path) -> None:
    assert trust._device_in(_MOUNT) == os.makedev(8, 17)  # noqa: SLF001
    for nonsense in ("", "1 2", "1 2 3", "1 2 a:b / x"):
        assert trust._device_in(nonsense) is None  # noqa: SLF001
    assert trust.has_owners(file.stat().st_dev)


def test_a_file_of_another_user_is_written_only_where_files_have_no_owners(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_root()
    os.chown(file, OTHER, OTHER)
    with pytest.raises(NotOursError, match=f"belongs to user {OTHER}"):
        open_own(file, os.O_RDWR)
    monkeypatch.setattr("iea_agent.adapters.files.reading.has_owners", lambda _device: False)  # no such mount here
    os.close(open_own(file, os.O_RDWR))
