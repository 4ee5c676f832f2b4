"""The launch gate, by one click and by two."""

import json
import time

from msgspec.structs import replace

from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.core.connection_state import Picture
from iea_agent.core.launch import SAME_CLICK_S
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import status_window
from iea_agent.demo.sandbox import software
from iea_agent.demo.tour.desktop.waiting import wait_until
from tools.windows.clerk import Clerk
from tools.windows.steps import CONSOLE_CLASS, STATUS, step

_LAUNCH_ASKED = "a launch is asked for"
"""What the log says of each click."""
_AGENT_AND_SOFTWARE = 2
"""Processes."""


class Launch(Clerk):
    """What a clerk launches with the ball."""

    @step
    def launch(self) -> None:
        """A left click launches a real program with IEA_MODE=production; a second launch says that it runs."""
        machine = self.machine
        machine.click(machine.icon())
        window = machine.wait_for_window(software.TITLE)
        assert self.mode_of_software() == "production"
        machine.take("launched")
        time.sleep(SAME_CLICK_S)  # a second launch, not the second half of a double click
        told = machine.agent("launch", "--json")
        assert json.loads(told.words)["outcome"] == "already_running", told
        machine.wait_for_window(labels.MENU_LAUNCH)
        machine.take("already-running")
        self.close(labels.MENU_LAUNCH)
        self.end_software(window)

    @step
    def double_click(self) -> None:
        """A double click on the icon launches the software once, and no « déjà ouvert » covers it."""
        machine = self.machine
        before = machine.log().count(_LAUNCH_ASKED)
        machine.double_click(machine.icon())
        window = machine.wait_for_window(software.TITLE)
        wait_until(lambda: machine.log().count(_LAUNCH_ASKED) == before + 2, "both clicks, at the agent")
        assert self.mode_of_software() == "production"
        wait_until(lambda: len(self.family_of(machine.agent_pid())) == _AGENT_AND_SOFTWARE, "no window of the agent")
        machine.take("double-click")
        titles = [each["title"] for each in machine.windows() if each["visible"]]
        assert titles.count(software.TITLE) == 1, titles
        assert labels.MENU_LAUNCH not in titles, titles
        assert machine.window(software.TITLE)["front"], "something covers the software"
        assert not self.witness.exists(), "the software was launched again"
        self.end_software(window)

    @step
    def batch_file(self) -> None:
        """A batch file below `Paie&RH` is launched, and an argument with `&` is one argument."""
        machine = self.machine
        settings = SettingsFile(machine.agent_folder / "config.toml")
        before = settings.load()
        folder = machine.home / "Paie&RH"
        folder.mkdir(exist_ok=True)
        said, second = folder / "said.txt", folder / "second.txt"
        said.unlink(missing_ok=True)
        batch = folder / "impact.bat"
        batch.write_bytes(b'@echo off\r\necho %IEA_MODE% %1 %2>"%~dp0said.txt"\r\n')
        arguments = ("paie", f"&echo second>{machine.path_inside(second)}")
        settings.save(replace(before, software_command=(machine.path_inside(batch), *arguments)))
        told = machine.agent("launch", "--json")
        assert json.loads(told.words)["outcome"] == "started", told
        wait_until(said.exists, "what the batch file writes")
        wait_until(lambda: b'production "paie" "&echo second>' in said.read_bytes(), "its mode and its arguments")
        assert not second.exists(), "a second command was run"
        settings.save(before)
        wait_until(lambda: machine.picture() is Picture.BALL, "the ball")

    @step
    def no_console(self) -> None:
        """No child of the agent has a console."""
        machine = self.machine
        self.choose(STATUS)
        machine.wait_for_window(status_window.STATUS_TITLE)
        machine.take("status")
        ours = self.family_of(self.machine.agent_pid())
        assert len(ours) > 1, ours
        assert all(name == "pythonw.exe" for name in ours.values()), ours
        consoles = [each for each in machine.windows() if each["class"] == CONSOLE_CLASS and each["visible"]]
        assert not consoles, consoles
        self.close(status_window.STATUS_TITLE)
