"""``python -m iea_agent.demo.sandbox.software``: stands in for the payroll software where that is not to be had.

It is a program of its own, started by the agent in the demonstration and in tests; others import only its words. It
says in which mode it was started, and can fail in the ways that software fails. Its French words stand here: they are
no words of the agent.
"""

import argparse
import contextlib
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from iea_agent.adapters.system import terminal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel

VERSION = "3.00.42"
COMMAND = (sys.executable, "-P", "-m", "iea_agent.demo.sandbox.software")
"""What starts it."""
CRASH_STATUS = 3
MODE = "IEA_MODE"
"""The variable in which the agent says the mode: ``production`` or ``assistance``."""

TITLE = "Impact emploi (démonstration)"
QUIT = "&Quitter"
NOT_THE_REAL_ONE = "Ceci n’est pas le vrai logiciel Impact emploi : cette fenêtre le remplace dans la démonstration."
CRASHED = "Impact emploi (démonstration) s’est arrêté sur une erreur, comme on le lui a demandé."
_PRODUCTION = (
    "Mode production",
    "Connexion Impact emploi a lancé le logiciel pour travailler avec le serveur de production.",
    "#1f4e9c",
)
_ASSISTANCE = (
    "Mode assistance",
    "Connexion Impact emploi a lancé le logiciel déconnecté du serveur de production.",
    "#b3261e",
)
_NO_MODE = (
    "Aucun mode",
    "Le logiciel n’a pas été lancé par Connexion Impact emploi : aucun mode n’a été indiqué.",
    "#4a4a4a",
)
_OTHER_MODE = ("Mode inconnu", "Le mode indiqué au logiciel n’est ni « production », ni « assistance ».", "#4a4a4a")
_POLL_S = 0.2
_WIDTH = 64
"""Width of the window in average characters."""


def main(arguments: Sequence[str]) -> int:
    """Run until the user quits, or as long as the arguments say; return the exit status."""
    options = _parser().parse_args(arguments)
    mode = os.environ.get(MODE)
    if options.witness is not None:
        _write_witness(options.witness, mode)
    if options.crash:
        terminal.complain(CRASHED)
        return CRASH_STATUS
    if options.window and terminal.has_screen(os.environ):
        _show(mode, options.seconds)
    else:
        _wait(options.seconds)
    return int(options.status)


def words_of(mode: str | None) -> tuple[str, str, str]:
    """Return what the window says of a mode, a sentence on it, and the colour behind (``#rrggbb``)."""
    match mode:
        case "production":
            return _PRODUCTION
        case "assistance":
            return _ASSISTANCE
        case None | "":
            return _NO_MODE
        case _:
            return _OTHER_MODE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="iea_agent.demo.sandbox.software", description=__doc__)
    parser.add_argument("--for", dest="seconds", type=float, metavar="SECONDS", help="end after this time")
    parser.add_argument("--crash", action="store_true", help=f"end at once with status {CRASH_STATUS}")
    parser.add_argument("--exit", dest="status", type=int, default=0, metavar="N", help="end with this status")
    parser.add_argument("--witness", type=Path, metavar="FILE", help="write there, as JSON, how it was started")
    parser.add_argument("--no-window", dest="window", action="store_false", help="only wait")
    parser.add_argument("--version", action="version", version=VERSION)
    return parser


def _write_witness(path: Path, mode: str | None) -> None:
    """Write one line on how this process was started; an atomic write, so a reader finds all of it.

    ``argv`` is the whole command; of the environment only the names are told.
    """
    told = {"mode": mode, "pid": os.getpid(), "argv": sys.orig_argv, "environ_keys": sorted(os.environ)}
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")
    Path(name).replace(path)


def _wait(seconds: float | None) -> None:
    """Wait this long, for ever by default, or until Ctrl-C."""
    ends = float("inf") if seconds is None else time.monotonic() + seconds
    with contextlib.suppress(KeyboardInterrupt):
        while (left := ends - time.monotonic()) > 0:
            time.sleep(min(left, _POLL_S))  # an endless wait would hold back signals on Windows


def _show(mode: str | None, seconds: float | None) -> None:
    """Show the window until the user closes it, or for this long."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Qt's loop gives Python no turn to hear of it
    app = QApplication([TITLE])
    app.setApplicationName(TITLE)
    window = QWidget()
    window.setWindowTitle(TITLE)
    heading, sentence, colour = words_of(mode)

    band = QFrame()
    band.setStyleSheet(f"background: {colour}; color: white;")
    above = QVBoxLayout(band)
    above.setContentsMargins(24, 24, 24, 24)
    above.addWidget(_text(QLabel(heading), scale=2.6, bold=True))
    above.addWidget(_text(QLabel(sentence), scale=1.2))

    quit_button = QPushButton(QUIT)
    quit_button.setDefault(True)
    quit_button.clicked.connect(window.close)
    below = QVBoxLayout()
    below.setContentsMargins(24, 16, 24, 18)
    below.setSpacing(12)
    below.addWidget(_text(QLabel(NOT_THE_REAL_ONE)))
    below.addWidget(_text(QLabel(f"Version {VERSION}")))
    below.addStretch(1)
    below.addWidget(quit_button, alignment=Qt.AlignmentFlag.AlignRight)

    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(band)
    layout.addLayout(below, stretch=1)
    width = window.fontMetrics().horizontalAdvance("x") * _WIDTH
    window.resize(width, layout.totalHeightForWidth(width))
    if seconds is not None:
        QTimer.singleShot(round(seconds * 1000), app.quit)
    window.show()
    quit_button.setFocus()
    app.exec()


def _text(label: "QLabel", *, scale: float = 1.0, bold: bool = False) -> "QLabel":
    """Let a label wrap, in letters that many times as large."""
    label.setWordWrap(True)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setBold(bold)
    label.setFont(font)
    return label


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
