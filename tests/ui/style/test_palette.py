"""Colours made from the palettes of desktops."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QPalette

from iea_agent.core.contrast import SystemContrast
from iea_agent.core.shown.verdict import SignKind
from iea_agent.ui.app import application
from iea_agent.ui.style.colours import DISCERNIBLE, READABLE, blend, contrast, least_contrast, readable
from iea_agent.ui.style.palette import (
    BLACK_ON_WHITE,
    WHITE_ON_BLACK,
    Contrast,
    Scheme,
    palette_of,
    scheme_of,
)

_channel = st.integers(0, 255)
COLOURS = st.builds(QColor, _channel, _channel, _channel)
LIGHT, DARK = ("#efefef", "#ffffff"), ("#2b2e34", "#1d1f23")


def palette(window: str, base: str, *, highlight: str = "#308cc6", text: str = "") -> QPalette:
    made = QPalette(QColor(window), QColor(window))
    role = QPalette.ColorRole
    for which, name in ((role.Base, base), (role.Highlight, highlight), (role.Accent, highlight)):
        made.setColor(which, QColor(name))
    if text:
        for which in (role.WindowText, role.Text, role.ButtonText):
            made.setColor(which, QColor(text))
    return made


def assert_clear(scheme: Scheme) -> None:
    tints = [scheme.tint(kind) for kind in SignKind]
    grounds = (scheme.ground, scheme.field, *tints)
    assert least_contrast(scheme.ink, *grounds) >= READABLE
    assert least_contrast(scheme.faint, *grounds) >= READABLE
    assert contrast(scheme.hint, scheme.field) >= READABLE
    assert contrast(scheme.button_ink, scheme.button) >= READABLE
    assert contrast(scheme.button_ink, scheme.shade(0.18)) >= READABLE or scheme.contrast is not Contrast.HIGH
    assert contrast(scheme.on_accent, scheme.accent) >= READABLE
    assert least_contrast(scheme.link, scheme.ground, *tints) >= READABLE
    assert contrast(scheme.accent, scheme.ground) >= DISCERNIBLE
    assert least_contrast(scheme.outline, *grounds) >= DISCERNIBLE
    assert least_contrast(scheme.focus, *grounds) >= DISCERNIBLE
    for kind, tint in zip(SignKind, tints, strict=True):
        assert least_contrast(scheme.signs[kind], scheme.ground, tint) >= DISCERNIBLE


@pytest.mark.parametrize(("window", "base"), [LIGHT, DARK, ("#ffffff", "#ffffff"), ("#f6f5f4", "#ffffff")])
@pytest.mark.parametrize("highlight", ["#308cc6", "#91c9f7", "#000080", "#333333", "#e95420", "#ffffff", "#000000"])
def test_all_can_be_seen_whatever_the_accent(window: str, base: str, highlight: str) -> None:
    scheme = scheme_of(palette(window, base, highlight=highlight))
    assert scheme.contrast is (Contrast.DARK if window == DARK[0] else Contrast.LIGHT)
    assert_clear(scheme)


@given(window=COLOURS, highlight=COLOURS, link=COLOURS)
def test_all_can_be_seen_on_any_desktop(window: QColor, highlight: QColor, link: QColor) -> None:
    """But not where neither black nor white can be read well."""
    assume(max(contrast(window, QColor("black")), contrast(window, QColor("white"))) >= 6)
    made = palette(window.name(), window.name(), highlight=highlight.name())
    made.setColor(QPalette.ColorRole.Link, link)
    assert_clear(scheme_of(made))


def test_the_colours_of_the_desktop_stay_where_they_can_be_read() -> None:
    scheme = scheme_of(palette(*LIGHT, highlight="#1f5fbf", text="#202020"))
    assert (scheme.ground, scheme.field) == (QColor(LIGHT[0]), QColor(LIGHT[1]))
    assert (scheme.ink, scheme.accent) == (QColor("#202020"), QColor("#1f5fbf"))


@pytest.mark.parametrize(
    ("system", "shown"),
    [
        (SystemContrast.BLACK_ON_WHITE, BLACK_ON_WHITE),
        (SystemContrast.WHITE_ON_BLACK, WHITE_ON_BLACK),
        (SystemContrast.HIGH, BLACK_ON_WHITE),
    ],
)
def test_high_contrast_is_black_and_white_where_the_desktop_has_no_colours_for_it(
    system: SystemContrast, shown: Scheme
) -> None:
    assert scheme_of(palette(*LIGHT), system) is shown
    assert_clear(shown)


def test_high_contrast_of_a_dark_desktop_is_white_on_black() -> None:
    assert scheme_of(palette(*DARK), SystemContrast.HIGH) is WHITE_ON_BLACK


@pytest.mark.parametrize(
    ("ground", "ink", "highlight"),
    [("#202020", "#ffffff", "#8ee3f0"), ("#fffaef", "#3d3d3d", "#903909"), ("#000000", "#ffff00", "#008000")],
)
def test_a_contrast_theme_of_windows_keeps_its_own_colours(ground: str, ink: str, highlight: str) -> None:
    made = palette(ground, ground, highlight=highlight, text=ink)
    scheme = scheme_of(made, SystemContrast.HIGH)
    if scheme.contrast is Contrast.HIGH and contrast(QColor(ground), QColor(ink)) >= 15:
        assert (scheme.ground, scheme.ink, scheme.outline) == (QColor(ground), QColor(ink), QColor(ink))
    assert_clear(scheme)


def test_white_on_black_is_high_contrast_even_where_no_setting_says_so() -> None:
    scheme = scheme_of(palette("#000000", "#000000", highlight="#ffff00", text="#ffffff"))
    assert scheme.contrast is Contrast.HIGH
    assert_clear(scheme)


def test_a_scheme_as_a_palette_has_its_colours() -> None:
    application()
    made = palette_of(WHITE_ON_BLACK)
    assert made.color(QPalette.ColorRole.Window) == WHITE_ON_BLACK.ground
    assert made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text) == WHITE_ON_BLACK.faint


@pytest.mark.parametrize("ground", ["white", "#2b2e34", "#efefef", "black", "#808080"])
@pytest.mark.parametrize("ink", ["#0000ff", "#308cc6", "white", "black"])
def test_a_colour_is_shaded_until_it_can_be_read(ink: str, ground: str) -> None:
    assert contrast(readable(QColor(ink), QColor(ground)), QColor(ground)) >= READABLE


def test_a_mixture_lies_between_its_colours() -> None:
    assert blend(QColor("white"), QColor("black"), 1.0) == QColor("white")
    assert blend(QColor("white"), QColor("black"), 0.0) == QColor("black")
