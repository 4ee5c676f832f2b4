"""How this program is started once more, and which environment the user's programs get from it."""

import sys
from collections.abc import Mapping
from pathlib import Path

_SCRIPT = "iea-agent-tray.exe" if sys.platform == "win32" else "iea-agent"
"""What pip installs beside the interpreter; on Windows the one of the two that opens no console."""
_OURS = "IEA_AGENT_"
_OF_OUR_START = frozenset(
    {
        # Startup Notification and XDG Activation: each token is good for one start, and was ours.
        "DESKTOP_STARTUP_ID",
        "XDG_ACTIVATION_TOKEN",
        # GIO says which desktop entry it started: ours.
        "GIO_LAUNCHED_DESKTOP_FILE",
        "GIO_LAUNCHED_DESKTOP_FILE_PID",
        # Python on macOS hands its virtual environment on to any Python below it.
        "__PYVENV_LAUNCHER__",
    }
)
_OF_A_BUNDLE = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def child_command(*words: str) -> tuple[str, ...]:
    """Return the command by which this process starts a child of its own program: the child is that very process."""
    if getattr(sys, "frozen", False):
        return (sys.executable, *words)
    return (sys.executable, "-P", "-m", "iea_agent", *words)


def program_command(*words: str) -> tuple[str, ...]:
    """Return the command by which a desktop starts this program, without a console: for shortcuts and at login.

    The first word is absolute: the frozen program itself, else the script beside the interpreter, which a move to
    another minor version of Python leaves in place, else the interpreter.
    """
    interpreter = Path(sys.executable)
    if getattr(sys, "frozen", False):
        return (str(interpreter), *words)
    script = interpreter.with_name(_SCRIPT)
    if script.is_file():
        return (str(script), *words)
    windowed = interpreter.with_name("pythonw.exe")
    return (str(windowed if windowed.is_file() else interpreter), "-P", "-m", "iea_agent", *words)


def environ_of_user(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment as the user's other programs have it: without what is meant for the agent alone.

    The variables of the agent go, the tokens of its own start, and the libraries of a frozen program, which would
    come before those of the system (PyInstaller keeps what was there before under ``…_ORIG``).
    """
    users = {name: value for name, value in environ.items() if not name.startswith(_OURS) and name not in _OF_OUR_START}
    if getattr(sys, "frozen", False):
        for name in _OF_A_BUNDLE:
            users.pop(name, None)
            if (before := users.pop(f"{name}_ORIG", None)) is not None:
                users[name] = before
    return users
