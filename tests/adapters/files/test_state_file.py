"""``state.json`` after accidents, and beside a newer version."""

import json
import tempfile
import zlib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.adapters.files.checksummed import StateFile
from iea_agent.core.connection_state import Mode
from iea_agent.core.errors import NewerFileError
from iea_agent.core.lockout import Lockout
from iea_agent.core.prepared_mails import Occasion, PreparedMail
from iea_agent.core.saved_state import SavedState

BEETLE = SavedState(
    mode=Mode.ASSISTANCE,
    mode_since=1_760_000_000.5,
    reason="Panne",
    who="mdupont",
    reminded_on="2026-11-23",
    lockout=Lockout(5, 1_760_000_060.0),
    clock_mark=1_760_000_001.0,
    mails=(PreparedMail(Occasion.DAY_PASSWORD, 1_760_000_000.0),),
)


def file_with(state: object, *, schema: object = 1, checksum: str | None = None) -> bytes:
    """Build a file as an independent writer would: canonical JSON is sorted and without spaces."""
    canonical = json.dumps(state, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    checksum = checksum or f"{zlib.crc32(canonical):08x}"
    return json.dumps({"schema": schema, "crc32": checksum, "state": state}).encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


@given(
    mode=st.sampled_from(Mode),
    since=st.floats(allow_nan=False, allow_infinity=False),
    reason=st.text(st.characters(exclude_categories=["Cs"])),
)
def test_any_mode_comes_back(mode: Mode, since: float, reason: str) -> None:
    state = SavedState(mode=mode, mode_since=since, reason=reason)
    with tempfile.TemporaryDirectory() as folder:
        StateFile(Path(folder) / "state.json").save(state)
        assert StateFile(Path(folder) / "state.json").load() == state


def test_half_a_character_does_not_prevent_the_beetle(path: Path) -> None:
    StateFile(path).save(SavedState(mode=Mode.ASSISTANCE, reason="a\ud83db"))
    assert StateFile(path).load() == SavedState(mode=Mode.ASSISTANCE, reason="a?b")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    data=st.one_of(
        st.binary(),
        JSON.map(lambda value: json.dumps(value).encode()),
        st.dictionaries(st.sampled_from(["mode", "mode_since", "reason", "x"]), JSON).map(
            lambda state: json.dumps({"schema": 1, "crc32": "", "state": state}).encode()
        ),
        st.dictionaries(st.sampled_from(["mode", "mode_since", "reason", "x"]), JSON).map(
            lambda state: json.dumps({"schema": 2, "state": state}).encode()
        ),
    )
)
def test_no_bytes_crash_the_reader_or_the_writer(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state.json"
        path.write_bytes(data)
        file = StateFile(path)
        file.load()
        assert file.finding in {"reset_to_defaults", "newer_file"}
        path.write_bytes(data)
        try:
            file.save(BEETLE)
        except NewerFileError:
            assert path.read_bytes() == data
        else:
            assert file.load() == BEETLE


def test_a_file_that_is_gone_comes_back_from_its_backup(path: Path) -> None:
    file = StateFile(path)
    file.save(BEETLE)
    file.save(SavedState(mode_since=1.0))
    path.unlink()
    assert StateFile(path, repairs=False).load() == BEETLE
    assert not path.exists()
    assert file.load() == BEETLE
    assert file.finding == "recovered_from_backup"
    assert file.load() == BEETLE
    assert file.finding is None


def test_names_of_others_are_kept(path: Path) -> None:
    state = {"mode": "production", "mode_since": 1.5, "reason": "", "colour": 3, "seen": {"b": [1], "a": None}}
    path.write_bytes(file_with(state))
    file = StateFile(path)
    assert file.load() == SavedState(mode_since=1.5)
    assert file.finding is None
    file.save(BEETLE)
    kept: dict[str, Any] = json.loads(path.read_bytes())["state"]
    assert kept == state | json.loads(msgspec.json.encode(BEETLE))
    assert file.load() == BEETLE


@pytest.mark.parametrize(
    ("state", "understood"),
    [
        (
            {"mode": "assistance", "mode_since": 5.0, "reason": "x", "new": 1},
            SavedState(mode=Mode.ASSISTANCE, mode_since=5.0, reason="x"),
        ),
        ({"mode": "assistance", "mode_since": "yesterday"}, SavedState(mode=Mode.ASSISTANCE)),
        ({"mode": "holiday", "reason": "x"}, SavedState(reason="x")),
        ({}, SavedState()),
    ],
)
def test_a_newer_file_is_read_as_far_as_it_is_understood_and_left_alone(
    path: Path, state: dict[str, object], understood: SavedState
) -> None:
    data = file_with(state, schema=2, checksum="of another kind")
    path.write_bytes(data)
    file = StateFile(path)
    assert file.load() == understood
    assert file.finding == "newer_file"
    with pytest.raises(NewerFileError):
        file.save(SavedState())
    assert path.read_bytes() == data


@pytest.mark.parametrize("state", [{"mode": "holiday"}, {"mode_since": "x"}, {"reason": None}, []])
def test_a_right_checksum_over_a_wrong_state_does_not_help(path: Path, state: object) -> None:
    path.write_bytes(file_with(state))
    file = StateFile(path)
    assert file.load() == SavedState()
    assert file.finding == "reset_to_defaults"
