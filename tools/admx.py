"""The templates of group policy: ``iea-agent.admx``, and its words in French and English, made from the list of rules.

``python -m tools.admx`` writes them to ``assets/policy``, ``--check`` tells whether they are as they would be written.
The format is [MS-GPREG] and Microsoft's ADMX schema of 2006/07.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, get_args
from xml.etree import ElementTree as ET

from msgspec import Meta

from iea_agent.core.policy.rules import RULES, Rule
from iea_agent.core.texts import policy as french
from tools.admx_english import ENGLISH

FOLDER: Final = Path(__file__).resolve().parents[1] / "assets" / "policy"
KEY: Final = r"Software\Policies\iea-agent"
_SCHEMA: Final = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
_NAMESPACE: Final = "fr.urssaf.ImpactEmploi.Connexion"
_LONGEST: Final = 1_000
_DECIMAL_LARGEST: Final = 4_294_967_295


class Language(StrEnum):
    """The languages of the words; the values are the names of their folders."""

    FRENCH = "fr-FR"
    ENGLISH = "en-US"


_FIXED: Final[Mapping[str, Mapping[Language, str]]] = {
    "category": {Language.FRENCH: "Connexion Impact emploi", Language.ENGLISH: "Impact emploi connection"},
    "supported": {
        Language.FRENCH: "Connexion Impact emploi, toutes les versions",
        Language.ENGLISH: "Impact emploi connection, all versions",
    },
}


def name_of(rule: Rule, language: Language) -> str:
    """Return what a rule is called."""
    return french.NAME[rule.name] if language is Language.FRENCH else ENGLISH[rule.name][0]


def help_of(rule: Rule, language: Language) -> str:
    """Return what a rule does, with its name in a file of TOML."""
    said = rule.help if language is Language.FRENCH else ENGLISH[rule.name][1]
    return f"{said} ({rule.name})"


def admx() -> bytes:
    """Return the definitions."""
    root = ET.Element("policyDefinitions", {"xmlns": _SCHEMA, "revision": "1.0", "schemaVersion": "1.0"})
    names = ET.SubElement(root, "policyNamespaces")
    ET.SubElement(names, "target", {"prefix": "iea", "namespace": _NAMESPACE})
    ET.SubElement(root, "resources", {"minRequiredRevision": "1.0"})
    supported = ET.SubElement(ET.SubElement(root, "supportedOn"), "definitions")
    ET.SubElement(supported, "definition", {"name": "supported", "displayName": "$(string.supported)"})
    categories = ET.SubElement(root, "categories")
    ET.SubElement(categories, "category", {"name": "category", "displayName": "$(string.category)"})
    policies = ET.SubElement(root, "policies")
    for rule in RULES.values():
        _add_policy(policies, rule)
    return _xml(root)


def adml(language: Language) -> bytes:
    """Return the words of one language."""
    root = ET.Element("policyDefinitionResources", {"xmlns": _SCHEMA, "revision": "1.0", "schemaVersion": "1.0"})
    ET.SubElement(root, "displayName").text = _FIXED["category"][language]
    ET.SubElement(root, "description").text = _FIXED["category"][language]
    resources = ET.SubElement(root, "resources")
    strings = ET.SubElement(resources, "stringTable")
    for name, words in _FIXED.items():
        ET.SubElement(strings, "string", {"id": name}).text = words[language]
    presentations = ET.SubElement(resources, "presentationTable")
    for rule in RULES.values():
        ET.SubElement(strings, "string", {"id": rule.name}).text = name_of(rule, language)
        ET.SubElement(strings, "string", {"id": f"{rule.name}_help"}).text = help_of(rule, language)
        for value in _choices(rule):
            ET.SubElement(strings, "string", {"id": f"{rule.name}_{value}"}).text = value
        _add_presentation(presentations, rule, name_of(rule, language))
    return _xml(root)


def _add_policy(policies: ET.Element, rule: Rule) -> None:
    kind = rule.kind
    has_part = kind is not bool
    attributes = {
        "name": rule.name,
        "class": "Machine",
        "displayName": f"$(string.{rule.name})",
        "explainText": f"$(string.{rule.name}_help)",
        "key": KEY,
    }
    if has_part:
        attributes["presentation"] = f"$(presentation.{rule.name})"
    else:
        attributes["valueName"] = rule.name
    policy = ET.SubElement(policies, "policy", attributes)
    ET.SubElement(policy, "parentCategory", {"ref": "category"})
    ET.SubElement(policy, "supportedOn", {"ref": "supported"})
    if not has_part:
        for element, value in (("enabledValue", "1"), ("disabledValue", "0")):
            ET.SubElement(ET.SubElement(policy, element), "decimal", {"value": value})
        return
    _add_element(ET.SubElement(policy, "elements"), rule, kind)


def _add_element(elements: ET.Element, rule: Rule, kind: object) -> None:
    named = {"id": rule.name, "valueName": rule.name}
    if values := _choices(rule):
        choice = ET.SubElement(elements, "enum", named | {"required": "true"})
        for value in values:
            item = ET.SubElement(choice, "item", {"displayName": f"$(string.{rule.name}_{value})"})
            ET.SubElement(ET.SubElement(item, "value"), "string").text = value
    elif kind is float:
        least, most = _limits(rule)
        ET.SubElement(elements, "decimal", named | {"required": "true", "minValue": least, "maxValue": most})
    elif kind is tuple:
        ET.SubElement(elements, "multiText", named | {"maxLength": str(_LONGEST)})
    else:
        ET.SubElement(elements, "text", named | {"maxLength": _longest(rule)})


def _add_presentation(presentations: ET.Element, rule: Rule, label: str) -> None:
    kind = rule.kind
    if kind is bool:
        return
    shown = ET.SubElement(presentations, "presentation", {"id": rule.name})
    if _choices(rule):
        ET.SubElement(shown, "dropdownList", {"refId": rule.name, "noSort": "true"}).text = label
    elif kind is float:
        built_in = str(int(rule.built_in))
        ET.SubElement(shown, "decimalTextBox", {"refId": rule.name, "defaultValue": built_in}).text = label
    elif kind is tuple:
        ET.SubElement(shown, "multiTextBox", {"refId": rule.name}).text = label
    else:
        ET.SubElement(ET.SubElement(shown, "textBox", {"refId": rule.name}), "label").text = label


def _choices(rule: Rule) -> list[str]:
    kind = rule.kind
    return [value.value for value in kind] if isinstance(kind, type) and issubclass(kind, StrEnum) else []


def _metas(rule: Rule) -> Iterator[Meta]:
    return (meta for meta in get_args(rule.hint)[1:] if isinstance(meta, Meta))


def _limits(rule: Rule) -> tuple[str, str]:
    least: Any = next((meta.ge for meta in _metas(rule) if meta.ge is not None), 0)
    most: Any = next((meta.le for meta in _metas(rule) if meta.le is not None), _DECIMAL_LARGEST)
    return str(int(least)), str(int(most))


def _longest(rule: Rule) -> str:
    return str(next((meta.max_length for meta in _metas(rule) if meta.max_length is not None), _LONGEST))


def _xml(root: ET.Element) -> bytes:
    ET.indent(root, "  ")
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'.encode()


def files() -> dict[Path, bytes]:
    """Return the files and their contents."""
    words = {FOLDER / language / "iea-agent.adml": adml(language) for language in Language}
    return {FOLDER / "iea-agent.admx": admx(), **words}


def main() -> int:
    """Write the files, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        stale = [path.name for path, content in files().items() if not path.is_file() or path.read_bytes() != content]
        if stale:
            print(f"Modèles de stratégie de groupe à réécrire (python -m tools.admx) : {', '.join(stale)}")
        return int(bool(stale))
    for path, content in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
