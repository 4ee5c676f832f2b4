"""The style sheet of all windows: their shapes, in the colours of a scheme, as large as the text asks for.

A control is as high as its text and the room around it, outline included: a wider outline takes room from the inside,
so that nothing moves when the focus does.
"""

from typing import Final

from PySide6.QtGui import QColor

from iea_agent.ui.style.colours import blend
from iea_agent.ui.style.metrics import (
    CONTROL_PX,
    DEFAULT_PX,
    FOCUS_PX,
    GRID,
    LINK_ROOM_PX,
    OUTLINE_PX,
    RADIUS,
    TARGET_PX,
    mark_side,
    room_around,
)
from iea_agent.ui.style.palette import Contrast, Scheme

RANK: Final = "rank"
"""The property of a button that stands out or stays quiet; its values follow."""
PRIMARY: Final = "primary"
LINK: Final = "link"
LARGE: Final = "large"
HAIR: Final = "hair"
"""The property of a frame that is a thin line."""


def sheet_of(scheme: Scheme, line: int) -> str:
    """Return the style sheet for texts with lines of ``line`` pixels."""
    parts = (_buttons, _links, _check_boxes, _fields, _lists_and_menus, _bars, _boxes)
    return "\n".join(part(scheme, line) for part in parts)


def _name(colour: QColor) -> str:
    return colour.name()


def _edge(width: int, colour: QColor | None, down: int, across: int) -> str:
    """Return outline (``None``: an invisible one) and padding, which together are ``down`` and ``across`` pixels."""
    drawn = "transparent" if colour is None else _name(colour)
    return (
        f"border: {width}px solid {drawn}; border-radius: {RADIUS}px;"
        f" padding: {max(0, down - width)}px {max(0, across - width)}px;"
    )


def _buttons(scheme: Scheme, line: int) -> str:
    down, across = room_around(line, CONTROL_PX), GRID + GRID // 2
    tall = room_around(line, CONTROL_PX + GRID)
    return f"""
QPushButton {{ background: {_name(scheme.button)}; color: {_name(scheme.button_ink)}; outline: none;
    {_edge(OUTLINE_PX, scheme.outline, down, across)} }}
QPushButton:hover {{ background: {_name(scheme.shade(0.08))}; }}
QPushButton:pressed {{ background: {_name(scheme.shade(0.18))}; }}
QPushButton:default {{ {_edge(DEFAULT_PX, scheme.outline, down, across)} }}
QPushButton:focus {{ {_edge(FOCUS_PX, scheme.focus, down, across)} }}
QPushButton:disabled {{ color: {_name(scheme.faint)}; background: {_name(scheme.ground)};
    {_edge(OUTLINE_PX, scheme.faint, down, across)} }}
QPushButton[{RANK}="{LARGE}"] {{ {_edge(OUTLINE_PX, scheme.outline, tall, across)} }}
QPushButton[{RANK}="{LARGE}"]:default {{ {_edge(DEFAULT_PX, scheme.outline, tall, across)} }}
QPushButton[{RANK}="{LARGE}"]:focus {{ {_edge(FOCUS_PX, scheme.focus, tall, across)} }}
QPushButton[{RANK}="{LARGE}"]:disabled {{ {_edge(OUTLINE_PX, scheme.faint, tall, across)} }}
QPushButton[{RANK}="{PRIMARY}"]:enabled {{ background: {_name(scheme.accent)}; color: {_name(scheme.on_accent)};
    {_edge(OUTLINE_PX, scheme.accent, down, across)} }}
QPushButton[{RANK}="{PRIMARY}"]:enabled:hover {{ background: {_name(blend(scheme.ink, scheme.accent, 0.12))}; }}
QPushButton[{RANK}="{PRIMARY}"]:enabled:pressed {{ background: {_name(blend(scheme.ink, scheme.accent, 0.25))}; }}
"""


def _links(scheme: Scheme, line: int) -> str:
    down, across = room_around(line, TARGET_PX), LINK_ROOM_PX
    is_high = scheme.contrast is Contrast.HIGH
    edge, faint = (
        _edge(OUTLINE_PX, colour if is_high else None, down, across) for colour in (scheme.link, scheme.faint)
    )
    return f"""
QPushButton[{RANK}="{LINK}"] {{ background: transparent; color: {_name(scheme.link)}; {edge} }}
QPushButton[{RANK}="{LINK}"]:hover {{ background: {_name(scheme.shade(0.08))}; }}
QPushButton[{RANK}="{LINK}"]:pressed {{ background: {_name(scheme.shade(0.18))}; }}
QPushButton[{RANK}="{LINK}"]:focus {{ {_edge(FOCUS_PX, scheme.focus, down, across)} }}
QPushButton[{RANK}="{LINK}"]:disabled {{ color: {_name(scheme.faint)}; {faint} }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
"""


def _check_boxes(scheme: Scheme, line: int) -> str:
    side = mark_side(line)
    down = max(0, (TARGET_PX - max(side, line)) // 2)
    return f"""
QCheckBox {{ color: {_name(scheme.ink)}; outline: none; spacing: {GRID}px; border: {FOCUS_PX}px solid transparent;
    border-radius: {RADIUS}px; padding: {max(0, down - FOCUS_PX)}px {GRID // 2}px {max(0, down - FOCUS_PX)}px 0; }}
QCheckBox:focus {{ border-color: {_name(scheme.focus)}; }}
QCheckBox:disabled {{ color: {_name(scheme.faint)}; }}
QCheckBox::indicator {{ width: {side - 4}px; height: {side - 4}px; border: 2px solid {_name(scheme.outline)};
    border-radius: {RADIUS // 2}px; background: {_name(scheme.field)}; }}
QCheckBox::indicator:checked {{ background: {_name(scheme.accent)}; border-color: {_name(scheme.accent)}; }}
QCheckBox::indicator:disabled {{ background: {_name(scheme.ground)}; border-color: {_name(scheme.faint)}; }}
QCheckBox::indicator:checked:disabled {{ background: {_name(scheme.faint)}; }}
"""


def _fields(scheme: Scheme, line: int) -> str:
    down, across = room_around(line, CONTROL_PX) - 1, GRID + GRID // 2 - 2  # Qt keeps 1 and 2 pixels for itself
    return f"""
QLineEdit {{ background: {_name(scheme.field)}; color: {_name(scheme.ink)};
    placeholder-text-color: {_name(scheme.hint)};
    selection-background-color: {_name(scheme.accent)}; selection-color: {_name(scheme.on_accent)};
    {_edge(OUTLINE_PX, scheme.outline, down, across)} }}
QLineEdit:read-only {{ background: {_name(scheme.ground)}; }}
QLineEdit:focus {{ {_edge(FOCUS_PX, scheme.focus, down, across)} }}
QLineEdit:disabled {{ background: {_name(scheme.ground)}; color: {_name(scheme.faint)};
    {_edge(OUTLINE_PX, scheme.faint, down, across)} }}
"""


def _lists_and_menus(scheme: Scheme, line: int) -> str:
    inside = FOCUS_PX + 1
    return f"""
QPlainTextEdit, QTextEdit, QListView, QTreeView {{ background: {_name(scheme.field)}; color: {_name(scheme.ink)};
    selection-background-color: {_name(scheme.accent)}; selection-color: {_name(scheme.on_accent)};
    {_edge(OUTLINE_PX, scheme.outline, inside, inside)} }}
QPlainTextEdit:focus, QTextEdit:focus, QListView:focus, QTreeView:focus {{
    {_edge(FOCUS_PX, scheme.focus, inside, inside)} }}
QPlainTextEdit:disabled {{ color: {_name(scheme.faint)}; }}
QMenu {{ background: {_name(scheme.field)}; color: {_name(scheme.ink)};
    border: {OUTLINE_PX}px solid {_name(scheme.outline)}; padding: {GRID // 2}px 0; }}
QMenu::item {{ padding: {room_around(line, TARGET_PX)}px {3 * GRID}px {room_around(line, TARGET_PX)}px {2 * GRID}px; }}
QMenu::item:selected {{ background: {_name(scheme.accent)}; color: {_name(scheme.on_accent)}; }}
QMenu::item:disabled {{ color: {_name(scheme.faint)}; }}
QToolTip {{ background: {_name(scheme.field)}; color: {_name(scheme.ink)};
    border: {OUTLINE_PX}px solid {_name(scheme.outline)}; padding: {GRID // 2}px; }}
"""


def _bars(scheme: Scheme, line: int) -> str:
    width = max(2 * GRID - 2, line * 3 // 4)
    radius = (width - GRID // 2) // 2
    return f"""
QProgressBar {{ background: {_name(scheme.field)}; border: {OUTLINE_PX}px solid {_name(scheme.outline)};
    border-radius: {GRID // 2}px; }}
QProgressBar::chunk {{ background: {_name(scheme.accent)}; border-radius: {GRID // 2 - 1}px; width: {6 * GRID}px; }}
QScrollBar {{ background: {_name(scheme.ground)}; border: none; margin: 0; }}
QScrollBar:vertical {{ width: {width}px; }}
QScrollBar:horizontal {{ height: {width}px; }}
QScrollBar::handle {{ background: {_name(scheme.outline)}; border-radius: {radius}px; margin: {GRID // 4}px; }}
QScrollBar::handle:vertical {{ min-height: {4 * GRID}px; }}
QScrollBar::handle:horizontal {{ min-width: {4 * GRID}px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {_name(scheme.ink)}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollArea:focus {{ border: {FOCUS_PX}px solid {_name(scheme.focus)}; }}
"""


def _boxes(scheme: Scheme, line: int) -> str:
    return f"""
QGroupBox {{ border: {OUTLINE_PX}px solid {_name(scheme.hair)}; border-radius: {RADIUS}px;
    margin-top: {line + GRID // 2}px; }}
QGroupBox::title {{ subcontrol-origin: margin; subcontrol-position: top left; padding: 0; color: {_name(scheme.ink)}; }}
QFrame[{HAIR}="true"] {{ background: {_name(scheme.hair)}; border: none; min-height: 1px; max-height: 1px; }}
"""
