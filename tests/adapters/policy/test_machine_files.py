"""What root says in two files; in what others may write, nothing is said."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from iea_agent.adapters.policy.machine_files import MachineFiles
from iea_agent.core.policy.precedence import Layer, LayerFlaw, Machine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has the registry")
POLICY = 'authentication_address = "https://ours.example"\nsecure = true\n'


@pytest.fixture
def files(tmp_path: Path) -> MachineFiles:
    """Return the files of a folder whose owner may be this user: tests are not always run by root."""
    return MachineFiles(tmp_path, owners={0, os.geteuid()})


def test_without_files_nothing_is_said(files: MachineFiles) -> None:
    assert files.read() == Machine()


def test_both_files_are_read_each_time(files: MachineFiles, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "defaults.toml").write_text('licence_number = "75-000042"\n', encoding="utf-8")
    assert files.read() == Machine(
        policy=Layer({"authentication_address": "https://ours.example", "secure": True}, str(tmp_path / "policy.toml")),
        defaults=Layer({"licence_number": "75-000042"}, str(tmp_path / "defaults.toml")),
    )
    (tmp_path / "policy.toml").write_text("", encoding="utf-8")
    assert files.read().policy == Layer(where=str(tmp_path / "policy.toml"))


def _make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("break_it", "flaw", "detail"),
    [
        (lambda path: path.chmod(0o666), LayerFlaw.UNTRUSTED, "mode 0666"),
        (lambda path: path.parent.chmod(0o777), LayerFlaw.UNTRUSTED, "mode 0777"),
        (lambda path: path.write_text("secure = ", encoding="utf-8"), LayerFlaw.INVALID, "line 1"),
        (lambda path: path.write_bytes(b"#" * 2_000_000), LayerFlaw.INVALID, "too long"),
        (lambda path: (path.unlink(), path.mkdir()), LayerFlaw.INVALID, "not a file"),
        (_make_pipe, LayerFlaw.INVALID, "not a file"),
    ],
)
def test_a_file_that_is_not_followed_counts_as_absent_and_says_why(
    break_it: Callable[[Path], object], flaw: LayerFlaw, detail: str, files: MachineFiles, tmp_path: Path
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(POLICY, encoding="utf-8")
    path.chmod(0o644)
    break_it(path)
    found = files.read().policy
    assert (found.values, found.flaw, found.where) == ({}, flaw, str(path))
    assert detail in found.detail


def test_a_file_of_another_user_than_root_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(POLICY, encoding="utf-8")
    found = MachineFiles(tmp_path, owners={os.geteuid() + 1}).read().policy
    assert (found.values, found.flaw) == ({}, LayerFlaw.UNTRUSTED)


def test_a_file_that_the_users_group_may_write_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(POLICY, encoding="utf-8")
    if os.geteuid() == 0:
        os.chown(path, 0, 12345)
    path.chmod(0o664)
    assert MachineFiles(tmp_path, owners={0}).read().policy.flaw is LayerFlaw.UNTRUSTED


def test_a_link_is_followed_to_a_file_that_may_be_trusted(files: MachineFiles, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "policy.toml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "policy.toml").symlink_to(tmp_path / "kept" / "policy.toml")
    assert files.read().policy.values["secure"] is True
