"""A home whose name is no UTF-8 (an old « /home/andré » in Latin-1), and locales that know no accents.

Whatever encodes a path is on the way: messages between processes, the log, the terminal, desktop entries, the report.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from iea_agent.core.connection_state import Picture
from iea_agent.demo.sandbox.server import DemoServer
from tests.e2e.installation import Installation

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(sys.platform != "linux", reason="names of other systems are always Unicode"),
]

C = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
LATIN_1 = {"LANG": "fr_FR.ISO-8859-1", "LC_ALL": "fr_FR.ISO-8859-1"}


class Place(NamedTuple):
    """A name, and the locale in which it is used."""

    name: bytes
    variables: Mapping[str, str]


PLACES = {
    "Latin-1 name": Place(b"andr\xe9", {}),
    "Latin-1 name, C locale": Place(b"ren\xe9", C),
    "Latin-1 name, Latin-1 locale": Place(b"no\xebl", LATIN_1),
    "accents, C locale": Place("Éric Müller – été".encode(), C),
}


@pytest.fixture(params=list(PLACES.values()), ids=list(PLACES))
def installation(request: pytest.FixtureRequest, tmp_path: Path, server: DemoServer) -> Installation:
    place: Place = request.param
    home = tmp_path / os.fsdecode(place.name)
    installation = Installation(home, server)
    installation.variables = {"HOME": str(home), "XDG_DATA_HOME": str(home), **place.variables, "PYTHONIOENCODING": ""}
    return installation


def test_everything_works_there_and_nothing_is_a_traceback(installation: Installation) -> None:
    report = installation.home / "rapport.zip"
    agent = installation.start("--no-icon")
    try:
        installation.wait_for(picture=Picture.BALL)
        commands = [
            ("status",),
            ("test", "--json"),
            ("authenticate",),
            ("report", str(report)),
            ("support",),
            ("shortcut", "on"),
            ("shortcut", "off"),
        ]
        for command in commands:
            done = installation.run(*command)
            assert (done.returncode, done.stderr) == (0, ""), command
        refused = installation.run("report", str(installation.home / "missing" / "rapport.zip"))
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr
    finally:
        assert installation.run("quit").returncode == 0
    assert agent.wait(30) == 0
    assert report.stat().st_size > 0
    assert b"Traceback" not in (installation.home / "log" / "agent.log").read_bytes()
