"""Make the virtual environment ``.venv`` from the locked requirements; at once when it is up to date.

Standard library only: this runs before anything is installed. Every file that is downloaded is checked against
the hash in ``requirements/``; the project itself is installed as it lies in the tree, by the locked build tool.

    python3 tools/environment.py demo     what the agent and its demonstration need
    python3 tools/environment.py dev      the same, and what the tests and checks need
"""

from __future__ import annotations

import compileall
import hashlib
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
SOURCES = {"demo": ("demo.txt", "build.txt"), "dev": ("dev.txt", "build.txt")}
"""The requirement files of each kind of environment; ``dev`` holds all that ``demo`` does."""


def key_of(kind: str, root: Path) -> str:
    """Return what an environment depends on, in short: this Python, this folder, the locks, how to install."""
    import tomllib

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    how = [project["project"], project["build-system"], project["tool"]["hatch"]]
    digest = hashlib.sha256()
    for part in (sys.version, str(root), json.dumps(how, sort_keys=True)):
        digest.update(part.encode())
    for name in SOURCES[kind]:
        digest.update((root / "requirements" / name).read_bytes())
    return digest.hexdigest()


def is_current(kind: str, root: Path) -> bool:
    """Tell whether the environment holds at least what this kind asks for."""
    venv = root / ".venv"
    kinds = ("demo", "dev") if kind == "demo" else ("dev",)
    stamps = ((name, venv / f"stamp-{name}") for name in kinds)
    return python_of(venv).exists() and any(
        stamp.is_file() and stamp.read_text(encoding="ascii") == key_of(name, root) for name, stamp in stamps
    )


def make(kind: str, root: Path) -> int:
    """Make the environment, or bring it up to date; return 0 when it can be used."""
    venv = root / ".venv"
    python = python_of(venv)
    for name in SOURCES:
        (venv / f"stamp-{name}").unlink(missing_ok=True)
    if not _is_usable(python):
        _say("Création de l'environnement Python (.venv)…")
        if _run([sys.executable, "-m", "venv", "--clear", str(venv)], root):
            _say("L'environnement Python n'a pas pu être créé : voir le message ci-dessus.")
            return 1
    _say("Installation des bibliothèques (versions et empreintes fixées)…")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-qq"]
    pip += ["--root-user-action=ignore", "--no-warn-script-location", "--compile"]
    locks = [word for name in SOURCES[kind] for word in ("-r", str(root / "requirements" / name))]
    if _run([*pip, "--require-hashes", "--only-binary=:all:", *locks], root) or _run(
        [*pip, "--no-deps", "--no-build-isolation", "--editable", str(root)], root
    ):
        _say("L'installation des bibliothèques a échoué : voir le message ci-dessus.")
        return 1
    (venv / f"stamp-{kind}").write_text(key_of(kind, root), encoding="ascii")
    return 0


def python_of(venv: Path) -> Path:
    """Return the interpreter of an environment."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def _is_usable(python: Path) -> bool:
    """Tell whether an environment is there, whole, and of this very Python version."""
    code = "import pip, platform; print(platform.python_version())"
    try:
        done = subprocess.run([str(python), "-c", code], check=False, capture_output=True, text=True)
    except OSError:
        return False
    return done.stdout.strip() == platform.python_version()


def _run(command: Sequence[str], root: Path) -> int:
    return subprocess.run(command, check=False, cwd=root, stdin=subprocess.DEVNULL).returncode


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Make sure of the environment of a kind; return 0 when it can be used."""
    if sys.version_info < OLDEST:
        _say(f"Python 3.11 ou plus récent est nécessaire ; celui-ci est {sys.version.split()[0]}.")
        return 1
    if len(arguments) != 1 or arguments[0] not in SOURCES:
        _say("usage : environment.py demo|dev")
        return 2
    if not is_current(arguments[0], root) and make(arguments[0], root):
        return 1
    # Without bytecode each process takes twice as long to start, and the environment may forbid writing it later.
    compileall.compile_dir(str(root / "src"), quiet=2)
    for tool in ("help_pages", "manual"):  # « Aide » and « completion » show them; made again from their sources
        made = [str(python_of(root / ".venv")), "-m", f"tools.{tool}"]
        if (root / "tools" / f"{tool}.py").is_file() and _run(made, root):
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
