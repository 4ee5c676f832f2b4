"""A pystray menu exported as com.canonical.dbusmenu: from menu to D-Bus values, without any I/O.

* Ids are stable by position: the third entry of the second submenu keeps its id as long as the program runs.
* ``LayoutUpdated`` is sent only for a change of structure (which positions exist, which are separators or submenus):
  hosts then rebuild the menu, and close it if it is open. Changed labels, check marks and disabled entries are sent as
  ``ItemsPropertiesUpdated``; GNOME Shell reads them from nowhere else.
* An underscore is doubled: a single one would mark the next letter as a mnemonic.
* The label is sent a second time for screen readers: libdbusmenu-gtk (XFCE, MATE) would keep announcing the first label
  of an entry.

Source: com.canonical.dbusmenu, ``dbus-menu.xml`` of libdbusmenu, version 3 of the interface.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from pystray import Menu, MenuItem

from iea_agent.adapters.dbus.objects import INVALID_ARGS, CallError, Interface, Method, Property, Signal, dbus_text

MENU_INTERFACE = "com.canonical.dbusmenu"
MENU_PATH = "/MenuBar"

_DEFAULTS: dict[str, tuple[str, Any]] = {
    "type": ("s", "standard"),
    "label": ("s", ""),
    "accessible-desc": ("s", ""),
    "enabled": ("b", True),
    "visible": ("b", True),
    "icon-name": ("s", ""),
    "icon-data": ("ay", b""),
    "shortcut": ("aas", []),
    "toggle-type": ("s", ""),
    "toggle-state": ("i", -1),
    "children-display": ("s", ""),
    "disposition": ("s", "normal"),
}
"""Every property of an item with its default."""

Properties = dict[str, tuple[str, Any]]
Layout = tuple[int, Properties, list[tuple[str, Any]]]


class _Node(NamedTuple):
    properties: Properties
    children: tuple[int, ...]
    item: MenuItem | None

    @property
    def shape(self) -> object:
        """What hosts build once: a change needs LayoutUpdated."""
        return self.children, self.properties.get("type"), self.properties.get("children-display")


class MenuExport:
    """The menu as hosts see it; ``activate`` is called with each chosen item. For one thread."""

    def __init__(self, activate: Callable[[MenuItem], None]) -> None:
        self._activate = activate
        self._ids: dict[tuple[int, ...], int] = {(): 0}
        self._nodes: dict[int, _Node] = {0: _Node({"children-display": ("s", "submenu")}, (), None)}
        self._revision = 1

    def refresh(self, menu: Menu | None) -> list[Signal]:
        """Take over the current menu; return the signals that tell hosts the changes."""
        nodes: dict[int, _Node] = {}
        root: Properties = {"children-display": ("s", "submenu")}
        nodes[0] = _Node(root, self._add(nodes, (), menu or ()), None)
        before, self._nodes = self._nodes, nodes
        signals = []
        changed, removed = _difference(before, nodes)
        if changed or removed:
            signals.append(Signal(MENU_INTERFACE, "ItemsPropertiesUpdated", "a(ia{sv})a(ias)", (changed, removed)))
        if {id_: node.shape for id_, node in before.items()} != {id_: node.shape for id_, node in nodes.items()}:
            self._revision = self._revision % 0xFFFFFFFF + 1
            signals.append(Signal(MENU_INTERFACE, "LayoutUpdated", "ui", (self._revision, 0)))
        return signals

    def interface(self) -> Interface:
        """Return the interface to export."""
        return Interface(
            MENU_INTERFACE,
            methods={
                "GetLayout": Method("iias", "u(ia{sv}av)", self._get_layout),
                "GetGroupProperties": Method("aias", "a(ia{sv})", self._get_group_properties),
                "GetProperty": Method("is", "v", self._get_property),
                "Event": Method("isvu", "", self._event),
                "EventGroup": Method("a(isvu)", "ai", self._event_group),
                "AboutToShow": Method("i", "b", self._about_to_show),
                "AboutToShowGroup": Method("ai", "aiai", self._about_to_show_group),
            },
            properties={
                "Version": Property("u", lambda: 3),
                "TextDirection": Property("s", lambda: "ltr"),
                "Status": Property("s", lambda: "normal"),
                "IconThemePath": Property("as", list),
            },
            signals={"ItemsPropertiesUpdated": "a(ia{sv})a(ias)", "LayoutUpdated": "ui"},
        )

    def _add(self, nodes: dict[int, _Node], position: tuple[int, ...], items: Iterable[MenuItem]) -> tuple[int, ...]:
        """Add the visible items of a menu and of its submenus; return the ids of its own."""
        ids = []
        for index, item in enumerate(items):
            place = (*position, index)
            id_ = self._ids.setdefault(place, len(self._ids))
            nodes[id_] = _Node(_properties(item), self._add(nodes, place, item.submenu or ()), item)
            ids.append(id_)
        return tuple(ids)

    def _node(self, id_: int) -> _Node:
        if id_ not in self._nodes:
            raise CallError(INVALID_ARGS, f"no item {id_}")
        return self._nodes[id_]

    def _get_layout(self, parent: int, depth: int, names: list[str]) -> tuple[int, Layout]:
        self._node(parent)
        return self._revision, self._layout(parent, depth, names)

    def _layout(self, id_: int, depth: int, names: list[str]) -> Layout:
        """Describe an item and ``depth`` levels below it; all of them for a negative depth."""
        node = self._nodes[id_]
        children = node.children if depth else ()
        below = [("(ia{sv}av)", self._layout(child, depth - 1, names)) for child in children]
        return id_, _chosen(node.properties, names), below

    def _get_group_properties(self, ids: list[int], names: list[str]) -> tuple[list[tuple[int, Properties]]]:
        known = [id_ for id_ in ids or self._nodes if id_ in self._nodes]
        return ([(id_, _chosen(self._nodes[id_].properties, names)) for id_ in known],)

    def _get_property(self, id_: int, name: str) -> tuple[tuple[str, Any]]:
        properties = _DEFAULTS | self._node(id_).properties
        if name not in properties:
            raise CallError(INVALID_ARGS, f"no property {name}")
        return (properties[name],)

    def _event(self, id_: int, event: str, _data: tuple[str, Any], _timestamp: int) -> tuple[()]:
        item = self._node(id_).item
        if event == "clicked" and item is not None and item.enabled and not item.submenu:
            self._activate(item)
        return ()

    def _event_group(self, events: list[tuple[int, str, tuple[str, Any], int]]) -> tuple[list[int]]:
        unknown = [id_ for id_, *_ in events if id_ not in self._nodes]
        if events and len(unknown) == len(events):
            raise CallError(INVALID_ARGS, "none of these items exists")
        for event in events:
            if event[0] in self._nodes:
                self._event(*event)
        return (unknown,)

    def _about_to_show(self, id_: int) -> tuple[bool]:
        """Return that no update is needed: every change was announced when it was made."""
        self._node(id_)
        return (False,)

    def _about_to_show_group(self, ids: list[int]) -> tuple[list[int], list[int]]:
        unknown = [id_ for id_ in ids if id_ not in self._nodes]
        if ids and len(unknown) == len(ids):
            raise CallError(INVALID_ARGS, "none of these items exists")
        return [], unknown


def _properties(item: MenuItem) -> Properties:
    if item is Menu.SEPARATOR:
        return {"type": ("s", "separator")}
    label = dbus_text(item.text)
    properties: Properties = {
        "label": ("s", label.replace("_", "__")),
        "accessible-desc": ("s", label),
        "enabled": ("b", bool(item.enabled)),
    }
    if item.submenu:
        properties["children-display"] = ("s", "submenu")
    if item.checked is not None:
        properties["toggle-type"] = ("s", "radio" if item.radio else "checkmark")
        properties["toggle-state"] = ("i", int(bool(item.checked)))
    return properties


def _chosen(properties: Properties, names: list[str]) -> Properties:
    """Return the properties of these names; all of them where there is no name."""
    return {name: value for name, value in properties.items() if not names or name in names}


def _difference(
    before: dict[int, _Node], after: dict[int, _Node]
) -> tuple[list[tuple[int, Properties]], list[tuple[int, list[str]]]]:
    """Return the changed and the removed properties of the items that are in both."""
    changed, removed = [], []
    for id_ in [id_ for id_ in after if id_ in before]:
        old, new = before[id_].properties, after[id_].properties
        if different := {name: value for name, value in new.items() if old.get(name) != value}:
            changed.append((id_, different))
        if gone := [name for name in old if name not in new]:
            removed.append((id_, gone))
    return changed, removed
