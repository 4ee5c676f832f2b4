"""Every case of the catalogue, each with a real job process in the real situation."""

import socket
import ssl
import threading
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from iea_agent.core.diagnosis import Verdict
from iea_agent.core.servers.answers import MAX_ANSWER
from iea_agent.core.texts import verdicts
from tests.adapters.server.exchanges import authenticate, look, without_proxies
from tests.catalogue import CASES
from tests.catalogue.asking import ask, settings_of
from tests.catalogue.case import Case, Group, Question
from tests.requirements import require_file, require_own_network
from tests.trusting import UPDATE

LEAST = 80
FLOODS = [case for case in CASES if case.floods]


def name_of(case: Case) -> str:
    return f"{case.group.name.lower()}: {case.title}"


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_the_truth_is_told(case: Case, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with case.situation(tmp_path) as trial:
        if trial.network is not None or trial.authority:
            require_own_network()
        if trial.authority:
            require_file(UPDATE)
        found = ask(trial, case.question, home)
    assert (found.verdict, found.stage) == (case.verdict, case.stage), found
    assert found.ok is (case.group is Group.GOOD)
    assert found.who is case.truth.who
    assert found.clock_is_wrong is case.truth.clock_is_wrong
    has_target = found.verdict is Verdict.MOVED and ", to " in found.detail
    assert found.moved_to == (found.detail.partition(", to ")[2] if has_target else "")
    truth = case.truth
    if case.clock_is_wrong:  # both times are in the sentence
        truth = replace(truth, clock_offset_s=found.clock_offset_s, clock_read=found.clock_read)
    assert verdicts.message_of(found) == verdicts.message_of(truth)


@pytest.mark.parametrize("case", FLOODS, ids=name_of)
def test_no_flood_is_read_beyond_the_limit(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same in this process, where the bytes that the client takes from its sockets can be counted."""
    without_proxies(monkeypatch)
    with case.situation(tmp_path) as trial:
        for name, value in trial.environ.items():
            monkeypatch.setenv(name, value)
        settings = settings_of(trial, case.question)
        with monkeypatch.context() as patch:
            answers = _count_answers(patch)
            verdict = authenticate(settings).verdict if case.question is Question.LICENCE else look(settings).verdict
    assert verdict is case.verdict
    assert MAX_ANSWER / 2 < max(answers) <= MAX_ANSWER


def _count_answers(patch: pytest.MonkeyPatch) -> list[int]:
    """Count what this thread receives after each thing that it sends; the servers have threads of their own."""
    answers = [0]
    client = threading.get_ident()
    for kind in (socket.socket, ssl.SSLSocket):

        def receive(self: socket.socket, *given: Any, real: Any = kind.recv) -> bytes:  # noqa: ANN401 (socket's own)
            data: bytes = real(self, *given)
            if threading.get_ident() == client:
                answers[-1] += len(data)
            return data

        def send(self: socket.socket, *given: Any, real: Any = kind.send) -> int:  # noqa: ANN401 (socket's own)
            if threading.get_ident() == client:
                answers.append(0)
            return int(real(self, *given))

        patch.setattr(kind, "recv", receive, raising=False)
        patch.setattr(kind, "send", send, raising=False)
    return answers


def test_the_catalogue_is_complete() -> None:
    names = [name_of(case) for case in CASES]
    assert len(set(names)) == len(names) >= LEAST
    said = {case.verdict for case in CASES}
    ours = {  # said of our own settings and files: no server is bad
        Verdict.BAD_CA_FILE,
        Verdict.BAD_SETTINGS,
        Verdict.NOT_CONFIGURED,
        Verdict.KEY_STORE,
        Verdict.KEY_OPEN,
        Verdict.KEY_ORIGIN,
        Verdict.AGENT_FAULT,
    }
    assert said == set(Verdict) - ours
