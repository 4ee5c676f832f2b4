"""Make the PNG and ICO pictures of ``assets/icons`` from their SVG sources.

A developer runs this after a change of a drawing; the agent itself reads only the PNG and ICO files. The
renderer is QtSvg, because PySide6 is a dependency anyway. QtSvg knows gradients, not filters, and text would
need an application object and fonts: the drawings use paths and gradients only.

A picture of at most 24 pixels has a drawing of its own, ``small/{stem}-{size}.svg``: flat, its edges on the pixels, its
outline dark for light panels, the colour inside it light enough for dark ones. Larger ones come from ``{stem}.svg``.

    python tools/render_icons.py           writes the pictures
    python tools/render_icons.py --check   writes nothing; 1 when a picture visibly differs from its source
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageStat
from PIL.IcoImagePlugin import IcoImageFile
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parent.parent / "assets" / "icons"
STEMS = ("ball", "heart", "beetle")
PNG_SIZES = (16, 20, 22, 24, 32, 48, 64, 128, 256)
ICO_SIZES = (16, 20, 24, 32, 48, 64, 256)
VISIBLE = 1.0
"""Mean difference of a channel, out of 255. Another Qt version rounds edges by less, a lost spot is more."""


class DrawingError(Exception):
    """QtSvg cannot read a drawing."""


def source_of(icons: Path, stem: str, size: int) -> Path:
    """Choose the drawing of a picture of ``size`` pixels: its own one if there is one, else the large one."""
    own = icons / "small" / f"{stem}-{size}.svg"
    return own if own.exists() else icons / f"{stem}.svg"


def render(source: Path, size: int) -> Image.Image:
    """Render ``source`` as a square RGBA picture of ``size`` pixels.

    Raises:
        DrawingError: the file is missing, or is not an SVG drawing.
    """
    drawing = QSvgRenderer(str(source))
    if not drawing.isValid():
        raise DrawingError(f"{source}: not readable by QtSvg")
    canvas = QImage(size, size, QImage.Format.Format_RGBA8888_Premultiplied)
    canvas.fill(0)
    painter = QPainter(canvas)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing.render(painter)
    painter.end()
    straight = canvas.convertToFormat(QImage.Format.Format_RGBA8888)
    return Image.frombytes("RGBA", (size, size), bytes(straight.constBits()))


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference per channel (0 to 255) of two pictures of one size.

    They are laid on black and on white, and the larger difference counts: the hidden colour of a transparent
    pixel is not a difference, a changed transparency is.
    """
    means: list[float] = []
    for paper in ("black", "white"):
        ground = Image.new("RGBA", one.size, paper)
        pair = [Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB") for picture in (one, other)]
        means.append(sum(ImageStat.Stat(ImageChops.difference(*pair)).mean) / 3)
    return max(means)


def write(icons: Path) -> None:
    """Write all PNG and ICO files of the folder ``icons``."""
    (icons / "png").mkdir(exist_ok=True)
    for stem in STEMS:
        pictures = {size: render(source_of(icons, stem, size), size) for size in PNG_SIZES}
        for size, picture in pictures.items():
            picture.save(icons / "png" / f"{stem}-{size}.png", optimize=True)
        pictures[max(ICO_SIZES)].save(
            icons / f"{stem}.ico",
            sizes=[(size, size) for size in ICO_SIZES],
            append_images=[pictures[size] for size in ICO_SIZES],
        )


def faults(icons: Path) -> Iterator[str]:
    """Name each PNG and ICO picture that is missing, left over, or visibly not its source."""
    for stem in STEMS:
        for size in PNG_SIZES:
            path = icons / "png" / f"{stem}-{size}.png"
            if not path.exists():
                yield f"{path}: missing"
                continue
            with Image.open(path) as picture:
                yield from _compare(str(path), picture, render(source_of(icons, stem, size), size))
        yield from _ico_faults(icons, stem)
    expected = {f"{stem}-{size}.png" for stem in STEMS for size in PNG_SIZES}
    for path in sorted((icons / "png").glob("*")):
        if path.name not in expected:
            yield f"{path}: no drawing makes this picture"


def _ico_faults(icons: Path, stem: str) -> Iterator[str]:
    path = icons / f"{stem}.ico"
    if not path.exists():
        yield f"{path}: missing"
        return
    for size in ICO_SIZES:
        with IcoImageFile(path) as ico:
            if (size, size) not in ico.info["sizes"]:
                yield f"{path}: holds no picture of {size} pixels"
                continue
            ico.size = (size, size)
            yield from _compare(f"{path} ({size})", ico, render(source_of(icons, stem, size), size))


def _compare(name: str, made: Image.Image, fresh: Image.Image) -> Iterator[str]:
    if made.size != fresh.size:
        yield f"{name}: is {made.size[0]} × {made.size[1]} pixels"
    elif (seen := difference(made, fresh)) > VISIBLE:
        yield f"{name}: differs from its drawing by {seen:.1f} of 255"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the pictures; return the exit code."""
    parser = argparse.ArgumentParser(description="Render the tray pictures from their SVG drawings.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a picture is not its drawing")
    parser.add_argument("--icons", type=Path, default=ICONS, metavar="FOLDER", help="default: %(default)s")
    options = parser.parse_args(arguments)
    icons: Path = options.icons
    try:
        if not options.check:
            write(icons)
            return 0
        found = list(faults(icons))
    except DrawingError as error:
        found = [str(error)]
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
