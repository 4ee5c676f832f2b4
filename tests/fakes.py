"""Ports kept in memory; ``tests/adapters/test_port_suites.py`` holds them to what the real adapters do."""

import msgspec

from iea_agent.core.errors import BadSettingsError, KeyStoreError
from iea_agent.core.file_notices import FileFinding
from iea_agent.core.history import History
from iea_agent.core.licence_key import key_fault
from iea_agent.core.policy.precedence import Governed, Machine, govern
from iea_agent.core.saved_state import SavedState
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings


class MemorySettings:
    """A ``SettingsStore``."""

    finding: FileFinding | None = None
    detail: str = ""

    def __init__(self) -> None:
        self.saved = Settings()

    @property
    def governed(self) -> Governed:
        return govern(self.saved, frozenset(Settings.__struct_fields__), Machine())

    def load(self) -> Settings:
        return self.saved

    def save(self, settings: Settings) -> None:
        try:
            self.saved = msgspec.convert(msgspec.to_builtins(settings), Settings)
        except msgspec.ValidationError as error:
            raise BadSettingsError(str(error)) from error

    def save_beside(self, settings: Settings) -> None:
        self.save(settings)

    def last_good(self) -> Settings | None:
        return self.saved


class MemoryState:
    """A ``StateStore``."""

    finding: FileFinding | None = None
    detail: str = ""

    def __init__(self) -> None:
        self.saved = SavedState()

    def load(self) -> SavedState:
        return self.saved

    def save(self, kept: SavedState) -> None:
        self.saved = kept


class MemoryHistory:
    """A ``HistoryStore``."""

    finding: FileFinding | None = None
    detail: str = ""

    def __init__(self) -> None:
        self.saved: History = ()

    def load(self) -> History:
        return self.saved

    def save(self, history: History) -> None:
        self.saved = history


class MemoryKeys:
    """A ``LicenceKeys``."""

    def __init__(self) -> None:
        self.keys: dict[str, Secret] = {}
        self.origins: dict[str, str] = {}

    def question(self, number: str, *, to_put: bool = False) -> None:
        del number, to_put

    def get(self, number: str) -> Secret | None:
        return self.keys.get(number)

    def origin(self, number: str) -> str:
        return self.origins.get(number, "")

    def put(self, number: str, key: Secret, origin: str = "") -> None:
        if key_fault(number, key.value) is not None:
            raise KeyStoreError("not a key")
        self.keys[number] = key
        self.put_origin(number, origin)

    def put_origin(self, number: str, origin: str) -> None:
        self.origins[number] = origin
