"""What an administrator can rule on a workstation: one list, of every setting and of some behaviour.

Parser, reader of the registry, templates of group policy, guide and ``iea-agent policy`` are made from it. A secret is
never in it. Which value is in force is in ``precedence.py``.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Final, NamedTuple, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from iea_agent.core.settings import Settings, help_in


class AutostartRule(StrEnum):
    """Whether the program starts when a session opens."""

    ON = "on"
    OFF = "off"
    USER = "user"
    """Everyone decides for themselves."""


class Behaviour(msgspec.Struct, frozen=True):
    """What only an administrator can rule; the values here are those without any policy."""

    autostart: Annotated[
        AutostartRule,
        Meta(
            description="Lancement du programme à l’ouverture de session : « on », toujours ; « off », jamais ; "
            "« user », chacun choisit."
        ),
    ] = AutostartRule.USER
    assistance_mode_allowed: Annotated[
        bool,
        Meta(description="Le mode assistance peut être activé. S’il est actif, il le reste jusqu’à sa désactivation."),
    ] = True
    show_settings: Annotated[
        bool,
        Meta(description="« Paramètres de connexion » est proposé dans le menu et dans les fenêtres."),
    ] = True
    support_address: Annotated[
        str,
        Meta(
            max_length=254,
            pattern=r"^(?:[^\s@<>,;:\"()\[\]\\]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+)?\Z",
            description="Adresse de messagerie de l’assistance ; vide : celle d’Impact emploi association.",
        ),
    ] = ""
    managed_by: Annotated[
        str,
        Meta(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*\Z", description="Qui gère ce poste, dit dans « À propos »."),
    ] = ""


class Rule(NamedTuple):
    """One thing that can be ruled."""

    name: str
    hint: Any
    """Its type, with limits: what ``msgspec.convert`` takes."""
    built_in: Any
    """Its value where nobody says anything."""
    help: str
    """In French, from the field."""
    is_behaviour: bool
    """Whether a user's file has no say in it."""

    @property
    def kind(self) -> object:
        """``bool``, ``float``, ``str``, ``tuple`` or an enumeration: its type without the limits."""
        inner = get_args(self.hint)[0] if get_origin(self.hint) is not None else self.hint
        return tuple if get_origin(inner) is tuple else inner


def _rules_of(owner: type[msgspec.Struct], *, is_behaviour: bool) -> Mapping[str, Rule]:
    built_in, hints = owner(), get_type_hints(owner, include_extras=True)
    return {
        name: Rule(name, hints[name], getattr(built_in, name), help_in(hints[name]), is_behaviour)
        for name in owner.__struct_fields__
        if name not in _NOT_RULED
    }


_NOT_RULED: Final = frozenset({"schema"})
"""The format of the user's file is no setting."""

RULES: Final[Mapping[str, Rule]] = {
    **_rules_of(Settings, is_behaviour=False),
    **_rules_of(Behaviour, is_behaviour=True),
}
"""All of them, in the order in which they are listed."""
