"""``history.json``: the history (``core/history.py``). Its format is in ``checksummed.py``."""

import contextlib
from typing import Any

import msgspec

from iea_agent.adapters.files.checksummed import ChecksummedFile, Envelope
from iea_agent.core.history import History, Period


class _Envelope(Envelope, frozen=True, kw_only=True):
    content: list[Any] = msgspec.field(name="periods")


class HistoryFile(ChecksummedFile[History]):
    """The history in a file; a ``HistoryStore``."""

    envelope = _Envelope
    value = History
    default: History = ()

    def _understood(self, content: list[Any]) -> History:
        """Return each period that is valid."""
        understood = []
        for period in content:
            with contextlib.suppress(msgspec.ValidationError):
                understood.append(msgspec.convert(period, Period))
        return tuple(understood)
