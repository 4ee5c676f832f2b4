"""The screen reader Orca on a private desktop: what it says, in order."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from iea_agent.demo.tour.desktop.private_desktop import PrivateDesktop
from iea_agent.demo.tour.desktop.programs import SCREEN_READER, SYSTEM_PYTHON, require_programs
from iea_agent.demo.tour.desktop.waiting import wait_until

DRIVER: Final = Path(__file__).with_name("orca_driver.py")
ORCA: Final[Mapping[str, str]] = {"orca": "orca", **SCREEN_READER}
"""Commands, and patterns of files below /, each with its package."""


class Orca:
    """Runs until the desktop ends; start it before the windows that it is to read.

    Raises:
        MissingProgramError: this machine lacks Orca.
        NeverCameError: it does not start.
    """

    def __init__(self, desktop: PrivateDesktop) -> None:
        require_programs(ORCA)
        self._transcript = desktop.folder / "orca.txt"
        self._transcript.touch()
        settings = desktop.folder / "orca"
        settings.mkdir()
        # -I: modules that lie beside the driver are not those of Orca.
        desktop.start(["env", "LANGUAGE=fr", SYSTEM_PYTHON, "-I", str(DRIVER), str(self._transcript), str(settings)])
        wait_until(lambda: bool(self.heard()), "the first words of Orca")

    def heard(self) -> list[str]:
        """Return what was said so far, a line an utterance."""
        return [line for line in self._transcript.read_text(encoding="utf-8").split("\n")[:-1] if line]
