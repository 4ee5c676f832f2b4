"""The diagnostic report on the disk: what is in the archive, and above all what is not."""

import contextlib
import hashlib
import hmac
import json
import logging
import os
import re
import stat
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.files.log import log_file_handler
from iea_agent.adapters.report.archive import MAX_REPORT, ZipReports, gather_logs, read_report, save_as, write_report
from iea_agent.adapters.report.versions import versions
from iea_agent.adapters.system.clocks import local_time
from iea_agent.core.connection_state import AgentState, Link, Mode, picture_of
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Stage, StageReport, Verdict
from iea_agent.core.errors import StorageError
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.ports import Reports
from iea_agent.core.report.compose import Material, compose
from iea_agent.core.settings import Settings
from iea_agent.core.stage_facts import Addresses, ProxyPeer
from iea_agent.core.strangers import strangers_text
from iea_agent.core.view import AgentView

TEXTS = {"lisez-moi.txt": "é « … »\n", "journal.log": "ligne\r\n" * 1000, "vide.txt": ""}

# Secrets, each with a mark that nothing else has.

NUMBER = "75-000042"
KEY = "MARK1-X9vTz-4LpWs-8RbNc-3HdGf"
DERIVED = hmac.digest(
    hmac.digest(b"iea-assist-v1", KEY.encode(), hashlib.sha256), f"licence={NUMBER}\x01".encode(), hashlib.sha256
)
"""What the passwords of the day are derived from (RFC 5869: one block)."""
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYXJrMyJ9.c2lnbmF0dXJlTUFSSzM"
OPAQUE = "MARK4opaque9Zx8Yw7Vu6"
PROXY = "MARK5-p@ss/w0rd"
DAY = "341 471 202"


def shapes() -> dict[str, str]:
    """Return every secret in the forms that are searched for (docs/decisions/0017), by what it is."""
    return {
        "key": KEY,
        "key, lower case": KEY.lower(),
        "key, spaced": KEY.replace("-", " "),
        "key, escaped": KEY.replace("-", "%2d"),
        "key, JSON": json.dumps({"client_secret": KEY}),
        "key, JSON in JSON": json.dumps(json.dumps({"x": KEY})),
        "key, form": f"client_id={NUMBER}&client_secret={quote_plus(KEY)}",
        "key, Basic": "Basic " + b64encode(f"{NUMBER}:{KEY}".encode()).decode(),
        "key, Base64": b64encode(f"{NUMBER}:{KEY}".encode()).decode(),
        "derived, hex": DERIVED.hex(),
        "token": TOKEN,
        "token, JSON": json.dumps({"access_token": OPAQUE}),
        "token, header": f"Authorization: Bearer {OPAQUE}",
        "token, cookie": f"Set-Cookie: lemonldap={OPAQUE}; path=/",
        "proxy": f"http://claire:{PROXY}@proxy.example:3128/",
        "proxy, escaped": f"http://claire:{quote(PROXY, safe='')}@proxy.example:3128/",
        "proxy, plain": f"proxy_password={PROXY}",
        "day": f"mot de passe du jour : {DAY}",
        "day, dashes": DAY.replace(" ", "-"),
        "day, in words": f"le mot {DAY} est faux",
    }


def traces() -> set[bytes]:
    """Return what must not be in any file, in lower case and without anything but letters and digits."""
    secrets = [
        KEY.encode(),
        DERIVED,
        DERIVED.hex().encode(),
        TOKEN.encode(),
        OPAQUE.encode(),
        PROXY.encode(),
        DAY.encode(),
    ]
    found = set()
    for secret in secrets:
        found.add(secret)
        found |= {b64encode(bytes(before) + secret)[4:-4] for before in range(3)}
        found.add(quote(secret, safe="").encode())
    found |= {
        b64encode(f"{NUMBER}:{KEY}".encode())[12:-4],
        TOKEN.split(".")[1].encode(),
        b"mark1",
        b"mark3",
        b"mark4",
        b"mark5",
    }
    return {bare(each) for each in found} - {b""}


def bare(text: bytes) -> bytes:
    return bytes(byte for byte in text.lower() if byte >= 128 or chr(byte).isalnum())


ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")


def forms_of(data: bytes) -> Iterator[bytes]:
    """Return a text as it is, and unescaped."""
    yield data
    text = data.decode("latin-1")
    for _ in range(2):  # JSON in JSON
        text = ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), unquote(text, "latin-1"))
        yield text.encode("utf-8", "replace")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.find({"IEA_AGENT_HOME": str(tmp_path / "profile")})


def planted_view(text: str) -> AgentView:
    proxy = ProxyPeer(strangers_text(text))
    diagnosis = Diagnosis(
        Verdict.NOT_OUR_SERVER,
        Stage.ANSWER,
        text,
        (StageReport(Stage.NAME, 1.0, Addresses((text,))), StageReport(Stage.PROXY, 1.0, proxy)),
    )
    return AgentView(
        picture=picture_of(AgentState(link=Link.UNREACHABLE)),
        mode=Mode.ASSISTANCE,
        connection=Link.UNREACHABLE,
        diagnosis=diagnosis,
        updates=ServerReport(Role.UPDATES, f"https://updates.example/?{text}", diagnosis),
        reason=text,
        who=text,
        licence_number=NUMBER,
        launch=LaunchReport(1, LaunchOutcome.FAILED, text),
    )


def planted_settings(text: str) -> Settings:
    return Settings(
        authentication_address=f"https://user:{PROXY}@auth.example/{text}",
        update_address=text,
        licence_number=NUMBER,
        scope=text,
        ca_file=f"C:\\{text}.pem",
        software_command=("iea", f"--password={PROXY}", text),
        software_version=text,
    )


@pytest.mark.parametrize("name", shapes())
def test_no_secret_is_in_any_byte_of_the_archive(name: str, folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    text = shapes()[name]
    monkeypatch.setenv("https_proxy", f"http://claire:{PROXY}@proxy.example:3128")
    monkeypatch.setenv("no_proxy", text)
    monkeypatch.setenv("LANG", text.replace("\0", ""))
    folders.log.mkdir(parents=True)
    (folders.log / "agent.log").write_text(f"first {text} last\n{text}\n", "utf-8")  # as by a program without redaction
    (folders.log / "agent.log.1").write_text(json.dumps([text]) + repr(text.encode()), "utf-8")
    (folders.log / "agent.log.2").write_bytes(text.encode() + b"\xff\n" + text.encode("utf-16-le"))
    history = (Period(PeriodKind.ASSISTANCE, 1e9, 1e9 + 60, reason=text, who=text),)
    material = Material(
        planted_view(text), planted_settings(text), history, gather_logs(folders), {**versions(os.environ), "x": text}
    )
    report = compose(material, at=1e9, local=local_time, known=[KEY, DERIVED.hex()])
    write_report(folders.report_file, report)

    with zipfile.ZipFile(folders.report_file) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    members["the archive itself"] = folders.report_file.read_bytes()
    assert len(members) == 9
    for member, data in members.items():
        for form in forms_of(data):
            shown = bare(form)
            assert not [trace for trace in traces() if trace in shown], f"{name} in {member}: {data!r}"
    assert NUMBER in report["lisez-moi.txt"]
    assert NUMBER in report["parametres.toml"]
    assert read_report(folders.report_file) == report


def test_the_log_files_are_gathered_newest_first(folders: Folders) -> None:
    handler = log_file_handler(folders.log)
    for number in range(25):
        handler.handle(logging.makeLogRecord({"msg": f"{number} {'x' * 100_000}"}))
    handler.close()
    logs = gather_logs(folders)
    assert list(logs) == ["journal.log", "journal.1.log", "journal.2.log"]
    assert " 24 " in logs["journal.log"]
    assert " 0 " in logs["journal.2.log"]


def test_without_log_files_there_is_nothing_to_gather(folders: Folders) -> None:
    assert gather_logs(folders) == {}
    folders.log.parent.mkdir(parents=True)
    folders.log.write_bytes(b"a file where the folder should be")
    assert gather_logs(folders) == {}


def test_a_log_file_that_cannot_be_read_is_said_and_the_others_are_there(folders: Folders) -> None:
    (folders.log / "agent.log").mkdir(parents=True)
    (folders.log / "agent.log.1").write_bytes(b"caf\xe9\n")
    os.mkfifo(folders.log / "agent.log.2")
    logs = gather_logs(folders)
    assert "agent.log ne peut pas être lu" in logs["journal.log"]
    assert logs["journal.1.log"] == "caf\\xe9\n"
    assert "agent.log.2 ne peut pas être lu" in logs["journal.2.log"]


def test_only_the_end_of_a_huge_file_is_read(folders: Folders) -> None:
    folders.log.mkdir(parents=True)
    (folders.log / "agent.log").write_bytes(b"0123456789abcdef\n" * 200_000)
    first, *rest = gather_logs(folders)["journal.log"].splitlines()
    assert "2200000" in first
    assert set(rest) == {"0123456789abcdef"}


# The archive.


def test_the_archive_is_for_the_user_alone_and_the_same_each_time(tmp_path: Path) -> None:
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    write_report(one, TEXTS)
    write_report(two, TEXTS)
    write_report(two, TEXTS)
    assert one.read_bytes() == two.read_bytes()
    assert one.stat().st_size < 1000, "it is compressed"
    assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.zip", "two.zip"], "nothing else is left"
    with zipfile.ZipFile(one) as archive:
        assert archive.testzip() is None
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {member.external_attr >> 16 for member in archive.infolist()} == {0o100600}


@given(st.dictionaries(st.from_regex(r"[a-z0-9.-]{1,20}", fullmatch=True), st.text(), max_size=5))
def test_any_texts_come_back(texts: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.zip"
        write_report(path, texts)
        back = read_report(path)
    assert list(back) == list(texts)
    assert back == {name: text.encode("utf-8", "backslashreplace").decode() for name, text in texts.items()}


@pytest.fixture
def reports() -> Reports:
    return ZipReports()


def test_a_report_is_read_and_saved_elsewhere(reports: Reports, tmp_path: Path) -> None:
    path, target = tmp_path / "report.zip", tmp_path / "Bureau" / "rapport é.zip"
    write_report(path, TEXTS)
    assert reports.read(str(path)) == TEXTS
    target.parent.mkdir()
    target.write_bytes(b"an older one")
    reports.save_as(str(path), str(target))
    assert target.read_bytes() == path.read_bytes()
    assert [each.name for each in target.parent.iterdir()] == ["rapport é.zip"]


def bomb() -> bytes:
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("zeros", bytes(MAX_REPORT + 1))
        file.seek(0)
        return file.read()


def crowd() -> bytes:
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as archive:
            for number in range(101):
                archive.writestr(str(number), "")
        file.seek(0)
        return file.read()


@pytest.mark.parametrize("data", [b"", b"no archive", bomb(), crowd(), bytes(MAX_REPORT + 1)])
def test_what_is_no_report_is_not_read(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "report.zip"
    path.write_bytes(data)
    with pytest.raises(StorageError):
        read_report(path)


@pytest.mark.parametrize("position", range(0, 400, 7))
def test_a_corrupt_archive_is_an_error_or_a_report(tmp_path: Path, position: int) -> None:
    path = tmp_path / "report.zip"
    write_report(path, TEXTS)
    data = bytearray(path.read_bytes())
    data[position % len(data)] ^= 0xFF
    path.write_bytes(data)
    with contextlib.suppress(StorageError):
        assert list(read_report(path).values())


def test_a_disk_that_refuses_is_said(tmp_path: Path) -> None:
    path = tmp_path / "report.zip"
    with pytest.raises(StorageError):
        read_report(path)
    with pytest.raises(StorageError):
        save_as(path, tmp_path / "copy.zip")
    write_report(path, TEXTS)
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageError):
        save_as(path, tmp_path / "folder")
    with pytest.raises(StorageError):
        write_report(tmp_path / "folder", TEXTS)
    with pytest.raises(StorageError):
        read_report(tmp_path / "folder")


def test_the_versions_of_what_matters_are_said() -> None:
    found = versions({"LANG": "fr_FR.UTF-8", "SECRET": "x", "https_proxy": "http://proxy.example:3128"})
    assert {"iea-agent", "python", "system", "msgspec", "httpx", "LANG"} <= set(found)
    assert found["proxy https"] == "http://proxy.example:3128"
    assert "SECRET" not in found
    assert "uvicorn" not in found, "it is an extra"
