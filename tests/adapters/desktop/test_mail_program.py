"""The mail program, opened by the real tools of the desktop: a witness in its place tells what it got."""

import os
import stat
import sys
from pathlib import Path

import pytest

from iea_agent.adapters.desktop import mail_program
from iea_agent.adapters.desktop.mail_program import DesktopMailProgram
from iea_agent.core.mail import MailOutcome, mailto
from tests.requirements import require_program

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the tools of a Linux desktop")

SUPPORT = "impact-emploi-association@urssaf.fr"
BODY = "Bonjour,\nl'état « connecté » dure 100 % du temps; $HOME `id` \"x\" 'y' \\ & fin"
OPENERS = {
    "gio": ("gio",),
    "xdg-utils": ("xdg-mime", "xdg-open"),
}


class Desktop:
    """A home with a choice of tools, and perhaps a mail program."""

    def __init__(self, folder: Path, tools: tuple[str, ...]) -> None:
        self._folder = folder
        self.said = folder / "said"
        os.mkfifo(self.said)
        self.browsed = folder / "browsed"
        programs = folder / "programs"
        programs.mkdir()
        hidden = {"gio", "xdg-mime", "xdg-open"} - set(tools)
        for program in (*Path("/bin").iterdir(), *Path("/usr/bin").iterdir()):
            if program.name not in hidden and not (programs / program.name).is_symlink():
                (programs / program.name).symlink_to(program)
        self.browser = self.script("browser", f'echo "$@" > {self.browsed}')
        self.environ = {
            "HOME": str(folder),
            "PATH": str(programs),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_DATA_DIRS": str(folder / "nothing"),
            "XDG_CONFIG_DIRS": str(folder / "nothing"),
            "BROWSER": str(self.browser),
            "DISPLAY": ":0",  # without one, xdg-open looks for browsers only
            "IEA_AGENT_HOME": "/profile",
        }

    def script(self, name: str, words: str) -> Path:
        path = self._folder / name
        path.write_text(f"#!/bin/sh\n{words}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    def install_mail_program(self, words: str = 'printf "%s\\n%s" "$1" "$IEA_AGENT_HOME" > "$HOME/said"') -> None:
        program = self.script("mail", words)
        applications, config = self._folder / "data" / "applications", self._folder / "config"
        for folder in (applications, config):
            folder.mkdir(parents=True)
        (applications / "witness.desktop").write_text(
            f"[Desktop Entry]\nType=Application\nName=Witness\nExec={program} %u\nMimeType=x-scheme-handler/mailto;\n"
        )
        (config / "mimeapps.list").write_text("[Default Applications]\nx-scheme-handler/mailto=witness.desktop\n")

    def remove_mail_program(self) -> None:
        """Remove it as a package is removed: the user's choice stays."""
        (self._folder / "data" / "applications" / "witness.desktop").unlink()
        (self._folder / "mail").unlink()

    def open(self, body: str = BODY, patience_s: float = 30.0) -> MailOutcome:
        program = DesktopMailProgram(environ=self.environ, patience_s=patience_s)
        return program.open(SUPPORT, "Serveur de connexion 3.00.21", body)


@pytest.fixture(params=OPENERS)
def desktop(request: pytest.FixtureRequest, tmp_path: Path) -> Desktop:
    tools = OPENERS[request.param]
    require_program(*tools)
    return Desktop(tmp_path, tools)


def opened_and_heard(desktop: Desktop, body: str = BODY) -> tuple[MailOutcome, list[str]]:
    """Open a mail; the witness waits for a reader, as xdg-open waits for the witness."""
    reader = os.open(desktop.said, os.O_RDONLY | os.O_NONBLOCK)
    outcome = desktop.open(body)
    os.set_blocking(reader, True)
    with open(reader, encoding="utf-8") as said:  # noqa: PTH123 (there is a descriptor, not a path)
        return outcome, said.read().split("\n")


def test_the_mail_program_gets_the_mail_to_the_letter_and_nothing_of_the_agents(desktop: Desktop) -> None:
    desktop.install_mail_program()
    outcome, (uri, home) = opened_and_heard(desktop)
    assert outcome is MailOutcome.OPENED
    assert uri == mailto(SUPPORT, "Serveur de connexion 3.00.21", BODY)
    assert home == ""


def test_a_report_that_no_link_can_hold_opens_a_mail_without_it(desktop: Desktop) -> None:
    desktop.install_mail_program()
    outcome, (uri, _) = opened_and_heard(desktop, "é" * 60_000)
    assert outcome is MailOutcome.OPENED_WITHOUT_BODY
    assert uri == mailto(SUPPORT, "Serveur de connexion 3.00.21", "")


def test_the_longest_link_keeps_its_body(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    desktop.install_mail_program()
    whole = mailto(SUPPORT, "Serveur de connexion 3.00.21", BODY)
    monkeypatch.setattr(mail_program, "MAX_LINK", len(whole))
    assert opened_and_heard(desktop) == (MailOutcome.OPENED, [whole, ""])
    monkeypatch.setattr(mail_program, "MAX_LINK", len(whole) - 1)
    assert opened_and_heard(desktop)[0] is MailOutcome.OPENED_WITHOUT_BODY


def test_where_no_program_is_for_mails_nothing_is_opened(desktop: Desktop) -> None:
    assert desktop.open() is MailOutcome.NO_PROGRAM
    assert not desktop.browsed.exists()


def test_a_mail_program_that_was_removed_is_none(desktop: Desktop) -> None:
    desktop.install_mail_program()
    desktop.remove_mail_program()
    assert desktop.open() is MailOutcome.NO_PROGRAM
    assert not desktop.browsed.exists()


def test_an_opener_that_waits_for_its_mail_program_is_not_waited_for(tmp_path: Path) -> None:
    desktop = Desktop(tmp_path, ())
    os.mkfifo(tmp_path / "go")
    (tmp_path / "programs" / "gio").symlink_to(desktop.script("opener", f"read word < {tmp_path / 'go'}"))
    assert desktop.open(patience_s=0.1) is MailOutcome.OPENED
    (tmp_path / "go").write_text("on\n")  # it was not killed: it still reads


def test_a_desktop_without_tools_has_no_mail_program(tmp_path: Path) -> None:
    assert Desktop(tmp_path, ()).open() is MailOutcome.NO_PROGRAM


def test_tools_that_cannot_be_run_or_never_answer_are_none(tmp_path: Path) -> None:
    desktop = Desktop(tmp_path, ("xdg-open",))
    silent = tmp_path / "programs" / "xdg-mime"
    silent.symlink_to(desktop.script("silent", "exec sleep 60"))
    assert desktop.open(patience_s=0.1) is MailOutcome.NO_PROGRAM
    broken = desktop.script("broken", "")
    broken.write_text("#!/no/such/interpreter\n")
    silent.unlink()
    silent.symlink_to(broken)
    assert desktop.open() is MailOutcome.NO_PROGRAM
    (tmp_path / "programs" / "gio").symlink_to(broken)
    assert desktop.open() is MailOutcome.NO_PROGRAM
