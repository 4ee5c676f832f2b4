"""Values of the registry of Windows, as what a file of TOML would say.

A group policy writes ``REG_SZ``, ``REG_EXPAND_SZ``, ``REG_DWORD``, ``REG_QWORD``, ``REG_MULTI_SZ`` ([MS-GPREG] §2.2.1).
"""

from collections.abc import Mapping
from typing import Any

from iea_agent.core.policy.rules import RULES, Rule


def values_of(found: Mapping[str, object]) -> dict[str, Any]:
    """Return values by the names of the rules; the registry does not tell capitals from small letters.

    ``found`` holds what ``winreg.EnumValue`` gives: str, int, a list of str, bytes or ``None``. What no rule can take
    is kept as it is: it is named as an error.
    """
    names = {name.lower(): name for name in RULES}
    return {
        names.get(name.lower(), name): _as_meant(RULES[names[name.lower()]], value) if name.lower() in names else value
        for name, value in found.items()
    }


def _as_meant(rule: Rule, value: object) -> object:
    kind = rule.kind
    if kind is bool and type(value) is int and value in {0, 1}:
        return value == 1
    if kind is tuple and isinstance(value, str):
        return [value] if value else []
    if kind is float and isinstance(value, str):
        return _number(value)
    return value


def _number(text: str) -> object:
    """Return the number that a text is, with a comma, too: group policies have no fractions of their own."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return text
