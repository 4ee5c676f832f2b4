"""Linux: the proxy settings of GNOME and its relatives, and of KDE.

GNOME's settings come from ``gsettings``, which reads them without a bus; KDE's from the kioslaverc files.
XDG_CURRENT_DESKTOP names the desktop; on others, and without one, nothing is read. Scripts are run by ``pac_dbus.py``.
"""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from iea_agent.core.servers.proxies import ProxySettings, ProxySettingsError
from iea_agent.core.servers.proxies_desktop import GNOME_SCHEMA, KDE_FILE, gnome_settings, kde_settings

SETTINGS_S: Final = 2.0
"""Timeout of ``gsettings`` (seconds; a healthy one: 20 ms)."""
LIKE_GNOME: Final = frozenset(
    {"GNOME", "UNITY", "X-CINNAMON", "CINNAMON", "PANTHEON", "BUDGIE", "MATE", "DEEPIN", "UKUI"}
)
"""Desktops that use GNOME's proxy settings."""
_MAX_FILE: Final = 64 * 1024


def desktop_settings(environ: Mapping[str, str]) -> ProxySettings | None:
    """Return the settings of the desktop, ``None`` on desktops without settings; ProxySettingsError."""
    desktops = set(environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":"))
    if "KDE" in desktops:
        return kde_settings(_kde_files(environ), environ)
    if desktops & LIKE_GNOME:
        return _gnome_settings(environ)
    return None


def _gnome_settings(environ: Mapping[str, str]) -> ProxySettings:
    program = shutil.which("gsettings", path=environ.get("PATH"))
    if program is None:
        raise ProxySettingsError("GNOME's settings cannot be read: there is no gsettings")
    command = [program, "list-recursively", GNOME_SCHEMA]
    try:
        done = subprocess.run(  # noqa: S603 (a program of the system)
            command,
            check=True,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SETTINGS_S,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ProxySettingsError(f"GNOME's settings cannot be read: {error}") from error
    if (settings := gnome_settings(done.stdout)) is None:
        raise ProxySettingsError("GNOME's settings cannot be parsed")
    return settings


def _kde_files(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the contents of the kioslaverc files, by increasing precedence (XDG Base Directory)."""
    home = environ.get("XDG_CONFIG_HOME") or str(Path(environ.get("HOME") or "~").expanduser() / ".config")
    others = [folder for folder in (environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":") if folder]
    for folder in (*reversed(others), home):
        with contextlib.suppress(OSError), Path(folder, KDE_FILE).open("rb") as file:
            yield file.read(_MAX_FILE).decode("utf-8", "replace")
