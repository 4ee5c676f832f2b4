"""Mutation tests of ``core`` and ``agent``: every change that no test notices must be listed with its reason.

mutmut makes the mutants in ``mutants/``, learns which tests reach which function, and runs those against each mutant.
A survivor is a mutant that passes. Those that change nothing that matters are in ``tests/mutants-alive.toml``, by
function and changed line; any other one fails the run, and needs a test or an entry.

    python -m tools.mutants                  the short form: a fixed sample, some minutes
    python -m tools.mutants --all            the long form: every mutant; an entry that is killed now fails the run too
    python -m tools.mutants PATTERN …        only these, e.g. 'iea_agent.core.lockout.*'
"""

import argparse
import fnmatch
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "mutants"
LIST = ROOT / "tests" / "mutants-alive.toml"
SAMPLE = 400
SEED = "iea-agent"
NONE = "none"
"""A mutant that does not exist. Asked for it, mutmut makes all mutants, runs the tests once, and stops."""

SURVIVED = 0
UNTESTED = {5, 33}
INTERRUPTED = {2, None}
"""Exit codes that mutmut keeps; any other one is a killed mutant (a failed test, a timeout, a crash)."""


class Survivor(NamedTuple):
    """A mutant that no test notices; its number changes with the code, this does not."""

    function: str
    """Dotted, e.g. ``iea_agent.core.lockout.counted``."""
    becomes: str
    """The lines that the mutant has instead, without indentation; empty when it only removes lines."""


def function_of(mutant: str) -> str:
    """Return the dotted name of the function that a mutant of mutmut changes."""
    module, _, mangled = mutant.rpartition("__mutmut_")[0].rpartition(".")
    name = mangled.removeprefix("xǁ").replace("ǁ", ".") if mangled.startswith("xǁ") else mangled.removeprefix("x_")
    return f"{module}.{name}"


def becomes_of(diff: str) -> str:
    """Return the added lines of a unified diff, without indentation."""
    lines = diff.splitlines()
    return "\n".join(line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++"))


def sample_of(mutants: Iterable[str], size: int, seed: str = SEED) -> list[str]:
    """Choose ``size`` mutants by a hash of their names: the choice hardly changes when code is added elsewhere."""
    return sorted(mutants, key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest())[:size]


def listed(path: Path = LIST) -> dict[Survivor, str]:
    """Read the survivors that are known, with their reasons; ValueError if one has none."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("alive", [])
    found = {Survivor(entry["function"], entry["becomes"].strip()): entry.get("reason", "") for entry in entries}
    if unexplained := [survivor for survivor, reason in found.items() if not reason]:
        raise ValueError(f"{path.name}: no reason for {unexplained}")
    return found


def judge(found: Collection[Survivor], known: Mapping[Survivor, str], *, complete: bool) -> list[str]:
    """Return one line for each unlisted survivor and, after a complete run, for each entry that was killed."""
    lines = [f"alive, not listed: {each.function}\n    {each.becomes}" for each in found if each not in known]
    if complete:
        lines += [
            f"listed, but killed or gone: {each.function}\n    {each.becomes}" for each in known if each not in found
        ]
    return lines


def results() -> dict[str, int | None]:
    """Return mutmut's exit code for each mutant; ``None`` for one that was not run."""
    found: dict[str, int | None] = {}
    for path in sorted(FOLDER.rglob("*.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def tested_functions() -> set[str]:
    """Return the mangled names of the functions that at least one test reaches."""
    stats = json.loads((FOLDER / "mutmut-stats.json").read_text(encoding="utf-8"))
    return {name for name, tests in stats["tests_by_mangled_function_name"].items() if tests}


def mutmut(*arguments: str) -> str:
    """Run mutmut in this tree; return what it printed."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(
        command, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ).stdout


def survivors(codes: Mapping[str, int | None]) -> Iterator[Survivor]:
    """Name the mutants that were run, or that no test reaches, and are alive."""
    for mutant, code in codes.items():
        if code == SURVIVED or code in UNTESTED:
            yield Survivor(function_of(mutant), becomes_of(mutmut("show", mutant)))


def run(patterns: Sequence[str], *, everything: bool) -> int:
    """Make the mutants, run those that are asked for, print what is alive; return the exit status."""
    known = listed()
    shutil.rmtree(FOLDER, ignore_errors=True)
    said = mutmut("run", NONE)
    codes = results()
    if not codes or not (FOLDER / "mutmut-stats.json").exists():
        print(said[-2000:], file=sys.stderr)
        return 1
    tested = tested_functions()
    reached = [name for name in codes if name.rpartition("__mutmut_")[0] in tested]
    if patterns:
        chosen = [name for name in codes if any(fnmatch.fnmatch(function_of(name), each) for each in patterns)]
    else:
        chosen = list(codes) if everything else sample_of(codes, SAMPLE)
    print(f"{len(codes)} mutants, {len(chosen)} of them are run…", flush=True)
    said = mutmut("run", "--max-children", str(os.cpu_count() or 1), *set(chosen).intersection(reached))
    codes = results()
    outcome = {name: codes[name] if name in reached else min(UNTESTED) for name in chosen}
    if unrun := [name for name, code in outcome.items() if code in INTERRUPTED]:
        print(said[-2000:], f"{len(unrun)} mutants were not run", sep="\n", file=sys.stderr)
        return 1
    alive = list(survivors(outcome))
    counted = Counter(each in known for each in alive)
    print(f"{len(chosen) - len(alive)} killed, {len(alive)} alive: {counted[True]} listed, {counted[False]} not")
    faults = judge(alive, known, complete=everything)
    print("\n".join(faults))
    return 1 if faults else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the mutants that the command line asks for; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("patterns", nargs="*", help="functions in dots, with * and ?")
    parser.add_argument("--all", action="store_true", help=f"every mutant, not a sample of {SAMPLE}")
    options = parser.parse_args(arguments)
    return run(options.patterns, everything=options.all)


if __name__ == "__main__":
    sys.exit(main())
