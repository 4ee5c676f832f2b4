"""A workstation whose clock is wrong, with a real program that shifts it: faketime."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.core.secret import Secret
from iea_agent.core.texts import verdict_words
from tests.adapters.server.exchanges import KEY, authority, ca_file, tls, without_proxies
from tests.adapters.server.raw_servers import TOKEN, AuthenticationServer, http, settings_for
from tests.catalogue.case import METADATA
from tests.requirements import require_program

pytestmark = pytest.mark.e2e


def test_two_years_ahead_it_is_the_clock_and_both_times_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_program("faketime")
    without_proxies(monkeypatch)
    now = datetime.now(UTC).replace(microsecond=0)
    certificate = authority().issue_cert("127.0.0.1", not_after=now + timedelta(days=60))
    with AuthenticationServer(tls=tls(certificate)) as server:
        server.replies[METADATA] = http(200, date=format_datetime(now, usegmt=True))
        found = _test(server.url, ca_file(tmp_path), tmp_path / "home")
    assert (found["verdict"], found["who"]) == ("tls_expired", "you")
    assert verdict_words.WORDS[found["verdict"]].what in found["message"]
    assert "L’horloge de ce poste indique le " in found["message"]
    here, there = (datetime.fromisoformat(found["clock"][name]) for name in ("local", "server"))
    assert abs(here - now - timedelta(days=730)) < timedelta(minutes=2)
    assert abs(there - now) < timedelta(minutes=2)


@pytest.mark.parametrize("cached", [False, True])
def test_an_hour_apart_is_a_remark_beside_a_good_verdict_unless_a_cache_answers(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cached: bool,  # noqa: FBT001 (drawn)
) -> None:
    without_proxies(monkeypatch)
    date = datetime.now(UTC) + timedelta(hours=1)
    headers = {"date": format_datetime(date, usegmt=True)} | ({"age": "3600"} if cached else {})
    with AuthenticationServer(tls=tls(authority().issue_cert("127.0.0.1"))) as server:
        server.replies["/token"] = http(200, TOKEN, **headers)
        home = tmp_path / "home"
        settings = settings_for(server, ca_file=ca_file(tmp_path), key_in_file=True)
        SettingsFile(home / "config.toml").save(settings)
        KeyFile(home).put(settings.licence_number, Secret(KEY))
        found = json.loads(_run("authenticate", "--json", home=home))
        words = _run("authenticate", home=home)
    assert found["verdict"] == "connected"
    assert (found["clock"] is None) is cached
    assert ("L’horloge de ce poste indique" in words) is not cached


def _run(*command: str, home: Path) -> str:
    return subprocess.run(
        [sys.executable, "-P", "-m", "iea_agent", *command],
        env={**os.environ, "IEA_AGENT_HOME": str(home)},
        check=True,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    ).stdout


def _test(url: str, known: str, home: Path) -> dict[str, Any]:
    """Test the access with a clock that is ahead; return what is said of the authentication server."""
    command = [sys.executable, "-P", "-m", "iea_agent", "test", "--auth", url, "--updates", url, "--ca-file", known]
    done = subprocess.run(
        ["faketime", "-f", "+730d", *command, "--json"],
        env={**os.environ, "IEA_AGENT_HOME": str(home)},
        check=False,
        capture_output=True,
        timeout=120,
    )
    found: dict[str, Any] = json.loads(done.stdout)["servers"][0]
    return found
