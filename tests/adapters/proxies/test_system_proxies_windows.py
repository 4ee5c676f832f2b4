"""The proxies in the settings of a real Windows: the user's are put aside, changed, and put back."""

import importlib
import struct
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from iea_agent.adapters.proxies.system import route_to
from iea_agent.core.servers.proxies import ProxySettings, ProxySettingsError, Route
from iea_agent.core.stage_facts import ProxySource
from tests.adapters.server.exchanges import without_proxies

winreg = pytest.importorskip("winreg", reason="the settings of Windows")
windows = importlib.import_module("iea_agent.adapters.proxies.windows")

CONNECTIONS = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings\Connections"
NAME = "DefaultConnectionSettings"


def write(value: bytes) -> None:
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, CONNECTIONS) as key:
        winreg.SetValueEx(key, NAME, 0, winreg.REG_BINARY, value)


def choose(proxy: str = "", bypass: str = "", script: str = "") -> None:
    """Write the settings as Windows keeps them: version, counter, flags, then three texts with their lengths."""
    flags = 1 | (2 if proxy else 0) | (4 if script else 0)
    texts = b"".join(struct.pack("<I", len(text)) + text.encode("ascii") for text in (proxy, bypass, script))
    write(struct.pack("<III", 0x46, 1, flags) + texts + bytes(32))


@pytest.fixture(autouse=True)
def _put_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    without_proxies(monkeypatch)
    monkeypatch.setenv("IEA_AGENT_TEST", str(tmp_path))  # what was found is kept as long as the environment is the same
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, CONNECTIONS) as key:
        try:
            before = winreg.QueryValueEx(key, NAME)[0]
        except FileNotFoundError:
            before = None
    yield
    if before is not None:
        write(before)
        return
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, CONNECTIONS) as key:
        winreg.DeleteValue(key, NAME)


def test_the_list_and_its_exclusions_are_read() -> None:
    choose("proxy.test:3128", "<local>;*.corp;10.*")
    assert route_to("https://auth.test") == Route("http://proxy.test:3128", ProxySource.WINDOWS)
    for excluded in ("http://intranet", "https://pay.corp", "https://10.1.2.3", "https://127.0.0.1"):
        assert route_to(excluded).proxy is None


def test_each_kind_has_its_proxy() -> None:
    choose("http=a:1;https=b:2")
    assert route_to("http://auth.test").proxy == "http://a:1"
    assert route_to("https://auth.test").proxy == "http://b:2"


def test_there_may_be_none() -> None:
    choose()
    assert windows.user_settings() == ProxySettings(ProxySource.WINDOWS, subdomains=False)


def test_a_script_is_run(tmp_path: Path) -> None:
    answer = '(host == "auth.test") ? "PROXY proxy.test:1; DIRECT" : "DIRECT"'
    text = f"function FindProxyForURL(url, host) {{ return {answer}; }}"
    (tmp_path / "proxy.pac").write_text(text, encoding="ascii")
    serve = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        choose(script=f"http://127.0.0.1:{server.server_port}/proxy.pac")
        assert route_to("https://auth.test") == Route("http://proxy.test:1", ProxySource.WINDOWS, by_script=True)
        assert route_to("https://other.test") == Route(None, ProxySource.WINDOWS, by_script=True)
        server.shutdown()


def test_a_script_that_cannot_be_had_is_said_and_the_list_counts() -> None:
    choose("proxy.test:1", script="http://127.0.0.1:9/proxy.pac")
    route = route_to("https://auth.test")
    assert (route.proxy, route.by_script) == ("http://proxy.test:1", False)
    assert "127.0.0.1:9/proxy.pac: WinHTTP error" in route.trouble
    with pytest.raises(ProxySettingsError):
        windows.ask_script(
            ProxySettings(ProxySource.WINDOWS, script="http://127.0.0.1:9/proxy.pac"), "https://auth.test:443/"
        )
