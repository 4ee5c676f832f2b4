"""« Aide »: where a browser takes the guide, no window of ours is shown."""

import sys
from pathlib import Path

import pytest

from iea_agent.adapters.desktop import help_pages
from iea_agent.adapters.files.folders import Folders
from iea_agent.core.commands import DialogKind
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import DialogOrder, JobDone, JobReady
from iea_agent.jobs.window import run_window
from tests.ui.fakes import FakeHost

VIEW = AgentView(picture=Picture.HEART, mode=Mode.PRODUCTION, connection=Link.UNREACHABLE)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the tools of a Linux desktop")
def test_a_browser_that_opens_the_guide_leaves_nothing_to_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "index.html").write_text("<h1>Aide</h1>", encoding="utf-8")
    opener = tmp_path / "gio"
    opener.write_text(f'#!/bin/sh\necho "$2" > "{tmp_path}/said"\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(help_pages, "help_folder", lambda: tmp_path)
    host = FakeHost(DialogKind.HELP)
    folders = Folders(tmp_path, tmp_path, tmp_path, tmp_path)
    assert run_window(host, DialogOrder(DialogKind.HELP, VIEW), folders) == 0
    assert host.said == [JobReady(), JobDone()]
    assert (tmp_path / "said").read_text().strip() == str(tmp_path / "index.html")
