"""One behaviour suite per port, on the fake and on the real adapter, so that a fake cannot promise too much."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from msgspec.structs import replace

from iea_agent.adapters.files.checksummed import HistoryFile, StateFile
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.adapters.keys.keyring_keys import KeyringKeys
from iea_agent.adapters.policy.governed_settings import GovernedSettings
from iea_agent.adapters.policy.machine import NoPolicy
from iea_agent.core.connection_state import Mode
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.errors import BadSettingsError, KeyStoreError
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.lockout import Lockout
from iea_agent.core.ports import HistoryStore, LicenceKeys, SettingsStore, StateStore
from iea_agent.core.saved_state import SavedState
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from tests.fakes import MemoryHistory, MemoryKeys, MemorySettings, MemoryState


@pytest.fixture(params=["memory", "file"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> SettingsStore:
    return MemorySettings() if request.param == "memory" else GovernedSettings(tmp_path / "config.toml", NoPolicy())


def test_settings_never_saved_are_the_default_ones(settings: SettingsStore) -> None:
    assert settings.load() == Settings()


def test_saved_settings_come_back(settings: SettingsStore) -> None:
    wanted = Settings(
        secure=False,
        licence_number="75-000042",
        test_deadline_s=12.5,
        ca_file='C:\\a "b".pem',
        software_command=("iea", "à la paie"),
    )
    settings.save(wanted)
    assert settings.load() == wanted
    settings.save(replace(wanted, secure=True))
    assert settings.load() == replace(wanted, secure=True)


@pytest.mark.parametrize(
    "wrong", [Settings(test_deadline_s=0), Settings(check_every_s=float("nan")), Settings(update_address="x" * 2001)]
)
def test_impossible_settings_are_not_saved(settings: SettingsStore, wrong: Settings) -> None:
    with pytest.raises(BadSettingsError):
        settings.save(wrong)
    assert settings.load() == Settings()


@pytest.fixture(params=["memory", "file"])
def states(request: pytest.FixtureRequest, tmp_path: Path) -> StateStore:
    return MemoryState() if request.param == "memory" else StateFile(tmp_path / "state.json")


def test_what_was_never_kept_is_the_default(states: StateStore) -> None:
    assert states.load() == SavedState()


def test_what_was_kept_comes_back(states: StateStore) -> None:
    kept = SavedState(
        mode=Mode.ASSISTANCE,
        mode_since=1_760_000_000.25,
        reason="Serveur en panne « hier »",
        who="mdupont",
        lockout=Lockout(5, 1_760_000_060.0),
        clock_mark=1_760_000_001.0,
    )
    states.save(kept)
    assert states.load() == kept
    states.save(SavedState())
    assert states.load() == SavedState()


@pytest.fixture(params=["memory", "file"])
def histories(request: pytest.FixtureRequest, tmp_path: Path) -> HistoryStore:
    return MemoryHistory() if request.param == "memory" else HistoryFile(tmp_path / "history.json")


def test_a_history_never_written_is_empty(histories: HistoryStore) -> None:
    assert histories.load() == ()


def test_a_history_comes_back(histories: HistoryStore) -> None:
    outage = Period(PeriodKind.OUTAGE, 1_760_000_000.25, 1_760_000_060.0, Verdict.TIMEOUT, lost_sight=True)
    assistance = Period(PeriodKind.ASSISTANCE, 1_760_000_070.5, reason="« panne »", who="mdupont")
    histories.save((outage, assistance))
    assert histories.load() == (outage, assistance)
    histories.save(())
    assert histories.load() == ()


class MemoryKeyring(KeyringBackend):
    """A key store without a system."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(params=["memory", "file", "keyring"])
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LicenceKeys]:
    if request.param != "keyring":
        yield MemoryKeys() if request.param == "memory" else KeyFile(tmp_path)
        return
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    yield KeyringKeys("iea-agent-test")
    keyring.set_keyring(before)


def test_a_licence_without_a_key_has_none(keys: LicenceKeys) -> None:
    assert keys.get("75-000042") is None
    assert keys.get("") is None


def test_each_licence_has_its_key(keys: LicenceKeys) -> None:
    keys.put("75-000042", Secret("première clé"))
    keys.put("75-000043", Secret("x" * 999))
    assert keys.get("75-000042") == Secret("première clé")
    assert keys.get("75-000043") == Secret("x" * 999)
    keys.put("75-000042", Secret("seconde"))
    assert keys.get("75-000042") == Secret("seconde")


@pytest.mark.parametrize(
    ("number", "key"),
    [("", "k"), ("1", ""), ("1", "x" * 1000), ("1", "a\nb"), ("1", "\ud800"), ("1", "\0"), ("1", "😀" * 500)],
)
def test_what_is_no_key_is_not_kept(keys: LicenceKeys, number: str, key: str) -> None:
    with pytest.raises(KeyStoreError):
        keys.put(number, Secret(key))
    assert keys.get(number) is None


def test_each_key_has_its_origin(keys: LicenceKeys) -> None:
    keys.put("75-000042", Secret("k"), "https://impact.example")
    keys.put("75-000043", Secret("k"))
    assert keys.origin("75-000042") == "https://impact.example"
    assert keys.origin("75-000043") == keys.origin("75-000044") == keys.origin("") == ""
    keys.put_origin("75-000043", "https://autre.example:8443")
    assert keys.origin("75-000043") == "https://autre.example:8443"
    assert keys.get("75-000043") == Secret("k")


def test_another_key_has_another_origin_or_none(keys: LicenceKeys) -> None:
    keys.put("75-000042", Secret("k"), "https://impact.example")
    keys.put("75-000042", Secret("l"), "https://autre.example")
    assert keys.origin("75-000042") == "https://autre.example"
    keys.put("75-000042", Secret("m"))
    assert keys.origin("75-000042") == ""
