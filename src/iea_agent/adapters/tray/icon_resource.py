"""A picture as Windows takes an icon out of memory: the resource format, without any file.

Source: Windows API reference, "CreateIconFromResourceEx", "BITMAPINFOHEADER"; Raymond Chen, "The evolution of the ICO
file format, part 3".
"""

import struct
from collections.abc import Mapping

from PIL.Image import Dither, Image, Resampling

_HEADER = struct.Struct("<IiiHHIIiiII")
"""BITMAPINFOHEADER."""
_BITS = 32


def icon_resource(picture: Image) -> bytes:
    """Return an icon: header, colours with alpha, and the mask for screens without alpha; rows from the bottom up."""
    image = picture.convert("RGBA")
    colours = image.tobytes("raw", "BGRA", 0, -1)
    clear = image.getchannel("A").point(lambda alpha: 255 * (alpha == 0)).convert("1", dither=Dither.NONE)
    mask = clear.tobytes("raw", "1", (image.width + 31) // 32 * 4, -1)
    # The height counts twice: colours and mask.
    header = _HEADER.pack(_HEADER.size, image.width, 2 * image.height, 1, _BITS, 0, len(colours), 0, 0, 0, 0)
    return header + colours + mask


def picture_of_size(pictures: Mapping[int, Image], size: int) -> Image:
    """Return the picture that was drawn for a size (pixels), else the next larger one, scaled."""
    if size in pictures:
        return pictures[size]
    nearest = min((each for each in pictures if each > size), default=max(pictures))
    return pictures[nearest].convert("RGBA").resize((size, size), Resampling.LANCZOS)
