"""Install the Debian packages that the demonstration or the tests need; on other systems, say what is missing.

Standard library only: this runs before anything is installed. What is there already is never touched, and
packages are only looked for when something is missing, so that a second run takes no time.

    python3 tools/system_packages.py demo     what « make demo » needs
    python3 tools/system_packages.py test     what « make test » and « make check » need
    python3 tools/system_packages.py desktops what « make test-desktops » needs
    python3 tools/system_packages.py windows  what « make test-windows » needs beside that
    python3 tools/system_packages.py servers  what « make test-servers » needs beside that
    python3 tools/system_packages.py voice    what « make test-voice » needs beside that
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
LDCONFIG = "/sbin/ldconfig"


class Need(NamedTuple):
    """Something that must be there, and the Debian package that brings it."""

    package: str
    kind: str
    """``library`` (a soname), ``command``, ``file`` (a pattern below /), ``module`` (of this Python) or ``font``."""
    probe: str


VENV = Need(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv", "module", "ensurepip")

WINDOWS = (
    Need("libdbus-1-3", "library", "libdbus-1.so.3"),
    Need("libegl1", "library", "libEGL.so.1"),
    Need("libfontconfig1", "library", "libfontconfig.so.1"),
    Need("libgl1", "library", "libGL.so.1"),
    Need("libglib2.0-0", "library", "libglib-2.0.so.0"),
    Need("libwayland-cursor0", "library", "libwayland-cursor.so.0"),
    Need("libx11-xcb1", "library", "libX11-xcb.so.1"),
    Need("libxcb-cursor0", "library", "libxcb-cursor.so.0"),
    Need("libxcb-icccm4", "library", "libxcb-icccm.so.4"),
    Need("libxcb-image0", "library", "libxcb-image.so.0"),
    Need("libxcb-keysyms1", "library", "libxcb-keysyms.so.1"),
    Need("libxcb-randr0", "library", "libxcb-randr.so.0"),
    Need("libxcb-render-util0", "library", "libxcb-render-util.so.0"),
    Need("libxcb-shape0", "library", "libxcb-shape.so.0"),
    Need("libxcb-sync1", "library", "libxcb-sync.so.1"),
    Need("libxcb-xfixes0", "library", "libxcb-xfixes.so.0"),
    Need("libxcb-xkb1", "library", "libxcb-xkb.so.1"),
    Need("libxkbcommon-x11-0", "library", "libxkbcommon-x11.so.0"),
    Need("fonts-dejavu-core", "font", ""),
)
"""What Qt's libraries and its xcb and Wayland platforms are linked to, and a font to write with."""

PRIVATE_DESKTOP = (
    Need("at-spi2-core", "file", "usr/libexec/at-spi-bus-launcher"),
    Need("ca-certificates", "file", "usr/sbin/update-ca-certificates"),
    Need("chromium", "command", "chromium"),
    Need("chromium-driver", "command", "chromedriver"),
    Need("dbus", "command", "dbus-run-session"),
    Need("desktop-file-utils", "command", "desktop-file-validate"),
    Need("dex", "command", "dex"),
    Need("dunst", "command", "dunst"),
    Need("faketime", "command", "faketime"),
    Need("gir1.2-atspi-2.0", "file", "usr/lib/*/girepository-1.0/Atspi-2.0.typelib"),
    Need("glib-networking-services", "file", "usr/libexec/glib-pacrunner"),
    Need("gnome-keyring", "command", "gnome-keyring-daemon"),
    Need("gsettings-desktop-schemas", "file", "usr/share/glib-2.0/schemas/org.gnome.system.proxy.gschema.xml"),
    Need("libglib2.0-bin", "command", "gdbus"),
    Need("libproxy1-plugin-webkit", "file", "usr/lib/*/libproxy/*/modules/pacrunner_*.so"),
    Need("iproute2", "command", "ip"),
    Need("mitmproxy", "command", "mitmdump"),
    Need("nginx-light", "command", "nginx"),
    Need("nodejs", "command", "node"),
    Need("npm", "command", "npm"),
    Need("oathtool", "command", "oathtool"),
    Need("openssl", "command", "openssl"),
    Need("python3-pyatspi", "file", "usr/lib/python3/dist-packages/pyatspi/__init__.py"),
    Need("scrot", "command", "scrot"),
    Need("x11-utils", "command", "xprop"),
    Need("x11-xkb-utils", "command", "setxkbmap"),
    Need("x11-xserver-utils", "command", "xsetroot"),
    Need("xdg-utils", "command", "xdg-open"),
    Need("xdotool", "command", "xdotool"),
    Need("xfce4-panel", "command", "xfce4-panel"),
    Need("xfwm4", "command", "xfwm4"),
    Need("xxd", "command", "xxd"),
    Need("xvfb", "command", "Xvfb"),
)
"""What the end-to-end tests start: a screen, a bus, a panel, a window manager, a notification service, a screen
reader's view, a key store, a browser, what opens mails, checks shortcuts and starts what starts with a session, what
the support desk computes passwords of the day with, what shifts a clock; and the programs of the catalogue of bad
servers: a web server, a proxy that inspects, what sets up a network, GNOME's settings and what runs its proxy
scripts."""

COMMAND_LINE = (
    Need("fish", "command", "fish"),
    Need("man-db", "command", "lexgrog"),
    Need("mandoc", "command", "mandoc"),
    Need("zsh", "command", "zsh"),
)
"""What the tests show the manual page with, and the shells that complete commands."""

DESKTOPS = (
    Need("gnome-shell", "command", "gnome-shell"),
    Need(
        "gnome-shell-extension-appindicator",
        "file",
        "usr/share/gnome-shell/extensions/ubuntu-appindicators@ubuntu.com/metadata.json",
    ),
    Need("gnome-settings-daemon", "file", "usr/libexec/gsd-media-keys"),
    Need("grim", "command", "grim"),
    Need("kactivitymanagerd", "file", "usr/lib/*/libexec/kactivitymanagerd"),
    Need("kded5", "command", "kded5"),
    Need("kwin-x11", "command", "kwin_x11"),
    Need("libkf5globalaccel-bin", "command", "kglobalaccel5"),
    Need("lxqt-panel", "command", "lxqt-panel"),
    Need("openbox", "command", "openbox"),
    Need("plasma-desktop", "file", "usr/share/plasma/plasmoids/org.kde.panel/metadata.json"),
    Need("plasma-desktop-data", "file", "usr/share/plasma/shells/org.kde.plasma.desktop/metadata.json"),
    Need("plasma-workspace", "command", "plasmashell"),
    Need("sway", "command", "sway"),
    Need("tint2", "command", "tint2"),
    Need("waybar", "command", "waybar"),
    Need("xfce4-appfinder", "command", "xfce4-appfinder"),
    Need("xfce4-settings", "command", "xfsettingsd"),
)
"""What « make test-desktops » starts beside what the tests need: panels, window managers, and what handles keys."""

WINE = (
    Need("debian-archive-keyring", "file", "usr/share/keyrings/debian-archive-trixie-stable.gpg"),
    Need("mmdebstrap", "command", "mmdebstrap"),
    Need("util-linux", "command", "unshare"),
)
"""What makes the Debian 13 whose Wine runs programs of Windows, and runs them in it; on a machine that checks changes
the tests need it too, elsewhere they go without."""

SERVERS = (Need("glewlwyd", "command", "glewlwyd"),)
"""An authorization server. It is a service of the system: only a machine that checks changes gets it unasked."""

VOICE = (Need("orca", "command", "orca"),)
"""The screen reader of the reference system; only a machine that checks changes gets it unasked."""


def needs_of(purpose: str, environ: Mapping[str, str]) -> tuple[Need, ...]:
    """Return what a purpose needs on Linux; the demonstration opens windows only where there is a screen."""
    if purpose == "windows":
        return WINE
    if purpose == "servers":
        return SERVERS
    if purpose == "voice":
        return VOICE
    if purpose == "test":
        checks = (*WINE, *SERVERS, *VOICE) if environ.get("CI") == "true" else ()
        return (VENV, *WINDOWS, *PRIVATE_DESKTOP, *COMMAND_LINE, *checks)
    if purpose == "desktops":
        return (VENV, *WINDOWS, *PRIVATE_DESKTOP, *DESKTOPS)
    screen = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return (VENV, *WINDOWS) if screen else (VENV,)


def missing_of(needs: Iterable[Need]) -> list[Need]:
    """Return the needs that this system does not meet."""
    libraries = _libraries()
    return [need for need in needs if not _is_there(need, libraries)]


def _is_there(need: Need, libraries: str) -> bool:
    if need.kind == "library":
        return f"\t{need.probe} " in libraries
    if need.kind == "command":
        return shutil.which(need.probe) is not None
    if need.kind == "file":
        return next(Path("/").glob(need.probe), None) is not None
    if need.kind == "module":
        return importlib.util.find_spec(need.probe) is not None
    return next(_fonts(), None) is not None


def _libraries() -> str:
    """Return the list of shared libraries that the dynamic linker knows."""
    try:
        return subprocess.run([LDCONFIG, "-p"], check=False, capture_output=True, text=True).stdout
    except OSError:
        return ""


def _fonts() -> Iterator[Path]:
    for folder in FONT_FOLDERS:
        for pattern in ("*.ttf", "*.otf", "*.ttc"):
            yield from Path(folder).expanduser().rglob(pattern)


def install(packages: Sequence[str]) -> int:
    """Install Debian packages as root, quietly; what apt-get says is shown only when it fails."""
    _say(f"Installation des paquets Debian : {' '.join(packages)}")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    lock = ("-o", "DPkg::Lock::Timeout=300")
    # A source of packages that cannot be reached is no failure as long as the others have what is needed.
    _run(["apt-get", "update", "-q", *lock], environ)
    done = _run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *lock, *packages], environ)
    if done.returncode:
        sys.stderr.write(done.stdout)
        _say("L'installation des paquets Debian a échoué : voir le message d'apt-get ci-dessus.")
    return done.returncode


def _run(command: Sequence[str], environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        check=False,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def main(arguments: Sequence[str]) -> int:
    """Meet the needs of a purpose; return 0 when the rest can go on."""
    if len(arguments) != 1 or arguments[0] not in {"demo", "test", "desktops", "windows", "servers", "voice"}:
        _say("usage : system_packages.py demo|test|desktops|windows|servers|voice")
        return 2
    if not sys.platform.startswith("linux"):
        return 0
    missing = missing_of(needs_of(arguments[0], os.environ))
    if not missing:
        return 0
    packages = sorted(need.package for need in missing)
    if shutil.which("apt-get") is None:
        things = ", ".join(sorted(need.probe or "une police de caractères" for need in missing))
        _say(f"Ce système n'a pas apt-get. Il manque peut-être : {things}. On continue sans.")
        return 0
    if os.geteuid() != 0:
        command = shlex.join(["sudo", "apt-get", "install", "-y", "--no-install-recommends", *packages])
        _say("Il manque des paquets Debian. Installez-les par cette commande, puis recommencez :")
        _say(f"\n    sudo apt-get update; {command}\n")
        return 1
    return install(packages)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
