"""The commands of the support desk, on real files."""

import json
import re
from pathlib import Path

import pytest

from iea_agent.adapters.files import reading
from iea_agent.adapters.files.folders import Folders
from iea_agent.cli import support
from iea_agent.cli.desk import derive_secrets
from iea_agent.cli.subcommands import parse

KEY = "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf"
SECRET = "c1f961c5e67e98a8ffdf6d979248529d1723e5e3edd2ef8de924f6ebc2a9ac21"
LIST = f"licence;nom;key\n75-000042;Été;{KEY}\n"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path, tmp_path, tmp_path, tmp_path)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "licences.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def passwords(folders: Folders, table: Path, *more: str) -> int:
    return support.day_password(parse(["day-password", "--list", str(table), *more]), folders)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("day", ["2026-11-22", "22/11/2026"])
def test_a_list_gives_a_password_for_each_licence(
    encoding: str, day: str, folders: Folders, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table.write_text(LIST, encoding=encoding)
    assert passwords(folders, table, "--date", day) == 0
    said = capsys.readouterr()
    assert said.out == "75-000042;341471202\n"
    assert "22 novembre 2026" in said.err.replace("\u00a0", " ")


def test_programs_read_a_list_of_objects(folders: Folders, table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert passwords(folders, table, "--date", "2026-11-23", "--json") == 0
    assert json.loads(capsys.readouterr().out) == [{"licence": "75-000042", "password": "500694231"}]


def test_a_bad_row_is_named_and_the_others_are_printed(
    folders: Folders, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = f"75\N{EM DASH}000043;;{KEY}\n75-000044;;\n75-000045;;{KEY}\N{EM DASH}\n"
    table.write_text(f"{LIST}{bad}75-000046;;{KEY}\n", encoding="utf-8")
    assert passwords(folders, table) == 1
    said = capsys.readouterr()
    assert [line.partition(";")[0] for line in said.out.splitlines()] == ["75-000042", "75-000046"]
    assert re.findall(r"ligne (\d+)", said.err) == ["3", "4", "5"]
    assert "tiret cadratin" in said.err
    assert KEY not in said.err


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "La liste est vide."),
        (b"numero;key\n", "ne nomme pas de colonne"),
        (b"licence;nom\n", "ni colonne"),
        (b"licence;key\n75-1;\x81\xff\n", "n’est pas du texte"),
    ],
)
def test_a_list_of_which_nothing_can_be_used(
    content: bytes, why: str, folders: Folders, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table.write_bytes(content)
    assert passwords(folders, table) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert why in said.err


def test_a_list_that_is_missing_is_no_file_or_is_too_long(
    folders: Folders, tmp_path: Path, table: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert passwords(folders, tmp_path / "none.csv") == 1
    assert "Il n’y a pas de fichier" in capsys.readouterr().err
    assert passwords(folders, tmp_path) == 1
    assert "ne peut pas être lue" in capsys.readouterr().err
    monkeypatch.setattr(reading, "MAX_TABLE", 10)
    assert passwords(folders, table) == 1
    assert "longer than 10 bytes" in capsys.readouterr().err


@pytest.mark.parametrize("typed", [[], ["--licence", "75-000042", "--list", "F"]])
def test_either_a_licence_or_a_list_is_asked_for(
    typed: list[str], folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    assert support.day_password(parse(["day-password", *typed]), folders) == 2
    assert "il faut --licence ou --list" in capsys.readouterr().err


def test_derived_secrets_take_the_place_of_keys(
    folders: Folders, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert derive_secrets(parse(["derive-secrets", str(table)]), folders) == 0
    said = capsys.readouterr().out
    assert said == f"licence;secret\n75-000042;{SECRET}\n"
    derived = tmp_path / "secrets.csv"
    derived.write_text(said, encoding="utf-8")
    assert passwords(folders, derived, "--date", "2026-11-22") == 0
    assert capsys.readouterr().out == "75-000042;341471202\n"


def test_of_a_list_of_which_nothing_can_be_used_no_secret_is_derived(
    folders: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert derive_secrets(parse(["derive-secrets", str(tmp_path / "none.csv")]), folders) == 1
    assert capsys.readouterr().out == ""
