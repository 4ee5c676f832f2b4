"""The base of every message on the wire."""

import msgspec


class Message(msgspec.Struct, frozen=True, tag_field="type"):
    """A message; its tag is its class name."""
