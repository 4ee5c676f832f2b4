"""Pictures for D-Bus: from PIL images to bytes.

Sources: StatusNotifierItem specification, "Icons" (ARGB32 in network byte order, alpha not premultiplied);
Desktop Notifications Specification 1.2, "image-data".
"""

from collections.abc import Mapping

from PIL import Image

Pixmap = tuple[int, int, bytes]
"""Width, height, ARGB bytes: ``(iiay)``."""
ImageData = tuple[int, int, int, bool, int, int, bytes]
"""Width, height, bytes in a row, has alpha, bits per sample, channels, RGBA bytes: ``(iiibiiay)``."""

SIZES = (22, 24, 32, 48, 64)
"""Pixels; sharp in every panel tried, on screens of single and double density."""
NOTIFICATION_SIZE = 48
"""Pixels."""


def argb_pixmaps(pictures: Mapping[int, Image.Image], icon: Image.Image | None) -> list[Pixmap]:
    """Return the hand-drawn pictures as they are, else the icon scaled to each of ``SIZES``."""
    chosen = pictures or {size: _scaled(icon, size) for size in SIZES if icon is not None}
    return [(*image.size, _argb(image)) for _, image in sorted(chosen.items())]


def rgba_image_data(pictures: Mapping[int, Image.Image], icon: Image.Image | None) -> ImageData | None:
    """Return the picture for a notification, ``None`` if there is no icon."""
    if icon is None:
        return None
    image = (pictures.get(NOTIFICATION_SIZE) or _scaled(icon, NOTIFICATION_SIZE)).convert("RGBA")
    return image.width, image.height, 4 * image.width, True, 8, 4, image.tobytes()


def _scaled(image: Image.Image, size: int) -> Image.Image:
    return image.convert("RGBA").resize((size, size), Image.Resampling.LANCZOS)


def _argb(image: Image.Image) -> bytes:
    red, green, blue, alpha = image.convert("RGBA").split()
    return Image.merge("RGBA", (alpha, red, green, blue)).tobytes()
