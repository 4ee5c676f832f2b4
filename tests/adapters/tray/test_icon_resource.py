"""Icons in memory, read by Pillow's own reader of icon files."""

import io
import struct
from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.IcoImagePlugin import IcoImageFile

from iea_agent.adapters.files.folders import icons_folder
from iea_agent.adapters.tray.display import pictures_of
from iea_agent.adapters.tray.icon_resource import icon_resource, picture_of_size
from iea_agent.core.connection_state import Picture

SIDES: Final = st.integers(1, 70)


def as_file(resource: bytes, size: tuple[int, int]) -> bytes:
    """Return the icon file that holds one resource (ICONDIR, ICONDIRENTRY)."""
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, *size, 0, 0, 1, 32, len(resource), 22) + resource


def read(resource: bytes, size: tuple[int, int]) -> Image.Image:
    with IcoImageFile(io.BytesIO(as_file(resource, size))) as image:
        return image.convert("RGBA")


@given(st.tuples(SIDES, SIDES), st.lists(st.tuples(*[st.integers(0, 255)] * 4), min_size=1, max_size=9))
def test_every_pixel_is_where_it_was(size: tuple[int, int], colours: Sequence[tuple[int, ...]]) -> None:
    image = Image.new("RGBA", size)
    image.putdata([colours[index % len(colours)] for index in range(size[0] * size[1])])
    assert read(icon_resource(image), size).tobytes() == image.tobytes()


@given(st.tuples(SIDES, SIDES))
def test_the_mask_hides_what_is_transparent_alone(size: tuple[int, int]) -> None:
    width, height = size
    image = Image.new("RGBA", size, (1, 2, 3, 255))
    image.putpixel((width - 1, 0), (9, 9, 9, 0))
    resource = icon_resource(image)
    stride = (width + 31) // 32 * 4
    mask = resource[40 + 4 * width * height :]
    assert len(mask) == stride * height
    hidden = [
        (x, height - 1 - row)
        for row in range(height)
        for x in range(width)
        if mask[row * stride + x // 8] & (0x80 >> x % 8)
    ]
    assert hidden == [(width - 1, 0)]


@pytest.mark.parametrize("picture", Picture)
@pytest.mark.parametrize("size", [16, 20, 24, 28, 32, 40, 48, 64, 96])
def test_every_picture_has_every_size_that_the_taskbar_asks_for(picture: Picture, size: int) -> None:
    pictures = pictures_of(icons_folder(), picture)
    found = picture_of_size(pictures, size)
    assert found.size == (size, size)
    assert found is pictures.get(size, found)
    assert read(icon_resource(found), found.size).tobytes() == found.convert("RGBA").tobytes()
