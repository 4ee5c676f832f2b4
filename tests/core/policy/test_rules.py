"""The list of what can be ruled."""

import pytest

from iea_agent.core.policy.rules import RULES, Behaviour
from iea_agent.core.settings import Settings


def test_every_setting_and_every_behaviour_can_be_ruled() -> None:
    assert RULES.keys() == {*Settings.__struct_fields__, *Behaviour.__struct_fields__} - {"schema"}


def test_no_rule_is_a_secret() -> None:
    assert not {"key", "licence_key", "password", "token", "secret"} & RULES.keys()


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_is_explained(name: str) -> None:
    assert RULES[name].help.endswith(".")
