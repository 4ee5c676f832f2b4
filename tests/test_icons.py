"""The tray pictures: complete, made from their drawings, and told apart by every eye on every panel."""

import shutil
import struct
import subprocess
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from iea_agent.core.connection_state import Picture

ROOT = Path(__file__).resolve().parent.parent
ICONS = ROOT / "assets" / "icons"
STEMS = tuple(picture.value for picture in Picture)
PNG_SIZES = (16, 20, 22, 24, 32, 48, 64, 128, 256)
ICO_SIZES = (16, 20, 24, 32, 48, 64, 256)
TRAY_SIZES = (16, 20, 22, 24, 32)
FLAT_SIZES = (16, 20, 22, 24)
"""The pictures with a drawing of their own: flat, with a dark outline."""
LIGHT_PANEL, DARK_PANEL = "#f6f5f4", "#2b2b2b"
PAIRS = tuple(combinations(STEMS, 2))
OUTLINED = 0.8
"""The share of an outline that must be seen: slanting edges are blended with what they lie on."""

# G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color Vision
# Deficiency", 2009, severity 1.0; the matrices apply to linear RGB.
DICHROMACY = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def png(stem: str, size: int) -> Image.Image:
    """Open a committed picture; a missing one fails the test."""
    with Image.open(ICONS / "png" / f"{stem}-{size}.png") as picture:
        picture.load()
        return picture


def on(panel: str, stem: str, size: int) -> Image.Image:
    """Lay a picture on a panel, as a tray does; the result is RGB."""
    picture = png(stem, size)
    return Image.alpha_composite(Image.new("RGBA", picture.size, panel), picture).convert("RGB")


def pixels(picture: Image.Image) -> list[tuple[float, float, float]]:
    """Return the linear RGB values (0 to 1, IEC 61966-2-1) of an RGB picture."""
    curve = [v / 255 / 12.92 if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in range(256)]
    raw = picture.tobytes()
    return [(curve[raw[i]], curve[raw[i + 1]], curve[raw[i + 2]]) for i in range(0, len(raw), 3)]


def seen_by(matrix: Sequence[Sequence[float]], picture: Image.Image) -> list[float]:
    """Return the channel values (0 to 255, sRGB) of a picture as a dichromat sees it."""
    linear = (sum(m * c for m, c in zip(row, pixel, strict=True)) for pixel in pixels(picture) for row in matrix)
    bounded = (min(1.0, max(0.0, v)) for v in linear)
    return [255 * (12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055) for v in bounded]


def luminance(pixel: Sequence[float]) -> float:
    """Return the relative luminance (WCAG 2.2) of a linear RGB value."""
    return 0.2126 * pixel[0] + 0.7152 * pixel[1] + 0.0722 * pixel[2]


def contrasting(stem: str, size: int, panel: str) -> list[bool]:
    """Return for each pixel whether its contrast with the panel is 3:1 or more (WCAG 2.2, 1.4.11)."""
    ground = luminance(pixels(Image.new("RGB", (1, 1), panel))[0]) + 0.05
    ratios = [(luminance(pixel) + 0.05) / ground for pixel in pixels(on(panel, stem, size))]
    return [ratio >= 3 or ratio <= 1 / 3 for ratio in ratios]


def outline(stem: str, size: int) -> list[int]:
    """Return the indices of the pixels along the outline: mostly opaque, beside one that is mostly transparent."""
    inside = [alpha >= 128 for alpha in png(stem, size).getchannel("A").tobytes()]
    return [place for place in range(size * size) if inside[place] and not all(beside(inside, place, size))]


def beside(marks: Sequence[bool], place: int, size: int, *, corners: bool = False) -> list[bool]:
    """Return the marks of the pixels that share a side with one, or also a corner; false beyond the picture."""
    row, column = divmod(place, size)
    steps = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1) if corners or bool(down) != bool(across)]
    there = [(row + down, column + across) for down, across in steps]
    return [0 <= y < size and 0 <= x < size and marks[y * size + x] for y, x in there]


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("size", PNG_SIZES)
def test_a_png_has_its_size_and_transparent_corners(stem: str, size: int) -> None:
    """Each picture of the state module exists in each size, as RGBA, and is no square patch on the panel."""
    picture = png(stem, size)
    assert (picture.mode, picture.size) == ("RGBA", (size, size))
    alpha = picture.getchannel("A")
    last = size - 1
    assert [alpha.getpixel(corner) for corner in ((0, 0), (last, 0), (0, last), (last, last))] == [0, 0, 0, 0]
    assert alpha.getextrema() == (0, 255)


@pytest.mark.parametrize("stem", STEMS)
def test_a_picture_fills_its_square(stem: str) -> None:
    """No picture looks smaller than its neighbours: one transparent line a side at most."""
    for size in TRAY_SIZES:
        left, top, right, bottom = png(stem, size).getbbox() or (0, 0, 0, 0)
        assert (left <= 1, top <= 1, right >= size - 1, bottom >= size - 1) == (True,) * 4, size


@pytest.mark.parametrize("stem", STEMS)
def test_an_ico_holds_each_size_once(stem: str) -> None:
    """Read the directory itself (ICONDIR, ICONDIRENTRY; 0 means 256): Windows reads it so."""
    raw = (ICONS / f"{stem}.ico").read_bytes()
    reserved, kind, count = struct.unpack_from("<HHH", raw)
    assert (reserved, kind) == (0, 1)
    assert [raw[6 + 16 * entry] or 256 for entry in range(count)] == list(ICO_SIZES)


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize("size", TRAY_SIZES)
@pytest.mark.parametrize("panel", ["#ffffff", "#202020"])
def test_two_pictures_differ_without_colour(one: str, other: str, size: int, panel: str) -> None:
    """A black-and-white screen still tells them apart."""
    greys = [on(panel, stem, size).convert("L") for stem in (one, other)]
    assert ImageStat.Stat(ImageChops.difference(*greys)).mean[0] > 25


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize("size", TRAY_SIZES)
@pytest.mark.parametrize("panel", ["#ffffff", "#202020"])
@pytest.mark.parametrize("eye", DICHROMACY)
def test_two_pictures_differ_for_a_colour_blind_person(one: str, other: str, size: int, panel: str, eye: str) -> None:
    """Red and blue are seen otherwise; the pictures stay different."""
    first, second = (seen_by(DICHROMACY[eye], on(panel, stem, size)) for stem in (one, other))
    assert sum(abs(a - b) for a, b in zip(first, second, strict=True)) / len(first) > 35


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize("size", TRAY_SIZES)
def test_two_pictures_differ_in_outline_alone(one: str, other: str, size: int) -> None:
    """Shape tells them apart: a tenth of the square is inside one outline and outside the other."""
    masks = [png(stem, size).getchannel("A").point(lambda alpha: 255 * (alpha >= 128)) for stem in (one, other)]
    assert ImageStat.Stat(ImageChops.difference(*masks)).mean[0] / 255 > 0.1


@pytest.mark.parametrize("size", TRAY_SIZES)
def test_the_heart_wears_a_white_line(size: int) -> None:
    """In grey the heart and the ball are alike; a white line parts them on the way from one to the other."""
    grey = on(DARK_PANEL, "heart", size).convert("L")
    row = size * 10 // 16
    brightness = [grey.crop((x, row, x + 1, row + 1)).tobytes()[0] for x in range(size)]
    line = max(range(size // 4, size // 2), key=brightness.__getitem__)
    ball, heart = min(brightness[line - 3 : line]), min(brightness[line + 1 : line + 4])
    assert brightness[line] > 180
    assert max(ball, heart) < 130


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("size", TRAY_SIZES)
@pytest.mark.parametrize("panel", [LIGHT_PANEL, DARK_PANEL])
def test_a_picture_stands_out_from_the_panel(stem: str, size: int, panel: str) -> None:
    """A fifth of the square at least is clearly not the panel, light or dark."""
    marks = contrasting(stem, size, panel)
    assert sum(marks) / len(marks) > 0.2


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("size", FLAT_SIZES)
@pytest.mark.parametrize("panel", ["#ffffff", LIGHT_PANEL])
def test_the_outline_is_dark_on_a_light_panel(stem: str, size: int, panel: str) -> None:
    """No pale halo: the outermost pixels themselves have 3:1 to the panel."""
    marks = contrasting(stem, size, panel)
    edge = outline(stem, size)
    assert sum(marks[place] for place in edge) / len(edge) >= OUTLINED


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("size", FLAT_SIZES)
@pytest.mark.parametrize("panel", [DARK_PANEL, "#202020", "#000000"])
def test_the_outline_is_seen_on_a_dark_panel(stem: str, size: int, panel: str) -> None:
    """Where the dark outline meets a dark panel, the colour that it encloses begins one pixel further in, at 3:1."""
    marks = contrasting(stem, size, panel)
    edge = outline(stem, size)
    seen = [any(beside(marks, place, size, corners=True)) for place in edge]
    assert sum(seen) / len(seen) >= OUTLINED


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("size", FLAT_SIZES)
def test_a_small_picture_is_flat(stem: str, size: int) -> None:
    """A gradient at this size is a blur: no drawing of a small picture has one."""
    assert "Gradient" not in (ICONS / "small" / f"{stem}-{size}.svg").read_text(encoding="utf-8")


def test_the_pictures_stay_small() -> None:
    """They are copied into each wheel and each installer."""
    assert sum(path.stat().st_size for path in ICONS.rglob("*") if path.is_file()) < 400 * 1024


@pytest.fixture
def icons(tmp_path: Path) -> Path:
    """Give a copy of the pictures that may be damaged."""
    return Path(shutil.copytree(ICONS, tmp_path / "icons"))


def tool(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the tool as a developer does; its warnings are errors."""
    command = [sys.executable, "-X", "utf8", "-W", "error", ROOT / "tools" / "render_icons.py", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)


def faults(icons: Path) -> str:
    """Check a folder that has faults; return what the tool says about them."""
    ended = tool("--check", "--icons", icons)
    assert (ended.returncode, ended.stdout) == (1, "")
    return ended.stderr


def test_the_committed_pictures_are_those_of_the_drawings() -> None:
    """A changed drawing needs a run of the tool."""
    ended = tool("--check")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_a_spot_lost_in_the_drawing_is_noticed(icons: Path) -> None:
    """The smallest change that a person sees is over the threshold, at the sizes of its drawing only."""
    drawing = icons / "beetle.svg"
    text = drawing.read_text(encoding="utf-8")
    changed = text.replace('    <circle cx="22.5" cy="34.5" r="4.2"/>\n', "")
    assert changed != text
    drawing.write_text(changed, encoding="utf-8")
    lines = faults(icons).splitlines()
    assert len(lines) == 5 + 4
    assert all("beetle" in line and "differs from its drawing" in line for line in lines)


def test_a_missing_and_a_left_over_picture_are_noticed(icons: Path) -> None:
    """A forgotten run of the tool, or a forgotten file, fails the check."""
    (icons / "png" / "ball-16.png").rename(icons / "png" / "ball-17.png")
    (icons / "heart.ico").unlink()
    errors = faults(icons)
    assert "ball-16.png: missing" in errors
    assert "heart.ico: missing" in errors
    assert "ball-17.png: no drawing makes this picture" in errors


def test_pictures_of_a_wrong_size_are_noticed(icons: Path) -> None:
    """A PNG and an ICO of other sizes than their names say fail the check."""
    small = Image.new("RGBA", (16, 16))
    small.save(icons / "png" / "ball-32.png")
    small.save(icons / "beetle.ico", sizes=[(16, 16)])
    errors = faults(icons)
    assert "ball-32.png: is 16 × 16 pixels" in errors
    assert "beetle.ico: holds no picture of 256 pixels" in errors


def test_a_drawing_that_cannot_be_read_is_said(icons: Path) -> None:
    """A broken SVG is named; it does not become an empty picture."""
    (icons / "small" / "heart-22.svg").write_text("<svg", encoding="utf-8")
    assert "heart-22.svg: not readable by QtSvg" in faults(icons)


def test_writing_again_changes_no_byte(icons: Path) -> None:
    """The tool is deterministic: the same sources and the same libraries give the same files."""
    made = sorted([*icons.glob("*.ico"), *icons.glob("png/*.png")])
    assert len(made) == len(STEMS) * (len(PNG_SIZES) + 1)
    runs: list[list[bytes]] = []
    for _ in range(2):
        for path in made:
            path.unlink()
        assert tool("--icons", icons).returncode == 0
        runs.append([path.read_bytes() for path in made])
    assert runs[0] == runs[1]
    assert tool("--check", "--icons", icons).returncode == 0
