"""The measures of all windows, in device-independent pixels: a grid of 8, and controls that grow with the text."""

from typing import Final

GRID: Final = 8
"""Distances are multiples of it, or half of it."""
CONTROL_PX: Final = 36
"""The least height of a button or field (EN 301 549 asks for nothing, WCAG 2.2 for 24); with larger text it grows."""
TARGET_PX: Final = 32
"""The least height of what can be clicked and has no outline: a link, a check box."""
RADIUS: Final = 6
"""Of the corners of controls and boxes."""
OUTLINE_PX: Final = 1
"""The outline of a control."""
DEFAULT_PX: Final = 2
"""The outline of the button that Enter presses."""
FOCUS_PX: Final = 3
"""The outline of the control that has the focus: wider than the others, so that colour alone does not tell."""
LINK_ROOM_PX: Final = 6
"""Left and right of the words of a link, its outline included."""
LEAST_ROOM_PX: Final = 6
"""Above and below the text of a control, its outline included, however large the text is."""


def room_around(line: int, least_height: int) -> int:
    """Return the pixels above, and as many below, a line of text of ``line`` pixels, its outline included.

    The control is then at least ``least_height`` high.
    """
    return max(LEAST_ROOM_PX, -(-(least_height - line) // 2))


def mark_side(line: int) -> int:
    """Return the side of a check box beside a line of text of ``line`` pixels."""
    return max(18, round(line * 1.1))
