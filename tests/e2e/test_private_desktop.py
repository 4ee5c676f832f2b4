"""The private desktop itself: its keyboard, its mouse, its screen reader and its pictures, on real programs."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("XFCE and AT-SPI are for Linux", allow_module_level=True)

from PIL import Image

from iea_agent.demo.sandbox import software
from iea_agent.demo.tour.desktop.errors import MissingProgramError, NeverCameError, NotThereError
from iea_agent.demo.tour.desktop.geometry import Geometry
from iea_agent.demo.tour.desktop.panel_menu import PanelMenu
from iea_agent.demo.tour.desktop.waiting import PATIENCE_S, stretched, wait_until
from iea_agent.demo.tour.desktop.xfce import XfceDesktop
from iea_agent.demo.tour.workstation import Workstation
from tests.e2e.tray_script import RED
from tests.e2e.window_script import BODY, CONFIRM, NAME, SECURE, TITLE
from tests.requirements import desktop_programs

pytestmark = pytest.mark.e2e

FRENCH = "Où êtes-vous ? « Ça va », dit Noël à l'œuvre : 12,50 € (ÉÈÀÇ) – ù ï â ô @ # \\ n°7"
TITLE_BAR_PX = 20


@pytest.fixture(params=[1, 2], ids=lambda scale: f"x{scale}")
def workstation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workstation]:
    with desktop_programs(), Workstation(tmp_path / "home", Geometry(scale=request.param)) as workstation:
        yield workstation


class Tray:
    """A program with an icon, and its menu in the panel."""

    def __init__(self, workstation: Workstation) -> None:
        workstation.desktop.start_panel()
        command = [sys.executable, "-m", "tests.e2e.tray_script"]
        self._script = workstation.desktop.start(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.menu = PanelMenu(workstation.desktop, workstation.reader, lambda: workstation.desktop.wait_for_colour(RED))

    def tell(self, word: str) -> None:
        assert self._script.stdin is not None
        self._script.stdin.write(f"{word}\n".encode())
        self._script.stdin.flush()

    def hear(self) -> str:
        assert self._script.stdout is not None
        return self._script.stdout.readline().decode().strip()

    def close(self) -> None:
        self._script.kill()
        self._script.communicate()


@pytest.fixture
def tray(workstation: Workstation) -> Iterator[Tray]:
    tray = Tray(workstation)
    assert tray.hear() == "host True"
    yield tray
    tray.close()


def start_window(workstation: Workstation) -> subprocess.Popen[bytes]:
    script = workstation.desktop.start([sys.executable, "-m", "tests.e2e.window_script"], stdout=subprocess.PIPE)
    workstation.reader.wait_for_window(TITLE)
    return script


def test_what_is_typed_arrives_with_its_accents(workstation: Workstation) -> None:
    with start_window(workstation) as script:
        workstation.click_control(TITLE, NAME, "text")
        workstation.desktop.type_text(FRENCH)
        workstation.desktop.press("Tab")
        workstation.desktop.type_text("Première ligne\nâ la suite")
        workstation.desktop.press("alt+s", "alt+v")
        answer, _ = script.communicate(timeout=stretched(PATIENCE_S))
    assert json.loads(answer) == {"name": FRENCH, "body": "Première ligne\nâ la suite", "secure": True}


def test_controls_are_clicked_by_their_names(workstation: Workstation) -> None:
    with start_window(workstation) as script:
        workstation.click_control(TITLE, BODY, "text")
        workstation.desktop.type_text("b")
        workstation.click_control(TITLE, SECURE)
        wait_until(lambda: workstation.reader.control(TITLE, SECURE).checked, "a tick")
        workstation.click_control(TITLE, CONFIRM)
        answer, _ = script.communicate(timeout=stretched(PATIENCE_S))
    assert json.loads(answer) == {"name": "", "body": "b", "secure": True}


def test_a_window_is_read_with_its_roles_and_states(workstation: Workstation) -> None:
    with start_window(workstation) as script:
        workstation.click_control(TITLE, NAME, "text")
        workstation.desktop.type_text("é")
        wait_until(lambda: workstation.reader.control(TITLE, NAME, "text").text == "é", "the letter")
        found = {(control.role, control.name): control for control in workstation.read_window(TITLE)}
        assert found["text", NAME].focused
        assert found["text", NAME].editable
        assert found["check box", SECURE].enabled
        assert not found["check box", SECURE].checked
        with pytest.raises(NotThereError):
            workstation.click_control(TITLE, "Absent")
        with pytest.raises(NotThereError):
            workstation.click_control("Absent", CONFIRM)
        assert workstation.read_window("Absent") == []
        script.kill()


def test_the_menu_of_the_panel_is_read_and_used_down_to_its_submenus(tray: Tray) -> None:
    assert tray.menu.labels() == ["État de la connexion", "Ouvrir", "Sécurisé", "Support", "Écrire", "Bleu"]
    for unusable in ("État de la connexion", "Absent"):
        with pytest.raises(NotThereError):
            tray.menu.choose(unusable)
    tray.menu.point_at("Écrire")
    assert tray.menu.entries()[-1].entries[0].selected
    tray.menu.close()
    assert tray.menu.entries() == ()
    for label, said in (("Écrire", "wrote"), ("Sécurisé", "ticked True"), ("Ouvrir", "opened")):
        tray.menu.choose(label)
        assert tray.hear() == said
    tray.menu.open()
    assert tray.menu.entries()[3].checked


def test_a_new_label_is_what_a_screen_reader_announces(tray: Tray) -> None:
    assert "État de la connexion" in tray.menu.labels()
    tray.menu.close()
    tray.tell("rename")
    assert tray.hear() == "obeyed rename"
    wait_until(lambda: tray.menu.labels()[0] == "Nouvel_état", "the new label")


def test_pictures_show_the_screen_or_a_window_with_its_frame(workstation: Workstation, tmp_path: Path) -> None:
    desktop = workstation.desktop
    desktop.environ[software.MODE] = "assistance"
    desktop.start([sys.executable, "-m", "iea_agent.demo.sandbox.software"])
    workstation.reader.wait_for_window(software.TITLE)
    workstation.save_picture(tmp_path / "screen.png")
    workstation.save_picture(tmp_path / "window.png", software.TITLE)
    with Image.open(tmp_path / "screen.png") as screen, Image.open(tmp_path / "window.png") as window:
        assert screen.size == desktop.geometry.whole[2:]
        left, upper, right, lower = workstation.read_window(software.TITLE)[0].box or (0, 0, 0, 0)
        assert window.width >= right - left
        assert window.height >= lower - upper + TITLE_BAR_PX
    with pytest.raises(NotThereError):
        desktop.picture_of_window("Absent")


def test_missing_programs_are_all_named_with_their_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingProgramError, match=r"Xvfb.*xfwm4.*Debian packages: .*xfwm4.*xvfb") as caught:
        XfceDesktop()
    assert caught.value.packages["Xvfb"] == "xvfb"


def test_waiting_has_an_end() -> None:
    with pytest.raises(NeverCameError, match="never came: a miracle"):
        wait_until(lambda: False, "a miracle", patience_s=0)
