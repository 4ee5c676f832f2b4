"""Every store that only the agent writes, over every corruption: what is saved is good, and nothing is lost."""

import sys
from pathlib import Path
from typing import Any

import pytest

from iea_agent.adapters.files.checksummed import HistoryFile, StateFile
from iea_agent.core.connection_state import Mode
from iea_agent.core.errors import NewerFileError
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.saved_state import SavedState
from tests.corrupting import KINDS, Kind

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its folders hold no pipes")

STORES: dict[str, tuple[Any, list[Any]]] = {
    "state.json": (StateFile, [SavedState(mode=Mode.ASSISTANCE, reason=f"{number}") for number in range(3)]),
    "history.json": (HistoryFile, [(Period(PeriodKind.OUTAGE, float(number), 9.0),) for number in range(3)]),
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("name", STORES)
def test_saving_over_anything_makes_a_good_file_and_keeps_what_was_there(name: str, kind: Kind, tmp_path: Path) -> None:
    make, (first, second, third) = STORES[name]
    path = tmp_path / name
    store = make(path)
    store.save(first)
    store.save(second)
    kind.corrupt(path)
    if KINDS["newer"] is kind:
        with pytest.raises(NewerFileError):
            store.save(third)
        return
    store.save(third)
    assert store.load() == third
    assert store.finding is None
    kept = {each.name for each in tmp_path.iterdir()} - {name, f"{name}.bak"}
    assert kept == ({f"{name}.corrupt"} if kind.is_kept else set())


def test_what_is_no_file_is_kept_beside_what_was_kept_before(tmp_path: Path) -> None:
    path, corrupt = tmp_path / "state.json", KINDS["folder"].corrupt
    for _ in range(3):
        StateFile(path).save(SavedState())
        corrupt(path)
        assert StateFile(path).load() == SavedState()
    kept = sorted(each.name for each in tmp_path.glob("*.corrupt*"))
    assert kept == ["state.json.corrupt", "state.json.corrupt-2", "state.json.corrupt-3"]
    assert all([each.name for each in (tmp_path / name).iterdir()] == ["something"] for name in kept)
