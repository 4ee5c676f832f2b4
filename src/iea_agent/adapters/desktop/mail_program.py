"""The mail program of the user, opened by a ``mailto:`` link; implements ``ports.MailProgram``.

Nothing is opened unless the desktop has a handler for such links: without one, some desktops open an empty browser.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence

from iea_agent.adapters.system.deadline import DeadlineError, within
from iea_agent.adapters.system.program import environ_of_user
from iea_agent.adapters.system.program_search import find_program
from iea_agent.core.mail import MailOutcome, mailto

PATIENCE_S = 5.0
"""Timeout of an opener (seconds). One that runs longer is the mail program, or waits for it."""
MAX_LINK = 2000 if sys.platform == "win32" else 32_000
"""Longest link, in characters. ShellExecute cuts at 2,083 (INTERNET_MAX_URL_LENGTH); elsewhere an argument may be
four times as long, but webmails refuse longer links."""

_SCHEME = "x-scheme-handler/mailto"


class DesktopMailProgram:
    """Opens the desktop's handler of ``mailto:`` links."""

    def __init__(self, *, environ: Mapping[str, str] | None = None, patience_s: float = PATIENCE_S) -> None:
        self._environ = environ
        self._patience_s = patience_s

    def open(self, recipient: str, subject: str, body: str) -> MailOutcome:
        """Open a mail; see ``ports.MailProgram.open``. Never raises; returns within some seconds."""
        uri = mailto(recipient, subject, body)
        is_too_long = len(uri) > MAX_LINK
        if is_too_long:
            uri = mailto(recipient, subject, "")
        environ = environ_of_user(os.environ if self._environ is None else self._environ)
        if not _open(uri, environ, self._patience_s):
            return MailOutcome.NO_PROGRAM
        return MailOutcome.OPENED_WITHOUT_BODY if is_too_long else MailOutcome.OPENED


if sys.platform == "win32":
    _CHOICE = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\mailto\UserChoice"

    def _open(uri: str, _environ: Mapping[str, str], patience_s: float) -> bool:
        if not _has_handler():
            return False
        try:
            within(patience_s, lambda: os.startfile(uri), name="mail")  # noqa: S606 (a link, and no shell)
        except DeadlineError:
            return True  # the mail program is open, or about to
        except OSError:
            return False
        return True

    def _has_handler() -> bool:
        """Tell whether the user chose a handler for such links, or a program has registered itself."""
        import winreg

        kind = "mailto"
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _CHOICE) as key:
                kind = str(winreg.QueryValueEx(key, "ProgId")[0])
        except OSError:
            pass
        try:
            with winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, rf"{kind}\shell\open\command"):
                return True
        except OSError:
            return False

elif sys.platform == "darwin":

    def _open(uri: str, environ: Mapping[str, str], patience_s: float) -> bool:
        return _opens(["/usr/bin/open", uri], environ, patience_s)

else:

    def _open(uri: str, environ: Mapping[str, str], patience_s: float) -> bool:
        """Use GIO, which fails without a handler; else xdg-utils, after a check that there is a handler."""
        if gio := find_program("gio", environ):
            return _opens([str(gio), "open", uri], environ, patience_s)
        mime, opener = find_program("xdg-mime", environ), find_program("xdg-open", environ)
        if mime is None or opener is None or not _answer([str(mime), "query", "default", _SCHEME], environ, patience_s):
            return False
        return _opens([str(opener), uri], environ, patience_s)

    def _answer(command: Sequence[str], environ: Mapping[str, str], patience_s: float) -> str:
        """Return the output of a program; empty if it fails or exceeds the timeout."""
        try:
            done = subprocess.run(  # noqa: S603 (a program of the desktop, and no shell)
                command,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=patience_s,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return ""
        return done.stdout.decode("utf-8", "replace").strip()


def _opens(command: Sequence[str], environ: Mapping[str, str], patience_s: float) -> bool:
    """Start an opener; return whether it succeeded or still runs: a mail that is being written is not interrupted."""
    try:
        process = subprocess.Popen(  # noqa: S603 (a program of the desktop, and no shell)
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return process.wait(patience_s) == 0
    except subprocess.TimeoutExpired:
        threading.Thread(target=process.wait, name="mail", daemon=True).start()  # leaves no zombie
        return True
