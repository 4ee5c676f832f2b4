"""Sessions of one user are told apart by their screens."""

import pytest

from iea_agent.core.session import Seat, elsewhere, environ_at, seat_of

HOME = {"HOME": "/home/x", "LANG": "fr_FR.UTF-8"}


def x(display: str, **more: str) -> Seat:
    return Seat({"DISPLAY": display, **more})


def test_without_a_screen_nobody_sits_there() -> None:
    assert seat_of(HOME | {"XDG_RUNTIME_DIR": "/run/user/1", "DISPLAY": ""}) is None


@pytest.mark.parametrize("odd", ["/home/caf\udce9/.Xauthority", "x" * 5000])
def test_a_seat_that_no_message_can_hold_is_none(odd: str) -> None:
    assert seat_of({"DISPLAY": ":0", "XAUTHORITY": odd}) is None
    assert seat_of({"DISPLAY": ":0", "LS_COLORS": odd}) == x(":0")


def test_a_seat_holds_what_leads_there_and_nothing_else() -> None:
    variables = {"DISPLAY": ":1", "XAUTHORITY": "/x", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/b", "XDG_SESSION_ID": "4"}
    assert seat_of(HOME | variables | {"WAYLAND_DISPLAY": ""}) == Seat(variables)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (x(":0"), x(":0.0")),
        (x(":0", XDG_SESSION_ID="1"), x(":0", XDG_SESSION_ID="2")),
        (x("localhost:10.0"), x("localhost:10")),
        (x(":0", WAYLAND_DISPLAY="wayland-0"), x(":1", WAYLAND_DISPLAY="wayland-0")),
    ],
)
def test_one_screen_by_several_names_is_one(one: Seat, other: Seat) -> None:
    assert elsewhere(one, other) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (x(":0"), x(":1")),
        (x("10.0.0.1:0"), x("10.0.0.2:0")),
        (x(":0", WAYLAND_DISPLAY="wayland-0"), x(":0", WAYLAND_DISPLAY="wayland-1")),
        (
            x(":0", WAYLAND_DISPLAY="wayland-0", XDG_RUNTIME_DIR="/run/a"),
            x(":0", WAYLAND_DISPLAY="wayland-0", XDG_RUNTIME_DIR="/run/b"),
        ),
        (x(":0"), None),
    ],
)
def test_another_screen_is_elsewhere(one: Seat, other: Seat | None) -> None:
    assert elsewhere(one, other) == one


def test_who_has_no_screen_is_shown_everything_where_the_agent_is() -> None:
    assert elsewhere(None, x(":0")) is None
    assert elsewhere(None, None) is None


def test_at_a_seat_the_environment_leads_there_and_nowhere_else() -> None:
    own = HOME | {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0", "XAUTHORITY": "/x"}
    assert environ_at(x(":1", LD_PRELOAD="/evil.so"), own) == HOME | {"DISPLAY": ":1"}
    assert environ_at(None, own) == own
