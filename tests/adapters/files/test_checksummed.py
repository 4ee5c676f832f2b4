"""What the two checksummed stores have in common, after accidents."""

import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from iea_agent.adapters.files.checksummed import HistoryFile, StateFile
from iea_agent.core.connection_state import Mode
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.errors import StorageError
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.saved_state import SavedState


class Store(NamedTuple):
    """One store, with two values that differ from the default and from each other."""

    open: Any
    default: Any
    first: Any
    second: Any


OUTAGE = Period(PeriodKind.OUTAGE, 1_760_000_000.5, 1_760_000_060.0, Verdict.DNS)
STORES = {
    "state": Store(
        StateFile,
        SavedState(),
        SavedState(mode=Mode.ASSISTANCE, mode_since=1_760_000_000.5, reason="Panne", who="mdupont"),
        SavedState(mode_since=1.0),
    ),
    "history": Store(
        HistoryFile, (), (OUTAGE,), (OUTAGE, Period(PeriodKind.ASSISTANCE, 1_760_000_070.0, reason="Panne"))
    ),
}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Store:
    return STORES[request.param]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.json"


@pytest.mark.parametrize("position", [0, 20, 40, 60, 85])
def test_one_flipped_bit_is_detected_and_the_backup_restored(store: Store, path: Path, position: int) -> None:
    file = store.open(path)
    file.save(store.first)
    file.save(store.second)
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(data)

    reader = store.open(path, repairs=False)
    assert (reader.load(), reader.finding) == (store.first, "recovered_from_backup")
    assert path.read_bytes() == data, "a reader repairs nothing"

    assert (file.load(), file.finding) == (store.first, "recovered_from_backup")
    assert path.with_name("file.json.corrupt").read_bytes() == data
    assert (file.load(), file.finding) == (store.first, None)


def test_a_file_cut_short_without_a_backup_is_reset(store: Store, path: Path) -> None:
    file = store.open(path)
    file.save(store.first)
    path.write_bytes(path.read_bytes()[:-10])
    assert (file.load(), file.finding) == (store.default, "reset_to_defaults")
    assert (file.load(), file.finding) == (store.default, None)


def test_a_corrupt_file_does_not_become_the_backup(store: Store, path: Path) -> None:
    file = store.open(path)
    file.save(store.first)
    file.save(store.second)
    path.write_bytes(b"\0" * 100)
    file.save(store.second)
    path.write_bytes(b"")
    assert file.load() == store.first


@pytest.mark.parametrize("schema", ["0", "-1", "true", '"1"', "null", "1.5"])
def test_a_schema_that_was_never_written_is_corrupt(store: Store, path: Path, schema: str) -> None:
    store.open(path).save(store.first)
    path.write_text(path.read_text("utf-8").replace('"schema":1', f'"schema":{schema}'), "utf-8")
    file = store.open(path)
    assert (file.load(), file.finding) == (store.default, "reset_to_defaults")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc exists on Linux only")
def test_a_disk_error_is_noticed_when_reading_and_raised_when_writing(store: Store) -> None:
    file = store.open(Path("/proc/self/mem"))  # its first byte cannot be read
    assert (file.load(), file.finding) == (store.default, "unreadable")
    with pytest.raises(StorageError):
        file.save(store.first)
