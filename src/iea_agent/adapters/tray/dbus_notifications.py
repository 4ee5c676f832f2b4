"""Notifications through org.freedesktop.Notifications, without waiting for the service, which may hang.

Source: Desktop Notifications Specification 1.2.
"""

import logging
from typing import Any

from jeepney import DBusAddress, Message

from iea_agent.adapters.dbus.connection import Bus
from iea_agent.adapters.dbus.framing import is_error
from iea_agent.adapters.dbus.objects import dbus_text
from iea_agent.adapters.tray.pixmaps import ImageData

_log = logging.getLogger(__name__)

_SERVICE = DBusAddress(
    "/org/freedesktop/Notifications",
    bus_name="org.freedesktop.Notifications",
    interface="org.freedesktop.Notifications",
)


class Notifications:
    """One notification at a time: a new one replaces the last. For the thread that runs the bus."""

    def __init__(self, app_name: str) -> None:
        self._app_name = app_name
        self._last = 0

    def notify(self, bus: Bus, title: str, message: str, image: ImageData | None) -> None:
        """Show a notification, once the service has said whether it reads the body as markup."""
        bus.call(
            _SERVICE,
            "GetCapabilities",
            "",
            (),
            lambda reply: self._notify(bus, title, message, image, markup=_has_markup(reply)),
        )

    def forget(self) -> None:
        """Forget the last notification: its id means nothing on another bus."""
        self._last = 0

    def _notify(self, bus: Bus, title: str, message: str, image: ImageData | None, *, markup: bool) -> None:
        text = dbus_text(message)
        hints: dict[str, tuple[str, Any]] = {} if image is None else {"image-data": ("(iiibiiay)", image)}
        body: tuple[Any, ...] = (
            self._app_name,
            self._last,
            "",
            dbus_text(title),
            _escaped(text) if markup else text,
            [],
            hints,
            -1,
        )
        bus.call(_SERVICE, "Notify", "susssasa{sv}i", body, self._remember)

    def _remember(self, reply: Message) -> None:
        _log_refusal(reply)
        if not is_error(reply) and reply.body and isinstance(reply.body[0], int):
            self._last = reply.body[0]


def _has_markup(reply: Message) -> bool:
    return not is_error(reply) and "body-markup" in reply.body[0]


def _log_refusal(reply: Message) -> None:
    if is_error(reply):
        _log.warning("no notification: %s", reply.body)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
