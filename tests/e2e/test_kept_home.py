"""The agent runs in a home that an earlier version wrote."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from iea_agent.adapters.files.checksummed import HistoryFile, StateFile
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.core.connection_state import Mode
from iea_agent.core.history import PeriodKind
from iea_agent.demo.sandbox.server import DemoServer
from tests.adapters.files.test_kept_files import ASSISTANCE, KEPT
from tests.e2e.installation import Installation

pytestmark = pytest.mark.e2e


@pytest.fixture
def installation(server: DemoServer, tmp_path: Path) -> Installation:
    """The kept files, with nothing but the addresses replaced by those of a server that can be asked."""
    installation = Installation(tmp_path / "home", server)
    settings = installation.settings
    for path in KEPT.iterdir():
        shutil.copyfile(path, installation.home / path.name).chmod(0o600)
    file = SettingsFile(installation.home / "config.toml")
    installation.settings = file.load()
    installation.configure(
        authentication_address=settings.authentication_address,
        update_address=settings.update_address,
        ca_file=settings.ca_file,
    )
    return installation


def started(installation: Installation) -> dict[str, Any]:
    installation.wait_for(running=True)
    return installation.ask("status")[1]


def test_assistance_mode_goes_on_as_it_was_kept(installation: Installation) -> None:
    with installation.start():
        status = started(installation)
        assert status["mode"] == "assistance"
        assert status["picture"] == "beetle"
        assert installation.run("quit").returncode == 0
    state = StateFile(installation.home / "state.json").load()
    assert (state.mode, state.mode_since, state.reason, state.who) == (
        Mode.ASSISTANCE,
        ASSISTANCE.begin,
        ASSISTANCE.reason,
        ASSISTANCE.who,
    )
    assert state.lockout.failed == 3
    periods = HistoryFile(installation.home / "history.json").load()
    assert [period.kind for period in periods] == [PeriodKind.OUTAGE, PeriodKind.ASSISTANCE]


def test_a_home_in_production_mode_connects(installation: Installation, server: DemoServer) -> None:
    for name in ("state.json", "history.json"):
        shutil.copyfile(KEPT / f"{name}.bak", installation.home / name)
    installation.configure(licence_number=server.licence_number)
    with installation.start():
        installation.wait_for(running=True, mode="production")
        assert "unknown_setting" in (installation.home / "config.toml").read_text(encoding="utf-8")
        assert installation.run("quit").returncode == 0
    assert HistoryFile(installation.home / "history.json").load()[0].kind is PeriodKind.OUTAGE
