"""What a clerk, or a test, does again and again on the private Windows."""

import json
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageChops

from iea_agent.adapters.files.checksummed import StateFile
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.core.saved_state import SavedState
from iea_agent.core.settings import Settings
from iea_agent.demo.sandbox import software
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.waiting import wait_until
from tools.windows.machine import WindowsMachine

NEAR: Final = 8
"""How far a shade may be from the one that is looked for, out of 255."""
GAP: Final = 6
"""Signs are at least so far apart, one below the other (pixels)."""
_SOFTWARE_ENDED: Final = "the software ended"
"""What the log says of it."""


class Clerk:
    """A machine, and a server on the other side of it."""

    agent: subprocess.Popen[bytes]
    """The agent that was started last."""

    def __init__(self, machine: WindowsMachine, server: DemoServer) -> None:
        self.machine = machine
        self.server = server
        self.witness = machine.home / "témoin.json"
        """Where the payroll software writes how it was started."""
        self.witness.unlink(missing_ok=True)

    def leave_settings(self) -> None:
        """Leave settings as an administrator would: the certificate authority, and what launches the software."""
        machine = self.machine
        witness = "C:\\" + str(self.witness.relative_to(machine.home.parents[1])).replace("/", "\\")
        command = (machine.python(console=False), "-P", "-m", "iea_agent.demo.sandbox.software", "--witness", witness)
        settings = Settings(
            ca_file=machine.path_inside(self.server.ca_file),
            official_authentication_address=self.server.address,
            official_update_address=self.server.update_address,
            software_command=command,
            software_version=software.VERSION,
            test_deadline_s=60,
            authenticate_deadline_s=60,
        )
        self.settings_file.save(settings)

    @property
    def settings_file(self) -> SettingsFile:
        """The file of the settings, as an administrator has it."""
        return SettingsFile(self.machine.agent_folder / "config.toml")

    def path_of(self, path: str) -> Path:
        """Return where a file of drive C is, as this system sees it."""
        return self.machine.home.parents[1].joinpath(*path.split("\\")[1:])

    def choose(self, *rows: int) -> None:
        """Open the menu and choose in it by mouse; see ``WindowsMachine.choose``."""
        self.machine.wait_for_no_tips()
        self.machine.open_menu()
        self.machine.choose(*rows)

    def fill(self, key: str, text: str) -> None:
        """Replace what a field holds by pasting, as out of a mail; ``key`` leads to the field."""
        wait_until(lambda: bool(self.machine.ask("copy", text=text)), "the clipboard")
        self.machine.press(*filter(None, [key]), "ctrl+a", "ctrl+v")

    def close(self, title: str) -> None:
        """Close a window as its frame does."""
        self.machine.ask("close_window", handle=self.machine.window(title)["handle"])
        self.machine.wait_for_no_window(title)

    def signs(self, title: str, colour: tuple[int, int, int]) -> int:
        """Return how many signs of a colour stand in a window, one below the other."""
        left, upper, right, lower = self.machine.window(title)["box"]
        shot = self.machine.screenshot((left, upper, right, lower))
        mask = Image.new("L", shot.size, 255)
        for band, level in zip(shot.split(), colour, strict=True):
            mask = ImageChops.multiply(mask, band.point(lambda value, level=level: 255 * (abs(value - level) < NEAR)))
        rows = [y for y, inked in enumerate(mask.getprojection()[1]) if inked]
        return sum(1 for before, after in pairwise([-GAP, *rows]) if after - before >= GAP)

    def mode_of_software(self) -> str:
        """Return what the software found in ``IEA_MODE``."""
        wait_until(self.witness.exists, "the software's witness")
        told = json.loads(self.witness.read_text("utf-8"))
        self.witness.unlink()
        assert not [key for key in told["environ_keys"] if key.startswith("IEA_AGENT")], told
        return str(told["mode"])

    def end_software(self, window: dict[str, Any]) -> None:
        """Close the software's window, and wait until the agent knows that the software has ended."""
        ended = self.machine.log().count(_SOFTWARE_ENDED)
        self.machine.ask("close_window", handle=window["handle"])
        self.machine.wait_for_no_window(software.TITLE)
        wait_until(lambda: self.machine.log().count(_SOFTWARE_ENDED) > ended, "the end of the software, at the agent")

    def family_of(self, pid: int) -> dict[int, str]:
        """Return a process and all below it, by number and name."""
        processes = {each["pid"]: each for each in self.machine.ask("processes")}
        found: dict[int, str] = {}
        fresh = [pid]
        while fresh:
            parent = fresh.pop()
            if parent in processes and parent not in found:
                found[parent] = str(processes[parent]["name"])
                fresh += [each["pid"] for each in processes.values() if each["parent"] == parent]
        return found

    def saved_state(self) -> SavedState:
        """Return the saved state of the agent."""
        return StateFile(self.machine.agent_folder / "state.json", repairs=False).load()
