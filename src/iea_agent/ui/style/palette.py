"""Every colour of our windows, made from the palette of the desktop, or for high contrast.

A :class:`Scheme` keeps the desktop's own colours as far as they can be read; what cannot is darkened or lightened.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, assert_never

from PySide6.QtGui import QColor, QPalette

from iea_agent.core.contrast import SystemContrast
from iea_agent.core.shown.verdict import SignKind
from iea_agent.ui.style.colours import (
    BLACK,
    DISCERNIBLE,
    READABLE,
    WHITE,
    blend,
    contrast,
    is_dark,
    opaque,
    readable,
)

_OUTLINE: Final = 3.3
"""The contrast of an outline: a little more than is asked for, as a thin line is blurred."""
_SIGN: Final = 3.8
"""The contrast of a sign with the window; a little less is left on its own tint."""
_CLEAR: Final = 5.0
"""The contrast of a text that the desktop's colours do not give; a little more than is asked for."""
_BLACK_AND_WHITE: Final = 15.0
"""From this contrast of text and window on, the colours of the desktop are those of a high contrast."""
_PURE: Final = 20.5
_TINT: Final = 0.09
"""The share of its sign's colour in the ground of a verdict."""


class Contrast(Enum):
    """The three kinds of palettes."""

    LIGHT = "light"
    DARK = "dark"
    HIGH = "high"


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """The colours of one palette, each by what it is for."""

    contrast: Contrast
    ground: QColor
    """Of windows."""
    ink: QColor
    """Texts on the ground, the tints and the fields."""
    faint: QColor
    """Texts of what cannot be used now; they can still be read."""
    field: QColor
    """The ground of fields, lists and tool tips."""
    hint: QColor
    """The example in an empty field."""
    button: QColor
    button_ink: QColor
    outline: QColor
    """Around buttons, fields, boxes and check boxes."""
    hair: QColor
    """A line that only adorns."""
    accent: QColor
    """The ground of the one next act, of a ticked box and of what is selected."""
    on_accent: QColor
    focus: QColor
    link: QColor
    signs: Mapping[SignKind, QColor]

    def tint(self, kind: SignKind) -> QColor:
        """Return the ground of a box with this sign."""
        return self.ground if self.contrast is Contrast.HIGH else blend(self.signs[kind], self.ground, _TINT)

    def shade(self, share: float) -> QColor:
        """Return the ground of a button that is pointed at or pressed: this share of its text's colour."""
        return blend(self.button_ink, self.button, share)


_ON_LIGHT: Final = {
    SignKind.GOOD: QColor(0x1A, 0x7F, 0x37),
    SignKind.BAD: QColor(0xC6, 0x22, 0x22),
    SignKind.WARNING: QColor(0x9A, 0x67, 0x00),
    SignKind.WAITING: QColor(0x5B, 0x64, 0x70),
    SignKind.UNKNOWN: QColor(0x5B, 0x64, 0x70),
}
_ON_DARK: Final = {
    SignKind.GOOD: QColor(0x4A, 0xC2, 0x6B),
    SignKind.BAD: QColor(0xFF, 0x7B, 0x72),
    SignKind.WARNING: QColor(0xE3, 0xB3, 0x41),
    SignKind.WAITING: QColor(0xB0, 0xB8, 0xC2),
    SignKind.UNKNOWN: QColor(0xB0, 0xB8, 0xC2),
}


def scheme_of(palette: QPalette, system: SystemContrast = SystemContrast.NORMAL) -> Scheme:
    """Return the colours for the palette of the desktop, and for its setting of high contrast.

    A palette of pure white on pure black is one of high contrast, whatever the setting says: KDE has no setting.
    """
    ground, ink = palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.WindowText)
    match system:
        case SystemContrast.BLACK_ON_WHITE:
            return BLACK_ON_WHITE
        case SystemContrast.WHITE_ON_BLACK:
            return WHITE_ON_BLACK
        case SystemContrast.HIGH:
            pass
        case SystemContrast.NORMAL:
            if not (is_dark(ground) and contrast(ground, ink) >= _PURE):
                return _everyday_scheme(palette)
        case _:
            assert_never(system)
    if contrast(ground, ink) >= _BLACK_AND_WHITE and palette.color(QPalette.ColorRole.Base) == ground:
        return _high_scheme_of_desktop(palette)
    return WHITE_ON_BLACK if is_dark(ground) else BLACK_ON_WHITE


def _everyday_scheme(palette: QPalette) -> Scheme:
    role = QPalette.ColorRole
    ground, field = palette.color(role.Window), palette.color(role.Base)
    dark = is_dark(ground)
    wanted = _ON_DARK if dark else _ON_LIGHT
    signs = {kind: readable(colour, ground, field, least=_SIGN) for kind, colour in wanted.items()}
    tints = [blend(colour, ground, _TINT) for colour in signs.values()]
    button = palette.color(role.Button)
    grounds = (ground, field, *tints)
    ink = readable(opaque(palette.color(role.WindowText), ground), *grounds)
    on_accent = QColor(0x10, 0x14, 0x18) if dark else WHITE
    accent = _accent(palette.color(role.Accent), on_accent, ground)
    return Scheme(
        contrast=Contrast.DARK if dark else Contrast.LIGHT,
        ground=ground,
        ink=ink,
        faint=readable(blend(ink, ground, 0.55), *grounds, button),
        field=field,
        hint=readable(opaque(palette.color(role.PlaceholderText), field), field, ground, least=_CLEAR),
        button=button,
        button_ink=readable(opaque(palette.color(role.ButtonText), button), button, least=_CLEAR),
        outline=readable(blend(ink, ground, 0.45), *grounds, button, least=_OUTLINE),
        hair=blend(ink, ground, 0.18),
        accent=accent,
        on_accent=on_accent,
        focus=readable(accent, *grounds, button, least=_OUTLINE),
        link=readable(accent, *grounds, least=_CLEAR),
        signs=signs,
    )


def _accent(wanted: QColor, on_accent: QColor, ground: QColor) -> QColor:
    """Return the desktop's accent, shaded until words in ``on_accent`` can be read and it stands out on the ground."""
    accent = readable(wanted, on_accent, least=_CLEAR)
    return accent if contrast(accent, ground) >= DISCERNIBLE else readable(accent, on_accent, ground, least=_OUTLINE)


def _high_scheme_of_desktop(palette: QPalette) -> Scheme:
    """Return the colours that the desktop shows its own windows in (the contrast themes of Windows)."""
    role = QPalette.ColorRole
    ground, ink, button = (palette.color(which) for which in (role.Window, role.WindowText, role.Button))
    highlight, highlighted = palette.color(role.Highlight), palette.color(role.HighlightedText)
    chosen_stands_out = contrast(highlight, highlighted) >= READABLE and contrast(highlight, ground) >= DISCERNIBLE
    accent, on_accent = (highlight, highlighted) if chosen_stands_out else (ink, ground)
    return Scheme(
        contrast=Contrast.HIGH,
        ground=ground,
        ink=ink,
        faint=readable(palette.color(QPalette.ColorGroup.Disabled, role.WindowText), ground, button),
        field=ground,
        hint=ink,
        button=button,
        button_ink=readable(palette.color(role.ButtonText), button),
        outline=readable(ink, ground, button),
        hair=ink,
        accent=accent,
        on_accent=on_accent,
        focus=readable(accent, ground, button, least=_OUTLINE),
        link=readable(palette.color(role.Link), ground),
        signs=dict.fromkeys(SignKind, ink),
    )


def _high_scheme(ground: QColor, ink: QColor, *, faint: str, accent: str, focus: str) -> Scheme:
    return Scheme(
        contrast=Contrast.HIGH,
        ground=ground,
        ink=ink,
        faint=QColor(faint),
        field=ground,
        hint=ink,
        button=ground,
        button_ink=ink,
        outline=ink,
        hair=ink,
        accent=QColor(accent),
        on_accent=ground,
        focus=QColor(focus),
        link=QColor(accent),
        signs=dict.fromkeys(SignKind, ink),
    )


WHITE_ON_BLACK: Final = _high_scheme(BLACK, WHITE, faint="#a6a6a6", accent="#ffff00", focus="#00ffff")
BLACK_ON_WHITE: Final = _high_scheme(WHITE, BLACK, faint="#595959", accent="#00007f", focus="#0000ff")


def palette_of(scheme: Scheme) -> QPalette:
    """Return a scheme as a palette of Qt, for the parts of windows that are Qt's own."""
    role = QPalette.ColorRole
    colours = (
        (scheme.ground, (role.Window, role.Shadow)),
        (scheme.ink, (role.WindowText, role.Text, role.ToolTipText, role.BrightText, role.Dark, role.Mid)),
        (scheme.field, (role.Base, role.AlternateBase, role.ToolTipBase)),
        (scheme.button, (role.Button, role.Light, role.Midlight)),
        (scheme.button_ink, (role.ButtonText,)),
        (scheme.hint, (role.PlaceholderText,)),
        (scheme.accent, (role.Highlight, role.Accent)),
        (scheme.on_accent, (role.HighlightedText,)),
        (scheme.link, (role.Link, role.LinkVisited)),
    )
    palette = QPalette()
    for colour, roles in colours:
        for each in roles:
            palette.setColor(each, colour)
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, scheme.faint)
    return palette
