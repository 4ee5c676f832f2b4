"""Tells whether a name stands in the hosts file of this machine: then no name server was asked for it."""

import os
import sys
from pathlib import Path
from typing import Final

from iea_agent.adapters.files.reading import open_regular

MAX_BYTES: Final = 32 * 1024 * 1024
"""As much of the file as is read; the longest lists against advertisements have 5 MB."""
HOSTS: Final = (
    Path(os.environ.get("SYSTEMROOT") or r"C:\Windows", "System32", "drivers", "etc", "hosts")
    if sys.platform == "win32"
    else Path("/etc/hosts")
)


def stands_in_hosts_file(host: str, path: Path = HOSTS) -> bool:
    """Tell whether a line gives this name an address; ``False`` if the file cannot be read."""
    wanted = host.rstrip(".").lower().encode("ascii", "replace")
    try:
        with open_regular(path) as file:
            lines = file.read(MAX_BYTES).lower().splitlines()
    except OSError:
        return False
    return any(wanted in line.partition(b"#")[0].split()[1:] for line in lines if wanted in line)
