"""Why a program did not start: real refusals of this system, and the numbers of Windows."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from iea_agent.adapters.software.command import Start, start_detached
from iea_agent.adapters.software.start_faults import POSIX, WINDOWS, fault_of, is_away, place_of
from iea_agent.core.errors import StartError
from iea_agent.core.launch import StartFault


def fault(start: Start) -> StartFault:
    with pytest.raises(StartError) as caught:
        start_detached(start, os.environ)
    return caught.value.fault


def written(path: Path, data: bytes, mode: int) -> Path:
    path.write_bytes(data)
    path.chmod(mode)
    return path


def without_interpreter(folder: Path) -> Path:
    return written(folder / "it", b"#!/no/such/interpreter\n", 0o755)


def a_letter(folder: Path) -> Path:
    return written(folder / "it", b"\0\1\2\3", 0o755)


def not_executable(folder: Path) -> Path:
    return written(folder / "it", b"#!/bin/sh\n", 0o644)


def a_loop(folder: Path) -> Path:
    path = folder / "it"
    path.symlink_to(path)
    return path


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (without_interpreter, StartFault.NOT_EXECUTABLE),
        (a_letter, StartFault.NOT_EXECUTABLE),
        (not_executable, StartFault.NOT_EXECUTABLE),
        (a_loop, StartFault.NOT_FOUND),
        (lambda folder: folder, StartFault.NOT_EXECUTABLE),
        (lambda folder: folder / "none", StartFault.NOT_FOUND),
        (lambda folder: written(folder / "letter", b"", 0o644) / "it", StartFault.NOT_FOUND),
        (lambda folder: folder / ("x" * 300), StartFault.TOO_LONG),
    ],
)
def test_the_refusal_of_this_system_is_classified(
    made: Callable[[Path], Path], expected: StartFault, tmp_path: Path
) -> None:
    path = made(tmp_path)
    assert fault(Start(path, (str(path),), None)) is expected


def test_arguments_that_are_too_long_are_said() -> None:
    assert fault(Start(Path("/bin/true"), ("/bin/true", "x" * 10_000_000), None)) is StartFault.TOO_LONG


def test_a_working_directory_that_is_gone_is_not_taken_for_the_program(tmp_path: Path) -> None:
    assert fault(Start(Path("/bin/true"), ("/bin/true",), tmp_path / "none")) is StartFault.NO_FOLDER


@pytest.mark.parametrize(("number", "expected"), WINDOWS.items())
def test_the_numbers_of_windows_are_classified(number: int, expected: StartFault) -> None:
    error = OSError(errno.EINVAL, "refused")
    error.winerror = number  # type: ignore[attr-defined,unused-ignore]  # as Windows sets it
    assert fault_of(error, Path("/no/such/program")) is expected


def test_every_fault_can_be_found() -> None:
    assert {*WINDOWS.values(), *POSIX.values(), StartFault.FAILED} == set(StartFault)


@pytest.mark.parametrize("error", [ValueError("embedded null byte"), OSError(), OSError(errno.EIO, "I/O error")])
def test_what_is_not_in_the_tables_has_failed(error: OSError | ValueError) -> None:
    assert fault_of(error, Path("/bin/true")) is StartFault.FAILED


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (r"H:\Paie\impact.exe", "H:"),
        (r"\\serveur\paie\impact.exe", r"\\serveur\paie"),
        ("impact.exe", ""),
        ("/opt/impact", ""),
    ],
)
def test_the_drive_or_share_of_a_path_is_known(path: str, place: str) -> None:
    assert place_of(path) == place


@pytest.mark.skipif(os.name == "nt", reason="Windows has drives")
def test_without_drives_nothing_is_away() -> None:
    assert not is_away(r"H:\Paie\impact.exe")
