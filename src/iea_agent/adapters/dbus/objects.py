"""Objects exported on D-Bus, as tables: from a method call to its reply, without any I/O.

Each object is described by :class:`Interface` tables, so that an unknown member, a wrong signature or a property of an
unknown interface is answered with the error of the D-Bus specification before a handler runs. The standard interfaces
(Peer, Introspectable, Properties) are generated from the same tables.

Source: D-Bus Specification 0.42, "Standard Interfaces" and "Message Protocol".
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from jeepney import HeaderFields, Message, new_error, new_method_return

_log = logging.getLogger(__name__)

PROPERTIES = "org.freedesktop.DBus.Properties"
INTROSPECTABLE = "org.freedesktop.DBus.Introspectable"
PEER = "org.freedesktop.DBus.Peer"

_ERROR = "org.freedesktop.DBus.Error."
FAILED = _ERROR + "Failed"
INVALID_ARGS = _ERROR + "InvalidArgs"
PROPERTY_READ_ONLY = _ERROR + "PropertyReadOnly"
UNKNOWN_INTERFACE = _ERROR + "UnknownInterface"
UNKNOWN_METHOD = _ERROR + "UnknownMethod"
UNKNOWN_OBJECT = _ERROR + "UnknownObject"
UNKNOWN_PROPERTY = _ERROR + "UnknownProperty"


class CallError(Exception):
    """A call is answered with an error: a D-Bus error name and a message for developers."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.name = name


class Method(NamedTuple):
    """A method: its input and output signatures, and its handler, which may raise CallError."""

    takes: str
    gives: str
    answer: Callable[..., tuple[Any, ...]]


class Property(NamedTuple):
    """A read-only property: its signature and its getter."""

    signature: str
    read: Callable[[], Any]


class Interface(NamedTuple):
    """One interface of an object; ``signals`` maps each signal to its signature."""

    name: str
    methods: Mapping[str, Method]
    properties: Mapping[str, Property]
    signals: Mapping[str, str]


class Signal(NamedTuple):
    """A signal to be sent, without the path of the object that sends it."""

    interface: str
    member: str
    signature: str = ""
    body: tuple[Any, ...] = ()


def dbus_text(text: str) -> str:
    """Return the text without what D-Bus forbids: the bus disconnects a client that sends NUL or a lone surrogate."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


class ExportedObjects:
    """The objects of one connection, by path."""

    def __init__(self) -> None:
        self._objects: dict[str, dict[str, Interface]] = {}

    def export(self, path: str, interface: Interface) -> None:
        """Export an interface at a path, together with the standard ones."""
        if path not in self._objects:
            self._objects[path] = {each.name: each for each in self._standard(path)}
        self._objects[path][interface.name] = interface

    def answer(self, call: Message) -> Message:
        """Return the reply to a method call, or an error; never raises."""
        try:
            method = self._find(call)
            body = method.answer(*call.body)
            return new_method_return(call, method.gives or None, body)
        except CallError as error:
            return new_error(call, error.name, "s", (str(error),))
        except Exception as error:  # noqa: BLE001 (logged; a bug of ours fails one call, not the icon)
            _log.exception("cannot answer %s", call.header.fields.get(HeaderFields.member))
            return new_error(call, FAILED, "s", (dbus_text(repr(error)),))

    def _find(self, call: Message) -> Method:
        fields = call.header.fields
        path, member = fields.get(HeaderFields.path, ""), fields.get(HeaderFields.member, "")
        interface, signature = fields.get(HeaderFields.interface), fields.get(HeaderFields.signature, "")
        if path not in self._objects:
            raise CallError(UNKNOWN_OBJECT, f"no object {path}")
        interfaces = self._objects[path]
        if interface is not None and interface not in interfaces:
            raise CallError(UNKNOWN_INTERFACE, f"no interface {interface}")
        candidates = interfaces.values() if interface is None else [interfaces[interface]]
        for candidate in candidates:
            if member in candidate.methods:
                method = candidate.methods[member]
                if signature != method.takes:
                    raise CallError(INVALID_ARGS, f"{member} takes ({method.takes}), not ({signature})")
                return method
        raise CallError(UNKNOWN_METHOD, f"no method {member}")

    def _standard(self, path: str) -> Iterator[Interface]:
        yield Interface(PEER, {"Ping": Method("", "", tuple)}, {}, {})
        yield Interface(INTROSPECTABLE, {"Introspect": Method("", "s", lambda: (self._introspect(path),))}, {}, {})
        properties = {
            "Get": Method("ss", "v", lambda interface, name: (self._get(path, interface, name),)),
            "GetAll": Method("s", "a{sv}", lambda interface: (self._get_all(path, interface),)),
            "Set": Method("ssv", "", lambda interface, name, _: self._refuse_to_set(path, interface, name)),
        }
        yield Interface(PROPERTIES, properties, {}, {})

    def _properties(self, path: str, interface: str) -> Mapping[str, Property]:
        if interface not in self._objects[path]:
            raise CallError(UNKNOWN_INTERFACE, f"no interface {interface}")
        return self._objects[path][interface].properties

    def _get(self, path: str, interface: str, name: str) -> tuple[str, Any]:
        properties = self._properties(path, interface)
        if name not in properties:
            raise CallError(UNKNOWN_PROPERTY, f"no property {name}")
        return properties[name].signature, properties[name].read()

    def _get_all(self, path: str, interface: str) -> dict[str, tuple[str, Any]]:
        properties = self._properties(path, interface)
        return {name: (each.signature, each.read()) for name, each in properties.items()}

    def _refuse_to_set(self, path: str, interface: str, name: str) -> tuple[Any, ...]:
        self._get(path, interface, name)
        raise CallError(PROPERTY_READ_ONLY, f"{name} can only be read")

    def _introspect(self, path: str) -> str:
        lines = ["<node>"]
        for interface in self._objects[path].values():
            lines.append(f'<interface name="{interface.name}">')
            for name, method in interface.methods.items():
                arguments = _arguments(method.takes, "in") + _arguments(method.gives, "out")
                lines.append(f'<method name="{name}">{arguments}</method>')
            for name, each in interface.properties.items():
                lines.append(f'<property name="{name}" type="{each.signature}" access="read"/>')
            for name, signature in interface.signals.items():
                lines.append(f'<signal name="{name}">{_arguments(signature, "out")}</signal>')
            lines.append("</interface>")
        return "\n".join([*lines, "</node>"])


def _arguments(signature: str, direction: str) -> str:
    return "".join(f'<arg type="{each}" direction="{direction}"/>' for each in _complete_types(signature))


def _complete_types(signature: str) -> Iterator[str]:
    """Split a signature into its single complete types: ``ia{sv}av`` into ``i``, ``a{sv}``, ``av``."""
    depth, begin = 0, 0
    for index, letter in enumerate(signature):
        depth += (letter in "({") - (letter in ")}")
        if depth == 0 and letter != "a":
            yield signature[begin : index + 1]
            begin = index + 1
