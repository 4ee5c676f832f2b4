"""The rules for connecting to a name."""

import pytest

from iea_agent.core.servers.dialing import interleaved, is_dead_end, is_public


@pytest.mark.parametrize(
    ("found", "order"),
    [
        ("", ""),
        ("192.0.2.1", "192.0.2.1"),
        ("::1 ::2 ::3 192.0.2.1", "::1 192.0.2.1 ::2 ::3"),
        ("192.0.2.1 192.0.2.2 ::1", "192.0.2.1 ::1 192.0.2.2"),
        ("192.0.2.1 ::1 ::2 192.0.2.2", "192.0.2.1 ::1 192.0.2.2 ::2"),
    ],
)
def test_both_families_take_turns_beginning_with_the_one_the_system_prefers(found: str, order: str) -> None:
    assert interleaved(found.split()) == tuple(order.split())


@pytest.mark.parametrize("host", ["impact-emploi.urssaf.fr", "Impact-Emploi.URSSAF.fr.", "xn--caf-dma.fr", "a.test.fr"])
def test_a_name_of_the_internet_is_public(host: str) -> None:
    assert is_public(host)


@pytest.mark.parametrize(
    "host",
    [
        *(
            "",
            ".",
            "intranet",
            "localhost",
            "a.localhost",
            "serveur.test",
            "Serveur.TEST.",
            "auth.example",
            "a.invalid",
        ),
        *("imprimante.local", "a.internal", "box.home.arpa", "srv.lan", "pdc.siege.corp"),
        *("127.0.0.1", "0.0.0.0", "::", "::1", "198.51.100.7"),
    ],
)
def test_an_address_a_single_label_and_a_name_for_special_use_are_not(host: str) -> None:
    assert not is_public(host)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "127.8.9.1", "0.0.0.0", "::", "::1", "::ffff:127.0.0.1", "::ffff:0.0.0.0", "::1%lo"]
)
def test_this_machine_and_the_unspecified_address_are_dead_ends(address: str) -> None:
    assert is_dead_end(address)


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "169.254.1.1", "fe80::1%eth0", "::ffff:192.0.2.1", "x"])
def test_any_other_address_may_be_a_server(address: str) -> None:
    assert not is_dead_end(address)
