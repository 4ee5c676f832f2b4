"""Login sessions with a display are told apart by what X11 and Wayland call the display."""

import msgspec
import pytest

from iea_agent.core.session import Session, is_elsewhere, session_of

HOME = {"HOME": "/home/x", "LANG": "fr_FR.UTF-8", "XDG_RUNTIME_DIR": "/run/user/1"}


def session(display: str = "", wayland: str = "", runtime: str = "/run/user/1") -> Session:
    found = session_of(HOME | {"DISPLAY": display, "WAYLAND_DISPLAY": wayland, "XDG_RUNTIME_DIR": runtime})
    assert found is not None
    return found


@pytest.mark.parametrize("environ", [HOME, HOME | {"DISPLAY": "", "WAYLAND_DISPLAY": ""}])
def test_without_a_display_there_is_no_session(environ: dict[str, str]) -> None:
    assert session_of(environ) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (session(":0"), session(":0.0")),
        (session("localhost:10.0"), session("localhost:10")),
        (session("wayland-0.5:0"), session("wayland-0.5:0.1")),
        (session(":0", runtime="/run/user/1"), session(":0", runtime="/run/b")),
        (session(wayland="wayland-0"), session(wayland="wayland-0")),
        (session(":0", "wayland-0"), session(":1", "wayland-0")),
        (session(":0", "wayland-0"), session(":0")),
    ],
)
def test_one_display_by_several_names_is_one_session(one: Session, other: Session) -> None:
    assert not is_elsewhere(one, other)
    assert not is_elsewhere(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (session(":0"), session(":1")),
        (session("10.0.0.1:0"), session("10.0.0.2:0")),
        (session("host.5"), session("host")),
        (session(":0", "wayland-0"), session(":0", "wayland-1")),
        (session(":0", "wayland-0", "/run/a"), session(":0", "wayland-0", "/run/b")),
        (session(wayland="wayland-0"), session(":0")),
    ],
)
def test_another_display_is_another_session(one: Session, other: Session) -> None:
    assert is_elsewhere(one, other)
    assert is_elsewhere(other, one)


def test_a_process_without_a_display_is_in_no_other_session() -> None:
    assert not is_elsewhere(None, session(":0"))
    assert not is_elsewhere(None, None)


def test_an_agent_without_a_display_is_in_no_session_that_has_one() -> None:
    assert is_elsewhere(session(":0"), None)


@pytest.mark.parametrize("odd", ["/run/caf\udce9", "x" * 5000])
def test_every_name_fits_into_a_message(odd: str) -> None:
    found = session(odd, odd, odd)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Session) == found
    assert len(found.display) <= 4096
