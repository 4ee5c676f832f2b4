"""The rules on proxies, exclusions and the answers of scripts."""

from collections.abc import Mapping

import pytest

from iea_agent.core.servers.proxies import (
    DIRECT,
    ProxySettings,
    Route,
    address_of_proxy,
    answered_proxies,
    host_and_port,
    is_excluded,
    listed_proxies,
    origin_of,
    proxies_in_list,
    usable_ways,
)
from iea_agent.core.stage_facts import ProxySource

LISTED = ProxySettings(
    ProxySource.WINDOWS, {"https": "p.example:1", "all": "socks://s.example:2"}, ("intranet.example",)
)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://h.example", ("h.example", 443)),
        ("HTTP://H.example:8080/x", ("h.example", 8080)),
        ("https://[2001:db8::1]", ("2001:db8::1", 443)),
        ("ftp://h.example", ("h.example", 0)),
        ("https://h.example:port", ("", 0)),
        ("", ("", 0)),
    ],
)
def test_a_host_and_its_port_are_found(url: str, found: tuple[str, int]) -> None:
    assert host_and_port(url) == found


@pytest.mark.parametrize(
    ("entry", "host"),
    [
        ("h.example", "h.example"),
        ("H.Example", "h.example."),
        ("example", "h.example"),
        (".example", "h.example"),
        ("*.example", "h.example"),
        ("*.h.example", "h.example"),
        ("*", "h.example"),
        ("h.example:443", "h.example"),
        ("https://h.example", "h.example"),
        ("https://h.example:443/path", "h.example"),
        ("h.example/", "h.example"),
        ("h.example.", "h.example"),
        (".h.example.", "h.example"),
        ("société.example", "xn--socit-esab.example"),
        ("xn--socit-esab.example", "société.example"),
        ("http://192.0.2.0/24", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.*", "192.0.2.7"),
        ("192.0.2.0/24", "192.0.2.7"),
        ("192.0.2.7:443", "192.0.2.7"),
        ("2001:db8::/32", "[2001:db8::1]"),
        ("[2001:db8::1]:443", "[2001:db8::1]"),
        ("[2001:db8::1]", "[2001:db8::1]"),
        ("<local>", "intranet"),
    ],
)
def test_a_host_is_excluded(entry: str, host: str) -> None:
    assert is_excluded(f"https://{host}", ["", "other.example", f" {entry} "], subdomains=True)


@pytest.mark.parametrize(
    ("pattern", "host", "fits"),
    [
        ("ab*b*b", "abb", False),  # each piece of the pattern takes its own place
        ("ab*b*b", "abxbxb", True),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("a*b*c", "axxbxxc", True),
    ],
)
def test_the_pieces_of_a_pattern_do_not_overlap(pattern: str, host: str, fits: bool) -> None:  # noqa: FBT001 (a column)
    assert is_excluded(f"https://{host}/", [pattern], subdomains=False) is fits


def test_a_port_has_at_most_five_digits() -> None:
    assert is_excluded("https://a.example:65535", ["a.example:65535"], subdomains=False)
    assert not is_excluded("https://a.example", ["a.example:000443"], subdomains=False), "no port, so no such name"


@pytest.mark.parametrize(
    ("entry", "host"),
    [
        ("h.example", "oh.example"),
        (".", "h.example"),
        ("h.example:80", "h.example"),
        ("h.example:", "h.example"),
        ("192.0.2.0/24", "192.0.3.7"),
        ("192.0.2.0/24", "h.example"),
        ("2001:db8::/32", "192.0.2.7"),
        ("192.0.2.7:80", "192.0.2.7"),
        ("192.0.2.7:443", "h.example"),
        ("10.*", "h.example"),
        ("a*z*.example", "abc.example"),
        ("*.exam*mple", "h.example"),
        ("<local>", "h.example"),
        ("<local>", "[2001:db8::1]"),
    ],
)
def test_a_host_is_not_excluded(entry: str, host: str) -> None:
    assert not is_excluded(f"https://{host}", [entry], subdomains=True)


@pytest.mark.parametrize(
    ("entry", "excluded"),
    [
        ("h.corp", True),
        ("corp", False),
        ("*.corp", True),
        (".corp", True),
        ("*corp", True),
        ("h*", True),
        ("h.*rp", True),
        ("h*co*p", True),
        ("h*orp*rp", False),
        ("*.h.corp", False),
    ],
)
def test_windows_excludes_what_lies_below_a_name_only_where_a_star_says_so(entry: str, *, excluded: bool) -> None:
    assert is_excluded("https://h.corp", [entry], subdomains=False) is excluded


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://h.example", "http://p.example:1"),
        ("http://h.example", "socks://s.example:2"),
        ("https://intranet.example", None),
    ],
)
def test_the_list_names_a_proxy(url: str, proxy: str | None) -> None:
    assert listed_proxies(LISTED, url) == (() if proxy is None else (proxy,))
    assert listed_proxies(ProxySettings(ProxySource.GNOME), url) == ()


def test_the_settings_say_whether_a_name_excludes_what_lies_below_it() -> None:
    below = "https://paie.intranet.example"
    assert listed_proxies(LISTED, below) == ()
    assert listed_proxies(LISTED._replace(subdomains=False), below) == ("http://p.example:1",)


def test_a_list_can_be_of_the_only_hosts_that_need_the_proxy() -> None:
    settings = LISTED._replace(only_excluded=True)
    assert listed_proxies(settings, "https://intranet.example") == ("http://p.example:1",)
    assert listed_proxies(settings, "https://h.example") == ()


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (["PROXY a:1; SOCKS b:2; DIRECT"], ["http://a:1", "socks://b:2", None]),
        (["proxy  a:1 ;HTTPS b:2;SOCKS5\tc:3;"], ["http://a:1", "https://b:2", "socks5://c:3"]),
        (["http://a:1", "direct://"], ["http://a:1", None]),
        (["a:1", "b"], ["http://a:1", "http://b"]),
        (["QUIC a:1", "", "PROXY a b"], ["http://a b"]),
        ([], []),
    ],
)
def test_the_answer_of_a_script_is_read(answer: list[str], found: list[str | None]) -> None:
    assert answered_proxies(answer) == found


@pytest.mark.parametrize(
    ("answer", "ways", "skipped"),
    [
        ("PROXY a:1; PROXY b:2; PROXY a:1", ("http://a:1", "http://b:2"), ()),
        ("SOCKS a:1; HTTPS b:2; DIRECT", ("https://b:2", None), ("socks://a:1",)),
        ("SOCKS a:1; DIRECT", (None,), ("socks://a:1",)),
        ("DIRECT; PROXY a:1", (None, "http://a:1"), ()),
        ("SOCKS a:1; SOCKS5 b:2", ("socks://a:1",), ("socks5://b:2",)),
        ("", (None,), ()),
    ],
)
def test_the_ways_that_can_be_used_keep_their_order(
    answer: str, ways: tuple[str | None, ...], skipped: tuple[str, ...]
) -> None:
    assert usable_ways(answered_proxies([answer])) == (ways, skipped)
    assert Route(ways[0], spare=ways[1:]).ways == ways


def test_several_proxies_of_a_list_keep_their_order() -> None:
    settings = ProxySettings(ProxySource.WINDOWS, proxies_in_list("https=a:1;https=http://b:2;http=c:3"))
    assert listed_proxies(settings, "https://h.example") == ("http://a:1", "http://b:2")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a:1", {"all": "a:1"}),
        ("http=a:1;HTTPS=http://b:2", {"http": "a:1", "https": "http://b:2"}),
        ("socks=c:3 https=b:2;https=d:4", {"all": "socks://c:3", "https": "b:2 d:4"}),
        ("socks=socks5://c:3", {"all": "socks5://c:3"}),
        ("", {}),
    ],
)
def test_the_list_of_windows_is_read(text: str, found: Mapping[str, str]) -> None:
    assert proxies_in_list(text) == found


def test_an_address_is_put_together_from_its_parts() -> None:
    assert address_of_proxy("", 1) == ""
    assert address_of_proxy(" p.example ", 0) == "http://p.example"
    assert address_of_proxy("2001:db8::1", 1, scheme="socks") == "socks://[2001:db8::1]:1"
    assert address_of_proxy("[2001:db8::1]", 1, password="lost") == "http://[2001:db8::1]:1"
    assert address_of_proxy("p", 1, user="jean d", password="p@ss/1") == "http://jean%20d:p%40ss%2F1@p:1"


def test_a_direct_route_has_no_source() -> None:
    assert (DIRECT.proxy, DIRECT.source) == (None, None)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://auth.test/path?query", "https://auth.test:443/"),
        ("HTTP://auth.test", "http://auth.test:80/"),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443/"),
    ],
)
def test_an_origin_is_the_scheme_the_host_and_the_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin
