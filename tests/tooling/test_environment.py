"""The environment is made from the locks, once, and again only when something changed."""

import shutil
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from tools import environment
from tools.environment import ROOT, SOURCES, is_current, key_of, main


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a tree with all that an environment is made from, and an environment that looks made."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / "src").mkdir()
    python = environment.python_of(tmp_path / ".venv")
    python.parent.mkdir(parents=True)
    python.touch()
    return tmp_path


def stamp(root: Path, kind: str) -> None:
    (root / ".venv" / f"stamp-{kind}").write_text(key_of(kind, root), encoding="ascii")


def test_an_environment_without_its_stamp_is_not_current(root: Path) -> None:
    assert not is_current("demo", root)
    assert not is_current("dev", root)


def test_the_developers_environment_serves_the_demonstration_too(root: Path) -> None:
    stamp(root, "dev")
    assert is_current("dev", root)
    assert is_current("demo", root)


def test_the_demonstrations_environment_is_not_enough_for_developers(root: Path) -> None:
    stamp(root, "demo")
    assert is_current("demo", root)
    assert not is_current("dev", root)


@pytest.mark.parametrize("name", SOURCES["dev"])
def test_a_changed_lock_makes_it_stale(root: Path, name: str) -> None:
    stamp(root, "dev")
    with (root / "requirements" / name).open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    assert not is_current("dev", root)


def test_a_new_command_of_the_project_makes_it_stale_and_a_lint_rule_does_not(root: Path) -> None:
    stamp(root, "dev")
    project = root / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    project.write_text(text.replace("line-length = 120", "line-length = 100"), encoding="utf-8")
    assert is_current("dev", root)
    project.write_text(
        text.replace("[project.scripts]", '[project.scripts]\nother = "iea_agent:main"'), encoding="utf-8"
    )
    assert not is_current("dev", root)


def test_a_current_environment_is_left_alone(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stamp(root, "demo")
    assert main(["demo"], root) == 0
    assert capsys.readouterr().out == ""


def test_an_installation_that_fails_leaves_no_stamp(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stamp(root, "demo")
    (root / "requirements" / "demo.txt").write_text("", encoding="utf-8")
    monkeypatch.setattr(environment, "_run", lambda _command, _root: 1)
    monkeypatch.setattr(environment, "_is_usable", lambda _python: True)
    assert main(["demo"], root) == 1
    assert not (root / ".venv" / "stamp-demo").exists()
    assert "L'installation des bibliothèques a échoué" in capsys.readouterr().out


def test_an_old_python_is_told_so(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "OLDEST", (4, 0))
    assert main(["demo"], root) == 1
    assert "Python 3.11 ou plus récent est nécessaire" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["prod"], ["demo", "dev"]])
def test_an_unknown_kind_is_a_usage_error(arguments: list[str]) -> None:
    assert main(arguments) == 2


def test_every_locked_file_has_its_hash_and_no_lock_names_a_registry() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index-url" not in text
        pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert all("==" in pin and pin.endswith("\\") for pin in pins)


def pins_of(lock: str) -> list[Requirement]:
    """Return what a lock pins, each with its marker."""
    lines = (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines()
    return [Requirement(line.removesuffix("\\").strip()) for line in lines if line and not line.startswith((" ", "#"))]


def test_the_locks_agree_with_each_other() -> None:
    found: dict[str, set[frozenset[str]]] = {}
    for lock in {path.name for path in (ROOT / "requirements").glob("*.txt")} - {"windows.txt"}:
        versions: dict[str, set[str]] = {}
        for pin in pins_of(lock):
            versions.setdefault(pin.name, set()).add(str(pin.specifier))
        for name, pinned in versions.items():
            found.setdefault(name, set()).add(frozenset(pinned))
    assert {name: choices for name, choices in found.items() if len(choices) != 1} == {}


def test_what_is_tried_on_windows_is_what_is_installed_there() -> None:
    installed = {str(pin.name): str(pin.specifier) for pin in pins_of("demo.txt") if is_for_windows(pin)}
    assert installed == {pin.name: str(pin.specifier) for pin in pins_of("windows.txt")}


def is_for_windows(pin: Requirement) -> bool:
    """Tell whether pip installs it on Windows, with the Python that is tried there (``windows-python.txt``)."""
    return pin.marker is None or pin.marker.evaluate(
        {
            "implementation_name": "cpython",
            "os_name": "nt",
            "platform_machine": "AMD64",
            "platform_python_implementation": "CPython",
            "platform_system": "Windows",
            "python_full_version": "3.11.9",
            "python_version": "3.11",
            "sys_platform": "win32",
        }
    )
