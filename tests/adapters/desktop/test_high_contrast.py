"""High contrast as GTK's desktops tell it: the name of the theme, among the settings shared on an X server."""

import importlib
import os
import struct
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.adapters.desktop.high_contrast import high_contrast, theme_in
from iea_agent.core.contrast import SystemContrast
from tests.requirements import require_program

LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="X11 is read on Linux only")


def shared(theme: str, order: str = "<") -> bytes:
    """Return settings in the form of XSETTINGS 0.5: a number, a colour and the theme."""
    name, value = b"Net/ThemeName", theme.encode()
    return (
        struct.pack(f"{order}B3xII", 0 if order == "<" else 1, 7, 3)
        + setting(order, 0, b"Net/DoubleClickTime", struct.pack(f"{order}i", 400))
        + setting(order, 2, b"Net/Background", struct.pack(f"{order}4H", 1, 2, 3, 4))
        + setting(order, 1, name, struct.pack(f"{order}I", len(value)) + padded(value))
    )


def setting(order: str, kind: int, name: bytes, value: bytes) -> bytes:
    return struct.pack(f"{order}BxH", kind, len(name)) + padded(name) + struct.pack(f"{order}I", 1) + value


def padded(value: bytes) -> bytes:
    return value + b"\0" * (-len(value) % 4)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("theme", ["HighContrast", "Adwaita", "Éclair", ""])
def test_the_theme_is_found_in_both_byte_orders(theme: str, order: str) -> None:
    assert theme_in(shared(theme, order)) == theme


@given(st.integers(0, len(shared("HighContrast")) - 1))
def test_settings_that_are_cut_name_no_theme(length: int) -> None:
    assert theme_in(shared("HighContrast")[:length]) in {"", *("HighContrast"[:end] for end in range(12))}


@given(st.binary(max_size=200))
def test_whatever_the_server_holds_is_read_without_an_error(content: bytes) -> None:
    assert isinstance(theme_in(content), str)


@LINUX_ONLY
def test_the_environment_of_gtk_goes_before_the_server() -> None:
    assert high_contrast({"GTK_THEME": "HighContrastInverse", "DISPLAY": ":1"}) is SystemContrast.WHITE_ON_BLACK


@LINUX_ONLY
@pytest.mark.parametrize("environ", [{}, {"DISPLAY": ":64999"}])
def test_no_server_is_no_high_contrast(environ: dict[str, str]) -> None:
    assert high_contrast(environ) is SystemContrast.NORMAL


@pytest.mark.skipif(sys.platform != "win32", reason="the setting of Windows")
def test_windows_is_asked() -> None:
    assert high_contrast() in {SystemContrast.NORMAL, SystemContrast.HIGH}


@pytest.fixture
def display() -> Iterator[str]:
    require_program("Xvfb")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "640x480x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as screen:
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as file:
            yield f":{file.readline().strip()}"
        screen.kill()


@LINUX_ONLY
def test_the_theme_of_the_server_is_followed(display: str) -> None:
    constants, displays = (importlib.import_module(name) for name in ("Xlib.X", "Xlib.display"))

    assert high_contrast({"DISPLAY": display}) is SystemContrast.NORMAL
    daemon = displays.Display(display)
    window = daemon.screen().root.create_window(0, 0, 1, 1, 0, constants.CopyFromParent)
    window.set_selection_owner(daemon.intern_atom("_XSETTINGS_S0"), constants.CurrentTime)
    name = daemon.intern_atom("_XSETTINGS_SETTINGS")
    for theme, contrast in (
        ("HighContrast", SystemContrast.BLACK_ON_WHITE),
        ("HighContrastInverse", SystemContrast.WHITE_ON_BLACK),
        ("Adwaita", SystemContrast.NORMAL),
    ):
        window.change_property(name, name, 8, shared(theme))
        daemon.sync()
        assert high_contrast({"DISPLAY": display}) is contrast
    daemon.close()
