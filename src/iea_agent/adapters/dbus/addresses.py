"""Where the buses of D-Bus listen.

Source: D-Bus Specification 0.42, "Server Addresses" and "Well-known Message Bus Instances".
"""

from collections.abc import Iterator, Mapping

from jeepney.bus import get_connectable_addresses


def session_bus_addresses(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the addresses to try for the session bus; the default is that of systemd and dbus-user-session.

    The default is tried only if the environment names no bus: a named bus that is gone means that this login session
    has ended, and the bus of another one must not be entered.
    """
    named = environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    if named:
        yield from get_connectable_addresses(named)
    elif environ.get("XDG_RUNTIME_DIR"):
        yield f"{environ['XDG_RUNTIME_DIR']}/bus"


def system_bus_addresses(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the addresses to try for the system bus."""
    yield from get_connectable_addresses(
        environ.get("DBUS_SYSTEM_BUS_ADDRESS") or "unix:path=/run/dbus/system_bus_socket"
    )
