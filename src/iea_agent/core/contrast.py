"""What a desktop says of high contrast, which some people need to read anything."""

from enum import Enum


class SystemContrast(Enum):
    """The setting of high contrast."""

    NORMAL = "normal"
    HIGH = "high"
    """Switched on; the desktop's colours tell which is the text."""
    BLACK_ON_WHITE = "black_on_white"
    WHITE_ON_BLACK = "white_on_black"


def contrast_of_theme(name: str) -> SystemContrast:
    """Return what the name of a GTK theme says: those of high contrast are known by their names.

    They are HighContrast and HighContrastInverse (GTK, Xfce), ContrastHigh and ContrastHighInverse (MATE); a variant
    follows a colon (``GTK_THEME``).
    """
    theme, _, variant = name.lower().replace("-", "").partition(":")
    if not theme.startswith(("highcontrast", "contrasthigh")):
        return SystemContrast.NORMAL
    inverse = theme.endswith("inverse") or variant == "dark"
    return SystemContrast.WHITE_ON_BLACK if inverse else SystemContrast.BLACK_ON_WHITE
