"""Licence keys in a private file."""

import json
import os
import stat
from pathlib import Path

import pytest

from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.core.errors import KeyStoreError
from iea_agent.core.secret import Secret

KEY = Secret("s3cret-cle-de-licence")


def test_the_file_is_for_the_user_alone_and_leaves_no_old_keys(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    keys = KeyFile(folder)
    keys.put("75-1", KEY)
    keys.put("75-1", Secret("another"))
    (path,) = folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text()) == {"75-1": "another"}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused_until_the_key_is_given_again(tmp_path: Path, mode: int) -> None:
    keys = KeyFile(tmp_path)
    keys.put("75-1", KEY)
    (tmp_path / "licence-key.json").chmod(mode)
    with pytest.raises(KeyStoreError, match="read by others") as caught:
        keys.get("75-1")
    assert not caught.value.folder_is_open
    keys.put("75-1", Secret("another"))
    assert keys.get("75-1") == Secret("another")


def test_a_file_of_another_user_is_refused(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    keys = KeyFile(tmp_path)
    keys.put("75-1", KEY)
    os.chown(tmp_path / "licence-key.json", 65534, 65534)
    with pytest.raises(KeyStoreError, match="belongs to user 65534"):
        keys.get("75-1")


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b'{"75-1": 1}', b"[" * 100_000])
def test_a_corrupt_file_is_an_error_until_the_key_is_given_again(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "licence-key.json"
    path.touch(mode=0o600)
    path.write_bytes(data)
    keys = KeyFile(tmp_path)
    with pytest.raises(KeyStoreError, match="not a file of licence keys"):
        keys.get("75-1")
    keys.put("75-1", KEY)
    assert keys.get("75-1") == KEY
    kept = tmp_path / "licence-key.json.corrupt"
    assert kept.read_bytes() == data
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_corrupt_file_that_cannot_be_kept_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "licence-key.json"
    path.touch(mode=0o600)
    path.write_bytes(b"{")
    (tmp_path / "licence-key.json.corrupt").mkdir()
    with pytest.raises(KeyStoreError, match="cannot be kept"):
        KeyFile(tmp_path).put("75-1", KEY)
    assert path.read_bytes() == b"{"


def test_a_disk_that_refuses_is_a_key_store_error(tmp_path: Path) -> None:
    (tmp_path / "licence-key.json").mkdir(mode=0o700)
    for keys in (KeyFile(tmp_path), KeyFile(Path("/proc/no"))):
        with pytest.raises(KeyStoreError):
            keys.put("75-1", KEY)
    with pytest.raises(KeyStoreError):
        KeyFile(tmp_path).get("75-1")


def test_the_origin_stands_beside_the_key_and_an_older_version_reads_the_key(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path)
    keys.put("75-1", KEY, "https://impact.example")
    path = tmp_path / "licence-key.json"
    kept = json.loads(path.read_text())
    assert kept == {"75-1": KEY.value, "origin of 75-1": "https://impact.example"}
    path.write_text(json.dumps({**kept, "75-1": "of an older version"}))
    assert (keys.get("75-1"), keys.origin("75-1")) == (Secret("of an older version"), "https://impact.example")


def test_a_key_that_is_gone_gets_no_origin(tmp_path: Path) -> None:
    with pytest.raises(KeyStoreError, match="no key"):
        KeyFile(tmp_path).put_origin("75-1", "https://impact.example")
    assert not (tmp_path / "licence-key.json").exists()


def test_a_disk_that_refuses_an_origin_is_a_key_store_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = KeyFile(tmp_path)
    keys.put("75-1", KEY)
    monkeypatch.setattr(os, "replace", _refuse)
    with pytest.raises(KeyStoreError, match="no space"):
        keys.put_origin("75-1", "https://impact.example")
    assert keys.get("75-1") == KEY


def _refuse(*_paths: object) -> None:
    raise OSError(28, "no space")
