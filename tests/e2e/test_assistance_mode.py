"""Assistance mode from end to end: by mouse and keyboard in a real panel, over kill -9, with the desk's own tools."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

if sys.platform != "linux":
    pytest.skip("XFCE and AT-SPI are for Linux", allow_module_level=True)

from iea_agent.adapters.files.checksummed import StateFile
from iea_agent.adapters.files.folders import Folders
from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.connection_state import Picture
from iea_agent.core.day_password import TypingFault, check_digit
from iea_agent.core.lockout import FREE_TRIES
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import assistance_mode
from iea_agent.demo.sandbox import software
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.waiting import wait_until
from iea_agent.demo.tour.help_sheet import REASON, HelpSheet
from iea_agent.demo.tour.mail_handler import install_mail_program
from iea_agent.demo.tour.play import wrong_password
from iea_agent.demo.tour.workstation import Workstation, install
from tests.requirements import desktop_programs, require_program

pytestmark = pytest.mark.e2e

DESK = (
    'S=$(openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:$(printf %s "$KEY" | xxd -p -c 200) -kdfopt '
    'salt:iea-assist-v1 -kdfopt "info:licence=$NUMBER" -binary HKDF | xxd -p -c 64); '
    'oathtool --totp=sha256 -d 8 -s 86400s -S "1969-12-31 23:00:00 UTC" $S'
)
"""What the support desk types, without a program of ours."""


@pytest.fixture
def workstation(tmp_path: Path) -> Iterator[Workstation]:
    with desktop_programs(), Workstation(tmp_path / "home") as workstation:
        install_mail_program(workstation.desktop.environ)
        workstation.desktop.start_panel()
        yield workstation


def desk_password(server: DemoServer) -> str:
    """Compute the password of the day as the support desk does."""
    require_program("openssl", "oathtool", "xxd")
    environ = {"PATH": "/usr/bin:/bin", "KEY": server.licence_key, "NUMBER": server.licence_number}
    done = subprocess.run(["sh", "-c", DESK], env=environ, capture_output=True, text=True, check=True)
    return done.stdout.strip()


class Story:
    """What happens on one workstation, chapter by chapter."""

    def __init__(self, workstation: Workstation, server: DemoServer, home: Path) -> None:
        self.workstation, self.reader, self.server, self.home = workstation, workstation.reader, server, home
        self.sheet = HelpSheet(workstation, server, self.take)
        self.mail: list[str] = []
        self.witness = home.parent / "witness.json"
        install(
            home,
            server,
            software_command=(*software.COMMAND, "--witness", str(self.witness)),
            software_version=software.VERSION,
        )
        self.agent = workstation.start_agent()

    def take(self, name: str, _caption: str, window: str | None) -> None:
        """Read the mail; take no picture."""
        if name == "messagerie-mot-de-passe" and window is not None:
            self.mail = [control.text or control.name for control in self.workstation.read_window(window)]

    def case_2_ends_in_assistance_mode(self) -> None:
        self.workstation.wait_for_picture(Picture.BALL)
        self.sheet.see_the_test_fail()
        window = labels.MENU_REAUTHENTICATE
        self.workstation.choose(window)
        self.reader.wait_for_window(window)
        self.reader.wait_for_words(window, labels.MENU_WRITE_SUPPORT)
        self.workstation.close_window(window)
        self.sheet.enable_assistance()
        assert labels.MENU_REAUTHENTICATE in disabled_entries(self.workstation)

    def the_software_starts_and_is_told_the_mode(self) -> None:
        self.workstation.choose(labels.MENU_LAUNCH)
        self.reader.wait_for_window(software.TITLE)
        told: dict[str, Any] = json.loads(self.witness.read_text(encoding="utf-8"))
        assert told["mode"] == "assistance"
        assert software.MODE in told["environ_keys"]

    def the_agent_is_killed_and_comes_back(self) -> None:
        self.agent.send_signal(signal.SIGKILL)
        self.agent.wait()
        wait_until(lambda: self.workstation.picture() is None, "the end of the killed agent's icon")
        self.agent = self.workstation.start_agent()
        self.workstation.wait_for_picture(Picture.BEETLE)

    def the_software_is_still_known_to_run(self) -> None:
        self.reader.wait_for_window(software.TITLE)
        self.workstation.choose(labels.MENU_LAUNCH)
        self.reader.wait_for_window(labels.MENU_LAUNCH)
        assert "déjà ouvert" in self.reader.words(labels.MENU_LAUNCH)
        self.workstation.close_window(labels.MENU_LAUNCH)
        self.workstation.close_window(software.TITLE)

    def the_password_is_asked_for_by_mail(self) -> None:
        require_program("xdg-open")
        self.sheet.ask_for_the_password()
        number, version = self.server.licence_number, software.VERSION
        assert "impact-emploi-association@urssaf.fr" in self.mail
        assert f"Mot de passe du jour – licence {number} – Serveur de connexion {version}" in self.mail
        said = "\n".join(self.mail)
        assert f"Merci de m'envoyer le mot de passe du jour de la licence {number}" in said  # as ``mailto`` writes it
        assert REASON in said
        assert self.server.licence_key not in said
        self.workstation.close_window(labels.MENU_DISABLE_ASSISTANCE)

    def the_request_is_remembered(self) -> None:
        window = labels.MENU_DISABLE_ASSISTANCE
        self.workstation.choose(window)
        self.reader.wait_for_window(window)
        self.reader.wait_for_words(window, "Mot de passe demandé")

    def a_slip_costs_nothing_and_a_wrong_password_a_try(self, right: str) -> None:
        window = labels.MENU_DISABLE_ASSISTANCE
        self.sheet.type_password("123 456 781" if check_digit("12345678") != "1" else "123 456 782")
        self.reader.wait_for_words(window, assistance_mode.TYPING_FAULT[TypingFault.CHECK_DIGIT])
        assert self.failed_tries() == 0
        self.sheet.type_password(wrong_password(right))
        self.reader.wait_for_words(window, assistance_mode.PASSWORD_FAILED[PasswordOutcome.WRONG][0])
        self.reader.wait_for_words(window, assistance_mode.tries_left(FREE_TRIES - 1))
        assert self.failed_tries() == 1

    def the_try_is_remembered(self, right: str) -> None:
        assert self.failed_tries() == 1
        self.sheet.type_password(wrong_password(right))
        self.reader.wait_for_words(labels.MENU_DISABLE_ASSISTANCE, assistance_mode.tries_left(FREE_TRIES - 2))

    def the_right_password_brings_back_the_heart_and_then_the_ball(self, right: str) -> None:
        self.server.behave(Behaviour.SLOW)
        self.sheet.type_password(f"{right[:3]}-{right[3:6]} {right[6:]}")
        self.workstation.wait_for_picture(Picture.HEART)
        self.server.behave(Behaviour.UP)
        self.workstation.wait_for_picture(Picture.BALL)
        assert self.failed_tries() == 0
        self.reader.wait_for_words(labels.MENU_DISABLE_ASSISTANCE, labels.CONNECTED)

    def failed_tries(self) -> int:
        state_file = Folders.find({"IEA_AGENT_HOME": str(self.home)}).state_file
        return StateFile(state_file, repairs=False).load().lockout.failed

    def log(self) -> str:
        return "".join(path.read_text(encoding="utf-8") for path in (self.home / "log").iterdir())


def test_from_a_failed_test_through_assistance_mode_back_to_the_ball(
    workstation: Workstation, server: DemoServer, tmp_path: Path
) -> None:
    right = desk_password(server)
    story = Story(workstation, server, tmp_path / "home")
    story.case_2_ends_in_assistance_mode()
    server.behave(Behaviour.UP)
    requests = len(server.requests)
    story.the_software_starts_and_is_told_the_mode()
    story.the_agent_is_killed_and_comes_back()
    story.the_software_is_still_known_to_run()
    story.the_password_is_asked_for_by_mail()
    story.the_agent_is_killed_and_comes_back()
    story.the_request_is_remembered()
    story.a_slip_costs_nothing_and_a_wrong_password_a_try(right)
    story.the_agent_is_killed_and_comes_back()
    story.the_try_is_remembered(right)
    assert len(server.requests) == requests, "nothing was sent to production by itself"
    story.the_right_password_brings_back_the_heart_and_then_the_ball(right)
    assert "assistance mode is enabled by" in story.log()
    assert "assistance mode is disabled by" in story.log()


def disabled_entries(workstation: Workstation) -> list[str]:
    """Open the menu and return what cannot be chosen in it."""
    workstation.open_menu()
    found = [entry.name for entry in workstation.reader.menu() if entry.name and not entry.enabled]
    workstation.close_menu()
    return found
