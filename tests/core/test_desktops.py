"""The desktop environment is known by the names it gives itself, and each has its way to an icon."""

import pytest

from iea_agent.core.desktops import Desktop, desktop_named
from iea_agent.core.texts.desktops import WAY_TO_ICON


@pytest.mark.parametrize(
    ("names", "desktop"),
    [
        ("GNOME", Desktop.GNOME),
        ("ubuntu:GNOME", Desktop.GNOME),
        ("GNOME-Classic:GNOME", Desktop.GNOME),
        ("Budgie:GNOME", Desktop.BUDGIE),
        ("KDE", Desktop.KDE),
        ("XFCE", Desktop.XFCE),
        ("LXQt", Desktop.LXQT),
        ("X-Cinnamon", Desktop.CINNAMON),
        ("MATE", Desktop.MATE),
        ("LXDE", Desktop.LXDE),
        ("sway", Desktop.WLROOTS),
        ("i3", Desktop.OTHER),
        ("", Desktop.OTHER),
    ],
)
def test_a_desktop_is_known_by_its_most_special_name(names: str, desktop: Desktop) -> None:
    assert desktop_named(names) is desktop


def test_every_desktop_has_a_way_of_its_own() -> None:
    assert set(WAY_TO_ICON) == set(Desktop)
    assert len(set(WAY_TO_ICON.values())) == len(Desktop)
