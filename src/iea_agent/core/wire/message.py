"""What every message on the wire is."""

import msgspec


class Message(msgspec.Struct, frozen=True, tag_field="type"):
    """A message; its tag is its class name."""
