"""The services of the desktop that the icon of Linux talks to, and pictures in their formats.

* StatusNotifierWatcher: items register with it, and it says whether a host shows them. The item registers under the
  *unique* bus name: the well-known ``org.kde.StatusNotifierItem-PID-N`` of the specification loses a race on GNOME
  Shell at about one start in four. It registers again whenever the watcher returns.
* org.freedesktop.Notifications: used without waiting for the service, which may hang.

Sources: StatusNotifierItem specification, "StatusNotifierWatcher" and "Icons" (ARGB32 in network byte order, alpha not
premultiplied); Desktop Notifications Specification 1.2.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from jeepney import DBusAddress, HeaderFields, Message
from PIL import Image

from iea_agent.adapters.dbus.connection import Bus
from iea_agent.adapters.dbus.objects import PROPERTIES, dbus_text
from iea_agent.adapters.dbus.replies import is_error
from iea_agent.adapters.dbus.signals import SignalSource
from iea_agent.core.notification import Notification

_log = logging.getLogger(__name__)

WATCHER = "org.kde.StatusNotifierWatcher"
_PATH = "/StatusNotifierWatcher"
_SERVICE = "org.freedesktop.Notifications"
_SERVICE_PATH = "/org/freedesktop/Notifications"
_NOTIFICATIONS = DBusAddress(_SERVICE_PATH, bus_name=_SERVICE, interface=_SERVICE)
DEFAULT_ACTION, BUTTON_ACTION = "default", "show"
"""The keys of a click on a notification, and of its button."""
DESKTOP_ENTRY = "iea-agent-show"
"""« Impact emploi – État de la connexion » in the menu of applications, if ``adapters/desktop/shortcut.py`` has put it
there: desktops keep the settings of notifications by program."""
Pixmap = tuple[int, int, bytes]
"""Width, height, ARGB bytes: ``(iiay)``."""
ImageData = tuple[int, int, int, bool, int, int, bytes]
"""Width, height, bytes in a row, has alpha, bits per sample, channels, RGBA bytes: ``(iiibiiay)``."""
SIZES = (22, 24, 32, 48, 64)
"""Pixels; sharp in every panel tried, on screens of single and double density."""
NOTIFICATION_SIZE = 48
"""Pixels."""
RETRIES_S = (2.0, 10.0, 30.0)
"""Waits before what a service refused is tried again (seconds)."""
_ESCAPED = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
"""``html.escape`` would load every name of a character that HTML has: 0.5 MB."""


class Watcher:
    """Follows the watcher on one connection. For the thread that runs the bus.

    ``on_host`` is called with whether icons are shown, whenever that may have changed.
    """

    def __init__(self, bus: Bus, on_host: Callable[[bool], None]) -> None:
        self._bus = bus
        self._on_host = on_host
        self._owner = ""
        self._wanted = False
        self._refusals = 0
        """How often the present owner has refused the icon."""

    def follow(self) -> None:
        """Find the owner of the watcher's name, now and after each change."""
        self._bus.follow(WATCHER, self._owned)
        for member in ("StatusNotifierHostRegistered", "StatusNotifierHostUnregistered"):
            self._bus.listen(SignalSource(WATCHER, WATCHER, member), self._hosts_changed)

    def register(self) -> None:
        """Register the item, now or as soon as there is a watcher."""
        if not self._wanted:
            self._wanted = True
            self._register()

    def _owned(self, owner: str) -> None:
        self._owner, self._refusals = owner, 0
        if not owner:
            self._on_host(False)  # noqa: FBT003 (a callback's one value)
            return
        _log.info("the watcher of the tray is %s", owner)
        self._register()
        self._ask_for_hosts()

    def _register(self) -> None:
        if self._wanted and self._owner:
            address = DBusAddress(_PATH, bus_name=self._owner, interface=WATCHER)
            answered = partial(self._answered, self._owner)
            self._bus.call(address, "RegisterStatusNotifierItem", "s", (self._bus.unique_name,), answered)

    def _answered(self, owner: str, reply: Message) -> None:
        """Register again if the watcher has refused the icon, and is still the same by then."""
        if not is_error(reply):
            return
        if not self._refusals:
            _log.warning("the tray refused the icon, will retry: %s", reply.body)
        delay_s = RETRIES_S[min(self._refusals, len(RETRIES_S) - 1)]
        self._refusals += 1
        self._bus.later(delay_s, lambda: self._register() if owner == self._owner else None)

    def _hosts_changed(self, signal: Message) -> None:
        self._ask_for_hosts()
        if signal.header.fields[HeaderFields.member] == "StatusNotifierHostRegistered":
            self._ask_for_items()

    def _ask_for_hosts(self) -> None:
        def told(reply: Message) -> None:
            # A watcher without this property is assumed to show icons: a window instead would disturb.
            self._on_host(is_error(reply) or bool(reply.body[0][1]))

        self._read("IsStatusNotifierHostRegistered", told)

    def _ask_for_items(self) -> None:
        """Register again with a watcher that has lost its list, or does not tell it."""

        def told(reply: Message) -> None:
            items = None if is_error(reply) else reply.body[0][1]
            ours = re.compile(rf"{re.escape(self._bus.unique_name)}(?!\d)")  # a watcher may add a path
            if not isinstance(items, list) or not any(ours.match(str(item)) for item in items):
                self._register()

        self._read("RegisteredStatusNotifierItems", told)

    def _read(self, name: str, told: Callable[[Message], None]) -> None:
        """Read a property of the watcher; what a former one answers is dropped."""
        owner = self._owner
        address = DBusAddress(_PATH, bus_name=owner, interface=PROPERTIES)

        def answered(reply: Message) -> None:
            if owner == self._owner:
                told(reply)

        self._bus.call(address, "Get", "ss", (WATCHER, name), answered, gives="v")


class _Wanted(NamedTuple):
    """A notification that is to be shown."""

    notification: Notification
    image: ImageData | None
    app_icon: str
    retries: Iterator[float]
    """Waits before it is tried again (seconds)."""


class Notifications:
    """One notification at a time on each connection: a new one replaces the last. For the thread that runs the bus.

    A new one waits until the service has said the id of the last: sent before, it would stand beside that one, and a
    click on one of them would count for nothing. One that was refused is tried again, until a new one takes its place.
    ``on_click`` is called when the last one, or its button, is clicked; the service alone is believed.
    """

    def __init__(self, bus: Bus, app_name: str, on_click: Callable[[], None]) -> None:
        self._bus = bus
        self._app_name = app_name
        self._on_click = on_click
        self._last = 0
        """The id of the last one; 0: the present service has shown none."""
        self._wanted: _Wanted | None = None
        """The newest one, until it is sent."""
        self._number = 0
        """Counts the notifications, so that an older one is not tried again."""
        self._owner = ""
        """The unique name of the service; empty: there is none, as far as is known."""
        self._sent = 0
        """Counts what was sent."""
        self._awaited = False
        """Whether the answer to what was sent last is still to come."""

    def follow(self) -> None:
        """Listen to the service, whichever owns the name."""
        self._bus.follow(_SERVICE, self._owned)
        self._bus.listen(SignalSource(_SERVICE, _SERVICE, "ActionInvoked", "us", _SERVICE_PATH), self._clicked)

    def notify(self, notification: Notification, image: ImageData | None, app_icon: str) -> None:
        """Show a notification, once the service has said what it can do. ``app_icon``: a URI, or empty."""
        self._number += 1
        self._wanted = _Wanted(notification, image, app_icon, iter(RETRIES_S))
        self._send_wanted()

    def _send_wanted(self) -> None:
        """Send what is wanted, unless the service still has to answer."""
        wanted = self._wanted
        if self._awaited or wanted is None:
            return
        self._wanted, self._awaited = None, True
        self._sent += 1
        sent, number = self._sent, self._number

        def told(reply: Message) -> None:
            abilities = [] if is_error(reply) else reply.body[0]
            values = self._values_of(wanted, abilities)
            self._bus.call(_NOTIFICATIONS, "Notify", "susssasa{sv}i", values, answered, gives="u")

        def answered(reply: Message) -> None:
            if sent == self._sent:
                self._awaited = False
            if is_error(reply):
                self._retry(wanted, number, reply)
            elif reply.header.fields.get(HeaderFields.sender) == self._owner:  # it may have been started for this
                self._last = reply.body[0]
            self._send_wanted()

        self._bus.call(_NOTIFICATIONS, "GetCapabilities", "", (), told, gives="as")

    def _values_of(self, wanted: _Wanted, abilities: list[str]) -> tuple[Any, ...]:
        notification = wanted.notification
        text = dbus_text(notification.body)
        body = text.translate(_ESCAPED) if "body-markup" in abilities else text
        actions = _actions(notification) if "actions" in abilities else []
        return (
            *(self._app_name, self._last, wanted.app_icon, dbus_text(notification.title)),
            *(body, actions, _hints(notification, wanted.image), -1),
        )

    def _retry(self, refused: _Wanted, number: int, reply: Message) -> None:
        """Try a notification again later, unless there is a newer one by then."""
        delay_s = next(refused.retries, None)
        _log.warning("no notification, %s: %s", f"retry in {delay_s} s" if delay_s else "given up", reply.body)

        def again() -> None:
            if number == self._number:
                self._wanted = refused
                self._send_wanted()

        if delay_s is not None:
            self._bus.later(delay_s, again)

    def _owned(self, owner: str) -> None:
        """Forget the last one: another service has given its id to another one, or to none.

        What a former service was asked is not awaited any more; one that is being started for it answers it.
        """
        if self._owner:
            self._awaited = False
        self._owner, self._last = owner, 0
        self._send_wanted()

    def _clicked(self, signal: Message) -> None:
        """Take a click; one on a notification of another program is broadcast, too."""
        if self._last and signal.body[0] == self._last:
            self._on_click()


def _actions(notification: Notification) -> list[str]:
    """Return keys and labels: of a click on it, which has no label to show, and of its button.

    xfce4-notifyd shows a button for each explicit action, and dunst a menu of them.
    """
    button = dbus_text(notification.button)
    return [DEFAULT_ACTION, button, BUTTON_ACTION, button] if button else [DEFAULT_ACTION, ""]


def _hints(notification: Notification, image: ImageData | None) -> dict[str, tuple[str, Any]]:
    hints: dict[str, tuple[str, Any]] = {
        "urgency": ("y", int(notification.urgency)),
        "desktop-entry": ("s", DESKTOP_ENTRY),
    }
    if image is not None:
        hints["image-data"] = ("(iiibiiay)", image)
    return hints


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
