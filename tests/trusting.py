"""Runs one command on a system whose store of certificates holds one more authority, as an administrator installs it.

    unshare --user --map-root-user --mount python -m tests.trusting CA.pem COMMAND…

The store that the command sees is its own: Debian's ``update-ca-certificates`` fills it, without the hooks that would
tell other programs of it.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

UPDATE: Final = "/usr/sbin/update-ca-certificates"
_STORE: Final = "/etc/ssl/certs"
_OF_THE_ADMINISTRATOR: Final = "/usr/local/share/ca-certificates"
_UNSHARE: Final = ("unshare", "--user", "--map-root-user", "--mount")


def command_trusting(authority: str, command: Sequence[str]) -> list[str]:
    """Return the command that runs another where the system trusts the authority of a PEM file."""
    return [*_UNSHARE, sys.executable, "-m", "tests.trusting", authority, *command]


def main(arguments: Sequence[str]) -> int:
    """Install the authority, run the command, return its status."""
    authority, *command = arguments
    for folder in (_STORE, _OF_THE_ADMINISTRATOR):
        subprocess.run(["mount", "-t", "tmpfs", "none", folder], check=True)
    Path(_OF_THE_ADMINISTRATOR, "authority.crt").write_bytes(Path(authority).read_bytes())
    with tempfile.TemporaryDirectory() as no_hooks:
        update = [UPDATE, "--hooksdir", no_hooks]
        subprocess.run(update, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
