"""The job that saves the addresses of a repair, as a real process."""

import queue
from pathlib import Path

import pytest

from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.jobs.launcher import ProcessJobs
from iea_agent.core.errors import ErrorCode
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.repair import AddressPair
from iea_agent.core.settings import addresses_of
from iea_agent.core.wire.jobs import SaveAddressesOrder

BEFORE = AddressPair("http://ancien.example/a", "http://ancien.example/b", secure=False)
AFTER = AddressPair("https://nouveau.example", "https://nouveau.example/updates")
BY_HAND = """\
# Poste de la comptabilité
secure = false
authentication_address = "http://ancien.example/a"  # avant la mise à jour
update_address = "http://ancien.example/b"
future_setting = [1, 2]
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IEA_AGENT_HOME", str(tmp_path))
    path = tmp_path / "config.toml"
    path.write_text(BY_HAND, encoding="utf-8")
    return path


def end_of(order: SaveAddressesOrder) -> JobEnd:
    ends: queue.Queue[JobEnd] = queue.Queue()
    jobs = ProcessJobs()
    try:
        jobs.start(order, on_message=lambda _message: None, on_end=ends.put, deadline_s=30.0)
        return ends.get(timeout=60.0)
    finally:
        jobs.close()


def test_the_addresses_are_saved_and_all_else_stays(file: Path) -> None:
    assert end_of(SaveAddressesOrder(BEFORE, AFTER)) == JobEnd()
    assert addresses_of(SettingsFile(file).load()) == AFTER
    text = file.read_text(encoding="utf-8")
    assert "# Poste de la comptabilité" in text
    assert "# avant la mise à jour" in text
    assert "future_setting = [1, 2]" in text


def test_addresses_that_a_person_has_changed_since_stay(file: Path) -> None:
    end = end_of(SaveAddressesOrder(AFTER, BEFORE))
    assert (end.fault, end.code) == (JobFault.FAILED, ErrorCode.STALE)
    assert file.read_text(encoding="utf-8") == BY_HAND


def test_a_file_with_a_slip_in_it_stays_as_it_is(file: Path) -> None:
    slip = BY_HAND + "future = = 1\n"
    file.write_text(slip, encoding="utf-8")
    end = end_of(SaveAddressesOrder(BEFORE, AFTER))
    assert (end.fault, end.code) == (JobFault.FAILED, ErrorCode.INVALID_FILE)
    assert file.read_text(encoding="utf-8") == slip
