"""The templates of group policy hold every rule, in both languages, and refer to nothing that is missing."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tools import admx
from tools.admx_english import ENGLISH

from iea_agent.core.policy.rules import RULES
from iea_agent.core.texts import policy as french

NS = "{http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions}"
DEFINITIONS = ET.fromstring(admx.admx())
POLICIES = {policy.attrib["name"]: policy for policy in DEFINITIONS.iter(f"{NS}policy")}


def test_every_rule_has_a_policy_and_words_in_both_languages() -> None:
    assert POLICIES.keys() == RULES.keys() == ENGLISH.keys() == french.NAME.keys()


@pytest.mark.parametrize("language", admx.Language)
def test_every_string_and_presentation_exists(language: admx.Language) -> None:
    words = ET.fromstring(admx.adml(language))
    strings = {one.attrib["id"] for one in words.iter(f"{NS}string")}
    presentations = {one.attrib["id"]: one for one in words.iter(f"{NS}presentation")}
    said = admx.admx().decode()
    assert set(re.findall(r"\$\(string\.([^)]+)\)", said)) == strings
    assert set(re.findall(r"\$\(presentation\.([^)]+)\)", said)) == presentations.keys()
    for name, shown in presentations.items():
        elements = {part.attrib["id"] for part in POLICIES[name].find(f"{NS}elements") or ()}
        assert {part.attrib["refId"] for part in shown} == elements


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_policy_is_of_the_machine_and_writes_the_value_of_its_rule(name: str) -> None:
    policy = POLICIES[name]
    assert (policy.attrib["class"], policy.attrib["key"]) == ("Machine", r"Software\Policies\iea-agent")
    written = {part.attrib["valueName"] for part in policy.iter() if "valueName" in part.attrib}
    assert written == {name}
    order = [part.tag.removeprefix(NS) for part in policy]
    expected = ["parentCategory", "supportedOn", "enabledValue", "disabledValue", "elements"]  # the schema's sequence
    assert order == [tag for tag in expected if tag in order]


def test_the_files_are_as_they_would_be_written() -> None:
    for path, content in admx.files().items():
        assert Path(path).read_bytes() == content
