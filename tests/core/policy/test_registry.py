"""Values of the registry, as a group policy writes them."""

import pytest

from iea_agent.core.policy.precedence import Layer, Machine, govern
from iea_agent.core.policy.registry import values_of
from iea_agent.core.settings import Settings


@pytest.mark.parametrize(
    ("name", "written", "meant"),
    [
        ("secure", 1, True),
        ("secure", 0, False),
        ("secure", 2, 2),
        ("secure", "oui", "oui"),
        ("Secure", 1, True),
        ("check_every_s", 600, 600),
        ("check_every_s", "600,5", 600.5),
        ("check_every_s", "often", "often"),
        ("endpoint_hosts", "one.example", ["one.example"]),
        ("endpoint_hosts", "", []),
        ("endpoint_hosts", ["one.example", "two.example"], ["one.example", "two.example"]),
        ("authentication_address", "https://a.example", "https://a.example"),
        ("autostart", "on", "on"),
        ("no_rule", 1, 1),
    ],
)
def test_a_value_is_what_a_file_would_say(name: str, written: object, meant: object) -> None:
    found = values_of({name: written})
    assert list(found.values()) == [meant]
    assert type(next(iter(found.values()))) is type(meant)


def test_names_are_found_whatever_their_capitals() -> None:
    assert values_of({"AUTHENTICATION_ADDRESS": "https://a.example"}) == {"authentication_address": "https://a.example"}


def test_a_value_of_the_wrong_kind_gives_the_built_in_one() -> None:
    found = {"secure": b"\1", "check_every_s": None, "key_in_file": ["a"], "repair": "\ud800"}
    policy = Layer(values_of(found), "HKEY_LOCAL_MACHINE")
    governed = govern(Settings(secure=False), frozenset({"secure"}), Machine(policy=policy))
    assert governed.settings.secure
    assert governed.settings.check_every_s == 900.0
    assert {row.name for row in governed.rows if row.error} == found.keys()
