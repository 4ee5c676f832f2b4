"""The commands that start this program again, and the environment for programs of the user."""

import sys
from collections.abc import Mapping
from pathlib import Path

_SCRIPT = "iea-agent-tray.exe" if sys.platform == "win32" else "iea-agent"
"""The script that pip installs beside the interpreter; on Windows the one without a console."""
CLICKED = "--clicked"
"""An option of every command: it was clicked, and nobody reads standard error. Shortcuts have it."""
_OURS = "IEA_AGENT_"
_OF_OUR_START = frozenset(
    {
        # Startup Notification and XDG Activation: a token is valid for one start, which was ours.
        "DESKTOP_STARTUP_ID",
        "XDG_ACTIVATION_TOKEN",
        # GIO: the desktop entry that it started, which was ours.
        "GIO_LAUNCHED_DESKTOP_FILE",
        "GIO_LAUNCHED_DESKTOP_FILE_PID",
        # Python on macOS: its virtual environment, inherited by any Python below it.
        "__PYVENV_LAUNCHER__",
    }
)
_OF_A_BUNDLE = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def child_command(*arguments: str) -> tuple[str, ...]:
    """Return the command of a child process of this program; no launcher stands in between."""
    if getattr(sys, "frozen", False):
        return (sys.executable, *arguments)
    return (sys.executable, "-P", "-m", "iea_agent", *arguments)


def program_command(*arguments: str) -> tuple[str, ...]:
    """Return the command by which a desktop starts this program, without a console: for shortcuts and autostart.

    The program is an absolute path: the frozen program, else the script beside the interpreter, which survives an
    upgrade to another minor version of Python, else the interpreter.
    """
    interpreter = Path(sys.executable)
    if getattr(sys, "frozen", False):
        return (str(interpreter), *arguments)
    script = interpreter.with_name(_SCRIPT)
    if script.is_file():
        return (str(script), *arguments)
    windowed = interpreter.with_name("pythonw.exe")
    return (str(windowed if windowed.is_file() else interpreter), "-P", "-m", "iea_agent", *arguments)


def environ_of_user(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for the user's other programs: without the variables that are meant for the agent alone.

    Removed are the agent's own variables, the tokens of its start, and the library path of a frozen program, which
    would precede the system's (PyInstaller keeps the previous value under ``…_ORIG``).
    """
    users = {name: value for name, value in environ.items() if not name.startswith(_OURS) and name not in _OF_OUR_START}
    if getattr(sys, "frozen", False):
        for name in _OF_A_BUNDLE:
            users.pop(name, None)
            if (before := users.pop(f"{name}_ORIG", None)) is not None:
                users[name] = before
    return users
