"""Hands a link or a file to the program that the desktop has for it.

Only what this program made itself is opened: a ``mailto:`` link, or a page of the guide; never an address that a server
sent.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence

from iea_agent.adapters.system.program_search import find_program

PATIENCE_S = 5.0
"""Timeout of an opener (seconds). One that runs longer is the program itself, or waits for it."""

if sys.platform == "win32":
    from iea_agent.adapters.system.deadline import DeadlineError, within

    def open_by_desktop(target: str, _kind: str, _environ: Mapping[str, str], patience_s: float) -> bool:
        """Open a link or a file; return whether a program took it. Never raises; returns within some seconds."""
        try:
            within(patience_s, lambda: os.startfile(target), name="opener")  # noqa: S606 (our own, and no shell)
        except DeadlineError:
            return True  # the program is open, or about to
        except OSError:
            return False
        return True

elif sys.platform == "darwin":

    def open_by_desktop(target: str, _kind: str, environ: Mapping[str, str], patience_s: float) -> bool:
        """Open a link or a file; return whether a program took it. Never raises; returns within some seconds."""
        return _opens(["/usr/bin/open", target], environ, patience_s)

else:

    def open_by_desktop(target: str, kind: str, environ: Mapping[str, str], patience_s: float) -> bool:
        """Open a link or a file; return whether a program took it. Never raises; returns within some seconds.

        Use GIO, which fails without a handler; else xdg-utils, after a check that there is a handler: without one, it
        opens an empty browser.

        Args:
            target: the link, or the path of the file.
            kind: the MIME type that the handler is for.
            environ: the environment of the program.
            patience_s: the timeout of the opener (seconds).
        """
        if gio := find_program("gio", environ):
            return _opens([str(gio), "open", target], environ, patience_s)
        mime, opener = find_program("xdg-mime", environ), find_program("xdg-open", environ)
        if mime is None or opener is None or not _answer([str(mime), "query", "default", kind], environ, patience_s):
            return False
        return _opens([str(opener), target], environ, patience_s)

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
    """Start an opener; return whether it succeeded or still runs: the work of a person is not interrupted."""
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
        threading.Thread(target=process.wait, name="opener", daemon=True).start()  # leaves no zombie
        return True
