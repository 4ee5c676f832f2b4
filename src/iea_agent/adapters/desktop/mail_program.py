"""The mail program of the user, opened by a ``mailto:`` link; implements ``ports.MailProgram``.

Nothing is opened unless the desktop has a handler for such links: without one, some desktops open an empty browser.
"""

import os
import sys
from collections.abc import Mapping

from iea_agent.adapters.desktop.opening import PATIENCE_S, open_by_desktop
from iea_agent.adapters.system.program import environ_of_user
from iea_agent.core.mail import MailOutcome, mailto

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
        if not (_has_handler() and open_by_desktop(uri, _SCHEME, environ, self._patience_s)):
            return MailOutcome.NO_PROGRAM
        return MailOutcome.OPENED_WITHOUT_BODY if is_too_long else MailOutcome.OPENED


if sys.platform == "win32":
    _CHOICE = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\mailto\UserChoice"

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

else:

    def _has_handler() -> bool:
        """Tell nothing yet: the opener fails without a handler."""
        return True
