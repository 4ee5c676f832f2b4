"""Arithmetic of colours: contrast as WCAG 2.2 counts it, and shades that can be read."""

from PySide6.QtGui import QColor

READABLE = 4.5
"""The least contrast of a text (WCAG 2.2, 1.4.3)."""
DISCERNIBLE = 3.0
"""The least contrast of an outline, a sign or the focus (WCAG 2.2, 1.4.11)."""
_SHADES = 20
BLACK, WHITE = QColor(0, 0, 0), QColor(255, 255, 255)


def luminance(colour: QColor) -> float:
    """Return the relative luminance of a colour (WCAG 2.2), from 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 (WCAG's own figures)
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(colour: QColor, *grounds: QColor) -> float:
    """Return the contrast of a colour with the ground that is nearest to it."""
    return min(contrast(colour, ground) for ground in grounds)


def is_dark(ground: QColor) -> bool:
    """Tell whether white stands out more than black on a ground."""
    return contrast(WHITE, ground) > contrast(BLACK, ground)


def blend(colour: QColor, ground: QColor, share: float) -> QColor:
    """Return a mixture with this share of ``colour``, from 0 to 1."""
    return QColor.fromRgbF(
        colour.redF() * share + ground.redF() * (1 - share),
        colour.greenF() * share + ground.greenF() * (1 - share),
        colour.blueF() * share + ground.blueF() * (1 - share),
    )


def opaque(colour: QColor, ground: QColor) -> QColor:
    """Return a translucent colour as it looks on a ground."""
    return blend(colour, ground, colour.alphaF())


def readable(colour: QColor, *grounds: QColor, least: float = READABLE) -> QColor:
    """Return a colour, darkened or lightened as little as gives this contrast with each ground.

    Where grounds are too different for that, it is black or white, whichever stands out more.
    """
    end = max(BLACK, WHITE, key=lambda extreme: least_contrast(extreme, *grounds))
    for step in range(_SHADES):
        shade = blend(end, colour, step / _SHADES)
        if least_contrast(shade, *grounds) >= least:
            return shade
    return end
