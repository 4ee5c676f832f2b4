"""Ten sample changes, each of which forgets one place: ``make quick`` must fail, and name the place.

A patch in ``tests/hazards`` begins with four header lines, and goes on as ``git diff`` writes it:

    Change: a new error code                       what is added
    Forgets: its sentence                          what the patch leaves out
    Part: types                                    the part of ``make quick`` that tells: a target of the Makefile,
                                                   for « quick-tests » with the tests to run
    Told: errors.py.*missing.*ErrorCode            what its output must match (a regular expression, over lines)

Each patch is applied to a copy of the working tree in a temporary folder; two are tried at a time.

    python -m tools.hazards [NAME …]       tries all patches, or those whose names contain a word
"""

import argparse
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PATCHES = ROOT / "tests" / "hazards"
PARTS = ("style", "types", "contracts", "generated", "quick-tests")
"""The parts of ``make quick``."""
WORKERS = 2
LIMIT_S = 300
HEADERS = ("Change", "Forgets", "Part", "Told")


class Hazard(NamedTuple):
    """A change that forgets a place."""

    path: Path
    change: str
    forgets: str
    part: tuple[str, ...]
    """A target of the Makefile, and what pytest is asked for."""
    told: str


def read(path: Path) -> Hazard:
    """Read the header of a patch; ValueError where it is not as described above."""
    head = path.read_text(encoding="utf-8").partition("\ndiff --git ")[0]
    values = dict(re.findall(r"^(\w+): (.+)$", head, re.MULTILINE))
    if tuple(values) != HEADERS:
        raise ValueError(f"{path.name}: the header has {', '.join(values)}, not {', '.join(HEADERS)}")
    part = tuple(values["Part"].split())
    if part[0] not in PARTS or (len(part) > 1) != (part[0] == "quick-tests"):
        raise ValueError(f"{path.name}: {values['Part']!r} is no part of make quick")
    re.compile(values["Told"])
    return Hazard(path, values["Change"], values["Forgets"], part, values["Told"])


def hazards(words: Sequence[str] = ()) -> list[Hazard]:
    """Read all patches, or those whose file names contain one of the words."""
    paths = sorted(PATCHES.glob("*.patch"))
    return [read(path) for path in paths if not words or any(word in path.name for word in words)]


def copy_tree(target: Path) -> None:
    """Copy the working tree, without what git ignores, and mypy's cache, which saves half a minute."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    if (ROOT / ".mypy_cache").is_dir():
        shutil.copytree(ROOT / ".mypy_cache", target / ".mypy_cache")


def apply(patch: Path, tree: Path, *, back: bool = False) -> None:
    """Apply a patch to a copy, or take it back; CalledProcessError with git's words if it does not fit."""
    environ = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tree.parent)}
    command = ["git", "apply", *(["--reverse"] if back else []), str(patch)]
    subprocess.run(command, cwd=tree, env=environ, check=True, capture_output=True, text=True)


def run_part(part: Sequence[str], tree: Path) -> tuple[int, str]:
    """Run a part of ``make quick`` in a copy, by the environment of this tree; return its status and output."""
    environ = {**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = ["make", "--no-print-directory", part[0], f"BIN={Path(sys.executable).parent}", "WORKERS=0"]
    if part[1:]:
        command.append(f"PYTEST_ARGS={' '.join(part[1:])}")
    done = subprocess.run(
        command,
        cwd=tree,
        env=environ,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LIMIT_S,
    )
    return done.returncode, done.stdout


def fault_of(hazard: Hazard, tree: Path) -> str | None:
    """Try one hazard in a copy; return what is wrong with it, ``None`` if the place was named."""
    try:
        apply(hazard.path, tree)
    except subprocess.CalledProcessError as error:
        return f"the patch does not fit any more: {error.stderr.strip()}"
    try:
        status, output = run_part(hazard.part, tree)
    finally:
        apply(hazard.path, tree, back=True)
    if status == 0:
        return f"make {' '.join(hazard.part)} tells nothing"
    if not re.search(hazard.told, output, re.MULTILINE):
        return f"make {' '.join(hazard.part)} fails, and does not name the place:\n{output[-3000:]}"
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the hazards; return 1 if one is not told."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="words of file names")
    chosen = hazards(parser.parse_args(arguments).names)
    failed = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(WORKERS) as pool:
        trees: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for number in range(WORKERS):
            copy_tree(Path(folder, str(number)))
            trees.put(Path(folder, str(number)))

        def attempt(hazard: Hazard) -> str | None:
            tree = trees.get()
            try:
                return fault_of(hazard, tree)
            finally:
                trees.put(tree)

        for hazard, fault in zip(chosen, pool.map(attempt, chosen), strict=True):
            failed += fault is not None
            print(f"{'NOT TOLD' if fault else 'told':8}  {hazard.change}; forgets {hazard.forgets}", flush=True)
            if fault:
                print(f"          {fault}", flush=True)
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
