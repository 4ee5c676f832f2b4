"""Whether the desktop asks for no animation: its tools are witnesses here, its files real ones."""

import sys
from pathlib import Path

import pytest

from iea_agent.adapters.desktop.motion import asks_for_no_animation

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the tools are scripts of a shell")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("config", "system", "programs"):
        (tmp_path / name).mkdir()
    return tmp_path


def asked(home: Path, desktop: str, *, system: str = "linux") -> bool:
    environ = {
        "XDG_CURRENT_DESKTOP": desktop,
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CONFIG_DIRS": str(home / "system"),
        "PATH": f"{home / 'programs'}",
    }
    return asks_for_no_animation(environ, system=system)


def install(home: Path, name: str, question: str, answer: str) -> None:
    """Install a program that answers one question, and fails at any other."""
    program = home / "programs" / name
    program.write_text(f'#!/bin/sh\n[ "$*" = "{question}" ] && echo "{answer}"\n', encoding="utf-8")
    program.chmod(0o755)


@pytest.mark.parametrize(
    ("desktop", "schema"),
    [
        ("GNOME", "org.gnome.desktop.interface"),
        ("Budgie:GNOME", "org.gnome.desktop.interface"),
        ("X-Cinnamon", "org.cinnamon.desktop.interface"),
        ("MATE", "org.mate.interface"),
    ],
)
@pytest.mark.parametrize(("answer", "unwanted"), [("false", True), ("true", False)])
def test_gsettings(home: Path, desktop: str, schema: str, answer: str, *, unwanted: bool) -> None:
    install(home, "gsettings", f"get {schema} enable-animations", answer)
    assert asked(home, desktop) is unwanted
    assert not asked(home, "LXQt")


@pytest.mark.parametrize(("answer", "unwanted"), [("false", True), ("0", True), ("true", False)])
def test_xfce(home: Path, answer: str, *, unwanted: bool) -> None:
    install(home, "xfconf-query", "-c xsettings -p /Gtk/EnableAnimations", answer)
    assert asked(home, "XFCE") is unwanted


@pytest.mark.parametrize(
    ("lines", "unwanted"),
    [
        ("AnimationDurationFactor=0", True),
        ("AnimationDurationFactor=0.0", True),
        ("AnimationDurationFactor=0.5", False),
        ("AnimationDurationFactor=rapide", False),
        ("", False),
    ],
)
def test_kde(home: Path, lines: str, *, unwanted: bool) -> None:
    (home / "system" / "kdeglobals").write_text(f"[KDE]\n{lines}\n", encoding="utf-8")
    assert asked(home, "KDE") is unwanted


def test_the_file_of_the_user_comes_first(home: Path) -> None:
    (home / "system" / "kdeglobals").write_text("[KDE]\nAnimationDurationFactor=0\n", encoding="utf-8")
    (home / "config" / "kdeglobals").write_text("[KDE]\nAnimationDurationFactor=1\n", encoding="utf-8")
    assert not asked(home, "KDE")


@pytest.mark.parametrize(("value", "unwanted"), [("0", True), ("false", True), ("FALSE", True), ("1", False)])
@pytest.mark.parametrize("version", ["gtk-3.0", "gtk-4.0"])
def test_gtk(home: Path, version: str, value: str, *, unwanted: bool) -> None:
    (home / "config" / version).mkdir()
    written = f"[Settings]\ngtk-enable-animations={value}\n"
    (home / "config" / version / "settings.ini").write_text(written, encoding="utf-8")
    assert asked(home, "LXDE") is unwanted


def test_what_cannot_be_read_asks_for_nothing(home: Path) -> None:
    (home / "config" / "kdeglobals").write_bytes(b"\xff\xfe no group\n")
    for desktop in ("KDE", "GNOME", "XFCE", ""):
        assert not asked(home, desktop)


@pytest.mark.parametrize(("answer", "unwanted"), [("1", True), ("0", False)])
def test_macos(home: Path, answer: str, *, unwanted: bool) -> None:
    install(home, "defaults", "read com.apple.universalaccess reduceMotion", answer)
    assert asked(home, "", system="darwin") is unwanted
