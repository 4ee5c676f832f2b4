"""The guide, opened by the real tools of the desktop: a witness in the browser's place tells what it got."""

import os
import stat
import sys
from pathlib import Path

import pytest

from iea_agent.adapters.desktop.help_pages import LocalHelp
from iea_agent.core.help import HelpPage
from tests.requirements import require_program

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the tools of a Linux desktop")


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "l'aide d'ici"
    folder.mkdir()
    (folder / "parametres.html").write_text("<h1>Paramètres</h1>", encoding="utf-8")
    return folder


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        "HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_DIRS": str(tmp_path / "nothing"),
        "XDG_CONFIG_DIRS": str(tmp_path / "nothing"),
        "DISPLAY": ":0",
        "IEA_AGENT_HOME": "/profile",
    }


def install_browser(home: Path) -> Path:
    """Make a program the handler of pages; return what it will write what it got to."""
    said, program = home / "said", home / "browser"
    os.mkfifo(said)
    program.write_text(f'#!/bin/sh\nprintf "%s\\n%s" "$1" "$IEA_AGENT_HOME" > "{said}"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    applications, config, packages = (
        home / "data" / "applications",
        home / "config",
        home / "data" / "mime" / "packages",
    )
    for folder in (applications, config, packages):
        folder.mkdir(parents=True)
    (applications / "witness.desktop").write_text(
        f"[Desktop Entry]\nType=Application\nName=Witness\nExec={program} %u\nMimeType=text/html;\n"
    )
    (config / "mimeapps.list").write_text("[Default Applications]\ntext/html=witness.desktop\n")
    globs = home / "data" / "mime" / "globs2"
    globs.write_text("50:text/html:*.html\n")
    return said


def test_the_browser_gets_the_page_and_nothing_of_the_agents(
    pages: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    require_program("gio")
    said = install_browser(tmp_path)
    reader = os.open(said, os.O_RDONLY | os.O_NONBLOCK)
    assert LocalHelp(pages, environ=environ, patience_s=30.0).open(HelpPage.SETTINGS)
    os.set_blocking(reader, True)
    with open(reader, encoding="utf-8") as heard:  # noqa: PTH123 (there is a descriptor, not a path)
        uri, home = heard.read().split("\n")
    assert uri in {str(pages / "parametres.html"), (pages / "parametres.html").as_uri()}, "as this GLib hands it over"
    assert home == ""


def test_without_a_browser_it_is_said_and_where_the_page_is(pages: Path, environ: dict[str, str]) -> None:
    require_program("gio")
    help_pages = LocalHelp(pages, environ=environ, patience_s=30.0)
    assert not help_pages.open(HelpPage.SETTINGS)
    assert Path(help_pages.where(HelpPage.SETTINGS)).is_file()


def test_a_page_that_is_not_there_is_not_opened(pages: Path, environ: dict[str, str], tmp_path: Path) -> None:
    install_browser(tmp_path)
    assert not LocalHelp(pages, environ=environ).open(HelpPage.STATUS)


def test_the_pages_of_this_installation_have_a_place() -> None:
    assert Path(LocalHelp().where(HelpPage.START)).name == "index.html"
