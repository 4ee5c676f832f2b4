"""The Linux tray icon on a private bus, seen from the other side by a fake watcher and host."""

import array
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if sys.platform != "linux":
    pytest.skip("StatusNotifierItem is for Linux", allow_module_level=True)

from jeepney import (
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    Message,
    MessageFlag,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import DBusConnection, prep_socket
from PIL import Image

from iea_agent.adapters.dbus.connection import Bus
from iea_agent.adapters.dbus.objects import ExportedObjects
from iea_agent.adapters.desktop.shortcut import SHOW, DesktopEntry
from iea_agent.adapters.tray.display import pictures_of, tray_icon_class
from iea_agent.core.errors import TrayUnavailableError
from iea_agent.core.notification import Notification
from tests.adapters.tray.fake_watcher import (
    ITEM,
    MENU,
    NOTIFICATIONS,
    PATIENCE_S,
    PROPERTIES,
    WATCHER,
    FakeHost,
    PrivateBus,
    action_invoked,
)

StatusNotifierIcon = tray_icon_class()

from pystray import Menu, MenuItem  # noqa: E402 (only now does it load without a display)

if TYPE_CHECKING:
    from iea_agent.adapters.tray.icon import TrayIcon

ICONS = Path(__file__).parents[3] / "assets" / "icons"
ITEM_PATH = "/StatusNotifierItem"
MENU_PATH = "/MenuBar"
ERROR = "org.freedesktop.DBus.Error."


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    with PrivateBus() as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        yield bus


@pytest.fixture
def host(bus: PrivateBus) -> Iterator[FakeHost]:
    host = FakeHost(bus)
    yield host
    host.close()


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait for what happens on other threads."""
    pause = threading.Event()
    for _ in range(int(PATIENCE_S / 0.01)):
        if condition():
            return
        pause.wait(0.01)
    raise AssertionError("never came true")


class Running:
    """An icon that runs on a thread of its own, and how its run ended."""

    def __init__(self, icon: "TrayIcon") -> None:
        self.icon = icon
        self.fault: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="icon")
        self._thread.start()

    def _run(self) -> None:
        try:
            self.icon.run()
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            self.fault = error

    def join(self) -> None:
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive(), "run did not return"


Run = Callable[["TrayIcon"], Running]


@pytest.fixture
def run() -> Iterator[Run]:
    """Run icons, each until it is visible, and stop at the end those that still run."""
    running: list[Running] = []

    def start(icon: "TrayIcon") -> Running:
        running.append(Running(icon))
        wait_for(lambda: icon.visible)
        return running[-1]

    yield start
    for each in running:
        each.icon.stop()
        each.join()


def square(colour: tuple[int, int, int, int], size: int = 64) -> Image.Image:
    return Image.new("RGBA", (size, size), colour)


def red_icon(*items: MenuItem, title: str = "Connecté") -> "TrayIcon":
    return StatusNotifierIcon("iea-agent", square((255, 0, 0, 255)), title, Menu(*items))


def nothing() -> None:
    """Stand for an action that does not matter."""


def labels(layout: tuple[int, dict[str, Any], list[Any]]) -> list[Any]:
    """Return the labels of a layout, submenus as nested lists."""
    _, properties, children = layout
    label = properties.get("label", ("s", properties.get("type", ("s", ""))[1]))[1]
    return [label, *[labels(child) for _, child in children]] if children else [label]


def ids(host: FakeHost) -> dict[str, int]:
    """Return the id of each item by its label."""
    (found,) = host.menu_call("GetGroupProperties", "aias", [], ["label"])
    return {properties["label"][1]: id_ for id_, properties in found if properties}


# Registration.


def test_the_icon_registers_with_its_unique_name(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    run(red_icon())
    assert host.item().startswith(":")
    assert host.alive()


def test_an_icon_that_is_there_before_the_panel_waits_for_it(host: FakeHost, run: Run) -> None:
    icon = red_icon()
    run(icon)
    assert host.registered == []
    assert not icon.host_present()
    host.own(WATCHER)
    assert host.item()
    host.until(icon.host_present)


def test_the_icon_registers_again_when_the_watcher_comes_back(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    run(red_icon())
    name = host.item()
    host.release(WATCHER)
    host.registered.clear()
    host.own(WATCHER)
    assert host.item() == name


def test_an_icon_that_is_not_visible_does_not_register(host: FakeHost) -> None:
    host.own(WATCHER)
    icon = red_icon()
    ready = threading.Event()
    thread = threading.Thread(target=icon.run, args=(lambda _: ready.set(),))
    thread.start()
    host.until(lambda: ready.is_set() and icon.host_present())
    assert host.registered == []
    icon.visible = True
    assert host.item_property("Status") == "Active"
    icon.visible = False
    assert host.item_property("Status") == "Passive"
    icon.stop()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


def test_the_agent_is_told_when_a_tray_comes_and_goes(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    told: list[bool] = []
    icon = red_icon()
    icon.on_host_change = told.append
    run(icon)
    host.until(lambda: told == [True])
    host.say_host(registered=False)
    host.until(lambda: told == [True, False])
    assert not icon.host_present()
    host.say_host(registered=True)
    host.until(lambda: told == [True, False, True])
    host.release(WATCHER)
    host.until(lambda: told == [True, False, True, False])


def test_a_watcher_that_lost_its_list_gets_the_icon_again(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    run(red_icon())
    host.item()
    host.say_host(registered=True)
    assert host.alive()
    assert len(host.registered) == 1, "it has it in its list"
    host.lose_list()
    host.say_host(registered=True)
    host.until(lambda: len(host.registered) == 2)


def test_a_forged_change_of_owner_is_ignored(bus: PrivateBus, host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    icon = red_icon()
    run(icon)
    host.until(icon.host_present)
    stranger = DBusConnection(prep_socket(bus.path))
    signal = new_method_call(
        DBusAddress("/org/freedesktop/DBus", host.item(), "org.freedesktop.DBus"),
        "NameOwnerChanged",
        "sss",
        (WATCHER, host.unique_name, ""),
    )
    signal.header.message_type = type(signal.header.message_type).signal
    stranger.send(signal)
    stranger.send_and_get_reply(new_method_call(DBusAddress(ITEM_PATH, host.item()), "Ping"), timeout=PATIENCE_S)
    stranger.close()
    assert icon.host_present()


# Pictures and words.


def test_pixmaps_are_argb_in_network_byte_order(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    run(StatusNotifierIcon("iea-agent", square((0x11, 0x22, 0x33, 0xFF))))
    pixmaps = host.item_property("IconPixmap")
    assert [(width, height) for width, height, _ in pixmaps] == [(size, size) for size in (22, 24, 32, 48, 64)]
    assert all(data == b"\xff\x11\x22\x33" * width * height for width, height, data in pixmaps)


def test_hand_made_pictures_are_shown_unscaled(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    icon = StatusNotifierIcon("iea-agent")
    icon.pictures = {16: square((1, 2, 3, 128), 16), 32: square((4, 5, 6, 255), 32)}
    run(icon)
    pixmaps = host.item_property("IconPixmap")
    assert pixmaps == [(16, 16, b"\x80\x01\x02\x03" * 256), (32, 32, b"\xff\x04\x05\x06" * 1024)]
    icon.icon = square((7, 8, 9, 255))
    host.until(lambda: "NewIcon" in [signal.member for signal in host.emitted])
    assert host.item_property("IconPixmap")[0] == (22, 22, b"\xff\x07\x08\x09" * 484)


def test_the_pictures_of_the_program_load_in_every_size_of_a_panel() -> None:
    pictures = pictures_of(ICONS, "ball")
    assert sorted(pictures) == [16, 20, 22, 24, 32, 48, 64]
    assert all(image.size == (size, size) and image.mode == "RGBA" for size, image in pictures.items())
    with pytest.raises(FileNotFoundError):
        pictures_of(ICONS, "unicorn")


def test_a_new_picture_or_title_is_announced(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    icon = red_icon()
    run(icon)
    mark = len(host.signals_since(0))
    icon.icon = square((0, 0, 255, 255))
    icon.title = "Mode assistance"
    host.until(lambda: len(host.emitted) >= mark + 3)
    assert [signal.member for signal in host.emitted[mark:]] == ["NewIcon", "NewTitle", "NewToolTip"]
    assert host.item_property("IconPixmap")[0][2][:4] == b"\xff\x00\x00\xff"
    assert host.item_property("Title") == "Mode assistance"
    assert host.item_property("ToolTip") == ("", [], "Mode assistance", "")


def test_a_picture_that_is_still_shown_is_announced_again(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    icon = red_icon()
    icon.repeats_s = (0.01, 0.02)  # type: ignore[attr-defined]  # of the Linux icon only
    run(icon)
    host.until(lambda: [signal.member for signal in host.emitted].count("NewIcon") == 3)


def test_a_picture_that_was_replaced_is_not_announced_again(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    icon = red_icon()
    run(icon)
    icon.repeats_s = (0.3,)  # type: ignore[attr-defined]  # of the Linux icon only
    mark = len(host.signals_since(0))

    def announced() -> int:
        return [signal.member for signal in host.emitted[mark:]].count("NewIcon")

    icon.icon = square((0, 0, 255, 255))
    host.until(lambda: announced() >= 1)
    before = announced()
    icon.icon = square((0, 255, 0, 255))
    host.until(lambda: announced() >= before + 2)
    icon.title = "later"
    host.until(lambda: "NewTitle" in [signal.member for signal in host.emitted[mark:]])
    assert announced() == before + 2


def test_every_property_of_the_specification_has_its_type(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    run(red_icon())
    (found,) = host.call("/StatusNotifierItem", PROPERTIES, "GetAll", "s", (ITEM,))
    assert {name: signature for name, (signature, _) in found.items()} == {
        "Category": "s", "Id": "s", "Title": "s", "Status": "s", "WindowId": "i", "IconName": "s",
        "IconThemePath": "s", "IconPixmap": "a(iiay)", "OverlayIconName": "s", "OverlayIconPixmap": "a(iiay)",
        "AttentionIconName": "s", "AttentionIconPixmap": "a(iiay)", "AttentionMovieName": "s",
        "ToolTip": "(sa(iiay)ss)", "ItemIsMenu": "b", "Menu": "o",
    }  # fmt: skip
    assert found["ItemIsMenu"][1] is False
    assert found["Category"][1] == "ApplicationStatus"


@pytest.mark.parametrize("title", ["a\0b", "lone \ud800 surrogate"])
def test_words_that_d_bus_forbids_do_not_cost_the_connection(title: str, host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    icon = red_icon(MenuItem(title, nothing))
    run(icon)
    host.item()
    icon.title = title
    icon.notify(title, title)
    assert "\0" not in host.item_property("Title")
    assert host.alive()


# The menu.


def test_the_layout_follows_the_menu(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    run(
        red_icon(
            MenuItem("État_de la connexion", None, enabled=False),
            Menu.SEPARATOR,
            MenuItem("Sécurisé", nothing, checked=lambda _: True),
            MenuItem("Choix", nothing, checked=lambda _: False, radio=True),
            MenuItem("Caché", nothing, visible=False),
            MenuItem("Support", Menu(MenuItem("Écrire", nothing), MenuItem("Rapport", nothing))),
        )
    )
    _, layout = host.menu_call("GetLayout", "iias", 0, -1, [])
    assert labels(layout) == ["", ["État__de la connexion"], ["separator"], ["Sécurisé"], ["Choix"],
                              ["Support", ["Écrire"], ["Rapport"]]]  # fmt: skip
    properties = [child[1][1] for child in layout[2]]
    assert properties[0]["enabled"] == ("b", False)
    assert properties[2]["toggle-type"] == ("s", "checkmark")
    assert properties[2]["toggle-state"] == ("i", 1)
    assert properties[3]["toggle-type"] == ("s", "radio")
    assert properties[3]["toggle-state"] == ("i", 0)
    assert properties[4]["children-display"] == ("s", "submenu")


def test_the_layout_honours_parent_depth_and_names(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    run(red_icon(MenuItem("Support", Menu(MenuItem("Écrire", nothing)))))
    assert labels(host.menu_call("GetLayout", "iias", 0, 0, [])[1]) == [""]
    assert labels(host.menu_call("GetLayout", "iias", 0, 1, [])[1]) == ["", ["Support"]]
    below = host.menu_call("GetLayout", "iias", ids(host)["Support"], -1, ["enabled"])[1]
    assert below[1] == {"enabled": ("b", True)}
    assert [child[1][1] for child in below[2]] == [{"enabled": ("b", True)}]


def test_single_properties_and_groups_can_be_read(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    run(red_icon(MenuItem("Tester", nothing), MenuItem("Quitter", nothing)))
    last = ids(host)["Quitter"]
    assert host.menu_call("GetProperty", "is", last, "label") == (("s", "Quitter"),)
    assert host.menu_call("GetProperty", "is", last, "visible") == (("b", True),)
    assert host.menu_call("GetGroupProperties", "aias", [last, 999], ["label"]) == (
        [(last, {"label": ("s", "Quitter")})],
    )


def test_a_changed_label_tick_or_enabling_is_not_a_new_layout(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    now = {"label": "Activer", "enabled": True, "ticked": False}
    icon = red_icon(
        MenuItem(lambda _: str(now["label"]), nothing, enabled=lambda _: bool(now["enabled"])),
        MenuItem("Sécurisé", nothing, checked=lambda _: bool(now["ticked"])),
    )
    run(icon)
    known = ids(host)
    revision, _ = host.menu_call("GetLayout", "iias", 0, -1, [])
    mark = len(host.emitted)
    now.update(label="Désactiver", enabled=False, ticked=True)
    icon.update_menu()
    host.until(lambda: len(host.emitted) > mark)
    words = ("s", "Désactiver")
    changed = [
        (known["Activer"], {"label": words, "accessible-desc": words, "enabled": ("b", False)}),
        (known["Sécurisé"], {"toggle-state": ("i", 1)}),
    ]
    assert host.signals_since(mark) == [("ItemsPropertiesUpdated", (changed, []))]
    assert host.menu_call("GetLayout", "iias", 0, -1, [])[0] == revision
    assert ids(host) == {"Désactiver": known["Activer"], "Sécurisé": known["Sécurisé"]}


def test_an_unchanged_menu_is_not_announced(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    icon = red_icon(MenuItem("Quitter", nothing))
    run(icon)
    ids(host)
    mark = len(host.emitted)
    icon.update_menu()
    assert host.signals_since(mark) == []


def test_an_item_that_appears_is_a_new_layout_and_keeps_the_ids_of_the_others(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    more = threading.Event()
    icon = red_icon(
        MenuItem("Support", Menu(MenuItem("Écrire", nothing))),
        MenuItem("Quitter", nothing),
        MenuItem("De plus", nothing, visible=lambda _: more.is_set()),
    )
    run(icon)
    known = ids(host)
    revision, _ = host.menu_call("GetLayout", "iias", 0, -1, [])
    mark = len(host.emitted)
    more.set()
    icon.update_menu()
    host.until(lambda: len(host.emitted) > mark)
    assert host.signals_since(mark) == [("LayoutUpdated", (revision + 1, 0))]
    assert host.menu_call("GetLayout", "iias", 0, -1, [])[0] == revision + 1
    assert {label: id_ for label, id_ in ids(host).items() if label != "De plus"} == known


def test_a_property_that_goes_is_announced_as_gone(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    ticked: list[bool | None] = [True]
    icon = red_icon(MenuItem("Sécurisé", nothing, checked=lambda _: ticked[0]))
    run(icon)
    known = ids(host)
    mark = len(host.emitted)
    ticked[0] = None
    icon.update_menu()
    host.until(lambda: len(host.emitted) > mark)
    gone = [(known["Sécurisé"], ["toggle-type", "toggle-state"])]
    assert host.signals_since(mark) == [("ItemsPropertiesUpdated", ([], gone))]


def test_a_menu_can_be_replaced_while_the_icon_runs(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    icon = red_icon(MenuItem("Ancien", nothing))
    run(icon)
    ids(host)
    icon.menu = Menu(MenuItem("Nouveau", nothing), MenuItem("Quitter", nothing))
    host.until(lambda: "LayoutUpdated" in [signal.member for signal in host.emitted])
    assert sorted(ids(host)) == ["Nouveau", "Quitter"]


# What the user chooses.


def test_a_click_runs_the_item_off_the_d_bus_thread_and_in_order(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    done: list[str] = []
    go = threading.Event()

    def slow() -> None:
        go.wait(PATIENCE_S)
        done.append("slow")

    run(red_icon(MenuItem("Lent", slow), MenuItem("Vite", lambda: done.append("quick"))))
    host.click(ids(host)["Lent"])
    host.click(ids(host)["Vite"])
    assert host.alive()  # although the callback still waits
    assert done == []
    go.set()
    host.until(lambda: done == ["slow", "quick"])


def test_a_left_click_is_the_default_item(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    done: list[str] = []
    run(
        red_icon(
            MenuItem("Autre", lambda: done.append("other")),
            MenuItem("Lancer", lambda: done.append("default"), default=True),
        )
    )
    host.item_call("SecondaryActivate", "ii", 1, 2)
    host.item_call("ContextMenu", "ii", 1, 2)
    host.item_call("Scroll", "is", 120, "vertical")
    host.item_call("Activate", "ii", 1, 2)
    host.until(lambda: bool(done))
    assert done == ["default"]


def test_what_cannot_be_chosen_is_not_run(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    done: list[str] = []
    run(
        red_icon(
            MenuItem("Grisé", lambda: done.append("disabled"), enabled=False),
            MenuItem("Support", Menu(MenuItem("Écrire", lambda: done.append("child")))),
            MenuItem("Quitter", lambda: done.append("quit")),
        )
    )
    known = ids(host)
    host.click(known["Grisé"])
    host.click(known["Support"])
    host.menu_call("Event", "isvu", known["Écrire"], "hovered", ("s", ""), 0)
    host.click(0)
    host.click(known["Quitter"])
    host.until(lambda: bool(done))
    assert done == ["quit"]


def test_a_group_of_events_runs_what_it_can_and_names_the_rest(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    done: list[str] = []
    run(red_icon(MenuItem("Quitter", lambda: done.append("quit"))))
    id_ = ids(host)["Quitter"]
    click = (id_, "clicked", ("i", 0), 0)
    assert host.menu_call("EventGroup", "a(isvu)", [click, (998, "clicked", ("i", 0), 0)]) == ([998],)
    host.until(lambda: done == ["quit"])
    assert host.menu_call("AboutToShow", "i", id_) == (False,)
    assert host.menu_call("AboutToShowGroup", "ai", [0, 998]) == ([], [998])


def test_a_failing_callback_costs_neither_the_icon_nor_the_next_one(
    host: FakeHost, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    host.own(WATCHER)
    done: list[str] = []
    run(red_icon(MenuItem("Casse", lambda: 1 / 0), MenuItem("Marche", lambda: done.append("works"))))
    host.click(ids(host)["Casse"])
    host.click(ids(host)["Marche"])
    host.until(lambda: done == ["works"])
    assert "ZeroDivisionError" in caplog.text


def test_a_menu_callback_can_stop_the_icon(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    running = run(red_icon(MenuItem("Quitter", lambda icon: icon.stop())))
    name = host.item()
    host.click(ids(host)["Quitter"])
    running.join()
    assert not host.has_owner(name)


# Requests that make no sense.


class Senseless(NamedTuple):
    """A request that makes no sense, and the error it must get."""

    path: str
    interface: str | None
    member: str
    signature: str
    body: tuple[Any, ...]
    error: str


CLICK_ON_NOTHING = (999, "clicked", ("s", ""), 0)


@pytest.mark.parametrize(
    "request_",
    [
        Senseless("/Nowhere", ITEM, "Activate", "ii", (0, 0), "UnknownObject"),
        Senseless(ITEM_PATH, "no.such.Interface", "Activate", "ii", (0, 0), "UnknownInterface"),
        Senseless(ITEM_PATH, ITEM, "Explode", "", (), "UnknownMethod"),
        Senseless(ITEM_PATH, None, "Explode", "", (), "UnknownMethod"),
        Senseless(ITEM_PATH, ITEM, "Activate", "", (), "InvalidArgs"),
        Senseless(ITEM_PATH, ITEM, "Activate", "ss", ("a", "b"), "InvalidArgs"),
        Senseless(ITEM_PATH, ITEM, "Scroll", "a{sv}", ({"a": ("v", ("i", 1))},), "InvalidArgs"),
        Senseless(ITEM_PATH, PROPERTIES, "Get", "ss", ("no.such.Interface", "Id"), "UnknownInterface"),
        Senseless(ITEM_PATH, PROPERTIES, "Get", "ss", (ITEM, "Nothing"), "UnknownProperty"),
        Senseless(ITEM_PATH, PROPERTIES, "GetAll", "s", ("no.such.Interface",), "UnknownInterface"),
        Senseless(ITEM_PATH, PROPERTIES, "Set", "ssv", (ITEM, "Id", ("s", "x")), "PropertyReadOnly"),
        Senseless(MENU_PATH, MENU, "GetLayout", "iias", (999, -1, []), "InvalidArgs"),
        Senseless(MENU_PATH, MENU, "GetLayout", "as", ([],), "InvalidArgs"),
        Senseless(MENU_PATH, MENU, "GetProperty", "is", (999, "label"), "InvalidArgs"),
        Senseless(MENU_PATH, MENU, "GetProperty", "is", (0, "colour"), "InvalidArgs"),
        Senseless(MENU_PATH, MENU, "Event", "isvu", (-7, "clicked", ("s", ""), 0), "InvalidArgs"),
        Senseless(MENU_PATH, MENU, "Event", "sssu", ("0", "clicked", "", 0), "InvalidArgs"),
        Senseless(MENU_PATH, MENU, "EventGroup", "a(isvu)", ([CLICK_ON_NOTHING],), "InvalidArgs"),
        Senseless(MENU_PATH, MENU, "AboutToShow", "i", (999,), "InvalidArgs"),
        Senseless(MENU_PATH, MENU, "AboutToShowGroup", "ai", ([999],), "InvalidArgs"),
    ],
)
def test_a_senseless_request_gets_its_d_bus_error(host: FakeHost, run: Run, request_: Senseless) -> None:
    host.own(WATCHER)
    run(red_icon(MenuItem("Quitter", nothing)))
    with pytest.raises(DBusErrorResponse) as refusal:
        host.call(request_.path, request_.interface, request_.member, request_.signature, request_.body)
    assert refusal.value.name == ERROR + request_.error
    assert host.alive()


def test_a_fault_of_ours_is_one_error_reply(host: FakeHost, run: Run, caplog: pytest.LogCaptureFixture) -> None:
    host.own(WATCHER)
    icon = red_icon()
    run(icon)
    host.item()
    icon._title = 17  # type: ignore[assignment]  # noqa: SLF001 (what no caller would do)
    with pytest.raises(DBusErrorResponse) as refusal:
        host.item_property("Title")
    assert refusal.value.name == ERROR + "Failed"
    assert "cannot answer" in caplog.text
    assert host.alive()


def next_error(connection: socket.socket) -> str:
    """Return the name of the next error on a bare connection."""
    return str(Message.from_buffer(connection.recv(4096)).header.fields[HeaderFields.error_name])


def test_a_message_that_cannot_be_read_gets_an_error(caplog: pytest.LogCaptureFixture) -> None:
    """A file descriptor, which we never agreed to receive; a real bus would not pass it on."""
    ours, theirs = socket.socketpair()
    bus = Bus(ours, ":1.7", b"")
    thread = threading.Thread(target=bus.run, args=(ExportedObjects(),))
    thread.start()
    theirs.settimeout(PATIENCE_S)
    call = new_method_call(DBusAddress(ITEM_PATH, ":1.7", ITEM), "Activate", "h", (0,))
    theirs.sendall(call.serialise(serial=5, fds=array.array("i")))
    assert next_error(theirs) == ERROR + "InvalidArgs"
    theirs.sendall(new_method_call(DBusAddress("/Nowhere", ":1.7"), "Ping").serialise(serial=6))
    assert next_error(theirs) == ERROR + "UnknownObject"
    bus.stop()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
    bus.close()
    theirs.close()
    assert "cannot be parsed" in caplog.text


def test_bytes_that_are_no_messages_end_the_connection() -> None:
    ours, theirs = socket.socketpair()
    bus = Bus(ours, ":1.7", b"")
    theirs.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    with pytest.raises(ConnectionAbortedError):
        bus.run(ExportedObjects())
    bus.close()
    theirs.close()


def test_a_call_that_wants_no_reply_gets_none(bus: PrivateBus, host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    run(red_icon())
    stranger = DBusConnection(prep_socket(bus.path))
    address = DBusAddress(ITEM_PATH, host.item())
    silent = new_method_call(address, "Explode")
    silent.header.flags |= MessageFlag.no_reply_expected
    stranger.send(silent, serial=901)
    stranger.send(new_method_call(address, "Ping"), serial=902)
    serials = [stranger.receive(timeout=PATIENCE_S).header.fields.get(HeaderFields.reply_serial) for _ in range(2)]
    stranger.close()
    assert serials == [None, 902]  # NameAcquired, then the reply


def test_the_objects_describe_themselves(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    run(red_icon())
    (xml,) = host.call("/MenuBar", "org.freedesktop.DBus.Introspectable", "Introspect")
    method = '<method name="GetProperty"><arg type="i" direction="in"/><arg type="s" direction="in"/><arg type="v" '
    assert f'{method}direction="out"/></method>' in xml
    assert '<arg type="a(ia{sv})" direction="out"/><arg type="a(ias)" direction="out"/></signal>' in xml


# Notifications.


def test_a_notification_carries_name_words_and_picture(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    host.own(NOTIFICATIONS)
    icon = red_icon()
    run(icon)
    host.item()
    icon.notify("a < b & c", "Connexion")
    host.until(lambda: len(host.notified) == 1)
    app, replaces, app_icon, title, message, actions, hints, _ = host.notified[0]
    assert (app, replaces, title, message, actions) == ("Impact emploi association", 0, "Connexion", "a < b & c", [])
    assert app_icon == "", "it was made from no file"
    assert hints["image-data"] == ("(iiibiiay)", (48, 48, 192, True, 8, 4, b"\xff\x00\x00\xff" * 2304))


LOST = Notification("Impact emploi : connexion perdue", "Patientez.", "Voir que faire")


@pytest.fixture
def clicks(host: FakeHost, run: Run) -> list[str]:
    """The clicks on the notifications of an icon that has just made one."""
    host.own(WATCHER)
    host.own(NOTIFICATIONS)
    host.capabilities = ["body", "actions"]
    clicked: list[str] = []
    icon = red_icon()
    icon.picture_file = ICONS / "png" / "heart-256.png"
    icon.on_notification_click = lambda: clicked.append("clicked")
    run(icon)
    host.item()
    icon.show_notification(LOST)
    host.until(lambda: len(host.notified) == 1)
    host.alive()  # the reply with the id is read before the next call
    return clicked


@pytest.mark.usefixtures("clicks")
def test_a_notification_has_a_button_an_urgency_and_the_program_it_is_of(host: FakeHost) -> None:
    _, _, app_icon, title, message, actions, hints, _ = host.notified[0]
    assert (title, message) == (LOST.title, LOST.body)
    assert actions == ["default", LOST.button, "show", LOST.button]
    assert hints["urgency"] == ("y", 1)
    assert hints["desktop-entry"] == ("s", DesktopEntry([], ICONS, SHOW).name.removesuffix(".desktop"))
    assert app_icon == (ICONS / "png" / "heart-256.png").as_uri()


@pytest.mark.parametrize("action", ["default", "show"])
def test_a_click_on_a_notification_or_on_its_button_is_told(host: FakeHost, clicks: list[str], action: str) -> None:
    host.click_notification(41, action)
    host.until(lambda: bool(clicks))
    assert host.alive()
    assert clicks == ["clicked"]


def test_a_click_on_a_notification_of_another_program_is_ignored(host: FakeHost, clicks: list[str]) -> None:
    host.click_notification(40, "default")
    host.click_notification(0, "default")
    assert host.alive()
    host.click_notification(41, "default")
    host.until(lambda: bool(clicks))
    assert clicks == ["clicked"]


def test_a_click_that_the_service_does_not_tell_of_is_ignored(
    bus: PrivateBus, host: FakeHost, clicks: list[str]
) -> None:
    stranger = DBusConnection(prep_socket(bus.path))
    stranger.send(action_invoked(41, "default", only=host.item()))
    stranger.send(action_invoked(41, "default"))
    stranger.send_and_get_reply(new_method_call(DBusAddress(ITEM_PATH, host.item()), "Ping"), timeout=PATIENCE_S)
    stranger.close()
    host.click_notification(41, "show")
    host.until(lambda: bool(clicks))
    assert clicks == ["clicked"]


def test_a_service_that_took_over_has_shown_nothing_yet(host: FakeHost, run: Run, clicks: list[str]) -> None:
    icon = red_icon()
    run(icon)
    icon.show_notification(LOST)
    host.until(lambda: len(host.notified) == 2)
    host.alive()
    host.release(NOTIFICATIONS)
    host.own(NOTIFICATIONS)
    icon.show_notification(LOST)
    host.until(lambda: len(host.notified) == 3)
    assert [notified[1] for notified in host.notified] == [0, 0, 0]
    assert clicks == []


def test_a_service_without_buttons_gets_none(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    host.own(NOTIFICATIONS)
    icon = red_icon()
    run(icon)
    host.item()
    icon.show_notification(LOST)
    host.until(lambda: len(host.notified) == 1)
    assert host.notified[0][3:6] == (LOST.title, LOST.body, [])


def test_a_notification_without_a_button_can_be_clicked_too(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    host.own(NOTIFICATIONS)
    host.capabilities = ["actions"]
    icon = red_icon()
    run(icon)
    host.item()
    icon.notify("un")
    host.until(lambda: len(host.notified) == 1)
    assert host.notified[0][5] == ["default", ""]
    host.alive()
    host.click_notification(41, "default")
    assert host.alive()


def test_words_are_escaped_for_a_service_that_reads_markup(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    host.own(NOTIFICATIONS)
    host.capabilities = ["body", "body-markup"]
    icon = red_icon(title="Titre & co")
    run(icon)
    host.item()
    icon.notify("a < b & c")
    host.until(lambda: len(host.notified) == 1)
    assert host.notified[0][3:5] == ("Titre & co", "a &lt; b &amp; c")


def test_a_new_notification_replaces_the_last(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    host.own(NOTIFICATIONS)
    icon = red_icon()
    run(icon)
    host.item()
    icon.notify("un")
    host.until(lambda: len(host.notified) == 1)
    host.alive()  # the reply with the id is read before the next call
    icon.notify("deux")
    host.until(lambda: len(host.notified) == 2)
    assert host.notified[1][1] == 41


def test_notifications_that_come_at_once_stand_in_the_place_of_one_and_can_be_clicked(
    host: FakeHost, clicks: list[str], run: Run
) -> None:
    """The second was sent before the id of the first was known, stood beside it, and the first could not be clicked."""
    icon = red_icon()
    icon.on_notification_click = lambda: clicks.append("clicked")
    run(icon)
    for words in ("un", "deux", "trois"):
        icon.notify(words)
    host.until(lambda: [notified[4] for notified in host.notified[-2:]] == ["un", "trois"])
    first = 40 + len(host.notified) - 1
    assert [notified[1] for notified in host.notified[-2:]] == [0, first]
    host.alive()
    host.click_notification(first + 1, "default")
    host.until(lambda: bool(clicks))
    assert clicks == ["clicked"]


def test_another_service_gets_what_the_hung_one_was_to_show(host: FakeHost, run: Run, bus: PrivateBus) -> None:
    host.own(WATCHER)
    hung = FakeHost(bus)
    hung.own(NOTIFICATIONS)
    icon = red_icon()
    run(icon)
    host.item()
    icon.notify("un")
    icon.notify("deux")
    hung.release(NOTIFICATIONS)
    host.own(NOTIFICATIONS)
    host.until(
        lambda: [notified[4] for notified in host.notified][-1:] == ["deux"]
    )  # "un", too, if it was not sent yet
    hung.close()


def test_what_was_sent_while_the_service_was_being_started_can_be_clicked(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    clicked: list[str] = []
    icon = red_icon()
    icon.on_notification_click = lambda: clicked.append("clicked")
    icon.connect()
    icon.notify("un")  # before it is known who shows notifications
    host.own(NOTIFICATIONS)
    run(icon)
    host.until(lambda: bool(host.notified))
    host.alive()
    host.click_notification(41, "default")
    host.until(lambda: bool(clicked))
    assert clicked == ["clicked"]


def test_a_hung_notification_service_holds_up_nothing(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    host.own(NOTIFICATIONS)
    host.hung.add(NOTIFICATIONS)
    icon = red_icon()
    icon.connect()
    icon.notify("avant")
    run(icon)
    host.item()
    for _ in range(100):
        icon.notify("pendant")
    icon.title = "Toujours là"
    host.until(lambda: "NewTitle" in [signal.member for signal in host.emitted])
    assert host.item_property("Title") == "Toujours là"


def test_what_a_service_refused_is_tried_again_unless_something_newer_came(
    host: FakeHost, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At login the panel may be ready before the service of notifications is."""
    monkeypatch.setattr("iea_agent.adapters.tray.services.RETRIES_S", (0.05,) * 1000)
    host.own(WATCHER)
    host.refused |= {"Notify", "RegisterStatusNotifierItem"}
    icon = red_icon()
    run(icon)
    host.until(lambda: host.refusals["RegisterStatusNotifierItem"] >= 2)
    host.refused.discard("RegisterStatusNotifierItem")
    host.item()
    host.own(NOTIFICATIONS)
    icon.notify("ancien")
    host.until(lambda: host.refusals["Notify"] >= 2)
    icon.notify("nouveau")
    host.until(lambda: host.refusals["Notify"] >= 3)
    host.refused.clear()
    host.until(lambda: bool(host.notified))
    assert [notified[4] for notified in host.notified] == ["nouveau"]


def test_no_notification_service_is_only_logged(host: FakeHost, run: Run, caplog: pytest.LogCaptureFixture) -> None:
    host.own(WATCHER)
    icon = red_icon()
    run(icon)
    host.item()
    icon.notify("personne")
    host.until(lambda: "no notification" in caplog.text)
    assert host.alive()


# The bus.


@pytest.mark.parametrize(
    "address", ["", "unix:path=/nonexistent/bus", "tcp:host=localhost,port=1", "nonsense", "disabled:", "unix:path"]
)
def test_without_a_bus_there_is_a_clear_error_and_no_thread_is_left(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    before = set(threading.enumerate())
    with pytest.raises(TrayUnavailableError, match="no session bus"):
        red_icon().run()
    assert set(threading.enumerate()) == before


def test_a_bus_that_never_answers_is_no_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iea_agent.adapters.dbus.greeting.GREETING_S", 0.2)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(f"\0{tmp_path.name}-{os.getpid()}")
        silent.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:abstract={tmp_path.name}-{os.getpid()}")
        with pytest.raises(TrayUnavailableError, match="authenticate"):
            red_icon().connect()


def empty_hello() -> bytes:
    hello = new_method_call(
        DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus"), "Hello"
    )
    hello.header.serial = 1
    return new_method_return(hello).serialise(serial=1)


@pytest.mark.parametrize(
    ("says", "fault"),
    [(empty_hello(), "range"), (b"l\2\0\1" + struct.pack("<III", 0x0F000000, 1, 0), "bytes"), (b"x" * 64, "not D-Bus")],
)
def test_a_bus_that_speaks_nonsense_is_no_bus(
    says: bytes, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def talk() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as heard:
            heard.readline()
            connection.sendall(b"OK 1234\r\n")
            while b"BEGIN" not in (line := heard.readline()):
                connection.sendall(b"AGREE_UNIX_FD\r\n" if b"NEGOTIATE" in line else b"ERROR\r\n")
            connection.sendall(says)
            heard.read()

    path = tmp_path / "bus"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        talking = threading.Thread(target=talk, daemon=True)
        talking.start()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={path}")
        with pytest.raises(TrayUnavailableError, match=fault):
            red_icon().connect()
        talking.join(10)


def test_the_bus_of_the_runtime_folder_is_found_without_an_address(
    bus: PrivateBus, host: FakeHost, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(Path(bus.path).parent))
    host.own(WATCHER)
    run(red_icon())
    assert host.alive()


def test_the_icon_comes_back_with_the_bus(bus: PrivateBus, host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    told: list[bool] = []
    icon = red_icon(MenuItem("Avant", nothing))
    icon.reconnect_delays_s = (0.05,) * 200  # type: ignore[attr-defined]
    icon.on_host_change = told.append
    run(icon)
    host.until(lambda: told == [True])
    bus.stop()
    wait_for(lambda: told == [True, False])
    icon.title = "Changé entre-temps"
    icon.menu = Menu(MenuItem("Après", nothing))
    bus.start()
    again = FakeHost(bus)
    again.own(WATCHER)
    assert again.item_property("Title") == "Changé entre-temps"
    assert list(ids(again)) == ["Après"]
    again.until(lambda: told == [True, False, True])
    again.close()


def test_a_bus_that_stays_away_ends_the_run_with_an_error(bus: PrivateBus, host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    icon = red_icon()
    icon.reconnect_delays_s = (0.01, 0.01)  # type: ignore[attr-defined]
    running = run(icon)
    host.item()
    bus.stop()
    running.join()
    assert isinstance(running.fault, TrayUnavailableError)


def test_stop_ends_the_run_while_the_bus_is_away(bus: PrivateBus, host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    icon = red_icon()
    icon.reconnect_delays_s = (3600.0,)  # type: ignore[attr-defined]
    running = run(icon)
    host.until(icon.host_present)
    bus.stop()
    wait_for(lambda: not icon.host_present())
    icon.stop()
    running.join()
    assert running.fault is None


@pytest.mark.usefixtures("bus")
def test_stop_before_run_is_not_lost() -> None:
    icon = red_icon()
    icon.stop()
    running = Running(icon)
    running.join()
    assert running.fault is None


def test_updates_from_many_threads_end_in_the_last_state(host: FakeHost, run: Run) -> None:
    host.own(WATCHER)
    icon = red_icon(MenuItem(lambda _: icon.title, nothing))
    run(icon)
    host.item()

    def hammer(number: int) -> None:
        for count in range(50):
            icon.title = f"{number}-{count}"
            icon.icon = square((number, count, 0, 255), 8)
            icon.update_menu()

    threads = [threading.Thread(target=hammer, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    host.until(lambda: not any(thread.is_alive() for thread in threads))
    icon.title = "fin"
    icon.icon = square((9, 9, 9, 255))
    icon.update_menu()
    last = {"label": ("s", "fin"), "accessible-desc": ("s", "fin")}
    host.until(lambda: ("ItemsPropertiesUpdated", ([(1, last)], [])) in host.emitted)
    assert host.item_property("Title") == "fin"
    assert host.item_property("IconPixmap")[0][2][:4] == b"\xff\x09\x09\x09"


# Imports.


def test_the_tray_loads_neither_a_toolkit_nor_the_network_and_leaves_the_environment_alone() -> None:
    """What stays in memory all day must be small, and children must not inherit our choice of a back end."""
    program = """
import os, sys
from pathlib import Path
from iea_agent.adapters.dbus.objects import ExportedObjects
from iea_agent.adapters.dbus.connection import Bus
from iea_agent.adapters.tray.display import pictures_of
from iea_agent.adapters.tray.display import tray_icon_class
icon = tray_icon_class()("iea-agent")
icon.pictures = pictures_of(Path(sys.argv[1]), "ball")
assert "PYSTRAY_BACKEND" not in os.environ
heavy = {"asyncio", "ssl", "http", "urllib.request", "Xlib", "gi", "httpx", "keyring", "PySide6", "PIL.JpegImagePlugin"}
print(*sorted(heavy & set(sys.modules)))
"""
    environ = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "PYSTRAY_BACKEND"}}
    command = [sys.executable, "-c", program, str(ICONS)]
    outcome = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=True)
    assert outcome.stdout.strip() == ""


def test_a_back_end_that_the_user_chose_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYSTRAY_BACKEND", "gtk")
    assert tray_icon_class() is StatusNotifierIcon
    assert os.environ["PYSTRAY_BACKEND"] == "gtk"
