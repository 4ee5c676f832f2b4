"""How the desktops of Linux name a proxy: in the settings of GNOME, in those of KDE, or in a script (PAC)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.adapters.proxies.desktops_proxies import gnome, kde, script, session_bus

NO_BUS = "unix:path=/nonexistent/bus"


@contextmanager
def by_gnome(folder: Path, proxy: str) -> Iterator[Mapping[str, str]]:
    """Name a proxy in GNOME's settings."""
    parts = urlsplit(proxy)
    yield gnome(folder, mode="manual", http__host=f"'{parts.hostname}'", http__port=f"{parts.port}")


@contextmanager
def by_kde(folder: Path, proxy: str) -> Iterator[Mapping[str, str]]:
    """Name a proxy in KDE's settings."""
    place = " ".join(proxy.rsplit(":", 1))
    yield kde(folder, f"ProxyType=1\nhttpProxy={place}\nhttpsProxy={place}")


@contextmanager
def by_script(folder: Path, proxy: str) -> Iterator[Mapping[str, str]]:
    """Name a proxy in a script, to which GNOME's settings lead; a service of the system runs it."""
    with session_bus() as bus:
        address = script(folder, {}, otherwise=f"PROXY {urlsplit(proxy).netloc}; DIRECT")
        yield gnome(folder, mode="auto", autoconfig_url=address) | bus


@contextmanager
def by_script_of_two(folder: Path, proxy: str) -> Iterator[Mapping[str, str]]:
    """Name a proxy in a script, after one that is dead."""
    with session_bus() as bus:
        address = script(folder, {}, otherwise=f"PROXY 127.0.0.1:1; SOCKS 127.0.0.1:1; PROXY {urlsplit(proxy).netloc}")
        yield gnome(folder, mode="auto", autoconfig_url=address) | bus


@contextmanager
def by_lost_script(folder: Path, _proxy: str) -> Iterator[Mapping[str, str]]:
    """Name a proxy in a script that nothing can run."""
    yield gnome(folder, mode="auto", autoconfig_url="http://auth.test/proxy.pac") | {"DBUS_SESSION_BUS_ADDRESS": NO_BUS}
