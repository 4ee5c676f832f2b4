"""Reads and presses windows as a screen reader does; run by the system's Python, which has pyatspi.

One JSON request a line on standard input, one JSON answer a line on standard output.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

import pyatspi  # type: ignore[import-not-found]  # only the system's Python has it
from gi.repository import GLib  # type: ignore[import-not-found]

Node = Any
"""An accessible object of pyatspi, which has no types."""


def windows() -> list[Node]:
    applications = [application for application in pyatspi.Registry.getDesktop(0) if application is not None]
    found = [window for application in applications for window in application if window is not None]
    return [window for window in found if window.getState().contains(pyatspi.STATE_SHOWING)]


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node:
        if child is not None:
            yield from walk(child)


def text_of(node: Node) -> str:
    try:
        text = node.queryText()
        return str(text.getText(0, text.characterCount))
    except NotImplementedError:
        return ""


def described(node: Node) -> dict[str, Any]:
    state = node.getState()
    return {
        "role": node.getRoleName(),
        "name": node.name or "",
        "text": text_of(node),
        "description": node.description or "",
        "enabled": state.contains(pyatspi.STATE_ENABLED),
        "showing": state.contains(pyatspi.STATE_SHOWING),
        "focusable": state.contains(pyatspi.STATE_FOCUSABLE),
        "checked": state.contains(pyatspi.STATE_CHECKED),
        "editable": state.contains(pyatspi.STATE_EDITABLE),
    }


def find(request: dict[str, str]) -> Node:
    for window in windows():
        if window.name != request["window"]:
            continue
        for node in walk(window):
            if node.name == request["name"] and request.get("role", node.getRoleName()) == node.getRoleName():
                return node
    raise LookupError(f"no {request['name']!r} in {request['window']!r}")


def answer(request: dict[str, str]) -> object:
    do = request["do"]
    if do == "windows":
        return [window.name for window in windows()]
    if do == "read":
        return [described(node) for window in windows() if window.name == request["window"] for node in walk(window)]
    node = find(request)
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
        try:
            return answer(request)
        except GLib.GError:
            pyatspi.clearCache()
    return answer(request)


for line in sys.stdin:
    try:
        reply: dict[str, object] = {"ok": answer_at_rest(json.loads(line))}
    except Exception as error:  # noqa: BLE001 (the test that asked reads it)
        reply = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()
