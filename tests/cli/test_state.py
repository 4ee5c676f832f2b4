"""What ``status`` says to programs: all that a desk or a monitoring asks for, and an exit status by the picture."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from iea_agent import __version__
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.cli.state import CHECKED, status
from iea_agent.cli.subcommands import parse
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.settings import Settings
from iea_agent.core.view import AgentView
from tests.adapters.control.control_world import VIEW, ControlWorld, control_world

UPDATES = ServerReport(Role.UPDATES, "https://impact-emploi.urssaf.fr/updates", Diagnosis(Verdict.UPDATE_EXPIRED))


@pytest.fixture
def world() -> Iterator[ControlWorld]:
    with control_world() as world:
        yield world


def asked(world: ControlWorld, *arguments: str, view: AgentView | None = None) -> int:
    if view is not None:
        world.serve(lambda _: view)
    return status(parse(["status", *arguments]), world.folders)


@pytest.mark.parametrize("picture", Picture)
def test_only_a_check_has_the_picture_as_its_exit_status(picture: Picture, world: ControlWorld) -> None:
    world.serve(lambda _: replace(VIEW, picture=picture))
    assert asked(world) == asked(world, "--json") == 0
    assert asked(world, "--check") == asked(world, "--check", "--json") == CHECKED[picture]


def test_a_check_never_has_the_exit_status_of_a_usage_error() -> None:
    assert set(CHECKED) == set(Picture)
    assert sorted(CHECKED.values()) == [0, 1, 3]


def test_without_an_agent_a_check_is_no_success(world: ControlWorld) -> None:
    assert asked(world, "--check") == 1


def test_a_program_gets_versions_licence_and_who_acts(world: ControlWorld, capsys: pytest.CaptureFixture[str]) -> None:
    world.folders.config.mkdir(parents=True, exist_ok=True)
    SettingsFile(world.folders.settings_file).save(Settings(software_version="3.00.42"))
    view = replace(
        VIEW,
        picture=Picture.HEART,
        connection=Link.REFUSED,
        diagnosis=Diagnosis(Verdict.REFUSED),
        updates=UPDATES,
        licence_number="75-000042",
    )
    asked(world, "--json", view=view)
    said = json.loads(capsys.readouterr().out)
    assert said["version"] == __version__
    assert said["software_version"] == "3.00.42"
    assert said["licence_number"] == "75-000042"
    assert (said["verdict"], said["who"]) == ("refused", "support")
    assert said["mode_since"] is None
    assert said["updates"] == {
        "ok": False,
        "verdict": "update_expired",
        "who": UPDATES.diagnosis.who,
        "verified": None,
    }


def test_assistance_mode_says_since_when(world: ControlWorld, capsys: pytest.CaptureFixture[str]) -> None:
    view = replace(VIEW, picture=Picture.BEETLE, mode=Mode.ASSISTANCE, mode_since=1795455600.0)
    asked(world, "--json", view=view)
    said = json.loads(capsys.readouterr().out)
    assert said["mode_since"] == 1795455600.0
    assert (said["updates"], said["who"], said["licence_number"]) == (None, None, None)


def test_settings_that_cannot_be_read_cost_only_the_version(
    world: ControlWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world.folders.config.mkdir(parents=True, exist_ok=True)
    world.folders.settings_file.write_text("secure = oui\n", encoding="utf-8")
    assert asked(world, "--json", view=VIEW) == 0
    assert json.loads(capsys.readouterr().out)["software_version"] is None


def test_the_version_is_read_from_its_file_too(
    world: ControlWorld, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "VERSION").write_text("3.00.43\n", encoding="utf-8")
    world.folders.config.mkdir(parents=True, exist_ok=True)
    SettingsFile(world.folders.settings_file).save(Settings(software_version_file=str(tmp_path / "VERSION")))
    asked(world, "--json", view=VIEW)
    assert json.loads(capsys.readouterr().out)["software_version"] == "3.00.43"


# For programs that watch many workstations.


@pytest.mark.parametrize(
    ("picture", "status_", "word"), [("ball", 0, "OK"), ("beetle", 1, "WARNING"), ("heart", 2, "CRITICAL")]
)
def test_a_plugin_of_nagios_has_its_own_exit_status(
    picture: str, status_: int, word: str, world: ControlWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world.serve(lambda _: replace(VIEW, picture=Picture(picture)))
    assert asked(world, "--format", "nagios") == status_
    assert capsys.readouterr().out.startswith(f"IEA {word} - ")


def test_without_an_agent_a_plugin_is_unknown(world: ControlWorld, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(world, "--format", "nagios") == 3
    assert capsys.readouterr().out.startswith("IEA UNKNOWN - ")


def test_metrics_are_no_verdict(world: ControlWorld, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(world, "--format", "prometheus", view=replace(VIEW, picture=Picture.HEART)) == 0
    assert "iea_agent_connected 0\n" in capsys.readouterr().out
