"""``config.toml`` written by the agent, by hand, and by accident."""

import sys
import tempfile
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.core.errors import BadSettingsError, NewerFileError, StorageError
from iea_agent.core.settings import SCHEMA, Settings, help_of
from iea_agent.core.typed_settings import as_meant

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=100)
SETTINGS = st.builds(
    Settings,
    schema=st.just(SCHEMA),
    secure=st.booleans(),
    authentication_address=TEXT,
    update_address=TEXT,
    licence_number=TEXT,
    key_in_file=st.booleans(),
    scope=st.from_regex(r"[\x21\x23-\x5b\x5d-\x7e ]{0,200}", fullmatch=True),
    ca_file=TEXT,
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
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_bytes(data)
        file = SettingsFile(path)
        try:
            file.load()
        except (BadSettingsError, NewerFileError):
            assert path.read_bytes() == data
        else:
            assert file.finding in {None, "reset_to_defaults"}
        with suppress(NewerFileError):
            file.save(Settings(licence_number="1"))
            assert file.load() == Settings(licence_number="1")


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\x00",
        "secure = true".encode("utf-16"),
        b"secure = ",
        b"secure = true\nsecure = true",
        b"x = " + b"[" * 100_000,
        b"x = " + b"9" * 5_000,
        b"x = 2024-99-99",
        b"# " + b"x" * 2_000_000,
        b"\0" * 4096,
        b"",
        b" \n",
    ],
    ids=lambda data: repr(data[:12]),
)
def test_a_corrupt_file_gives_way_to_its_backup_and_is_kept(path: Path, data: bytes) -> None:
    file = SettingsFile(path)
    file.save(Settings(licence_number="old"))
    file.save(Settings(licence_number="new"))
    path.write_bytes(data)

    assert file.load() == Settings(licence_number="old")
    assert file.finding == "recovered_from_backup"
    assert path.with_name("config.toml.corrupt").read_bytes() == data

    assert file.load() == Settings(licence_number="old")
    assert file.finding is None


@pytest.mark.parametrize("backup", [None, b"\xff", b"secure = 1", b"schema = 2"])
def test_without_a_usable_backup_the_defaults_are_taken_and_that_is_said(path: Path, backup: bytes | None) -> None:
    path.write_bytes(b"nonsense")
    if backup is not None:
        path.with_name("config.toml.bak").write_bytes(backup)
    file = SettingsFile(path)
    assert file.load() == Settings()
    assert file.finding == "reset_to_defaults"
    assert path.with_name("config.toml.corrupt").read_bytes() == b"nonsense"
    assert not path.exists()


def test_saving_over_a_corrupt_file_keeps_it_and_does_not_make_it_the_backup(path: Path) -> None:
    file = SettingsFile(path)
    file.save(Settings(licence_number="old"))
    file.save(Settings(licence_number="new"))
    path.write_bytes(b"nonsense")
    file.save(Settings(licence_number="newer"))
    assert file.load() == Settings(licence_number="newer")
    assert path.with_name("config.toml.corrupt").read_bytes() == b"nonsense"
    assert b"old" in path.with_name("config.toml.bak").read_bytes()


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("secure = 1", "secure"),
        ('test_deadline_s = "10"', "test_deadline_s"),
        ("test_deadline_s = 0.5", "test_deadline_s"),
        ("check_every_s = inf", "check_every_s"),
        ("check_every_s = nan", "check_every_s"),
        ("check_every_s = true", "check_every_s"),
        ('scope = "é"', "scope"),
        ("schema = 0", "schema"),
        ("schema = true", "schema"),
        ("[update_address]", "update_address"),
    ],
)
def test_an_impossible_value_is_named_and_the_file_left_alone(path: Path, line: str, key: str) -> None:
    path.write_text(line)
    with pytest.raises(BadSettingsError, match=rf"config\.toml.*\$\.{key}"):
        SettingsFile(path).load()
    assert path.read_text() == line
    SettingsFile(path).save(Settings())
    assert SettingsFile(path).load() == Settings()


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
    before = path.stat()
    file = SettingsFile(path)
    file.save(file.load())
    assert path.stat() == before
    assert not path.with_name("config.toml.bak").exists()


def test_an_impossible_shape_is_replaced(path: Path) -> None:
    path.write_text("secure.inside = 1\n")
    SettingsFile(path).save(Settings(secure=False))
    assert SettingsFile(path).load() == Settings(secure=False)
    assert path.with_name("config.toml.bak").read_text() == "secure.inside = 1\n"


def test_a_file_that_tomlkit_cannot_edit_is_written_afresh_and_kept_as_the_backup(path: Path) -> None:
    odd = "[[a.b]]\n[b]\n[a.b.c]\n[[a.b]]\n"  # TOML all the same
    path.write_text(odd)
    assert SettingsFile(path).load() == Settings()
    SettingsFile(path).save(Settings(secure=False))
    assert SettingsFile(path).load() == Settings(secure=False)
    assert path.with_name("config.toml.bak").read_text() == odd


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
