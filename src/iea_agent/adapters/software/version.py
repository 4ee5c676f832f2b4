"""The version of the payroll software that is installed on this workstation."""

import logging
from contextlib import suppress
from pathlib import Path

from iea_agent.adapters.files.reading import open_regular
from iea_agent.adapters.system.deadline import DeadlineError, within
from iea_agent.core.cleaning import Entry, NotTextError, clean, text_of
from iea_agent.core.settings import Settings

MAX_VERSION = 100
"""Longest text that is accepted as a version, in characters."""

_LONGEST_CHARACTER = 4
"""Bytes of a character in UTF-8 or UTF-16."""

ANSWER_S = 3.0
"""Timeout for reading the file, which may be on a share whose server is gone (seconds)."""

_log = logging.getLogger(__name__)


def installed_version(settings: Settings) -> str:
    """Return the first line of the software's version file, else the version of the settings; empty when unknown.

    A read that exceeds ``ANSWER_S`` is abandoned, with its thread.
    """
    name, found = settings.software_version_file, ""
    try:
        found = within(ANSWER_S, lambda: _first_line(name), name="version") if name else ""
    except DeadlineError:
        _log.warning("the version of the software was not read within %g s", ANSWER_S)
    return found or settings.software_version


def _first_line(name: str) -> str:
    try:
        with open_regular(Path(name).expanduser()) as file:
            start = file.read(8 * MAX_VERSION)
    except (OSError, RuntimeError, ValueError) as error:
        _log.warning("the version of the software cannot be read: %s", error)
        return ""
    line = clean((_text(start).splitlines() or [""])[0], Entry.LINE).text
    return line if len(line) <= MAX_VERSION else ""


def _text(data: bytes) -> str:
    """Decode the start of a file, which may end within a character.

    What is neither UTF-8 nor UTF-16 is in the western code page of Windows.
    """
    for cut in range(_LONGEST_CHARACTER):
        with suppress(NotTextError):
            return text_of(data[: len(data) - cut])
    return data.decode("cp1252", "replace")
