"""The box of a command that was clicked and failed: a process of its own, which ends with it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox

from iea_agent.core.contrast import SystemContrast
from iea_agent.core.texts.windows import buttons
from iea_agent.ui.app import application


def show(title: str, complaints: str, icon: Path, high_contrast: Callable[[], SystemContrast]) -> None:
    """Show what a command complained of; wait until the box is closed.

    ``high_contrast`` tells what Qt does not know of the desktop's setting.
    """
    _application = application(high_contrast)
    box_of(title, complaints, icon).exec()


def box_of(title: str, complaints: str, icon: Path) -> QMessageBox:
    """Return the box, not shown yet."""
    box = QMessageBox(QMessageBox.Icon.Warning, title, f"{title}.")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(complaints)
    box.setWindowIcon(QIcon(str(icon)))
    box.addButton(buttons.CLOSE, QMessageBox.ButtonRole.RejectRole)
    return box
