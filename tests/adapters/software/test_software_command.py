"""Shortcuts of Windows, resolved on any system; other commands are in ``test_software_process.py``."""

import io
import sys
from pathlib import Path

import pylnk3
import pytest

from iea_agent.adapters.software.command import start_of_shortcut
from iea_agent.core.errors import StartError
from iea_agent.core.launch import StartFault


def shortcut(
    path: Path, target: str, arguments: str | None = None, folder: str | None = None, *, elevated: bool = False
) -> Path:
    """Write a shortcut that leads to a program of this very system: by its environment block, not by its drive."""
    link = pylnk3.for_file("C:\\any.exe", arguments=arguments, work_dir=folder)
    block = pylnk3.ExtraData_EnvironmentVariableDataBlock()
    block.target_ansi = block.target_unicode = target
    link.extra_data = pylnk3.ExtraData(blocks=[block])
    link.link_flags.HasExpString = True
    link.link_flags.HasLinkTargetIDList = False
    written = io.BytesIO()
    link.write(written)
    data = bytearray(written.getvalue())
    data[0x15] |= 0x20 if elevated else 0  # LinkFlags, RunAsUser
    path.write_bytes(data)
    return path


def test_a_shortcut_stands_for_its_program_its_arguments_and_its_folder(tmp_path: Path) -> None:
    path = shortcut(tmp_path / "it.lnk", sys.executable, '-m "a b"', str(tmp_path))
    start = start_of_shortcut(path, ("more", "c d"), {})
    assert start.program == Path(sys.executable)
    assert start.command == f'{sys.executable} -m "a b" more "c d"'
    assert start.folder == tmp_path


def test_a_shortcut_without_a_folder_starts_where_the_program_is(tmp_path: Path) -> None:
    start = start_of_shortcut(shortcut(tmp_path / "it.lnk", sys.executable), (), {})
    assert start.command == sys.executable
    assert start.folder == Path(sys.executable).parent


def test_variables_in_a_shortcut_are_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IEA_FOLDER", str(Path(sys.executable).parent))
    name = Path(sys.executable).name
    start = start_of_shortcut(
        shortcut(tmp_path / "it.lnk", f"$IEA_FOLDER/{name}", folder="$IEA_FOLDER/nowhere"), (), {}
    )
    assert start.program == Path(sys.executable)
    assert start.folder is None


@pytest.mark.parametrize("target", ["/no/such/program", "/"])
def test_a_shortcut_that_leads_nowhere_says_so(target: str, tmp_path: Path) -> None:
    with pytest.raises(StartError) as caught:
        start_of_shortcut(shortcut(tmp_path / "it.lnk", target), (), {})
    assert caught.value.fault is StartFault.NOT_FOUND
    assert target in str(caught.value)


def test_a_shortcut_to_a_batch_file_goes_through_the_shell_of_windows(tmp_path: Path) -> None:
    batch = tmp_path / "Paie&RH" / "impact.bat"
    batch.parent.mkdir()
    batch.touch()
    path = shortcut(tmp_path / "it.lnk", str(batch), "/mode paie")
    start = start_of_shortcut(path, ("c&d",), {"SystemRoot": r"D:\Win"})
    assert start.command == rf'"D:\Win\System32\cmd.exe" /e:ON /v:OFF /d /c ""{batch}" /mode paie "c&d""'
    with pytest.raises(StartError) as caught:
        start_of_shortcut(path, ("c\nd",), {})
    assert caught.value.fault is StartFault.FAILED


def test_a_shortcut_as_an_administrator_is_refused_and_said(tmp_path: Path) -> None:
    with pytest.raises(StartError) as caught:
        start_of_shortcut(shortcut(tmp_path / "it.lnk", sys.executable, elevated=True), (), {})
    assert caught.value.fault is StartFault.ELEVATION


def test_a_damaged_shortcut_is_no_program(tmp_path: Path) -> None:
    path = tmp_path / "it.lnk"
    path.write_bytes(b"nonsense")
    with pytest.raises(StartError) as caught:
        start_of_shortcut(path, (), {})
    assert caught.value.fault is StartFault.NOT_EXECUTABLE
