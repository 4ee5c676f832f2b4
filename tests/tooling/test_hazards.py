"""The sample changes of ``make hazards`` are complete, and fit this tree."""

import subprocess
from pathlib import Path

import pytest
from tools.hazards import HEADERS, PARTS, ROOT, Hazard, hazards, read

HAZARDS = hazards()
KINDS = {
    "setting",
    "verdict",
    "menu-entry",
    "state",
    "window",
    "sentence",
    "desktop",
    "command",
    "proxy-source",
    "icon",
}
HEAD = "Change: a\nForgets: b\nPart: {part}\nTold: c\n\ndiff --git a/x b/x\n"


def test_each_kind_of_change_has_its_hazard() -> None:
    assert {hazard.path.stem.partition("-")[2] for hazard in HAZARDS} == KINDS


@pytest.mark.parametrize("hazard", HAZARDS, ids=[hazard.path.stem for hazard in HAZARDS])
def test_a_hazard_fits_this_tree(hazard: Hazard) -> None:
    subprocess.run(["git", "apply", "--check", str(hazard.path)], cwd=ROOT, check=True)


@pytest.mark.parametrize("part", [*PARTS[:-1], "quick-tests tests/core"])
def test_a_part_of_make_quick_is_understood(tmp_path: Path, part: str) -> None:
    path = tmp_path / "one.patch"
    path.write_text(HEAD.format(part=part), encoding="utf-8")
    assert read(path) == Hazard(path, "a", "b", tuple(part.split()), "c")


@pytest.mark.parametrize("head", ["", HEAD.format(part="check"), HEAD.format(part="quick-tests"), HEAD[12:]])
def test_another_header_is_refused(tmp_path: Path, head: str) -> None:
    path = tmp_path / "one.patch"
    path.write_text(head, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"one\.patch: .*({'|'.join(HEADERS)}|no part)"):
        read(path)
