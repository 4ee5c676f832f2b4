"""Bringing a window to the front, which each system allows only in its own way."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

_TIME_TOLD_MS = 100
"""How long the X server may take to tell Qt its time (milliseconds)."""


def bring_to_front(window: QWidget) -> None:
    """Show a window above the others; only for what the user has just asked for."""
    if window.isMinimized():
        window.showNormal()
    window.raise_()
    window.activateWindow()
    if QGuiApplication.platformName() == "xcb":
        # Window managers ask when the user last touched this window, which was before he used another one. The
        # icon, set again, makes the X server tell Qt its time, which the second request then bears.
        window.setWindowIcon(window.windowIcon())
        QTimer.singleShot(_TIME_TOLD_MS, window, window.activateWindow)
    if sys.platform == "win32":  # Windows may refuse the activation: the task bar then flashes
        QApplication.alert(window)
