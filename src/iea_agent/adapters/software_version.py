"""The version of the payroll software that is installed on this workstation."""

import logging
from pathlib import Path

from iea_agent.core.printable import printable
from iea_agent.core.settings import Settings

MAX_VERSION = 100
"""Longest version that is believed to be one, in characters."""

_log = logging.getLogger(__name__)


def installed_version(settings: Settings) -> str:
    """Return the first line of the software's own version file, else what the settings say; empty when unknown."""
    return _first_line(settings.software_version_file) or settings.software_version


def _first_line(name: str) -> str:
    if not name:
        return ""
    try:
        with Path(name).expanduser().open("rb") as file:
            start = file.readline(4 * MAX_VERSION)
    except (OSError, RuntimeError, ValueError) as error:
        _log.warning("the version of the software cannot be read: %s", error)
        return ""
    line = printable(start.decode("utf-8-sig", "replace")).strip()
    return line if len(line) <= MAX_VERSION else ""
