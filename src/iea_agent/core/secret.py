"""A text that must not be shown."""

import msgspec


class Secret(msgspec.Struct, frozen=True):
    """A text that must not be shown: ``repr`` and ``str`` hide it."""

    value: str

    def __repr__(self) -> str:
        return "Secret(…)"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("value", "…")]
