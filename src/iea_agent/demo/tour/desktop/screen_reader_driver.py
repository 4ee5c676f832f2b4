"""Reads and presses windows as a screen reader does; run by the system's Python, which has pyatspi.

One JSON request a line on standard input, one JSON answer a line on standard output. Never imported:
``screen_reader.py`` starts it, with the scale of the screen, and says what can be asked.
"""

import contextlib
import json
import sys
from collections.abc import Iterator
from typing import Any

import pyatspi  # type: ignore[import-not-found]  # only the system's Python has it
from gi.repository import GLib  # type: ignore[import-not-found]

Node = Any
"""An accessible object of pyatspi, which has no types."""

SCALE = int(sys.argv[1])
"""Programs tell where things are in pixels of their own, each of which is so many of the screen."""
NOWHERE = -(2**31)
"""The coordinates of what is not on the screen."""

opened: list[Node] = []
"""The menu that was opened last. It hangs below no window, so only the event of its opening tells of it."""


MENUS = ("menu", "popup menu")
"""A menu of GTK, which is the entry that opens it too, and one of Qt, which hangs below its entry."""
ENTRIES = ("menu item", "check menu item", "radio menu item", "separator", "menu")
STATES = (
    "visible",
    "showing",
    "sensitive",
    "focusable",
    "focused",
    "checkable",
    "checked",
    "expandable",
    "expanded",
    "editable",
    "selectable",
    "selected",
)
"""The states of a ``Branch``, in the words of AT-SPI."""


def remember_menu(event: Any) -> None:  # noqa: ANN401
    """Take note of the root of a menu that is shown."""
    if not event.detail1:
        return
    role, menu = event.source.getRoleName(), event.source
    if role in MENUS:
        while menu.parent is not None and menu.parent.getRoleName() in {*MENUS, "menu item"}:
            menu = menu.parent
        opened[:] = [menu]
    elif role == "menu item" and (root := root_in_shell(menu)) is not None:
        opened[:] = [root]


def root_in_shell(entry: Node) -> Node | None:
    """Return the panel that holds the entries of a menu of GNOME Shell, which has no object for the menu itself.

    The entries of a menu in it lie up to three panels deeper.
    """
    root, node = None, entry.parent
    for _ in range(4):
        if node is None or node.getRoleName() != "panel":
            break
        if any(child is not None and child.getRoleName() == "menu item" for child in node):
            root = node
        node = node.parent
    return root


def windows() -> list[Node]:
    """Return the windows that are shown."""
    applications = [application for application in pyatspi.Registry.getDesktop(0) if application is not None]
    found = [window for application in applications for window in application if window is not None]
    return [window for window in found if window.getState().contains(pyatspi.STATE_SHOWING)]


def walk(node: Node) -> Iterator[Node]:
    """Return a node and all below it."""
    yield node
    for child in node:
        if child is not None:
            yield from walk(child)


def text_of(node: Node) -> str:
    """Return what a field or a selectable text holds."""
    try:
        text = node.queryText()
        return str(text.getText(0, text.characterCount))
    except NotImplementedError:
        return ""


def place_of(node: Node) -> list[int] | None:
    """Return left, upper, right and lower on the screen; ``None`` for what is nowhere."""
    try:
        extents = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
    except NotImplementedError:
        return None
    if extents.x == NOWHERE:
        return None
    left, upper = extents.x * SCALE, extents.y * SCALE
    return [left, upper, left + extents.width * SCALE, upper + extents.height * SCALE]


def described(node: Node) -> dict[str, Any]:
    """Return the fields of a ``Control`` of ``screen_reader.py``."""
    state = node.getState()
    return {
        "role": node.getRoleName(),
        "name": node.name or "",
        "text": text_of(node),
        "description": node.description or "",
        "enabled": state.contains(pyatspi.STATE_SENSITIVE),
        "showing": state.contains(pyatspi.STATE_SHOWING),
        "focusable": state.contains(pyatspi.STATE_FOCUSABLE),
        "focused": state.contains(pyatspi.STATE_FOCUSED),
        "selected": state.contains(pyatspi.STATE_SELECTED),
        "checked": state.contains(pyatspi.STATE_CHECKED),
        "editable": state.contains(pyatspi.STATE_EDITABLE),
        "box": place_of(node),
    }


def branch(node: Node) -> dict[str, Any]:
    """Return the fields of a ``Branch`` of ``screen_reader.py``; nothing below what is hidden is read."""
    state = node.getState()
    states = [name for name in STATES if state.contains(getattr(pyatspi, f"STATE_{name.upper()}"))]
    children = node if "visible" in states else ()
    return {
        "role": node.getRoleName(),
        "name": node.name or "",
        "description": node.description or "",
        "states": states,
        "labels": labels_of(node),
        "children": [branch(child) for child in children if child is not None],
    }


def labels_of(node: Node) -> list[str]:
    """Return the names of the labels of a control."""
    return [
        relation.getTarget(place).name or ""
        for relation in node.getRelationSet()
        if relation.getRelationType() == pyatspi.RELATION_LABELLED_BY
        for place in range(relation.getNTargets())
    ]


def entries(menu: Node) -> list[dict[str, Any]]:
    """Return what stands in a menu, each entry with those of its own menu.

    That menu is the entry itself (GTK), lies in it (Qt), or in a panel that follows it (GNOME Shell).
    """
    found: list[dict[str, Any]] = []
    for node in menu:
        if node is None:
            continue
        role = node.getRoleName()
        if role in ENTRIES:
            found.append(described_entry(node) | {"entries": entries(node)})
        elif role in MENUS:
            found += entries(node)
        elif role == "panel" and found and menu.getRoleName() == "panel":
            found[-1]["entries"] = [
                below for part in walk(node) if part.getRoleName() == "panel" for below in own(part)
            ]
    return found


def own(panel: Node) -> list[dict[str, Any]]:
    """Return the entries that lie in a panel of GNOME Shell."""
    nodes = [node for node in panel if node is not None and node.getRoleName() in ENTRIES]
    return [described_entry(node) | {"entries": []} for node in nodes]


def described_entry(node: Node) -> dict[str, Any]:
    """Return the fields of an entry; its role is ``menu`` if it opens one.

    What the mouse is on has the focus in Qt and GNOME, the selection in GTK.
    """
    fields = described(node)
    if node.getState().contains(pyatspi.STATE_EXPANDABLE) or any(part.getRoleName() in MENUS for part in node if part):
        fields["role"] = "menu"
    fields["selected"] = fields["selected"] or fields["focused"]
    fields["name"] = fields["name"] or next((part.name for part in walk(node) if part.name), "")
    if not fields["showing"]:
        fields["box"] = None
    return fields


def menu() -> list[dict[str, Any]]:
    """Return the entries of the open menu; none if none is open."""
    try:
        is_open = bool(opened) and opened[0].getState().contains(pyatspi.STATE_SHOWING)
    except GLib.GError:  # the panel has thrown it away
        is_open = False
    return entries(opened[0]) if is_open else []


def find(request: dict[str, str]) -> Node:
    """Return the control that a request names, the first that is shown if one is; LookupError."""
    found = [
        node
        for window in windows()
        if window.name == request["window"]
        for node in walk(window)
        if node.name == request["name"] and request.get("role", node.getRoleName()) == node.getRoleName()
    ]
    if not found:
        raise LookupError(f"no {request['name']!r} in {request['window']!r}")
    return next((node for node in found if node.getState().contains(pyatspi.STATE_SHOWING)), found[0])


def answer(request: dict[str, str]) -> object:
    """Do what is asked."""
    do = request["do"]
    if do == "windows":
        return [window.name for window in windows()]
    if do == "trees":
        return [branch(window) for window in windows()]
    if do == "read":
        return [described(node) for window in windows() if window.name == request["window"] for node in walk(window)]
    if do == "menu":
        return menu()
    node = find(request)
    if do == "describe":
        return described(node)
    if do == "press":
        node.queryAction().doAction(0)
        return True
    if do == "type":
        node.queryEditableText().setTextContents(request["text"])
        return True
    raise LookupError(do)


def answer_at_rest(request: dict[str, str]) -> object:
    """Answer once no window changes while it is read: what goes meanwhile is an error of D-Bus."""
    for _ in range(20):
        # What is kept from earlier answers may be stale: the panel does not tell of new labels.
        with contextlib.suppress(GLib.GError):
            for root in (pyatspi.Registry.getDesktop(0), *opened):
                root.clear_cache()
        try:
            return answer(request)
        except GLib.GError:
            continue
    return answer(request)


def serve(*_: object) -> bool:
    """Answer one request; return whether there may be more."""
    line = sys.stdin.readline()
    if not line:
        loop.quit()
        return False
    try:
        reply: dict[str, object] = {"ok": answer_at_rest(json.loads(line))}
    except Exception as error:  # noqa: BLE001 (who asked reads it)
        reply = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()
    return True


loop = GLib.MainLoop()
pyatspi.Registry.registerEventListener(remember_menu, "object:state-changed:showing")
GLib.io_add_watch(sys.stdin.fileno(), GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, serve)
loop.run()
