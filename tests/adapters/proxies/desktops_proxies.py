"""The settings of real desktops, in private folders, as GNOME's and KDE's programs read them."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.requirements import require_file, require_program

PACRUNNER = "/usr/libexec/glib-pacrunner"
JAVASCRIPT = "/usr/lib/*/libproxy/*/modules/pacrunner_*.so"


def gnome(folder: Path, **values: str) -> dict[str, str]:
    """Return the environment of a GNOME session with these settings, as ``gsettings`` writes them.

    A key is ``mode`` or ``http__host``; a value is in GVariant's text format.
    """
    require_program("gsettings")
    environ = {
        "XDG_CURRENT_DESKTOP": "ubuntu:GNOME",
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "GSETTINGS_BACKEND": "keyfile",
    }
    for key, value in values.items():
        child, _, name = key.rpartition("__")
        schema = f"org.gnome.system.proxy.{child}".strip(".")
        command = ["gsettings", "set", schema, name.replace("_", "-"), value]
        subprocess.run(command, env={**os.environ, **environ}, check=True)
    return environ


def kde(folder: Path, user: str, *, system: str = "") -> dict[str, str]:
    """Return the environment of a KDE session with these entries in the kioslaverc of the user, and the system's."""
    environ = {"XDG_CURRENT_DESKTOP": "KDE", "KDE_SESSION_VERSION": "5"}
    for name, text in (("XDG_CONFIG_HOME", user), ("XDG_CONFIG_DIRS", system)):
        place = folder / name.lower()
        place.mkdir()
        (place / "kioslaverc").write_text(f"[Proxy Settings]\n{text}\n", encoding="utf-8")
        environ[name] = str(place)
    return environ


@contextlib.contextmanager
def session_bus() -> Iterator[dict[str, str]]:
    """Return the environment of a session whose bus starts real services, among them GLib's for proxy scripts."""
    require_program("dbus-daemon")
    require_file(PACRUNNER, JAVASCRIPT)
    folder = Path(tempfile.mkdtemp(prefix="iea-bus-"))  # a bus address has no room for the deep folders of pytest
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as bus:
        assert bus.stdout is not None
        try:
            yield {"DBUS_SESSION_BUS_ADDRESS": bus.stdout.readline().strip()}
        finally:
            bus.kill()  # the services end with it
            bus.wait()
            shutil.rmtree(folder)


def script(folder: Path, answers: Mapping[str, str], *, otherwise: str = "DIRECT") -> str:
    """Write a script that answers for these hosts, and for every other one; return its address."""
    lines = [f'if (host == "{host}") return "{answer}";' for host, answer in answers.items()]
    text = f"function FindProxyForURL(url, host) {{ {' '.join(lines)} return '{otherwise}'; }}\n"
    path = folder / "proxy.pac"
    path.write_text(text, encoding="utf-8")
    return path.as_uri()
