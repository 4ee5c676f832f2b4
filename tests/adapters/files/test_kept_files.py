"""A home written by an earlier version opens with the same meaning, and what is written now still fits that version."""

import json
import shutil
import sys
import tomllib
import zlib
from pathlib import Path

import pytest
from msgspec.structs import replace

from iea_agent.adapters.files.checksummed import HistoryFile, StateFile
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.core.connection_state import Mode
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.prepared_mails import Occasion, PreparedMail
from iea_agent.core.saved_state import mails_of
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings

KEPT = Path(__file__).parent / "kept"

OUTAGE = Period(PeriodKind.OUTAGE, 1_760_000_000.5, 1_760_000_060.0, Verdict.TIMEOUT, Verdict.DNS, lost_sight=True)
ASSISTANCE = Period(PeriodKind.ASSISTANCE, 1_760_000_100.25, reason="Serveur en panne « hier »", who="mdupont")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the kept files, private as they were written (Git keeps no such modes)."""
    for path in KEPT.iterdir():
        shutil.copyfile(path, tmp_path / path.name).chmod(0o600)
    return tmp_path


def cut_short(path: Path) -> None:
    """Leave half of a file, so that its backup is read."""
    path.write_bytes(path.read_bytes()[:100])


def test_the_state_means_the_same(home: Path) -> None:
    file = StateFile(home / "state.json")
    state = file.load()
    assert file.finding is None
    assert (state.mode, state.mode_since, state.clock_mark) == (Mode.ASSISTANCE, 1_760_000_100.25, 1_760_000_120.0)
    assert (state.reason, state.who) == ("Serveur en panne « hier »", "mdupont")
    assert (state.lockout.failed, state.lockout.locked_until) == (3, 1_760_000_160.0)
    assert mails_of(state) == (PreparedMail(Occasion.CONNECTION, 1_760_000_110.0, Verdict.TIMEOUT),)
    assert (state.reminded_on, state.icon_advised) == ("2025-10-09", "gnome")


def test_the_backup_of_the_state_means_the_same(home: Path) -> None:
    cut_short(home / "state.json")
    file = StateFile(home / "state.json")
    state = file.load()
    assert file.finding == "recovered_from_backup"
    assert (state.mode, state.mode_since, state.clock_mark) == (Mode.PRODUCTION, 1_760_000_000.0, 1_760_000_010.5)


def test_the_history_and_its_backup_mean_the_same(home: Path) -> None:
    file = HistoryFile(home / "history.json")
    assert (file.load(), file.finding) == ((OUTAGE, ASSISTANCE), None)
    cut_short(home / "history.json")
    assert (file.load(), file.finding) == ((OUTAGE,), "recovered_from_backup")


def test_the_settings_mean_the_same(home: Path) -> None:
    file = SettingsFile(home / "config.toml")
    assert file.load() == Settings(
        licence_number="75-000042",
        key_in_file=True,
        secure=False,
        ca_file='C:\\réseau "b".pem',
        software_command=("iea", "à la paie"),
        test_deadline_s=12.5,
        check_every_s=600.0,
    )
    assert file.finding is None


def test_the_backup_of_the_settings_means_the_same(home: Path) -> None:
    assert SettingsFile(home / "config.toml").last_good() == Settings(licence_number="75-000042")


def test_the_keys_mean_the_same(home: Path) -> None:
    keys = KeyFile(home)
    assert keys.get("75-000042") == Secret("k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf")
    assert keys.get("75-000043") == Secret("première clé")


@pytest.mark.parametrize("name", ["history.json", "history.json.bak"])
def test_what_is_written_now_is_byte_for_byte_what_the_earlier_version_wrote(home: Path, name: str) -> None:
    store = HistoryFile(home / name)
    store.save(store.load())
    assert (home / name).read_bytes() == (KEPT / name).read_bytes()


@pytest.mark.parametrize("name", ["state.json", "state.json.bak"])
def test_what_the_earlier_version_knows_of_the_state_is_written_as_it_wrote_it(home: Path, name: str) -> None:
    """It keeps the names that it does not know."""
    store = StateFile(home / name)
    store.save(store.load())
    before, after = (json.loads((folder / name).read_bytes())["state"] for folder in (KEPT, home))
    assert {known: after[known] for known in before} == before
    assert set(after) - set(before) == {"mails", "good_addresses", "repair", "repairs_announced"}


@pytest.mark.parametrize(("name", "content"), [("state.json", "state"), ("history.json", "periods")])
def test_what_is_written_now_follows_the_rules_of_the_earlier_version(home: Path, name: str, content: str) -> None:
    """The checksum is CRC-32 over canonical JSON: sorted names, no spaces, UTF-8."""
    StateFile(home / "state.json").save(replace(StateFile(home / "state.json").load(), reason="à l’essai", who="é"))
    HistoryFile(home / "history.json").save((ASSISTANCE, OUTAGE, ASSISTANCE))
    file = json.loads((home / name).read_bytes())
    canonical = json.dumps(file[content], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert list(file) == ["schema", "crc32", content]
    assert (file["schema"], file["crc32"]) == (1, f"{zlib.crc32(canonical):08x}")
    assert (home / f"{name}.bak").read_bytes() == (KEPT / name).read_bytes()


def test_saved_settings_keep_the_comments_and_unknown_names(home: Path) -> None:
    file = SettingsFile(home / "config.toml")
    file.save(replace(file.load(), secure=True))
    before, after = ((folder / "config.toml").read_text("utf-8") for folder in (KEPT, home))
    assert after == before.replace("secure = false", "secure = true")
    assert tomllib.loads(after)["unknown_setting"] == [1, 2]


@pytest.mark.skipif(sys.platform == "win32", reason="the profile is private there, files have no such modes")
def test_a_key_that_is_added_leaves_the_others_as_they_were(home: Path) -> None:
    KeyFile(home).put("75-000044", Secret("x"))
    kept = json.loads((KEPT / "licence-key.json").read_bytes())
    assert json.loads((home / "licence-key.json").read_bytes()) == kept | {"75-000044": "x"}
    assert not (home / "licence-key.json.bak").exists()
