"""Every tool has a word in the Makefile, and ``make help`` knows every word."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
RULES = re.findall(r"^([a-z-]+):(?:[^=].*)?$", MAKEFILE, re.MULTILINE)
HELPED = re.findall(r"^([a-z-]+):.* ## \S", MAKEFILE, re.MULTILINE)
PARTS = {"dev", "quick-tests", "static", "style", "types", "types-elsewhere", "contracts", "generated", "help"}
"""Rules that are only parts of others, or print the help."""
STARTED_BY_TOOLS = {
    "bench_bare": "tools/bench.py",
    "crash_writer": "tools/crash.py",
    "desktops.three_icons": "tools/desktops/looks.py",
    "windows.draw": "tools/windows/side_by_side.py",
    "windows.inside": "tools/windows/clerk.py",
    "windows.prepare": "tools/windows/__main__.py",
    "windows.system": "tools/windows/prepare.py",
}
"""Programs below ``tools`` that no person starts, and the tool that starts them."""


def programs() -> list[str]:
    """Name every program below ``tools``: a module with a main part, or a package with ``__main__``."""
    found = []
    for path in sorted((ROOT / "tools").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT / "tools").with_suffix("").parts)
        if path.name == "__main__.py":
            found.append(name.removesuffix(".__main__"))
        elif '__name__ == "__main__"' in path.read_text(encoding="utf-8"):
            found.append(name)
    return found


@pytest.mark.parametrize("tool", [name for name in programs() if name not in STARTED_BY_TOOLS])
def test_every_tool_has_a_word(tool: str) -> None:
    assert re.search(rf"tools[./]{tool}\b", MAKEFILE), f"no rule of the Makefile runs tools/{tool}"


@pytest.mark.parametrize(("program", "tool"), STARTED_BY_TOOLS.items())
def test_a_program_without_a_word_is_started_by_a_tool(program: str, tool: str) -> None:
    assert program in programs()
    assert program.rpartition(".")[2] in (ROOT / tool).read_text(encoding="utf-8")


@pytest.mark.parametrize("word", [rule for rule in RULES if rule not in PARTS])
def test_every_word_has_a_line_of_help(word: str) -> None:
    assert word in HELPED, f"make {word} has no « ## … »"


def test_no_rule_takes_the_name_of_a_file() -> None:
    phony = re.search(r"^\.PHONY:((?:.*\\\n)*.*)$", MAKEFILE, re.MULTILINE)
    assert phony
    assert set(phony[1].replace("\\", "").split()) == set(RULES)


def test_the_workflow_runs_what_a_developer_runs() -> None:
    assert "make check" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
