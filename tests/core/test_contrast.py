"""What the name of a theme says of high contrast."""

import pytest

from iea_agent.core.contrast import SystemContrast, contrast_of_theme


@pytest.mark.parametrize(
    ("theme", "contrast"),
    [
        ("HighContrast", SystemContrast.BLACK_ON_WHITE),
        ("HighContrastInverse", SystemContrast.WHITE_ON_BLACK),
        ("HighContrast:dark", SystemContrast.WHITE_ON_BLACK),
        ("ContrastHigh", SystemContrast.BLACK_ON_WHITE),
        ("ContrastHighInverse", SystemContrast.WHITE_ON_BLACK),
        ("Adwaita-dark", SystemContrast.NORMAL),
        ("", SystemContrast.NORMAL),
    ],
)
def test_themes_of_high_contrast_are_known_by_their_names(theme: str, contrast: SystemContrast) -> None:
    assert contrast_of_theme(theme) is contrast
