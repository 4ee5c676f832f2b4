"""The pictures of the documentation keep the colours of the windows."""

import random

from PIL import Image
from tools.pictures import COLOURS, with_few_colours

GREEN = (26, 127, 55)
"""The check mark of a server that answers."""
UNSEEN = 8
"""No eye tells colours that differ by so little (of 255)."""


def test_a_small_sign_keeps_its_colour_among_many_greys_and_blues() -> None:
    chance = random.Random(1)
    picture = Image.new("RGB", (400, 400))
    greys = [(shade, shade, shade + tint) for shade in range(250) for tint in range(6)]
    blues = [(shade // 3, shade // 2 + tint, shade) for shade in range(250) for tint in range(6)]
    picture.putdata(chance.choices(greys, k=120_000) + chance.choices(blues, k=40_000))
    picture.paste(GREEN, (100, 100, 108, 108))
    kept = with_few_colours(picture)
    assert len(kept.getcolors() or ()) <= COLOURS
    shown = kept.convert("RGB").getpixel((104, 104))
    assert isinstance(shown, tuple)
    assert max(abs(mine - theirs) for mine, theirs in zip(shown, GREEN, strict=True)) <= UNSEEN


def test_a_ground_keeps_its_colour_exactly() -> None:
    picture = Image.new("RGB", (300, 300), (239, 239, 239))
    for at in range(300):  # as many colours as photographs have
        picture.putpixel((at, 0), (at % 256, 255 - at % 256, at // 2))
    assert with_few_colours(picture).convert("RGB").getpixel((150, 150)) == (239, 239, 239)
