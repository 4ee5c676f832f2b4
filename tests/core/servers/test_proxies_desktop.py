"""The formats of proxy settings on the desktops of Linux."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.servers.proxies import ProxySettings, listed_proxies
from iea_agent.core.servers.proxies_desktop import gnome_settings, kde_settings
from iea_agent.core.stage_facts import ProxySource

PIECES = [*"'\"[]\\$ =:,@/", "ProxyType", "[Proxy Settings]", "[$i]", "1", "http", "\n", "é"]
SETTINGS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)

GNOME = """org.gnome.system.proxy autoconfig-url ''
org.gnome.system.proxy ignore-hosts ['localhost', '10.0.0.0/8', 3]
org.gnome.system.proxy mode '{mode}'
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy.http host '{http}'
org.gnome.system.proxy.http port 3128
org.gnome.system.proxy.https host "{https}"
org.gnome.system.proxy.https port uint16
org.gnome.system.proxy.socks host '{socks}'
org.gnome.system.proxy.socks port 1080
"""
CREDENTIALS = """org.gnome.system.proxy.http use-authentication true
org.gnome.system.proxy.http authentication-user 'l\\'agent'
org.gnome.system.proxy.http authentication-password 'p@ss'
"""


def gnome(mode: str = "manual", *, http: str = "", https: str = "", socks: str = "", more: str = "") -> ProxySettings:
    found = gnome_settings(GNOME.format(mode=mode, http=http, https=https, socks=socks) + more)
    assert found is not None
    return found


def test_gnome_without_a_proxy() -> None:
    assert gnome("none", http="p") == ProxySettings(ProxySource.GNOME)
    assert gnome("manual") == ProxySettings(ProxySource.GNOME, {}, ("localhost", "10.0.0.0/8"))


def test_gnome_with_proxies() -> None:
    assert gnome(http="p").proxies == {"http": "http://p:3128", "https": "http://p:3128"}
    assert gnome(http="p", https="s").proxies == {"http": "http://p:3128", "https": "http://s"}
    assert gnome(socks="s").proxies == {"all": "socks://s:1080"}
    assert gnome(http="p", more=CREDENTIALS).proxies["https"] == "http://l%27agent:p%40ss@p:3128"


@pytest.mark.parametrize("host", ["http://p", "http://p/", " p ", "HTTP://p:8080/", "p."])
def test_an_address_where_gnome_wants_a_host_is_understood(host: str) -> None:
    assert gnome(http=host).proxies["http"] in {"http://p:3128", "http://p.:3128"}
    assert gnome(https="http://p:8080/").proxies["https"] == "http://p:8080"


def test_gnome_with_a_script() -> None:
    assert gnome("auto") == ProxySettings(ProxySource.GNOME, detect=True)
    more = "org.gnome.system.proxy autoconfig-url 'http://w/p.pac'"
    assert gnome("auto", more=more) == ProxySettings(ProxySource.GNOME, script="http://w/p.pac")


def test_gnome_with_settings_that_say_nothing() -> None:
    empty = "org.gnome.system.proxy mode 'manual'\norg.gnome.system.proxy ignore-hosts @as []"
    assert gnome_settings(empty) == ProxySettings(ProxySource.GNOME)
    nonsense = "org.gnome.system.proxy mode 'manual'\norg.gnome.system.proxy ignore-hosts [[[\nx"
    assert gnome_settings(nonsense) == ProxySettings(ProxySource.GNOME)
    for text in ("", "No such schema", "org.gnome.system.proxy mode 'other'"):
        assert gnome_settings(text) is None


def kde(*texts: str, **environ: str) -> ProxySettings:
    return kde_settings([f"[Proxy Settings]\n{text}" for text in texts], environ)


@pytest.mark.parametrize("text", ["", "ProxyType=0\nhttpProxy=http://p 1", "ProxyType=9", "httpProxy=http://p 1"])
def test_kde_without_a_proxy(text: str) -> None:
    assert kde(text) == ProxySettings(ProxySource.KDE)
    assert kde_settings([], {}) == ProxySettings(ProxySource.KDE)


def test_kde_with_proxies() -> None:
    found = kde(
        "ProxyType=1\nhttpProxy=http://p 3128\nhttpsProxy=q:8080\nsocksProxy=socks://s 0\nftpProxy=\n"
        "NoProxyFor=localhost, intranet.example\nReversedException=false"
    )
    assert found.proxies == {"http": "http://p:3128", "https": "http://q:8080", "all": "socks://s"}
    assert found.excluded == ("localhost", "intranet.example")
    assert not found.only_excluded
    assert kde("ProxyType=1\nsocksProxy=s 1080\nhttpProxy=http://").proxies == {"all": "socks://s:1080"}


def test_kde_with_proxies_for_a_few_hosts() -> None:
    assert kde("ProxyType=1\nhttpProxy=p 1\nNoProxyFor=a\nReversedException=true").only_excluded


def test_kde_with_variables() -> None:
    names = "ProxyType=4\nhttpProxy=HTTP_PROXY,PROXY\nhttpsProxy=PROXY\nNoProxyFor=NONE\nReversedException=true"
    found = kde(names, PROXY="http://p:1", NONE="a,b")
    proxies, variables = {"http": "http://p:1", "https": "http://p:1"}, {"http": "PROXY", "https": "PROXY"}
    assert found == ProxySettings(ProxySource.KDE, proxies, ("a", "b"), settings=variables)
    assert kde(names).proxies == {}
    assert kde("ProxyType=4\nhttpProxy=PROXY", PROXY="http://p:1").excluded == ()
    assert kde("ProxyType=4\nsocksProxy=S", S=' "p:1" ').proxies == {"all": "socks://p:1"}
    assert kde("ProxyType=1\nhttpProxy=http://p/ 1").proxies == {"http": "http://p:1"}


def test_kde_with_a_script() -> None:
    assert kde("ProxyType=2\nProxy Config Script=http://w/p.pac").script == "http://w/p.pac"
    assert kde("ProxyType=2").detect
    assert kde("ProxyType=3\nProxy Config Script=http://w/p.pac") == ProxySettings(ProxySource.KDE, detect=True)


def test_a_file_of_the_user_counts_more_than_that_of_the_system() -> None:
    system = "ProxyType=1\nhttpProxy=http://p 1\nNoProxyFor=a"
    assert kde(system, "httpProxy=http://q 2").proxies == {"http": "http://q:2"}
    assert kde(system, "ProxyType=0").proxies == {}


@pytest.mark.parametrize(
    "locked",
    [
        "[Proxy Settings]\nProxyType[$i]=1\nhttpProxy[$i]=http://p 1",
        "[Proxy Settings][$i]\nProxyType=1\nhttpProxy=http://p 1",
        "[$i]\n[Proxy Settings]\nProxyType=1\nhttpProxy=http://p 1",
    ],
)
def test_what_an_administrator_locked_stays(locked: str) -> None:
    user = "[Proxy Settings]\nProxyType=0\nhttpProxy=http://q 2\nhttpsProxy=http://r 3"
    found = kde_settings([locked, user], {})
    assert found.proxies["http"] == "http://p:1"


def test_a_locked_group_of_another_subject_locks_no_proxy() -> None:
    system = "[Other][$i]\nProxyType=0\n[Proxy Settings]\nProxyType=1\nhttpProxy=http://p 1"
    user = "[Proxy Settings]\nhttpProxy=http://q 2"
    assert kde_settings([system, user], {}).proxies == {"http": "http://q:2"}


def test_a_value_may_hold_an_equals_sign() -> None:
    assert kde("ProxyType=2\nProxy Config Script=http://w/p.pac?a=b").script == "http://w/p.pac?a=b"


def test_only_the_group_of_proxies_is_read() -> None:
    ours = "[Proxy Settings]\n#ProxyType=0\n\nnonsense\nProxyType = 1\nhttpProxy=p 1\n"
    text = f"[Other][$i]\nProxyType=0\n{ours}[X]\nProxyType=0"
    assert kde_settings([text], {}).proxies == {"http": "http://p:1"}


def test_variables_are_filled_in_where_the_file_says_so() -> None:
    text = "ProxyType=1\nhttpProxy[$e]=http://$NAME 1\nhttpsProxy[$ie]=http://${NAME}x 2\nsocksProxy=$NAME 3"
    found = kde(text, NAME="p").proxies
    assert found == {"http": "http://p:1", "https": "http://px:2", "all": "socks://$NAME:3"}


@given(SETTINGS)
def test_whatever_is_written_there_is_read(text: str) -> None:
    for found in (kde_settings([text, f"[Proxy Settings]\nProxyType=1\nhttpProxy={text}"], {}), gnome(http=text)):
        for scheme in ("http", "https"):
            listed = listed_proxies(found, f"{scheme}://h.example")
            assert all("://" in proxy for proxy in listed)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"""'a\'b'""", "a'b"),
        ('"it\'s"', "it's"),
        (r"""'a\\b'""", "a\\b"),
    ],
)
def test_what_gnome_quotes_is_unquoted(written: str, meant: str) -> None:
    more = f"org.gnome.system.proxy ignore-hosts [{written}, 'c']"
    assert gnome(more=more).excluded == (meant, "c")
