"""Which value is in force: the policy's, else the user's, else the machine's default, else the built-in one.

A value of a machine's file that cannot be used gives the built-in one: under a policy no user value ever wins.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from iea_agent.core.policy.rules import RULES, Behaviour, Rule
from iea_agent.core.printable import printable
from iea_agent.core.settings import PATHS, Settings
from iea_agent.core.typed_settings import as_meant, has_escaped_path


class Source(StrEnum):
    """Who has said a value; the names are those of ``iea-agent policy --json``."""

    POLICY = "policy"
    USER = "user"
    DEFAULTS = "defaults"
    BUILT_IN = "built-in"


class LayerFlaw(StrEnum):
    """Why a machine's file is not followed at all."""

    UNTRUSTED = "untrusted"
    """Others than administrators may have written it."""
    UNREADABLE = "unreadable"
    INVALID = "invalid"
    """It is not what such a file is: no TOML, too long, no text."""


class Layer(msgspec.Struct, frozen=True):
    """What one machine's file, or one key of the registry, says."""

    values: Mapping[str, Any] = {}
    """As they were written; unknown names are kept, to be named."""
    where: str = ""
    """The file or the key; empty: there is none."""
    flaw: LayerFlaw | None = None
    """Why nothing of it counts: then ``values`` is empty."""
    detail: str = ""
    """For the person who looks after the computer: path, owner, mode, line."""


class Machine(msgspec.Struct, frozen=True):
    """What the administrator of a workstation says."""

    policy: Layer = Layer()
    defaults: Layer = Layer()

    @property
    def layers(self) -> tuple[Layer, Layer]:
        """Both, the stronger one first."""
        return self.policy, self.defaults


class Ruled(msgspec.Struct, frozen=True):
    """One value in force: a row of ``iea-agent policy``."""

    name: str
    value: Any
    source: Source
    where: str = ""
    """The file or key that says it; empty: the built-in value."""
    error: str = ""
    """Why what that file or key says cannot be used: then the value is the built-in one."""


class Governed(msgspec.Struct, frozen=True):
    """What is in force, and who has said it."""

    settings: Settings
    behaviour: Behaviour
    rows: tuple[Ruled, ...]
    unknown: tuple[str, ...] = ()
    """Names in the machine's files that are none, each with its file."""
    machine: Machine = Machine()

    @property
    def locked(self) -> frozenset[str]:
        """The names that the policy rules, also where its value cannot be used."""
        return frozenset(row.name for row in self.rows if row.source is Source.POLICY)

    @property
    def flawed(self) -> tuple[Layer, ...]:
        """The machine's files that are not followed at all."""
        return tuple(layer for layer in self.machine.layers if layer.flaw is not None)

    @property
    def has_faults(self) -> bool:
        """Whether anything that an administrator wrote is not followed."""
        return bool(self.flawed or self.unknown or any(row.error for row in self.rows))


def presets(machine: Machine) -> Settings:
    """Return the settings of a user who has said nothing: the machine's defaults, else the built-in ones."""
    return _settings(_rows(_SAYS_NOTHING, frozenset(), Machine(defaults=machine.defaults), ""))


def govern(user: Settings, named: frozenset[str], machine: Machine, *, where: str = "") -> Governed:
    """Return what is in force.

    Args:
        user: What the user's file says, on top of ``presets``.
        named: The settings that stand in the user's file.
        machine: What the administrator says.
        where: The user's file.
    """
    rows = _rows(user, named, machine, where)
    settings = _settings(rows)
    unknown = tuple(f"{name} ({layer.where})" for layer in machine.layers for name in layer.values if name not in RULES)
    return Governed(
        settings=settings,
        behaviour=Behaviour(**{name: rows[name].value for name in Behaviour.__struct_fields__}),
        rows=tuple(replace(row, value=getattr(settings, name, row.value)) for name, row in rows.items()),
        unknown=unknown,
        machine=machine,
    )


def without_ruled(wanted: Settings, kept: Settings, governed: Governed) -> Settings:
    """Return what a form saves into the user's file: what the policy rules stays there as it was.

    Args:
        wanted: The settings in force, as the form changes them.
        kept: What the user's file says.
        governed: What is in force now.
    """
    ruled = {name: getattr(kept, name) for name in governed.locked if name in Settings.__struct_fields__}
    return replace(wanted, **ruled)


_SAYS_NOTHING: Final = Settings()


def _rows(user: Settings, named: frozenset[str], machine: Machine, where: str) -> dict[str, Ruled]:
    return {name: _row(rule, user, named, machine, where) for name, rule in RULES.items()}


def _row(rule: Rule, user: Settings, named: frozenset[str], machine: Machine, where: str) -> Ruled:
    if rule.name in machine.policy.values:
        return _said(rule, machine.policy, Source.POLICY)
    if not rule.is_behaviour and rule.name in named:
        return Ruled(rule.name, getattr(user, rule.name), Source.USER, where)
    if rule.name in machine.defaults.values:
        return _said(rule, machine.defaults, Source.DEFAULTS)
    return Ruled(rule.name, rule.built_in, Source.BUILT_IN)


def _said(rule: Rule, layer: Layer, source: Source) -> Ruled:
    """Return what a machine's file says of a rule, or the built-in value and why."""
    try:
        value = msgspec.convert(layer.values[rule.name], rule.hint)
    except (msgspec.ValidationError, UnicodeError) as error:  # half a character of UTF-16 in the registry
        return Ruled(rule.name, rule.built_in, source, layer.where, printable(str(error)))
    if rule.name in PATHS and has_escaped_path(value):
        return Ruled(rule.name, rule.built_in, source, layer.where, "a path with an escaped character")
    return Ruled(rule.name, value, source, layer.where)


def _settings(rows: Mapping[str, Ruled]) -> Settings:
    return as_meant(Settings(**{name: rows[name].value for name in Settings.__struct_fields__ if name in rows}))
