"""Policy, user, defaults, built-in: which value is in force."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from iea_agent.core.policy.precedence import (
    Governed,
    Layer,
    LayerFlaw,
    Machine,
    Ruled,
    Source,
    govern,
    presets,
    without_ruled,
)
from iea_agent.core.policy.rules import RULES, AutostartRule, Behaviour
from iea_agent.core.settings import Settings

NO_POLICY = Machine()
ALL = frozenset(Settings.__struct_fields__)

OTHER: dict[str, Any] = {
    "secure": False,
    "authentication_address": "https://a.example",
    "update_address": "https://a.example/updates",
    "official_authentication_address": "https://b.example",
    "official_update_address": "https://b.example/updates",
    "repair": "off",
    "licence_number": "75-000042",
    "key_in_file": True,
    "scope": "other",
    "endpoint_hosts": ["c.example"],
    "ca_file": "/etc/ssl/a.pem",
    "software_command": ["/opt/payroll/start"],
    "software_version": "3.00.21",
    "software_version_file": "/opt/payroll/version.txt",
    "test_deadline_s": 11.0,
    "authenticate_deadline_s": 21.0,
    "check_every_s": 901.0,
    "autostart": "on",
    "assistance_mode_allowed": False,
    "show_settings": False,
    "support_address": "paie@example.org",
    "managed_by": "Tiers de confiance du Rhône",
}
"""Another value than the built-in one, for each rule."""
BAD: dict[str, Any] = {name: {"no": "value"} for name in RULES}
"""A value that no rule can take."""
values = st.dictionaries(st.sampled_from(sorted(RULES)), st.booleans())
"""Some rules, each with a good value or with a bad one."""


def layer(chosen: dict[str, bool], where: str) -> Layer:
    return Layer({name: OTHER[name] if is_good else BAD[name] for name, is_good in chosen.items()}, where)


def row(governed: Governed, name: str) -> Ruled:
    return next(row for row in governed.rows if row.name == name)


def test_every_rule_has_another_value_in_these_tests() -> None:
    assert OTHER.keys() == RULES.keys()


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_policy_wins_over_all_others(name: str) -> None:
    policy = Layer({name: OTHER[name]}, "policy.toml")
    governed = govern(Settings(), ALL, Machine(policy=policy, defaults=Layer({name: BAD[name]}, "defaults.toml")))
    found = row(governed, name)
    assert (found.source, found.where, found.error) == (Source.POLICY, "policy.toml", "")
    assert found.value == msgspec.convert(OTHER[name], RULES[name].hint)
    assert found.value != RULES[name].built_in
    assert governed.locked == {name}


@given(values, values, st.sets(st.sampled_from(sorted(ALL))))
def test_under_a_policy_no_users_value_wins(
    policy: dict[str, bool], defaults: dict[str, bool], named: set[str]
) -> None:
    machine = Machine(policy=layer(policy, "p"), defaults=layer(defaults, "d"))
    own = msgspec.convert({name: OTHER[name] for name in ALL if name in OTHER}, Settings)
    governed = govern(own, frozenset(named), machine)
    for name, rule in RULES.items():
        found = row(governed, name)
        if name in policy:
            good = msgspec.convert(OTHER[name], rule.hint)
            assert found.value == (good if policy[name] else rule.built_in)
            assert bool(found.error) is not policy[name]
            assert found.source is Source.POLICY
        elif name in named and not rule.is_behaviour:
            assert (found.value, found.source) == (getattr(own, name), Source.USER)
        elif name in defaults:
            assert found.source is Source.DEFAULTS
            assert found.value == (msgspec.convert(OTHER[name], rule.hint) if defaults[name] else rule.built_in)
        else:
            assert (found.value, found.source) == (rule.built_in, Source.BUILT_IN)
    assert governed.locked == policy.keys()
    shadowed = {*policy, *({*named} - {*Behaviour.__struct_fields__})}
    heeded = {*policy.values(), *(is_good for name, is_good in defaults.items() if name not in shadowed)}
    assert governed.has_faults is (False in heeded)


@pytest.mark.parametrize("name", Behaviour.__struct_fields__)
def test_a_user_has_no_say_in_behaviour(name: str) -> None:
    assert row(govern(Settings(), frozenset({name}), NO_POLICY), name).source is Source.BUILT_IN


def test_the_behaviour_in_force_is_that_of_the_rows() -> None:
    policy = Layer({"autostart": "off", "managed_by": "Paie 69"}, "p")
    governed = govern(Settings(), frozenset(), Machine(policy=policy))
    assert governed.behaviour == Behaviour(autostart=AutostartRule.OFF, managed_by="Paie 69")


def test_values_of_an_administrator_pass_the_gate_of_typed_text() -> None:
    policy = Layer({"authentication_address": " impact-emploi.urssaf.fr "}, "p")
    governed = govern(Settings(), frozenset(), Machine(policy=policy))
    assert governed.settings.authentication_address == "https://impact-emploi.urssaf.fr"
    assert row(governed, "authentication_address").value == "https://impact-emploi.urssaf.fr"


def test_a_path_with_an_escape_in_quotes_is_an_error() -> None:
    governed = govern(Settings(), ALL, Machine(policy=Layer({"ca_file": "C:\temp\\a.pem"}, "p")))
    assert (governed.settings.ca_file, row(governed, "ca_file").error) == ("", "a path with an escaped character")


def test_an_unknown_name_is_a_fault_that_names_its_file() -> None:
    governed = govern(Settings(), ALL, Machine(defaults=Layer({"adress": "x"}, "/etc/d.toml")))
    assert governed.unknown == ("adress (/etc/d.toml)",)
    assert governed.has_faults


def test_a_file_that_is_not_followed_is_a_fault() -> None:
    bad = Layer(where="/etc/p.toml", flaw=LayerFlaw.UNTRUSTED, detail="/etc/p.toml (uid 1000)")
    governed = govern(Settings(), ALL, Machine(policy=bad))
    assert governed.flawed == (bad,)
    assert governed.has_faults
    assert governed.locked == frozenset()


def test_presets_are_the_defaults_without_the_policy() -> None:
    machine = Machine(policy=Layer({"scope": "p"}, "p"), defaults=Layer({"scope": "d", "licence_number": "75-1"}, "d"))
    assert presets(machine) == Settings(scope="d", licence_number="75-1")
    assert presets(NO_POLICY) == Settings()


def test_what_the_policy_rules_is_not_saved_into_the_users_file() -> None:
    machine = Machine(policy=Layer({"scope": "ruled", "autostart": "on"}, "p"))
    kept = Settings(scope="mine")
    governed = govern(kept, ALL, machine)
    assert governed.settings.scope == "ruled"
    wanted = replace(governed.settings, licence_number="75-2")
    assert without_ruled(wanted, kept, governed) == Settings(scope="mine", licence_number="75-2")
