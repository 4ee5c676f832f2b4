"""``iea-agent policy``: what is in force, and who has said it."""

import argparse
import json
from pathlib import Path

import pytest

from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.policy import governed_settings
from iea_agent.cli.policy import policy
from iea_agent.core.policy.precedence import Layer, LayerFlaw, Machine
from iea_agent.core.policy.rules import RULES


class Administrator:
    machine = Machine()

    def read(self) -> Machine:
        return self.machine


@pytest.fixture
def administrator(monkeypatch: pytest.MonkeyPatch) -> Administrator:
    made = Administrator()
    monkeypatch.setattr(governed_settings, "machine_policy", lambda: made)
    return made


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path, tmp_path, tmp_path, tmp_path)


def run(folders: Folders, *, as_json: bool = False) -> int:
    return policy(argparse.Namespace(json=as_json), folders)


def test_every_value_is_listed_with_its_source(
    folders: Folders, administrator: Administrator, capsys: pytest.CaptureFixture[str]
) -> None:
    administrator.machine = Machine(policy=Layer({"scope": "paie"}, "/etc/iea-agent/policy.toml"))
    folders.settings_file.write_text("secure = false\n", encoding="utf-8")
    assert run(folders) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert [line.partition(" = ")[0] for line in lines] == [*RULES]
    assert 'scope = "paie"  (imposé par l’administrateur, /etc/iea-agent/policy.toml)' in lines
    assert f"secure = false  (choisi par l’utilisateur, {folders.settings_file})" in lines
    assert "check_every_s = 900.0  (valeur du programme)" in lines
    assert said.err == ""


def test_programs_read_one_object_for_each_value(
    folders: Folders, administrator: Administrator, capsys: pytest.CaptureFixture[str]
) -> None:
    administrator.machine = Machine(policy=Layer({"secure": "oui", "endpoint_hosts": ["a.example"]}, "/p.toml"))
    assert run(folders, as_json=True) == 1
    found = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert found.keys() == RULES.keys()
    assert found["secure"] == {
        "name": "secure",
        "value": True,
        "source": "policy",
        "from": "/p.toml",
        "error": "Expected `bool`, got `str`",
    }
    assert (found["endpoint_hosts"]["value"], found["scope"]["from"]) == (["a.example"], None)


def test_what_is_not_followed_is_said_and_is_the_exit_status(
    folders: Folders, administrator: Administrator, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = Layer(where="/etc/p.toml", flaw=LayerFlaw.UNTRUSTED, detail="/etc/p.toml (uid 1000, gid 1000, mode 0644)")
    administrator.machine = Machine(policy=bad, defaults=Layer({"adress": "x", "secure": 3}, "/etc/d.toml"))
    assert run(folders) == 1
    said = capsys.readouterr().err
    assert "d’autres que l’administrateur peuvent le modifier" in said
    assert "/etc/p.toml (uid 1000" in said
    assert "« secure »".replace(" ", "\u00a0") in said
    assert "adress (/etc/d.toml)" in said


def test_a_file_of_the_user_that_cannot_be_used_hides_no_policy(
    folders: Folders, administrator: Administrator, capsys: pytest.CaptureFixture[str]
) -> None:
    administrator.machine = Machine(policy=Layer({"scope": "paie"}, "/p.toml"))
    folders.settings_file.write_text("secure = ", encoding="utf-8")
    assert run(folders) == 0
    assert 'scope = "paie"' in capsys.readouterr().out
