"""An installation used from the command line, without a screen."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.waiting import wait_until


class Installation:
    """One installation, in a home of its own."""

    def __init__(self, home: Path, server: DemoServer) -> None:
        self.home = home
        self.variables: dict[str, str] = {}
        """What the environment has besides."""
        self.settings = Settings(
            authentication_address=server.address,
            update_address=server.update_address,
            licence_number=server.licence_number,
            key_in_file=True,
            ca_file=str(server.ca_file),
        )
        SettingsFile(home / "config.toml").save(self.settings)
        KeyFile(home).put(server.licence_number, Secret(server.licence_key))

    @property
    def environ(self) -> dict[str, str]:
        screen = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "DBUS_SESSION_BUS_ADDRESS"}
        kept = {name: value for name, value in os.environ.items() if name not in screen}
        return {
            **kept,
            "IEA_AGENT_HOME": str(self.home),
            "PYTHONIOENCODING": "utf-8",
            "XDG_RUNTIME_DIR": str(self.home),
            **self.variables,
        }

    def configure(self, **changes: object) -> None:
        """Change some settings, as an administrator would."""
        self.settings = replace(self.settings, **changes)
        SettingsFile(self.home / "config.toml").save(self.settings)

    def run(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(*arguments),
            env=self.environ,
            input=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command(*arguments), env=self.environ, stdout=subprocess.DEVNULL)

    def start_reading(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command whose answer will be read."""
        return subprocess.Popen(self._command(*arguments), env=self.environ, stdout=subprocess.PIPE)

    def ask(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        done = self.run(*arguments, "--json")
        return done.returncode, json.loads(done.stdout)

    def wait_for(self, **facts: object) -> None:
        def look() -> bool:
            status = self.ask("status")[1]
            return all(status[name] == value for name, value in facts.items())

        wait_until(look, f"a status with {facts}")

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-P", "-m", "iea_agent", *arguments]
