"""A command that was clicked, in a shortcut: there is no terminal, so that what it complains of is shown in a box."""

import contextlib
import io
import logging
import os
import sys
from collections.abc import Callable

from iea_agent.adapters.files.folders import icons_folder
from iea_agent.adapters.system.terminal import NOT_OK, OK, complain, has_screen
from iea_agent.core.errors import AgentError
from iea_agent.core.texts import command_line

_log = logging.getLogger(__name__)


def run(command: Callable[[], int], *, name: str = "launch") -> int:
    """Run the command of a name; show what it wrote to standard error if it fails. Return its exit status.

    An error that nothing expects is shown, too, and then raised.
    """
    title = command_line.CLICK_FAILED.get(name, command_line.CLICK_FAILED["launch"])
    written = io.StringIO()
    try:
        with contextlib.redirect_stderr(written):
            status = command()
    except AgentError as error:
        _show(title, f"{written.getvalue()}{command_line.failure(error.code, str(error))}")
        return NOT_OK
    except SystemExit as end:
        if end.code:
            _show(title, written.getvalue())
        raise
    except Exception as error:
        _show(title, f"{command_line.UNEXPECTED}\n{written.getvalue()}{type(error).__name__}: {error}")
        raise
    complaints = written.getvalue().strip()
    if status != OK and complaints:
        _show(title, complaints)
    return status


def _show(title: str, complaints: str) -> None:
    """Show a box, by Qt or by Windows itself; standard error has it in any case."""
    complaints = complaints.strip()
    complain(complaints)
    if not has_screen(os.environ):
        return
    try:
        from iea_agent.adapters.desktop.high_contrast import high_contrast
        from iea_agent.ui.failure_box import show

        show(title, complaints, icons_folder() / "png" / "heart-256.png", high_contrast)
    except Exception:  # noqa: BLE001 (whatever keeps Qt from its box, Windows has one of its own)
        _log.exception("no box")
        _show_by_windows(title, complaints)


def _show_by_windows(title: str, complaints: str) -> None:
    if sys.platform == "win32":
        import ctypes

        error_icon, to_front = 0x10, 0x10000
        ctypes.windll.user32.MessageBoxW(None, complaints, title, error_icon | to_front)
