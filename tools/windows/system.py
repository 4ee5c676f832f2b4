"""Debian 13 in a folder, for its Wine 10, and the programs that run in it.

The libraries that users of Windows get do not start in the Wine of Debian 12. mmdebstrap makes the folder once, as
root; every later run of any user has it. Nothing is ever mounted where others see it: each program has a mount
namespace of its own, which ends with it, and sees beside Debian 13 only this project, ``/dev``, ``/proc`` and ``/tmp``.
The network and the screen are this machine's.

    sudo python3 -m tools.windows.system     makes the folder
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from tools.environment import ROOT

SYSTEM: Final = Path("/var/cache/iea-agent-tests/debian-13")
"""Whoever removes it loses a minute of the next run, and no more."""
SUITE: Final = "trixie"
PACKAGES: Final = (
    "ca-certificates",
    "fonts-dejavu-core",
    "libfontconfig1",
    "libfreetype6",
    "libgnutls30t64",
    "libx11-6",
    "libxcomposite1",
    "libxcursor1",
    "libxext6",
    "libxfixes3",
    "libxi6",
    "libxinerama1",
    "libxrandr2",
    "libxrender1",
    "wine",
    "wine64",
)
"""Wine, what it loads of X11 and of cryptography when it needs it, and letters."""
MAKE: Final = "sudo .venv/bin/python -m tools.windows.system"

_SKIPPED = ("/usr/share/doc/*", "/usr/share/locale/*", "/usr/share/man/*")
_LONGEST_S = 900.0
_ALONE = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
"""Whatever mmdebstrap mounts is seen by itself alone, and ends with it."""
_ENTER = """
PATH=$PATH:/usr/sbin:/sbin
system=$1 project=$2; shift 2
root=$system/mnt
mount -t tmpfs -o mode=755 none "$root"
cp -P "$system/bin" "$system/lib" "$system/lib64" "$system/sbin" "$root"
for folder in etc usr var; do mkdir "$root/$folder"; mount --bind "$system/$folder" "$root/$folder"; done
for folder in /dev /proc /tmp "$project"; do mkdir -p "$root$folder"; mount --rbind "$folder" "$root$folder"; done
exec chroot "$root" "$@"
"""
"""A root of symbolic links and mounts: nothing is written into the folder, which may be another user's."""


class SystemMissingError(Exception):
    """Debian 13 is not there and cannot be made; the message says why."""


def is_usable() -> bool:
    """Tell whether Debian 13 is there, as described above, and starts Wine for this user."""
    stamp = _stamp()
    made = stamp.is_file() and stamp.read_text(encoding="ascii") == _key()
    return made and bool(wine_version())


def require_system() -> None:
    """Make Debian 13, again if it is there and damaged; SystemMissingError."""
    if is_usable():
        return
    if os.geteuid() != 0:
        raise SystemMissingError(f"Debian 13 with Wine 10 is missing or does not start. Only root makes it: {MAKE}")
    SYSTEM.parent.mkdir(parents=True, exist_ok=True)
    with SYSTEM.with_name("in-use").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_usable():  # another run made it meanwhile
            return
        _say("Création d'un Debian 13 pour Wine 10 (quelques minutes, une seule fois)…")
        _stamp().unlink(missing_ok=True)
        shutil.rmtree(SYSTEM, ignore_errors=True)
        _make(lock.fileno())
        _stamp().write_text(_key(), encoding="ascii")
    if not is_usable():
        raise SystemMissingError(f"Wine does not start in {SYSTEM}")


def in_system(*command: str) -> list[str]:
    """Return the command that runs another in Debian 13; as one process, so that it can be killed."""
    user = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    return ["unshare", *user, "--mount", "sh", "-ec", _ENTER, "sh", str(SYSTEM), str(ROOT), *command]


def wine_version() -> str:
    """Return the version of Wine, as it says it; empty if it does not start."""
    try:
        done = subprocess.run(
            in_system("wine", "--version"), check=False, capture_output=True, text=True, timeout=_LONGEST_S
        )
    except OSError:
        return ""
    return done.stdout.split("\n")[0].strip()


def _make(lock: int) -> None:
    """Have mmdebstrap make the folder; whoever holds ``lock``, which it inherits, has it for himself."""
    skipped = [f"--dpkgopt=path-exclude={pattern}" for pattern in _SKIPPED]
    hosts = '--customize-hook=echo 127.0.0.1 localhost > "$1/etc/hosts"'
    asked = ["--mode=root", "--variant=minbase", f"--include={','.join(PACKAGES)}", *skipped, hosts]
    try:
        done = subprocess.run(
            [*_ALONE, "mmdebstrap", "--quiet", *asked, SUITE, str(SYSTEM)],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(lock,),
            timeout=_LONGEST_S,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise SystemMissingError(f"mmdebstrap: {error}") from error
    if done.returncode:
        words = done.stdout.decode("utf-8", "replace").strip()
        raise SystemMissingError(f"mmdebstrap: status {done.returncode}\n{words}")


def _stamp() -> Path:
    return SYSTEM.with_name(f"{SYSTEM.name}.stamp")


def _key() -> str:
    return hashlib.sha256(" ".join((SUITE, *PACKAGES, *_SKIPPED)).encode()).hexdigest()


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    require_system()
