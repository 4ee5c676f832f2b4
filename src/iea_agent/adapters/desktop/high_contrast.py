"""High contrast, as far as Qt does not tell it: GTK's themes on X11, and Windows for a Qt before 6.10.

GTK's desktops show it as a theme, which is named in the settings that programs share on an X server. Qt reads them,
but keeps the name to itself.

Sources: XSETTINGS 0.5 (freedesktop.org); xcb_get_property(3); SystemParametersInfoW, HIGHCONTRASTW (Microsoft Learn).
"""

import ctypes
import os
import sys
from collections.abc import Mapping
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_uint8, c_uint16, c_uint32, c_void_p, c_wchar_p
from typing import Final

from iea_agent.core.contrast import SystemContrast, contrast_of_theme

_LONGEST = 16 * 1024
"""How much of the shared settings is read, in words of 4 bytes."""
_KIND_TEXT, _KIND_COLOUR = 1, 2
_THEME: Final = b"Net/ThemeName"


def high_contrast(environ: Mapping[str, str] | None = None) -> SystemContrast:
    """Return the setting of the desktop; normal where it is unknown."""
    found = SystemContrast.NORMAL
    if sys.platform == "win32":
        found = _windows()
    elif sys.platform == "linux":
        found = contrast_of_theme(_theme(os.environ if environ is None else environ))
    return found


def _theme(environ: Mapping[str, str]) -> str:
    """Return the name of GTK's theme; empty if it is unknown."""
    if "GTK_THEME" in environ:
        return environ["GTK_THEME"]
    display = environ.get("DISPLAY")
    return _theme_on(display) if display else ""


def theme_in(shared: bytes) -> str:
    """Return the name of the theme in the shared settings of an X server; empty if there is none, or they are corrupt.

    They are a header of 12 bytes, then for each setting its kind, its name, a serial number and its value.
    """
    order = "little" if shared[:1] == b"\0" else "big"

    def number(at: int, size: int = 4) -> int:
        if at + size > len(shared):
            raise ValueError(at)
        return int.from_bytes(shared[at : at + size], order)  # type: ignore[arg-type]

    at = 12
    try:
        for _ in range(number(8)):
            kind, length = number(at, 1), number(at + 2, 2)
            name = shared[at + 4 : at + 4 + length]
            at += 4 + _padded(length) + 4
            size = 4
            if kind == _KIND_TEXT:
                size += _padded(number(at))
                if name == _THEME:
                    return shared[at + 4 : at + 4 + number(at)].decode("utf-8", "replace")
            elif kind == _KIND_COLOUR:
                size = 8
            at += size
    except ValueError:
        return ""
    return ""


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4


class _Reply(Structure):
    """The head of a reply; the fourth word is an atom, or a window."""

    _fields_ = (
        ("kind", c_uint8),
        ("pad", c_uint8),
        ("sequence", c_uint16),
        ("length", c_uint32),
        ("value", c_uint32),
    )


class _Cookie(Structure):
    _fields_ = (("sequence", c_uint32),)


def _theme_on(display: str) -> str:
    """Return the name of the theme on an X server; empty if it has none."""
    try:
        xcb, libc = ctypes.CDLL("libxcb.so.1"), ctypes.CDLL(None)
    except OSError:
        return ""
    xcb.xcb_connect.restype = c_void_p
    xcb.xcb_connect.argtypes = (c_char_p, POINTER(c_int))
    screen = c_int()
    connection = c_void_p(xcb.xcb_connect(display.encode(), byref(screen)))
    try:
        if xcb.xcb_connection_has_error(connection):
            return ""
        return theme_in(_shared_settings(xcb, libc, connection, screen.value))
    finally:
        xcb.xcb_disconnect(connection)


def _shared_settings(xcb: ctypes.CDLL, libc: ctypes.CDLL, connection: c_void_p, screen: int) -> bytes:
    libc.free.argtypes = (c_void_p,)

    def value_of(request: str, *arguments: object) -> int:
        """Send a request; return the number that it is about, 0 if there is none."""
        send, receive = getattr(xcb, request), getattr(xcb, f"{request}_reply")
        send.restype, receive.restype = _Cookie, POINTER(_Reply)
        reply = receive(connection, send(connection, *arguments), None)
        if not reply:
            return 0
        value = int(reply.contents.value)
        libc.free(ctypes.cast(reply, c_void_p))
        return value

    def atom(name: bytes) -> int:
        return value_of("xcb_intern_atom", c_uint8(1), c_uint16(len(name)), name)

    selection, settings = atom(b"_XSETTINGS_S%d" % screen), atom(b"_XSETTINGS_SETTINGS")
    owner = value_of("xcb_get_selection_owner", c_uint32(selection)) if selection and settings else 0
    if not owner:
        return b""
    xcb.xcb_get_property.restype = _Cookie
    xcb.xcb_get_property_reply.restype = c_void_p
    xcb.xcb_get_property_value.restype = c_void_p
    wanted = (c_uint8(0), c_uint32(owner), c_uint32(settings), c_uint32(settings), c_uint32(0), c_uint32(_LONGEST))
    reply = c_void_p(xcb.xcb_get_property_reply(connection, xcb.xcb_get_property(connection, *wanted), None))
    if reply.value is None:
        return b""
    shared = ctypes.string_at(xcb.xcb_get_property_value(reply), xcb.xcb_get_property_value_length(reply))
    libc.free(reply)
    return shared


class _HighContrast(Structure):
    _fields_ = (("size", c_uint32), ("flags", c_uint32), ("scheme", c_wchar_p))


def _windows() -> SystemContrast:
    get_high_contrast, is_on = 0x0042, 0x00000001
    found = _HighContrast(size=ctypes.sizeof(_HighContrast))
    if sys.platform == "win32":
        ctypes.windll.user32.SystemParametersInfoW(get_high_contrast, found.size, byref(found), 0)
    return SystemContrast.HIGH if found.flags & is_on else SystemContrast.NORMAL
