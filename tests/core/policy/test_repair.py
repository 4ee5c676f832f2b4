"""What a policy says of a repair."""

from iea_agent.core.policy.precedence import Layer, Machine, govern
from iea_agent.core.policy.repair import repair_policy_of
from iea_agent.core.repair import AddressPair, RepairMode, RepairPolicy
from iea_agent.core.settings import Settings


def said(**values: object) -> RepairPolicy:
    return repair_policy_of(govern(Settings(), frozenset(), Machine(policy=Layer(values, "p"))))


def test_without_a_policy_nothing_is_said() -> None:
    assert said() == RepairPolicy()


def test_only_a_policy_makes_a_repair_automatic() -> None:
    assert said(repair="automatic").mode is RepairMode.AUTOMATIC
    own = govern(Settings(repair=RepairMode.AUTOMATIC), frozenset({"repair"}), Machine())
    assert repair_policy_of(own).mode is None


def test_a_bad_mode_is_the_built_in_one() -> None:
    assert said(repair="sometimes").mode is RepairMode.ASK


def test_the_official_addresses_of_a_policy_are_known_good() -> None:
    found = said(official_authentication_address="https://a.example").addresses
    assert found == AddressPair("https://a.example", "https://impact-emploi.urssaf.fr/updates", secure=True)


def test_a_ruled_address_is_not_changed() -> None:
    policy = said(authentication_address="https://a.example", secure=True)
    assert policy.ruled == {"authentication", "secure"}
    before = AddressPair("https://a.example", "https://a.example/old", secure=True)
    assert policy.lets(before, AddressPair("https://a.example", "https://a.example/new", secure=True))
    assert not policy.lets(before, AddressPair("https://b.example", "https://a.example/old", secure=True))
