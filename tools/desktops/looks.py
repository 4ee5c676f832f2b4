"""The three pictures in panels of every size, at 100, 150 and 200 %, light and dark: seen, whole, and told apart."""

import math
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from iea_agent.core.connection_state import Picture
from iea_agent.demo.tour.desktop.errors import NotThereError, TourError
from iea_agent.demo.tour.desktop.geometry import Geometry
from iea_agent.demo.tour.desktop.private_desktop import PrivateDesktop
from iea_agent.demo.tour.desktop.waiting import wait_until
from tools.desktops.hosts import Lxqt, Xfce
from tools.desktops.report import Report

HOSTS = ("images dans xfce4-panel", "images dans lxqt-panel")
PANEL_SIZES = (22, 24, 32, 48, 64)
SHADES: Mapping[str, tuple[str, str]] = {"clair": ("Adwaita", "#f0f0f0"), "sombre": ("Adwaita:dark", "#202020")}
"""French names of light and dark, each with the theme of GTK and the colour of a panel of Qt."""
DISTANCE = 30.0
"""How far a colour must be from that of the panel (CIE 1976): far beyond what can be taken for it."""
SHARE = 0.5
"""How much of a picture must be that far."""
SMALLEST = 0.5
"""How high a picture must be, in heights of the panel, up to the largest size that panels give to icons."""
LARGEST_ICON = 32
_ROW = 2.4
"""How wide a row of three pictures is at least, in heights of one."""
_FOREIGN = 24
"""What differs so much from the panel, in one channel, is a picture."""


@dataclass(frozen=True)
class Look:
    """One panel."""

    size: int
    shade: str
    scale: float

    @property
    def name(self) -> str:
        """How it is called."""
        return f"panneau {self.shade}, {self.size} px à {self.scale:.0%}".replace("%", " %")


LOOKS = (
    *(Look(size, shade, 1) for shade in SHADES for size in PANEL_SIZES),
    *(Look(32, shade, scale) for shade in SHADES for scale in (1.5, 2)),
)


class _ShadedXfce(Xfce):
    """XFCE takes whole scales only."""

    def __init__(self, look: Look) -> None:
        self._theme = SHADES[look.shade][0]
        super().__init__(Geometry(width=640, height=240, panel_height=look.size, scale=round(look.scale)))

    def write_settings(self, config: Path) -> None:
        """Choose the theme and, in a high panel, one row of large icons: left to itself it stacks small ones."""
        super().write_settings(config)
        self.environ["GTK_THEME"] = self._theme
        settings = next(config.rglob("xfce4-panel.xml"))
        if self.geometry.panel_height <= LARGEST_ICON:
            return
        tray = '<property name="plugin-2" type="string" value="systray"'
        one_row = (
            f'{tray}><property name="single-row" type="bool" value="true"/>'
            f'<property name="icon-size" type="int" value="{self.geometry.panel_height - 8}"/></property>'
        )
        content = settings.read_text(encoding="utf-8").replace(f"{tray}/>", one_row)
        settings.write_text(content, encoding="utf-8")


class _ShadedLxqt(Lxqt):
    """LXQt takes any scale, as Qt does; its panel is measured in pixels of the screen."""

    def __init__(self, look: Look) -> None:
        self._look = look
        height = round(look.size * look.scale)
        super().__init__(Geometry(width=960, height=360, panel_height=height))

    def write_settings(self, config: Path) -> None:
        """Choose colour and scale."""
        super().write_settings(config)
        self.environ["QT_SCALE_FACTOR"] = str(self._look.scale)
        settings = config / "lxqt" / "panel.conf"
        content = settings.read_text(encoding="utf-8")
        content = content.replace(f"panelSize={self.geometry.panel_height}", f"panelSize={self._look.size}")
        content = content.replace(f"iconSize={self.geometry.panel_height - 8}", f"iconSize={self._look.size - 8}")
        colour = f'background-color="{SHADES[self._look.shade][1]}"\nopacity=100'
        content = content.replace("alignment=-1", f"alignment=-1\n{colour}")
        settings.write_text(content, encoding="utf-8")


def look_at(report: Report) -> None:
    """Look at the pictures in every panel."""
    for look in LOOKS:
        make: Callable[[Look], PrivateDesktop] = _ShadedXfce if look.scale == int(look.scale) else _ShadedLxqt
        host = HOSTS[0] if make is _ShadedXfce else HOSTS[1]
        seen: list[Image.Image] = []
        report.step(
            host,
            look.name,
            lambda make=make, look=look, seen=seen: _look(make(look), seen),  # type: ignore[misc]
            picture=lambda path, seen=seen: _save(seen, path),  # type: ignore[misc]
        )


def _look(desktop: PrivateDesktop, seen: list[Image.Image]) -> None:
    with desktop:
        desktop.start_panel()
        for picture in Picture:  # one after the other: xfce4-panel may leave out some of those that come at once
            before = desktop.screenshot(desktop.geometry.panel)
            desktop.start([sys.executable, "-m", "tools.desktops.three_icons", picture])
            desktop.wait_for_change(before, desktop.geometry.panel)

        def look() -> bool:
            seen.append(desktop.screenshot(desktop.geometry.panel))
            return len(pictures_in(seen[-1])) == len(Picture)

        wait_until(look, "three pictures", patience_s=30)
        panel = desktop.wait_for_rest(desktop.geometry.panel)
        seen.append(panel)
    for number, box in enumerate(pictures_in(panel), 1):
        judge(panel, box, f"picture {number}")


def _save(seen: list[Image.Image], path: Path) -> None:
    if not seen:
        raise TourError("the three pictures did not come")
    seen[-1].crop((seen[-1].width - 6 * seen[-1].height, 0, seen[-1].width, seen[-1].height)).save(path)


def pictures_in(panel: Image.Image) -> list[tuple[int, int, int, int]]:
    """Return the boxes of the three pictures, which stand side by side; none while they are not all there."""
    ground = _ground(panel)
    columns, rows = range(panel.width // 3, panel.width), range(2, panel.height - 2)  # without the panel's edges
    across = [x for x in columns if any(_differs(panel, x, y, ground) for y in rows)]
    down = [y for y in rows if any(_differs(panel, x, y, ground) for x in columns)]
    if not across or across[-1] - across[0] < _ROW * (down[-1] - down[0]):
        return []
    left, width = across[0], (across[-1] + 1 - across[0]) / len(Picture)
    return [
        (round(left + number * width), down[0], round(left + (number + 1) * width), down[-1] + 1)
        for number in range(len(Picture))
    ]


def judge(panel: Image.Image, box: tuple[int, int, int, int], name: str) -> None:
    """Tell whether a picture is large enough and can be told from the panel; NotThereError if not."""
    ground = _ground(panel)
    left, upper, right, lower = box
    wanted = SMALLEST * min(panel.height, LARGEST_ICON)
    if lower - upper < wanted or right - left < wanted * 0.8:
        raise NotThereError(f"{name} has only {right - left} x {lower - upper} pixels")
    places = [(x, y) for x in range(left, right) for y in range(upper, lower) if _differs(panel, x, y, ground)]
    good = sum(distance(_pixel(panel, *place), ground) >= DISTANCE for place in places)
    if good < SHARE * len(places):
        raise NotThereError(f"only {good} of {len(places)} pixels of {name} can be told from the panel")


def distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Return how far apart two colours are for the eye: CIE 1976, white is 100 from black."""
    return math.dist(_lab(one), _lab(other))


def _lab(colour: tuple[int, int, int]) -> tuple[float, float, float]:
    """Return a colour of sRGB in CIELAB, white point D65."""
    red, green, blue = (
        value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 (IEC 61966-2-1)
        for value in colour
    )
    x, y, z = (
        part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116
        for part in (
            (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
            0.2126 * red + 0.7152 * green + 0.0722 * blue,
            (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.0890,
        )
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _ground(panel: Image.Image) -> tuple[int, int, int]:
    raw = panel.tobytes()
    (ground, _) = Counter(zip(raw[0::3], raw[1::3], raw[2::3], strict=True)).most_common(1)[0]
    return ground


def _pixel(panel: Image.Image, x: int, y: int) -> tuple[int, int, int]:
    red, green, blue = panel.getpixel((x, y))  # type: ignore[misc]  # an RGB picture
    return int(red), int(green), int(blue)


def _differs(panel: Image.Image, x: int, y: int, ground: tuple[int, int, int]) -> bool:
    return any(abs(value - base) > _FOREIGN for value, base in zip(_pixel(panel, x, y), ground, strict=True))
