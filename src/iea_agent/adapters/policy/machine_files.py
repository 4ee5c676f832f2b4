"""What the administrator of a POSIX workstation says: ``policy.toml`` and ``defaults.toml``.

They count only if nobody but root may write them and every folder above: else they count as absent, and that is said.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from iea_agent.adapters.files import toml_text
from iea_agent.adapters.files.reading import MAX_FILE, NotAFileError, read_content
from iea_agent.adapters.files.recovery import CorruptError
from iea_agent.core.errors import StorageError
from iea_agent.core.policy.precedence import Layer, LayerFlaw, Machine
from iea_agent.core.printable import printable

FOLDER: Final = Path("/etc/iea-agent")
_ROOT: Final = frozenset({0})


class MachineFiles:
    """Reads both files each time."""

    def __init__(self, folder: Path = FOLDER, *, owners: Iterable[int] = _ROOT) -> None:
        """``owners`` are the users, by number, who may own files and folders."""
        self._folder = folder
        self._owners = frozenset(owners)

    def read(self) -> Machine:
        """Return what both files say. Never fails."""
        return Machine(policy=self._layer("policy.toml"), defaults=self._layer("defaults.toml"))

    def _layer(self, name: str) -> Layer:
        path = self._folder / name
        where = str(path)
        try:
            content = read_content(path, follow=True, owners=self._owners)
            if content is None:
                return Layer()
            if content.distrust:
                return Layer(where=where, flaw=LayerFlaw.UNTRUSTED, detail=printable(content.distrust))
            if len(content.data) > MAX_FILE:
                return Layer(where=where, flaw=LayerFlaw.INVALID, detail="too long")
            if not content.data.strip():
                return Layer(where=where)
            text, _ = toml_text.decode(content.data)
            return Layer(toml_text.parse(text), where)
        except (CorruptError, NotAFileError) as error:
            return Layer(where=where, flaw=LayerFlaw.INVALID, detail=printable(str(error)))
        except StorageError as error:
            return Layer(where=where, flaw=LayerFlaw.UNREADABLE, detail=printable(str(error)))
