"""``state.json``: the saved state (``core/saved_state.py``). Its format is in ``checksummed.py``."""

import contextlib
from typing import Any

import msgspec

from iea_agent.adapters.files.checksummed import ChecksummedFile, Envelope
from iea_agent.core.saved_state import SavedState


class _Envelope(Envelope, frozen=True, kw_only=True):
    content: dict[str, Any] = msgspec.field(name="state")


class StateFile(ChecksummedFile[SavedState]):
    """The saved state in a file; a ``StateStore``."""

    envelope = _Envelope
    value = SavedState
    default = SavedState()
    restores_missing = True  # no write leaves a backup without its file: losing assistance mode would be worse

    def _understood(self, content: dict[str, Any]) -> SavedState:
        """Return each field that has a valid value: the mode matters most."""
        understood = {}
        for name in SavedState.__struct_encode_fields__:
            with contextlib.suppress(KeyError, msgspec.ValidationError):
                msgspec.convert({name: content[name]}, SavedState)
                understood[name] = content[name]
        return msgspec.convert(understood, SavedState)
