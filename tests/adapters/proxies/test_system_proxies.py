"""The proxies of real desktops of Linux: GNOME's settings, KDE's files, scripts run by a real service."""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from jeepney import message_bus
from jeepney.io.blocking import DBusConnection, prep_socket

from iea_agent.adapters.proxies import linux, system
from iea_agent.adapters.proxies.system import proxies_in_use, route_to, without_credentials
from iea_agent.core.diagnosis import Stage, Verdict
from iea_agent.core.servers.proxies import DIRECT, Route
from iea_agent.core.stage_facts import ProxySource
from tests.adapters.proxies.desktops_proxies import gnome, kde, script, session_bus
from tests.adapters.server.exchanges import look, without_proxies
from tests.adapters.server.raw_servers import HttpServer, settings_for
from tests.adapters.tray.fake_watcher import PATIENCE_S, PrivateBus

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the desktops of Linux")

Enter = Callable[[Mapping[str, str]], None]
ADDRESS = "https://auth.test"
HOSTS = "['localhost', '10.0.0.0/8', '*.corp', 'intranet.test:8443']"
PROXY = "ProxyType=1\nhttpProxy=http://proxy.test 3128\nhttpsProxy=http://proxy.test 3129\n"


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> Enter:
    """Enter a session: its environment in place of this one's."""
    without_proxies(monkeypatch)
    for name in ("XDG_CURRENT_DESKTOP", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)

    def set_all(environ: Mapping[str, str]) -> None:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)

    return set_all


@pytest.fixture(scope="module")
def bus() -> Iterator[dict[str, str]]:
    with session_bus() as environ:
        yield environ


def test_gnome_names_a_proxy_and_excludes_hosts(enter: Enter, tmp_path: Path) -> None:
    enter(gnome(tmp_path, mode="manual", http__host="proxy.test", http__port="3128", ignore_hosts=HOSTS))
    assert route_to(ADDRESS) == Route("http://proxy.test:3128", ProxySource.GNOME)
    assert route_to("http://auth.test").proxy == "http://proxy.test:3128"
    for excluded in ("https://10.1.2.3", "https://pay.corp", "https://intranet.test:8443", "https://127.0.0.1"):
        assert route_to(excluded).proxy is None
    assert route_to("https://intranet.test").proxy == "http://proxy.test:3128"


def test_gnome_without_a_proxy_says_so(enter: Enter, tmp_path: Path) -> None:
    enter(gnome(tmp_path, mode="none", http__host="proxy.test"))
    assert route_to(ADDRESS) == Route(None, ProxySource.GNOME)


def test_the_password_of_a_proxy_is_used_and_not_shown(enter: Enter, tmp_path: Path) -> None:
    credentials = {
        "http__use_authentication": "true",
        "http__authentication_user": "jean",
        "http__authentication_password": "p@ss",
    }
    enter(gnome(tmp_path, mode="manual", http__host="proxy.test", http__port="3128", **credentials))
    assert route_to(ADDRESS).proxy == "http://jean:p%40ss@proxy.test:3128"
    said = f"{proxies_in_use(os.environ)}"
    assert "proxy.test:3128" in said
    assert "jean" not in said
    assert "p%40ss" not in said


def test_a_variable_counts_more_than_the_desktop(enter: Enter, tmp_path: Path) -> None:
    enter(gnome(tmp_path, mode="manual", http__host="proxy.test") | {"https_proxy": "other.test:1"})
    assert route_to(ADDRESS) == Route("http://other.test:1", ProxySource.ENVIRONMENT, setting="https_proxy")


def test_exclusions_alone_are_no_proxy(enter: Enter, tmp_path: Path) -> None:
    enter(gnome(tmp_path, mode="manual", http__host="proxy.test", http__port="1") | {"no_proxy": "auth.test"})
    assert route_to(ADDRESS) == Route("http://proxy.test:1", ProxySource.GNOME)


def test_a_gnome_whose_settings_cannot_be_read_is_gone_without_and_said(
    enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linux, "SETTINGS_S", 0.3)
    enter({"XDG_CURRENT_DESKTOP": "GNOME", "PATH": str(tmp_path)})
    assert "no gsettings" in route_to(ADDRESS).trouble
    assert "no gsettings" in proxies_in_use(os.environ)["proxy settings"]
    program = tmp_path / "gsettings"
    for text, said in (("exit 1", "status 1"), ("echo nothing", "parsed"), ("exec sleep 9", "timed out")):
        program.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{text}\n", encoding="ascii")
        program.chmod(0o700)
        assert said in route_to(ADDRESS).trouble


def test_a_system_that_hangs_is_left_behind(enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr(linux, "desktop_settings", lambda _environ: answered.wait(PATIENCE_S))
    monkeypatch.setattr(system, "LOOKUP_S", 0.1)
    enter({"XDG_CURRENT_DESKTOP": "GNOME"})
    assert "does not answer" in route_to(ADDRESS).trouble
    answered.set()


def test_kde_names_a_proxy_and_excludes_hosts(enter: Enter, tmp_path: Path) -> None:
    enter(kde(tmp_path, PROXY + "NoProxyFor=pay.corp,10.0.0.0/8"))
    assert route_to(ADDRESS) == Route("http://proxy.test:3129", ProxySource.KDE)
    assert route_to("http://auth.test").proxy == "http://proxy.test:3128"
    assert route_to("https://pay.corp").proxy is None
    assert route_to("https://10.9.9.9").proxy is None


def test_what_the_administrator_of_a_kde_locked_counts(enter: Enter, tmp_path: Path) -> None:
    enter(kde(tmp_path, "ProxyType=0", system="ProxyType[$i]=1\nhttpsProxy=http://proxy.test 1"))
    assert route_to(ADDRESS).proxy == "http://proxy.test:1"


@pytest.mark.parametrize("desktop", ["", "XFCE", "sway"])
def test_where_there_is_no_such_desktop_nothing_is_asked(desktop: str, enter: Enter, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    program = tmp_path / "gsettings"
    program.write_text(f"#!/bin/sh\n: > {asked}\n", encoding="ascii")
    program.chmod(0o700)
    enter({"XDG_CURRENT_DESKTOP": desktop, "PATH": str(tmp_path), "HOME": str(tmp_path)})
    assert route_to(ADDRESS) == DIRECT
    assert proxies_in_use(os.environ) == {}
    assert not asked.exists()


class TestAScript:
    def test_is_run_by_the_service_of_the_system(self, enter: Enter, tmp_path: Path, bus: dict[str, str]) -> None:
        address = script(tmp_path, {"auth.test": "SOCKS a:1; PROXY proxy.test:3128; DIRECT", "b.test": "SOCKS a:1"})
        enter(gnome(tmp_path, mode="auto", autoconfig_url=address) | bus)
        found = route_to(ADDRESS)
        assert found._replace(skipped=()) == Route(
            "http://proxy.test:3128", ProxySource.GNOME, by_script=True, spare=(None,)
        )
        assert {proxy.rpartition("/")[2] for proxy in found.skipped} == {"a:1"}  # the service names several kinds
        assert route_to("https://b.test").proxy == "socks5://a:1"
        assert route_to("https://other.test") == Route(None, ProxySource.GNOME, by_script=True)
        assert route_to("https://localhost") == DIRECT
        assert proxies_in_use(os.environ) == {"proxy script": without_credentials(address), "proxy settings": "gnome"}

    def test_of_kde_is_run_by_it_too(self, enter: Enter, tmp_path: Path, bus: dict[str, str]) -> None:
        address = script(tmp_path, {"auth.test": "PROXY proxy.test:3128"})
        enter(kde(tmp_path, f"ProxyType=2\nProxy Config Script={address}") | bus)
        assert route_to(ADDRESS) == Route("http://proxy.test:3128", ProxySource.KDE, by_script=True)

    def test_that_is_not_there_leads_nowhere_else(self, enter: Enter, tmp_path: Path, bus: dict[str, str]) -> None:
        enter(gnome(tmp_path, mode="auto", autoconfig_url="http://127.0.0.1:9/proxy.pac") | bus)
        assert route_to(ADDRESS).proxy is None

    def test_is_gone_without_where_nothing_runs_it(self, enter: Enter, tmp_path: Path) -> None:
        address = "http://jean:geheim@w.test/proxy.pac?key=geheim"
        enter(gnome(tmp_path, mode="auto", autoconfig_url=address))
        route = route_to(ADDRESS)
        assert (route.proxy, route.by_script) == (None, False)
        assert route.trouble.startswith(
            "the proxy script http://w.test/proxy.pac: org.gtk.GLib.PACRunner: no session bus"
        )
        assert "geheim" not in route.trouble
        with PrivateBus() as empty:
            enter({"DBUS_SESSION_BUS_ADDRESS": empty.address})
            assert "refused" in route_to(ADDRESS).trouble

    def test_whose_service_hangs_is_given_up(
        self, enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(linux, "ANSWER_S", 0.2)
        with PrivateBus() as silent, closing(DBusConnection(prep_socket(silent.path))) as service:
            service.send_and_get_reply(message_bus.RequestName("org.gtk.GLib.PACRunner"), timeout=PATIENCE_S)
            enter(gnome(tmp_path, mode="auto") | {"DBUS_SESSION_BUS_ADDRESS": silent.address})
            assert "no answer within 0.2 s" in route_to(ADDRESS).trouble

    def test_that_cannot_be_run_is_said(self, enter: Enter, tmp_path: Path) -> None:
        with HttpServer() as server:
            enter(gnome(tmp_path, mode="auto", autoconfig_url="http://w.test/proxy.pac"))
            found = look(settings_for(server, secure=True, authentication_address=ADDRESS))
        assert (found.verdict, found.diagnosis.stage) == (Verdict.DNS, Stage.NAME)
        assert "the proxy script http://w.test/proxy.pac" in found.diagnosis.words


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://jean:p@ss@proxy.test:1", "http://proxy.test:1"),
        ("jean:p%40ss@proxy.test:1", "proxy.test:1"),
        ("http://w.test/p.pac?key=1", "http://w.test/p.pac"),
        ("http://jean:p?ss@proxy.test:1", "http://…"),
        ("http://w.test/p.pac?key=k@1", "http://…"),
        ("", ""),
    ],
)
def test_an_address_is_shown_without_its_secrets(address: str, shown: str) -> None:
    assert without_credentials(address) == shown
