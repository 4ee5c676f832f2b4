"""Random inputs: a short run of ``make fuzz``, always the same, and proof that it finds what is there."""

import random
from pathlib import Path

import pytest
from tools.fuzz import Fuzz, agent_target, mutated, replay
from tools.fuzz_targets import Target, targets

SEED = 20261123
INPUTS = {"redaction": 400, "job-output": 60}
USUAL = 1500


@pytest.mark.parametrize("number", range(11))
def test_whatever_is_read_there_is_an_answer(number: int, tmp_path: Path) -> None:
    everything = targets(tmp_path)
    assert len(everything) == 11
    target = everything[number]
    fuzz = Fuzz(SEED, tmp_path / "failures")
    fuzz.throw(target, INPUTS.get(target.name, USUAL))
    assert fuzz.failed == []
    assert fuzz.inputs[target.name] == INPUTS.get(target.name, USUAL)


def test_whatever_clients_say_the_agent_lives_and_answers(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with agent_target(home) as (control, figures):
        first = figures()
        fuzz = Fuzz(SEED, tmp_path / "failures")
        fuzz.throw(control, 300)
        last = figures()
    assert fuzz.failed == []
    assert last.descriptors <= first.descriptors + 8  # of clients that are just being forgotten
    assert last.threads <= first.threads + 8


def _stumbles(data: bytes) -> None:
    if b"x" in data:
        raise ValueError("x")


def test_a_failure_is_kept_and_can_be_given_back(tmp_path: Path) -> None:
    target = Target("stumbling", (b"good x",), _stumbles)
    fuzz = Fuzz(SEED, tmp_path)
    fuzz.throw(target, 50)
    kept = list(tmp_path.iterdir())
    assert fuzz.failed
    assert all(b"x" in each.read_bytes() for each in kept)
    assert replay(kept[0], [target]) == 1
    kept[0].write_bytes(b"good")
    assert replay(kept[0], [target]) == 0


def test_a_seed_gives_the_same_inputs_again() -> None:
    samples = (b'{"a": 1}', b"hello")
    one, other = ([mutated(samples, random.Random(seed)) for _ in range(3)] for seed in (1, 1))
    assert one == other
