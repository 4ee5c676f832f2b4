"""``config.toml`` written by the agent, by hand, and by accident."""

import re
import stat
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.core.errors import BadSettingsError, InvalidFileError, NewerFileError, StorageError
from iea_agent.core.file_notices import FileFlaw, FlawKind
from iea_agent.core.repair import RepairMode
from iea_agent.core.settings import SCHEMA, Settings, help_of
from iea_agent.core.typed_settings import as_meant

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)
SETTINGS = st.builds(
    Settings,
    schema=st.just(SCHEMA),
    secure=st.booleans(),
    authentication_address=TEXT,
    update_address=TEXT,
    repair=st.sampled_from(RepairMode),
    licence_number=TEXT,
    key_in_file=st.booleans(),
    scope=st.from_regex(r"[\x21\x23-\x5b\x5d-\x7e ]{0,200}", fullmatch=True),
    ca_file=TEXT.filter(lambda text: not re.search(r"[\b\t\n\f\r\x1b]", text)),  # refused in a path of Windows
    test_deadline_s=st.floats(1, 120),
    authenticate_deadline_s=st.floats(1, 120),
    check_every_s=st.floats(10, 86400),
    endpoint_hosts=st.lists(TEXT.filter(bool), max_size=3).map(tuple),
).map(as_meant)

BY_HAND = """\
# Poste de la comptabilité
secure = true   # demandé par M. Dupont
"update_address" = 'https://miroir.example/updates'
test_deadline_s = 30
future_setting = [1, 2]

[launcher]  # pour plus tard
command = "impact"
secure = "not ours"
[[launcher.list]]
x = 1
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def identity_of(path: Path) -> tuple[int, int, int]:
    """Return what changes when a file is written or replaced."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_mode


@pytest.mark.parametrize("name", ["C:\temp", "\\\U00012544\r"])
def test_a_path_that_could_not_be_read_again_is_not_saved(path: Path, name: str) -> None:
    with pytest.raises(BadSettingsError, match="ca_file"):
        SettingsFile(path).save(Settings(ca_file=name))
    assert not path.exists()


@given(first=SETTINGS, second=SETTINGS)
def test_any_settings_come_back(first: Settings, second: Settings) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = SettingsFile(Path(folder) / "config.toml")
        for settings in (first, second, Settings()):
            file.save(settings)
            assert SettingsFile(Path(folder) / "config.toml").load() == settings


@given(settings=SETTINGS)
def test_any_settings_come_back_from_a_file_that_was_written_by_hand(settings: Settings) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(BY_HAND, "utf-8")
        SettingsFile(path).save(settings)
        assert SettingsFile(path).load() == settings
        text = path.read_bytes().decode()
        for comment in ("# Poste de la comptabilité", "# demandé par M. Dupont", "# pour plus tard"):
            assert comment in text
        table = tomllib.loads(text)
        assert table["future_setting"] == [1, 2]
        assert table["launcher"] == {"command": "impact", "secure": "not ours", "list": [{"x": 1}]}


@given(data=st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_no_bytes_crash_the_reader_and_none_are_lost(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_bytes(data)
        file = SettingsFile(path)
        wanted = Settings(licence_number="1")
        try:
            file.load()
        except InvalidFileError:
            with pytest.raises(InvalidFileError):
                file.save(wanted)
            assert path.read_bytes() == data
            file.save_beside(wanted)
            assert data in {kept.read_bytes() for kept in Path(folder).glob("config.toml.invalid-*")}
        except NewerFileError:
            assert path.read_bytes() == data
            return
        else:
            file.save(wanted)
        assert file.load() == wanted


FLAWS = [
    (b"\xff\xfe\x00", FileFlaw(FlawKind.NOT_TEXT)),
    (b"\xff\xfes\x00e\x00", FileFlaw(FlawKind.SYNTAX, 1)),
    ("# été\nca_file = '\xe9'".encode("latin-1") + "# été".encode(), FileFlaw(FlawKind.NOT_TEXT, 1)),
    (b"secure = true\n# \x81\x8d", FileFlaw(FlawKind.NOT_TEXT, 2)),
    (b"secure = ", FileFlaw(FlawKind.UNQUOTED, 1)),
    (b"\nsecure = true\n\nsecure = true\n", FileFlaw(FlawKind.TWICE, 4, 14)),
    (b"\r\nscope = oui\r\n", FileFlaw(FlawKind.UNQUOTED, 2, 9)),
    (b"software_version = 3.00.42\n", FileFlaw(FlawKind.UNQUOTED, 1, 24)),
    (b'software_version = "3.00.42\nsecure = true\n', FileFlaw(FlawKind.QUOTE, 1, 28)),
    (b'software_version = "3.00.42', FileFlaw(FlawKind.QUOTE, 1)),
    (b'software_command = ["C:\\Users\\anne\\impact.exe"]', FileFlaw(FlawKind.BACKSLASH, 1, 26)),
    (b'software_version_file = "C:\\temp\\VERSION"', FileFlaw(FlawKind.BACKSLASH, 1, 35)),
    (b'\nca_file = "C:\\temp\\new.pem"', FileFlaw(FlawKind.BACKSLASH, 2, name="ca_file")),
    (b'software_command = ["\\\\paie\\nouveau.exe"]', FileFlaw(FlawKind.BACKSLASH, 1, name="software_command")),
    (b"x = " + b"[" * 100_000, FileFlaw(FlawKind.TOO_NESTED, 1)),
    (b"\na" + b".a" * 12_000 + b" = 1", FileFlaw(FlawKind.TOO_NESTED, 2)),
    (b"x = " + b"9" * 5_000, FileFlaw(FlawKind.UNQUOTED)),
    (b"x = 2024-99-99", FileFlaw(FlawKind.UNQUOTED, 1, 9)),
    (b"# " + b"x" * 200_000, FileFlaw(FlawKind.TOO_LONG)),
    (b"# " + b"x" * 2_000_000, FileFlaw(FlawKind.TOO_LONG)),
    (b"x = 1\n" * 2_000, FileFlaw(FlawKind.TOO_LONG, 501)),
    (b"\0" * 4096, FileFlaw(FlawKind.EMPTY)),
    (b"", FileFlaw(FlawKind.EMPTY)),
    (b" \n", FileFlaw(FlawKind.EMPTY)),
    (b"%PDF-1.7", FileFlaw(FlawKind.SYNTAX, 1, 1)),
    (b"\n# x\nsecure = 1", FileFlaw(FlawKind.VALUE, 3, name="secure")),
    (b'test_deadline_s = "10"', FileFlaw(FlawKind.VALUE, 1, name="test_deadline_s")),
    (b"test_deadline_s = 0.5", FileFlaw(FlawKind.VALUE, 1, name="test_deadline_s")),
    (b"check_every_s = inf", FileFlaw(FlawKind.VALUE, 1, name="check_every_s")),
    (b"check_every_s = nan", FileFlaw(FlawKind.VALUE, 1, name="check_every_s")),
    (b"check_every_s = true", FileFlaw(FlawKind.VALUE, 1, name="check_every_s")),
    ("scope = 'é'".encode(), FileFlaw(FlawKind.VALUE, 1, name="scope")),
    (b"schema = 0", FileFlaw(FlawKind.VALUE, 1, name="schema")),
    (b"schema = true", FileFlaw(FlawKind.VALUE, 1, name="schema")),
    (b"\n[update_address]", FileFlaw(FlawKind.VALUE, 2, name="update_address")),
    (b"'secure'.inside = 1\n", FileFlaw(FlawKind.VALUE, 1, name="secure")),
    (b"software_command = ['iea', 1]", FileFlaw(FlawKind.VALUE, 1, name="software_command")),
]


@pytest.mark.parametrize(("data", "flaw"), FLAWS, ids=lambda value: repr(value)[:24])
def test_a_file_that_cannot_be_used_stays_and_says_where_and_why(path: Path, data: bytes, flaw: FileFlaw) -> None:
    file = SettingsFile(path)
    file.save(Settings(licence_number="good"))
    file.load()
    path.write_bytes(data)
    before = identity_of(path)

    for _ in range(2):
        with pytest.raises(InvalidFileError) as raised:
            file.load()
        assert raised.value.flaw == flaw
        assert f"line {flaw.line}" in str(raised.value) or not flaw.line
        assert flaw.name in str(raised.value)
        assert file.last_good() == Settings(licence_number="good")
    with pytest.raises(InvalidFileError):
        file.save(Settings())

    assert (identity_of(path), path.read_bytes()) == (before, data)
    assert {each.name for each in path.parent.iterdir()} == {"config.toml", "config.toml.bak"}


@pytest.mark.parametrize("backup", [None, b"\xff", b"secure = 1", b"schema = 2", b"nonsense", b""])
def test_without_a_usable_backup_no_good_settings_are_known(path: Path, backup: bytes | None) -> None:
    path.write_bytes(b"nonsense")
    if backup is not None:
        path.with_name("config.toml.bak").write_bytes(backup)
    assert SettingsFile(path).last_good() is None
    assert path.read_bytes() == b"nonsense"


def test_what_a_person_wrote_is_the_last_good_once_it_was_in_force(path: Path) -> None:
    path.write_text(BY_HAND, "utf-8")
    settings = SettingsFile(path).load()
    with path.open("a", encoding="utf-8") as file:  # as editors do that write into the file itself
        file.write("[nonsense")
    assert SettingsFile(path).last_good() == settings


def test_a_reader_beside_a_running_agent_keeps_nothing(path: Path) -> None:
    path.write_text(BY_HAND, "utf-8")
    SettingsFile(path, repairs=False).load()
    assert list(path.parent.iterdir()) == [path]


def test_on_request_an_invalid_file_is_kept_beside_what_is_saved(path: Path) -> None:
    file, today = SettingsFile(path), time.strftime("%Y-%m-%d")
    for number in range(3):
        path.write_text(f"nonsense {number}")
        file.save_beside(Settings(licence_number=f"{number}"))
        assert file.load() == Settings(licence_number=f"{number}")
    kept = {each.name: each.read_text() for each in path.parent.glob("*.invalid-*")}
    name = f"config.toml.invalid-{today}"
    assert kept == {name: "nonsense 0", f"{name}-2": "nonsense 1", f"{name}-3": "nonsense 2"}


def test_saving_beside_a_good_file_is_just_saving(path: Path) -> None:
    path.write_text(BY_HAND, "utf-8")
    SettingsFile(path).save_beside(Settings(licence_number="1"))
    assert "# Poste de la comptabilité" in path.read_text("utf-8")
    assert not list(path.parent.glob("*.invalid-*"))


def test_if_only_a_value_is_wrong_the_rest_of_the_file_stays(path: Path) -> None:
    path.write_text(BY_HAND.replace("test_deadline_s = 30", "test_deadline_s = 3000"), "utf-8")
    SettingsFile(path).save_beside(Settings(test_deadline_s=30))
    assert SettingsFile(path).load() == Settings(test_deadline_s=30)
    text = path.read_text("utf-8")
    assert "# Poste de la comptabilité" in text
    assert "future_setting" in text


def test_what_is_no_file_is_moved_beside_on_request(path: Path) -> None:
    path.mkdir()
    (path / "something").touch()
    with pytest.raises(InvalidFileError) as raised:
        SettingsFile(path).load()
    assert raised.value.flaw == FileFlaw(FlawKind.NOT_A_FILE)
    SettingsFile(path).save_beside(Settings(licence_number="1"))
    assert SettingsFile(path).load() == Settings(licence_number="1")
    (kept,) = path.parent.glob("*.invalid-*")
    assert (kept / "something").exists()


# Links.


@pytest.fixture
def linked(path: Path) -> Path:
    """Return what ``config.toml`` leads to, in another folder."""
    target = path.parent / "repository" / "settings.toml"
    target.parent.mkdir()
    target.write_text(BY_HAND, "utf-8")
    target.chmod(0o640)
    path.symlink_to(Path("repository") / target.name)
    return target


def test_a_link_is_written_through(path: Path, linked: Path) -> None:
    file = SettingsFile(path)
    old = file.load()
    file.save(replace(old, licence_number="75-000043"))
    assert path.is_symlink()
    assert "75-000043" in linked.read_text("utf-8")
    assert "# Poste de la comptabilité" in linked.read_text("utf-8")
    assert stat.S_IMODE(linked.stat().st_mode) == 0o640
    assert [each.name for each in linked.parent.iterdir()] == [linked.name]
    assert file.last_good() == old


def test_a_link_to_a_link_is_written_through(path: Path, linked: Path) -> None:
    path.rename(path.with_name("first"))
    path.symlink_to("first")
    SettingsFile(path).save(Settings(licence_number="1"))
    assert path.is_symlink()
    assert path.with_name("first").is_symlink()
    assert SettingsFile(linked).load().licence_number == "1"


def test_an_invalid_file_behind_a_link_is_kept_beside_the_link(path: Path, linked: Path) -> None:
    linked.write_text("nonsense")
    SettingsFile(path).save_beside(Settings(licence_number="1"))
    assert path.is_symlink()
    assert SettingsFile(linked).load() == Settings(licence_number="1")
    (kept,) = path.parent.glob("*.invalid-*")
    assert not kept.is_symlink()
    assert kept.read_text() == "nonsense"


@pytest.mark.parametrize("target", ["nowhere", "no/where", "config.toml"])
def test_a_link_that_leads_nowhere_is_said_and_stays(path: Path, target: str) -> None:
    path.symlink_to(target)
    file = SettingsFile(path)
    for act in (file.load, lambda: file.save(Settings())):
        with pytest.raises(InvalidFileError) as raised:
            act()
        assert raised.value.flaw == FileFlaw(FlawKind.LINK)
    assert path.is_symlink()
    file.save_beside(Settings(licence_number="1"))
    assert file.load() == Settings(licence_number="1")
    (kept,) = path.parent.glob("*.invalid-*")
    assert kept.is_symlink()


# Other encodings.


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp1252"])
def test_other_encodings_are_read_and_said_until_the_file_is_saved(path: Path, encoding: str) -> None:
    bom = "\ufeff" if encoding == "utf-16-be" else ""
    path.write_bytes(f"{bom}# Été\r\nca_file = '/réseau/œuvre.pem'\r\n".encode(encoding))
    file = SettingsFile(path)
    assert file.load() == Settings(ca_file="/réseau/œuvre.pem")
    assert file.finding == "other_encoding"
    file.save(file.load())
    again = SettingsFile(path)
    assert again.load() == Settings(ca_file="/réseau/œuvre.pem")
    assert again.finding is None
    assert "# Été\r\n".encode() in path.read_bytes()


def test_a_newer_file_is_neither_guessed_at_nor_overwritten(path: Path) -> None:
    path.write_text(f"schema = {SCHEMA + 1}\nsecure = 'maybe'\n")
    file = SettingsFile(path)
    with pytest.raises(NewerFileError):
        file.load()
    with pytest.raises(NewerFileError):
        file.save(Settings())
    assert path.read_text().startswith(f"schema = {SCHEMA + 1}\n")


def test_a_file_saved_by_notepad_is_read(path: Path) -> None:
    path.write_bytes(b'\xef\xbb\xbf# Poste 3\r\nlicence_number = "42"\r\n')
    file = SettingsFile(path)
    assert file.load() == Settings(licence_number="42")
    file.save(Settings(licence_number="43"))
    assert file.load() == Settings(licence_number="43")
    assert b"# Poste 3\r\n" in path.read_bytes()


def test_a_new_file_explains_each_setting(path: Path) -> None:
    SettingsFile(path).save(Settings())
    text = path.read_bytes().decode()
    for name in Settings.__struct_fields__:
        assert f"# {help_of(name)}\n{name} = " in text


def test_saving_what_is_there_writes_nothing(path: Path) -> None:
    path.write_text(BY_HAND, "utf-8")
    before = identity_of(path)
    file = SettingsFile(path)
    file.save(file.load())
    assert identity_of(path) == before


def test_a_file_that_tomlkit_cannot_edit_is_written_afresh_and_kept_beside(path: Path) -> None:
    odd = "[[a.b]]\n[b]\n[a.b.c]\n[[a.b]]\n"  # TOML all the same
    path.write_text(odd)
    assert SettingsFile(path).load() == Settings()
    SettingsFile(path).save(Settings(secure=False))
    assert SettingsFile(path).load() == Settings(secure=False)
    (kept,) = path.parent.glob("config.toml.replaced-*")
    assert kept.read_text() == odd


@pytest.mark.parametrize("wrong", [Settings(ca_file="\ud800"), Settings(scope="é"), Settings(check_every_s=1)])
def test_settings_that_could_not_be_read_again_are_not_written(path: Path, wrong: Settings) -> None:
    with pytest.raises(BadSettingsError):
        SettingsFile(path).save(wrong)
    assert not path.exists()


def test_the_schema_written_is_that_of_this_version(path: Path) -> None:
    SettingsFile(path).save(replace(Settings(), schema=7))
    assert SettingsFile(path).load() == Settings()


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is of Linux")
def test_a_file_that_cannot_be_read_is_a_storage_error() -> None:
    file = SettingsFile(Path("/proc/self/mem"))  # its first byte cannot be read
    with pytest.raises(StorageError):
        file.load()
    with pytest.raises(StorageError):
        file.save(Settings())
