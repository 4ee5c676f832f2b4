"""``history.json`` after accidents, and beside a newer version."""

import json
import tempfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.adapters.files.checksummed import HistoryFile
from iea_agent.adapters.files.folders import Folders
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.errors import NewerFileError
from iea_agent.core.history import MAX_PERIODS, Period, PeriodKind

OUTAGE = Period(PeriodKind.OUTAGE, 1_760_000_000.5, 1_760_000_060.0, Verdict.DNS)
ASSISTANCE = Period(PeriodKind.ASSISTANCE, 1_760_000_070.0, reason="Panne", who="mdupont")


def file_with(periods: object, *, schema: object = 1, checksum: str | None = None) -> bytes:
    """Build a file as an independent writer would: canonical JSON is sorted and without spaces."""
    canonical = json.dumps(periods, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    checksum = checksum or f"{zlib.crc32(canonical):08x}"
    return json.dumps({"schema": schema, "crc32": checksum, "periods": periods}).encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.json"


TIMES = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(
    st.lists(
        st.builds(
            Period,
            st.sampled_from(PeriodKind),
            TIMES,
            st.none() | TIMES,
            st.none() | st.sampled_from(Verdict),
            st.none() | st.sampled_from(Verdict),
            TEXTS,
            TEXTS,
            st.booleans(),
        ),
        max_size=5,
    ).map(tuple)
)
def test_any_history_comes_back(history: tuple[Period, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        HistoryFile(Path(folder) / "history.json").save(history)
        assert HistoryFile(Path(folder) / "history.json").load() == history


def test_the_longest_history_comes_back(path: Path) -> None:
    longest = (Period(PeriodKind.ASSISTANCE, 1e9, reason="€" * 201, who="€" * 201),) * MAX_PERIODS
    HistoryFile(path).save(longest)
    assert HistoryFile(path).load() == longest


def test_half_a_character_does_not_prevent_the_history(path: Path) -> None:
    HistoryFile(path).save((Period(PeriodKind.ASSISTANCE, 1.0, reason="a\ud83db"),))
    assert HistoryFile(path).load()[0].reason == "a?b"


@given(data=st.binary() | st.lists(st.none() | st.integers() | st.text(max_size=3)).map(file_with))
def test_no_bytes_crash_the_reader_or_the_writer(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = HistoryFile(Path(folder) / "history.json")
        (Path(folder) / "history.json").write_bytes(data)
        assert file.load() == ()
        file.save((OUTAGE,))
        assert file.load() == (OUTAGE,)


def test_a_newer_file_is_read_as_far_as_it_is_understood_and_left_alone(path: Path) -> None:
    periods = [
        {"kind": "outage", "begin": 5.0, "new": 1},
        {"kind": "holiday", "begin": 6.0},
        3,
        {"kind": "assistance", "begin": 7.0, "end": 8.0},
    ]
    data = file_with(periods, schema=2, checksum="of another kind")
    path.write_bytes(data)
    file = HistoryFile(path)
    assert file.load() == (Period(PeriodKind.OUTAGE, 5.0), Period(PeriodKind.ASSISTANCE, 7.0, 8.0))
    with pytest.raises(NewerFileError):
        file.save(())
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    "periods", [[{"kind": "holiday", "begin": 1.0}], [{"kind": "outage"}], [None], [{"kind": "outage", "begin": 1e400}]]
)
def test_a_right_checksum_over_a_wrong_history_does_not_help(path: Path, periods: object) -> None:
    path.write_bytes(file_with(periods))
    assert HistoryFile(path).load() == ()


def test_the_history_lives_beside_the_state(tmp_path: Path) -> None:
    folders = Folders.find({"IEA_AGENT_HOME": str(tmp_path)})
    assert folders.history_file == folders.state_file.with_name("history.json")
    assert folders.report_file.parent == folders.history_file.parent
