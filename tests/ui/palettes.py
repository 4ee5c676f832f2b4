"""The palettes of desktops that windows are tested and shown in."""

from enum import Enum

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from iea_agent.core.contrast import SystemContrast
from iea_agent.ui.style.installed import install

_ROLE = QPalette.ColorRole
_DARK = {
    _ROLE.Window: "#2b2e34",
    _ROLE.WindowText: "#eeeeec",
    _ROLE.Base: "#1d1f23",
    _ROLE.Text: "#eeeeec",
    _ROLE.Button: "#35393f",
    _ROLE.ButtonText: "#eeeeec",
    _ROLE.PlaceholderText: "#808388",
    _ROLE.Highlight: "#308cc6",
    _ROLE.Accent: "#308cc6",
    _ROLE.Link: "#308cc6",
}
"""The palette of a dark desktop."""


class Look(Enum):
    """How a desktop looks."""

    LIGHT = "light"
    DARK = "dark"
    WHITE_ON_BLACK = "contrast"
    BLACK_ON_WHITE = "contrast-inverse"


_SYSTEM = {
    Look.WHITE_ON_BLACK: SystemContrast.WHITE_ON_BLACK,
    Look.BLACK_ON_WHITE: SystemContrast.BLACK_ON_WHITE,
}


def _dark() -> QPalette:
    palette = QPalette()
    for role, name in _DARK.items():
        palette.setColor(role, QColor(name))
    return palette


def wear(app: QApplication, look: Look) -> None:
    """Have the application look so; windows that are open follow."""
    install(app)
    app.setPalette(_dark() if look is Look.DARK else QPalette())
    if look in _SYSTEM:
        install(app, lambda: _SYSTEM[look])
