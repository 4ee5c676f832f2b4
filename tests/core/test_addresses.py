"""When two addresses are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.addresses import Address, host_of, hosts_of, in_ascii, is_loopback, parse, same_address
from iea_agent.core.settings import MAX_ADDRESS


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost",
        "http://LOCALHOST:8000/x",
        "http://demo.localhost",
        "http://127.0.0.1:8000",
        "http://127.8.9.1",
        "http://[::1]:8000",
    ],
)
def test_this_very_machine_is_recognised(address: str) -> None:
    assert is_loopback(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "localhost",
        "http://localhost.example",
        "http://notlocalhost",
        "http://localhost@host.example",
        "http://host.example/localhost",
        "http://host.example#@localhost",
        "http://0.0.0.0",
        "http://192.168.0.1",
        "http://127.0.0.1.example",
        "http://[2001:db8::1]",
        "http://[",
    ],
)
def test_no_other_machine_passes_for_this_one(address: str) -> None:
    assert not is_loopback(address)


# One address in several writings.


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTTPS://Host.EXAMPLE/a", "https://host.example/a"),
        ("https://host.example:443/a", "https://host.example/a"),
        ("http://host.example:80", "http://host.example/"),
        ("https://host.example./a", "https://host.example/a"),
        ("https://host.example/a/", "https://host.example/a"),
        ("https://host.example/x/../a/./", "https://host.example/a"),
        ("https://host.example/%7ea%2fb", "https://host.example/~a%2Fb"),
        ("https://host.example/é", "https://host.example/%c3%a9"),
        ("https://préfecture.example", "https://xn--prfecture-c4a.example"),
        ("https://PRÉFECTURE.example", "https://préfecture.example"),
        ("https://[2001:db8:0::1]", "https://[2001:DB8::1]:443"),
    ],
)
def test_the_writing_makes_no_difference(one: str, other: str) -> None:
    assert parse(one) is not None
    assert same_address(one, other)
    assert same_address(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://host.example", "http://host.example"),
        ("https://host.example", "https://host.example:8443"),
        ("https://host.example/a", "https://host.example/A"),
        ("https://host.example/a%2Fb", "https://host.example/a/b"),
        ("https://host.example?a", "https://host.example"),
        ("https://host.example", "https://www.host.example"),
        ("https://host.example", "host.example"),
        ("not an address", "no address"),
    ],
)
def test_another_place_is_another_address(one: str, other: str) -> None:
    assert not same_address(one, other)
    assert not same_address(other, one)


def test_texts_that_are_no_addresses_are_compared_as_texts() -> None:
    assert same_address("", "")
    assert same_address("https://", "https://")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "host.example",
        "ftp://host.example",
        "https://a:b@host.example",
        "https://host.example#a",
        "https://host.example:0",
        "https://host.example:99999",
        "https://host.example\\a",
        "https://host example",
        "https://host.example/\x1b",
        "https://host.example/\u200b",
        "https://host.example/a\u202eb",
        "https://[::1",
        "https://[fe80::zz]",
        f"https://{'a.' * 130}example",
        "https://host.example/%",
        "https://xn--a.example",
        "https://é..example",
        "https://\u1e9e.example",
        "https://xn--zzzzzzz99999.example",
        "https://xn--.example",
        'https://host.example/"',
    ],
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert parse(text) is None
    assert in_ascii(text) == text


def test_an_origin_leaves_the_usual_port_out() -> None:
    assert Address("https", "host.example", 443, "/a").origin == "https://host.example"
    assert Address("http", "::1", 8080, "").origin == "http://[::1]:8080"


@pytest.mark.parametrize("name", ["stra\u00dfe.example", "STRA\u1e9eE.example", "\u03c3\u03c2.example"])
def test_a_letter_that_the_two_versions_of_idna_read_differently_is_in_no_host(name: str) -> None:
    assert host_of(name) is None


def test_an_a_label_that_idna_2003_has_no_letters_for_is_a_host() -> None:
    assert host_of("xn--strae-oqa.example") == "xn--strae-oqa.example"


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("HTTPS://Préfecture.example:443/o/token/?a=é", "https://xn--prfecture-c4a.example/o/token/?a=%C3%A9"),
        ("https://host.example/a/../b/", "https://host.example/a/../b/"),
    ],
)
def test_a_url_is_requested_in_ascii(url: str, written: str) -> None:
    assert in_ascii(url) == written


def test_hosts_of_a_setting_are_normalised_and_what_is_none_is_left_out() -> None:
    assert hosts_of(["Tokens.Example.", "préfecture.example", "a b", "", "[::1]", "https://login.example:8443/x"]) == {
        "tokens.example",
        "xn--prfecture-c4a.example",
        "::1",
        "login.example",
    }


@given(st.text(max_size=20) | st.from_regex(r"[A-Za-zé.-]{1,20}", fullmatch=True))
def test_a_normalised_host_stays_as_it_is(name: str) -> None:
    host = host_of(name)
    assert host is None or (host_of(host) == host and host.isascii())


@given(
    st.builds(
        "{}://{}{}{}".format,
        st.sampled_from(["http", "HTTPS", "ftp", ""]),
        st.from_regex(r"[A-Za-zé.:0-9\[\]-]{1,20}", fullmatch=True),
        st.sampled_from(["", ":80", ":443", ":8080"]),
        st.from_regex(r"(/[a-zé.%~A-F0-9]{0,5}){0,4}", fullmatch=True),
    )
    | st.text(max_size=40)
)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    found = parse(text)
    assert same_address(text, text)
    if found is not None:
        assert parse(f"{found}") == found
        assert parse(in_ascii(text)) == found


def test_an_address_that_is_too_long_once_it_is_escaped_is_none() -> None:
    assert parse(f"https://host.example/{'é' * (MAX_ADDRESS // 2)}") is None
