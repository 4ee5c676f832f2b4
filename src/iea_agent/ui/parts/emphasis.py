"""Two ways a button stands out or stays quiet: the one next act, and a link. Only palette and font, no style."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QPushButton

_READABLE = 4.5
"""The least contrast of a text (WCAG 2.2, 1.4.3)."""
_SHADES = 20
_FUSION_LIGHTENS = 185
"""Fusion draws a button lighter than its palette says: so much darker (per cent) the palette has to be."""
_AROUND = 4
"""Left and right of the words of a link, in pixels."""


def luminance(colour: QColor) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 (WCAG's own figures)
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: QColor, against: QColor) -> QColor:
    """Return a colour, darkened or lightened until it can be read against another one."""
    is_light = luminance(against) > 0.18  # noqa: PLR2004 (where black and white stand out as much)
    for share in range(_SHADES):
        shade = colour.darker(100 + 10 * share) if is_light else colour.lighter(100 + 10 * share)
        if contrast(shade, against) >= _READABLE:
            return shade
    return QColor("black" if is_light else "white")


class _Emphasised(QPushButton):
    """Follows the palette of the desktop; a subclass says how. No class of Qt can have the metaclass of ``abc``."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self._emphasise()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 (Qt's name)
        """Emphasise again in another palette or style."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.ApplicationPaletteChange, QEvent.Type.StyleChange}:
            self._emphasise()

    def _emphasise(self) -> None:
        raise NotImplementedError


class PrimaryButton(_Emphasised):
    """The one next act: bold, and in the desktop's highlight colour where the style lets a button have a colour."""

    def _emphasise(self) -> None:
        font = QFont()
        font.setBold(True)
        self.setFont(font)
        if self.style().objectName().lower() != "fusion":
            return  # native styles show the default button in their own way, and paint over a colour of ours
        palette = QPalette()
        ink = QColor("white")
        ground = readable(palette.color(QPalette.ColorRole.Highlight), ink).darker(_FUSION_LIGHTENS)
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            palette.setColor(group, QPalette.ColorRole.Button, ground)
            palette.setColor(group, QPalette.ColorRole.ButtonText, ink)
        self.setPalette(palette)


class LinkButton(_Emphasised):
    """A quiet button, in the colour of links, no wider than its words."""

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return the size of the words, with room for the frame of the focus."""
        hint = super().sizeHint()
        words = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        arrow = 0 if self.menu() is None else self.fontMetrics().height()
        return QSize(words + arrow + 2 * _AROUND, hint.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        """Return the same size: words are not cut."""
        return self.sizeHint()

    def _emphasise(self) -> None:
        self.setFlat(True)
        palette = QPalette()
        ground = palette.color(QPalette.ColorRole.Window)
        ink = readable(palette.color(QPalette.ColorRole.Link), ground)
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            palette.setColor(group, QPalette.ColorRole.ButtonText, ink)
        self.setPalette(palette)
