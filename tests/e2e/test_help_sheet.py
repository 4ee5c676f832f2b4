"""The three cases of the help sheet, by mouse and keyboard in a real panel, against two kinds of server."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("XFCE and AT-SPI are for Linux", allow_module_level=True)

from iea_agent.core.connection_state import Mode, Picture
from iea_agent.core.texts import labels
from iea_agent.demo.sandbox import mail, software
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.help_sheet import NAME, OLD_AUTHENTICATION, OLD_UPDATES, WANTED, HelpSheet
from iea_agent.demo.tour.mail_handler import install_mail_program
from iea_agent.demo.tour.workstation import Workstation, install
from tests.e2e.places import OidcPlace, oidc_place
from tests.requirements import desktop_programs, require_program

pytestmark = pytest.mark.e2e

Server = DemoServer | OidcPlace


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[DemoServer]:
    with DemoServer.start(tmp_path / "demo") as started:
        yield started


@pytest.fixture(params=["the demonstration server", "oidc-provider"])
def place(request: pytest.FixtureRequest, demo: DemoServer, tmp_path: Path) -> Iterator[Server]:
    if request.param == "oidc-provider":
        script: Path = request.getfixturevalue("oidc_provider_script")
        with oidc_place(script, demo, tmp_path) as running:
            yield running
    else:
        yield demo


class Seen:
    """What a reader of the help sheet would have seen, in order."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def take(self, name: str, _caption: str, _window: str | None) -> None:
        self.steps.append(name)


@pytest.fixture
def workstation(tmp_path: Path) -> Iterator[Workstation]:
    with desktop_programs(), Workstation(tmp_path / "home") as workstation:
        install_mail_program(workstation.desktop.environ)
        workstation.desktop.start_panel()
        yield workstation


def test_case_1_the_test_succeeds_and_the_software_starts(
    workstation: Workstation, place: Server, tmp_path: Path
) -> None:
    install(
        tmp_path / "home",
        place,
        secure=False,
        authentication_address=OLD_AUTHENTICATION,
        update_address=OLD_UPDATES,
        software_command=software.COMMAND,
    )
    workstation.start_agent()
    sheet = HelpSheet(workstation, place, Seen().take)
    sheet.repair_the_connection()
    sheet.launch(Mode.PRODUCTION)
    assert workstation.picture() is Picture.BALL


def test_case_2_the_test_fails_and_a_mail_is_prepared(workstation: Workstation, place: Server, tmp_path: Path) -> None:
    require_program("xdg-open")
    install(tmp_path / "home", place, software_command=software.COMMAND, software_version=software.VERSION)
    workstation.start_agent()
    workstation.wait_for_picture(Picture.BALL)
    seen: list[str] = []

    def take(name: str, _caption: str, window: str | None) -> None:
        if name == "messagerie" and window is not None:
            seen.extend(control.text or control.name for control in workstation.read_window(window))

    sheet = HelpSheet(workstation, place, take)
    sheet.see_the_test_fail()
    sheet.ask_for_help()
    assert "impact-emploi-association@urssaf.fr" in seen
    assert "Serveur de connexion 3.00.42" in seen
    body = "\n".join(seen)
    assert place.licence_number in body
    assert f"Ce que je voulais faire : {WANTED}" in body
    assert f"Cordialement,\n{NAME}" in body
    assert "refused_connection" in body
    assert place.licence_key not in body
    assert mail.TITLE not in workstation.reader.windows()


def test_case_3_the_launch_is_refused(workstation: Workstation, place: Server, tmp_path: Path) -> None:
    install(tmp_path / "home", place, software_command=software.COMMAND)
    workstation.start_agent()
    workstation.wait_for_picture(Picture.BALL)
    sheet = HelpSheet(workstation, place, Seen().take)
    sheet.see_the_launch_refused()
    assert labels.REFUSED_TITLE in workstation.reader.windows()
    assert workstation.picture() is Picture.HEART
    assert not [title for title in workstation.reader.windows() if title.startswith("Impact emploi")]
