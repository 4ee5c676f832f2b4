"""The pictures of the icon, drawn by hand in each size that a tray shows."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_SIZE: Final = 64
"""Largest picture that a tray shows, in pixels (a 32-pixel panel on a screen of twice the density)."""


def pictures_of(icons: Path, picture: str) -> "dict[int, Image]":
    """Load ``icons/png/NAME-SIZE.png`` by size (pixels, at most ``MAX_SIZE``); FileNotFoundError."""
    from PIL.PngImagePlugin import PngImageFile  # Image.open would first import the plugins of other formats

    pictures: dict[int, Image] = {}
    for path in (icons / "png").glob(f"{picture}-*.png"):
        size = int(path.stem.rpartition("-")[2])
        if size <= MAX_SIZE:
            with PngImageFile(path) as image:
                pictures[size] = image.convert("RGBA")
    if not pictures:
        raise FileNotFoundError(f"no picture {picture} in {icons}")
    return pictures
