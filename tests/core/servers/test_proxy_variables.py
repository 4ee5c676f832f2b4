"""The proxy variables of the environment."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.servers.proxies import is_excluded, listed_proxies
from iea_agent.core.servers.proxy_variables import cleaned_proxy, hosts_in_list, proxies_in_variables

URL = "https://serveur.test:8443"


@pytest.mark.parametrize(
    "value",
    [
        *("p.test:1", "http://p.test:1", "HTTP://p.test:1", "http://p.test:1/", "http://p.test:1/proxy.pac?x#y"),
        *(" http://p.test:1", "http://p.test:1 ", "http://p.test:1\r", "http://p.test:1\r\n", "\tp.test:1\t"),
        *('"http://p.test:1"', "'p.test:1'", "«\u00a0p.test:1\u00a0»", "\u201chttp://p.test:1\u201d", '" p.test:1 "'),
        *("\ufeffp.test:1", "\u200bhttp://p.test:1\u200b", "http://p.test:1\u00a0"),
    ],
)
def test_what_is_around_a_proxy_is_taken_off(value: str) -> None:
    assert cleaned_proxy(value) == "http://p.test:1"


@pytest.mark.parametrize(
    ("value", "proxy"),
    [
        ("https://p.test", "https://p.test"),
        ("SOCKS5://p.test:1/", "socks5://p.test:1"),
        ("[2001:db8::1]:1", "http://[2001:db8::1]:1"),
        ("http://jean:p%40ss@p.test:1", "http://jean:p%40ss@p.test:1"),
        ("jean:p@ss/1@p.test:1", "http://jean:p%40ss%2F1@p.test:1"),
        ("", ""),
        (" ", ""),
        ("http://", "http://"),
        ("http://p test:1", "http://p test:1"),
        ("http://[p", "http://[p"),
    ],
)
def test_a_proxy_has_a_scheme_and_a_place(value: str, proxy: str) -> None:
    assert cleaned_proxy(value) == proxy


@given(st.text())
def test_no_value_raises_and_a_clean_one_stays(value: str) -> None:
    once = cleaned_proxy(value)
    assert cleaned_proxy(once) == once
    hosts_in_list(value)


@pytest.mark.parametrize(
    "value",
    [
        *("serveur.test", "localhost, serveur.test", "localhost serveur.test", "localhost\nserveur.test\n"),
        *(
            "localhost;serveur.test",
            "localhost\tserveur.test",
            ",,serveur.test,,",
            '"serveur.test"',
            "'localhost,serveur.test'",
        ),
        *("serveur.test.", ".serveur.test", ".test", "*.test", "*", "SERVEUR.TEST", "serveur.test/", "«serveur.test»"),
        *(
            "https://serveur.test",
            "https://serveur.test:8443",
            "serveur.test:8443",
            "\ufeffserveur.test",
            "\u200bserveur.test",
        ),
    ],
)
def test_a_host_is_excluded_however_it_is_written(value: str) -> None:
    assert is_excluded(URL, hosts_in_list(value), subdomains=True)


@pytest.mark.parametrize("value", ["", " , ", "autre.test", "erveur.test", "serveur.test:443", "x.serveur.test", "."])
def test_another_host_is_not(value: str) -> None:
    assert not is_excluded(URL, hosts_in_list(value), subdomains=True)


@pytest.mark.parametrize(
    ("environ", "proxy", "setting"),
    [
        ({"https_proxy": "p.test:1"}, "http://p.test:1", "https_proxy"),
        ({"HTTPS_PROXY": "p.test:1"}, "http://p.test:1", "HTTPS_PROXY"),
        ({"HTTPS_PROXY": "P.test:2", "https_proxy": "p.test:1"}, "http://p.test:1", "https_proxy"),
        ({"ALL_PROXY": "p.test:1", "http_proxy": "q.test:2"}, "http://p.test:1", "ALL_PROXY"),
        ({"all_proxy": "q.test:2", "https_proxy": "p.test:1"}, "http://p.test:1", "https_proxy"),
    ],
)
def test_the_variable_of_the_scheme_counts_and_is_named(environ: Mapping[str, str], proxy: str, setting: str) -> None:
    settings = proxies_in_variables(environ)
    assert settings is not None
    assert listed_proxies(settings, URL) == (proxy,)
    assert settings.settings[("https" if "https" in settings.proxies else "all")] == setting


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"no_proxy": "serveur.test"},
        {"ftp_proxy": "p.test:1"},
        {"https_proxy": " "},
        {"HTTPS_PROXY": "p:1", "https_proxy": ""},
    ],
)
def test_without_a_proxy_there_are_no_settings(environ: Mapping[str, str]) -> None:
    assert proxies_in_variables(environ) is None


def test_exclusions_go_with_the_proxies() -> None:
    settings = proxies_in_variables(
        {"https_proxy": "p.test:1", "NO_PROXY": "a.test b.test", "no_proxy": "serveur.test"}
    )
    assert settings is not None
    assert settings.excluded == ("serveur.test",)
    assert listed_proxies(settings, URL) == ()
