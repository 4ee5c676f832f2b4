"""The tray icon on Linux: a pystray back end for org.kde.StatusNotifierItem, without system packages.

For XFCE (tested in a real panel), LXQt, KDE Plasma and GNOME with the AppIndicator extension. The icon may be created
before the panel, and returns after a restart of the panel or of the bus.

Threads: ``run`` owns the connection; setters, ``notify`` and ``stop`` may be called from any thread and never block;
callbacks run, in order, on a thread of their own.

Import it only through ``display.tray_icon_class``. Sources: StatusNotifierItem specification, freedesktop.org;
``org.kde.StatusNotifierItem.xml`` of KNotifications (types).
"""

import functools
import os
import queue
import threading
from collections.abc import Callable, Iterable
from typing import Any

from PIL.Image import Image
from pystray import Menu, MenuItem

from iea_agent.adapters.dbus.connection import Bus, NoBusError, session_bus_addresses
from iea_agent.adapters.dbus.objects import ExportedObjects, Interface, Method, Property, Signal, dbus_text
from iea_agent.adapters.tray.dbusmenu import MENU_PATH, MenuExport
from iea_agent.adapters.tray.icon import TrayIcon
from iea_agent.adapters.tray.services import Notifications, Pixmap, Watcher, argb_pixmaps, rgba_image_data
from iea_agent.core.errors import TrayUnavailableError
from iea_agent.core.notification import Notification

ITEM_INTERFACE = "org.kde.StatusNotifierItem"
ITEM_PATH = "/StatusNotifierItem"
APP_NAME = "Impact emploi association"
"""The sender of notifications."""
RECONNECT_DELAYS_S = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Back-off before each attempt to reconnect to a lost bus (seconds); after the last one the icon gives up."""
REPEATS_S = (2.0, 10.0, 30.0)
"""When a new picture is announced again (seconds): GNOME's extension drops one while it still paints the last."""


class StatusNotifierIcon(TrayIcon):
    """An icon for hosts of StatusNotifierItems."""

    def __init__(
        self,
        name: str,
        icon: Image | None = None,
        title: str | None = None,
        menu: Menu | Iterable[MenuItem] | None = None,
    ) -> None:
        super().__init__(name, icon, title, menu)
        self.reconnect_delays_s = RECONNECT_DELAYS_S
        self.repeats_s = REPEATS_S
        self._shown = False
        self._bus: Bus | None = None
        self._watcher: Watcher | None = None
        self._host_present = False
        self._pixmaps: list[Pixmap] = []
        self._stopping = threading.Event()
        self._chosen: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._notifications: Notifications | None = None
        """Those of the present bus: the id of the last one means nothing on another."""
        self._menu_export = MenuExport(self._choose)
        self._objects = ExportedObjects()
        self._objects.export(ITEM_PATH, self._interface())
        self._objects.export(MENU_PATH, self._menu_export.interface())

    # For the agent, from any thread.

    def connect(self) -> None:
        """Connect to the session bus; TrayUnavailableError if there is none."""
        if self._bus is None:
            self._adopt(_session_bus())

    def host_present(self) -> bool:
        """Tell whether a tray shows icons now; false until the bus has said so."""
        return self._host_present

    def run(self, setup: Callable[[Any], object] | None = None) -> None:
        """Show the icon until ``stop``; TrayUnavailableError if there is no bus, or if it is lost for good."""
        self.connect()  # before pystray starts a thread that would wait for ever
        super().run(setup)

    def stop(self) -> None:
        """Make ``run`` return promptly, also if it has not begun yet."""
        self._stop()
        super().stop()

    # The methods of a pystray back end.

    def _run(self) -> None:
        chooser = threading.Thread(target=self._carry_out, name="tray callbacks", daemon=True)
        chooser.start()
        try:
            self._mark_ready()
            while not self._stopping.is_set():
                self._serve()
        finally:
            self._chosen.put(None)
            self._abandon_bus()

    def _stop(self) -> None:
        self._stopping.set()
        if bus := self._bus:
            bus.stop()

    def _show(self) -> None:
        self._shown = True  # not pystray's own flag, which is set later than a host may read the status
        self._post(self._register)
        self._announce("NewStatus", "s", "Active")

    def _hide(self) -> None:
        self._shown = False
        self._announce("NewStatus", "s", "Passive")

    def _update_icon(self) -> None:
        self._pixmaps = argb_pixmaps(self.pictures, self.icon)
        self._icon_valid = True
        self._post(functools.partial(self._announce_picture, self._pixmaps))

    def _update_title(self) -> None:
        self._announce("NewTitle")
        self._announce("NewToolTip")

    def _update_menu(self) -> None:
        def refresh(bus: Bus) -> None:
            for signal in self._menu_export.refresh(self.menu):
                bus.emit(MENU_PATH, signal)

        self._post(refresh)

    def show_notification(self, notification: Notification) -> None:
        """Notify the user, with a button where the service shows buttons."""
        image = rgba_image_data(self.pictures, self.icon)
        app_icon = "" if self.picture_file is None else self.picture_file.as_uri()

        def show(_bus: Bus) -> None:
            if self._notifications is not None:
                self._notifications.notify(notification, image, app_icon)

        self._post(show)

    def _notify(self, message: str, title: str | None = None) -> None:
        self.show_notification(Notification(title or self.title, message, ""))

    # The connection.

    def _adopt(self, bus: Bus) -> None:
        self._watcher = Watcher(bus, self._host_changed)
        self._watcher.follow()
        self._notifications = Notifications(bus, APP_NAME, self._notification_clicked)
        self._notifications.follow()
        self._bus = bus
        if self._shown:
            self._register(bus)

    def _register(self, _bus: Bus) -> None:
        if self._watcher is not None:
            self._watcher.register()

    def _serve(self) -> None:
        """Serve the bus until ``stop``; if it is lost, reconnect or raise TrayUnavailableError."""
        bus = self._bus
        if bus is None:
            self._reconnect()
            return
        try:
            bus.run(self._objects)
        except OSError as error:
            self._log.warning("the session bus is lost: %s", error)
            self._abandon_bus()

    def _reconnect(self) -> None:
        fault = TrayUnavailableError("the session bus is lost")
        for delay in self.reconnect_delays_s:
            if self._stopping.wait(delay):
                return
            try:
                self._adopt(_session_bus())
            except TrayUnavailableError as error:
                fault = error
            else:
                self._log.info("the session bus is back")
                self.update_menu()
                return
        raise fault

    def _abandon_bus(self) -> None:
        bus, self._bus, self._watcher = self._bus, None, None
        if bus is not None:
            bus.close()
        self._host_changed(False)  # noqa: FBT003

    def _post(self, work: Callable[[Bus], None]) -> None:
        """Run ``work`` on the bus; without one nothing is lost: hosts read everything again when it is back."""

        def guarded(bus: Bus) -> None:
            try:
                work(bus)
            except Exception:  # noqa: BLE001 (reported; the bus goes on)
                self.note_fault()

        if bus := self._bus:
            bus.post(functools.partial(guarded, bus))

    def _announce(self, member: str, signature: str = "", *body: object) -> None:
        self._post(lambda bus: bus.emit(ITEM_PATH, Signal(ITEM_INTERFACE, member, signature, body)))

    def _announce_picture(self, shown: list[Pixmap], bus: Bus) -> None:
        def announce() -> None:
            if self._pixmaps is shown:
                bus.emit(ITEM_PATH, Signal(ITEM_INTERFACE, "NewIcon"))

        announce()
        for delay_s in self.repeats_s:
            bus.later(delay_s, announce)

    # Events of the user and of the tray.

    def _host_changed(self, present: bool) -> None:  # noqa: FBT001 (a callback's one value)
        if present != self._host_present:
            self._host_present = present
            if self.on_host_change is not None:
                self._chosen.put(functools.partial(self.on_host_change, present))

    def _notification_clicked(self) -> None:
        if self.on_notification_click is not None:
            self._chosen.put(self.on_notification_click)

    def _choose(self, item: MenuItem) -> None:
        """Call the handler of an item, after the reply to the event was sent."""
        self._post(lambda _: self._chosen.put(self._handler(item)))

    def _activate(self, _x: int, _y: int) -> tuple[()]:
        self._post(lambda _: self._chosen.put(self))
        return ()

    def _carry_out(self) -> None:
        while (chosen := self._chosen.get()) is not None:
            try:
                chosen()
            except Exception:  # noqa: BLE001 (logged; the next callback must still run)
                self._log.exception("a menu callback failed")

    # The exported interface.

    def _interface(self) -> Interface:
        def constant(signature: str, value: object) -> Property:
            return Property(signature, lambda: value)

        return Interface(
            ITEM_INTERFACE,
            methods={
                "Activate": Method("ii", "", self._activate),
                "SecondaryActivate": Method("ii", "", lambda _x, _y: ()),
                "ContextMenu": Method("ii", "", lambda _x, _y: ()),  # the host shows the exported menu itself
                "Scroll": Method("is", "", lambda _delta, _orientation: ()),
            },
            properties={
                "Category": constant("s", "ApplicationStatus"),
                "Id": Property("s", lambda: dbus_text(self.name)),
                "Title": Property("s", lambda: dbus_text(self.title)),
                "Status": Property("s", lambda: "Active" if self._shown else "Passive"),
                "WindowId": constant("i", 0),
                "IconName": constant("s", ""),
                "IconThemePath": constant("s", ""),
                "IconPixmap": Property("a(iiay)", lambda: self._pixmaps),
                "OverlayIconName": constant("s", ""),
                "OverlayIconPixmap": constant("a(iiay)", []),
                "AttentionIconName": constant("s", ""),
                "AttentionIconPixmap": constant("a(iiay)", []),
                "AttentionMovieName": constant("s", ""),
                "ToolTip": Property("(sa(iiay)ss)", lambda: ("", [], dbus_text(self.title), "")),
                "ItemIsMenu": constant("b", value=False),
                "Menu": constant("o", MENU_PATH),
            },
            signals={"NewTitle": "", "NewIcon": "", "NewToolTip": "", "NewStatus": "s"},
        )


def _session_bus() -> Bus:
    try:
        return Bus.connect(session_bus_addresses(os.environ))
    except NoBusError as error:
        raise TrayUnavailableError(f"no session bus: {error}") from error
