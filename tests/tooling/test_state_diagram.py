"""The diagram in the documentation is the table of the state machine."""

from pathlib import Path

import pytest
from tools import state_diagram
from tools.state_diagram import BEGIN, END, diagram, main, with_diagram

from iea_agent.core.connection_steps import TABLE, Phase


def edges_of(drawing: str) -> set[tuple[str, str, str]]:
    """Take a drawing apart: source, target and event of each arrow."""
    found = set()
    for line in drawing.splitlines():
        arrow, colon, label = line.strip().partition(" : ")
        source, _, target = arrow.partition(" --> ")
        if colon:
            found.add((source, target, label.split(" / ")[0]))
    return found


def groups_of(drawing: str) -> dict[str, set[str]]:
    """Read which states a box of the drawing stands for."""
    boxes = [line.strip().split('"') for line in drawing.splitlines() if line.strip().startswith('state "')]
    return {rest.removeprefix(" as "): set(names.split(", ")) for _, names, rest in boxes}


def name_of(phase: Phase) -> str:
    return "assistance" if phase.mode.value == "assistance" else phase.link.value


def test_the_drawing_shows_every_row_of_the_table_and_no_other() -> None:
    drawing = diagram(TABLE)
    boxes = groups_of(drawing)
    boxes["production"] = {name_of(phase) for phase in TABLE} - {"assistance"}
    shown = {
        (member, member if target == source else target, event)
        for source, target, event in edges_of(drawing)
        for member in boxes.get(source, {source})
    }
    assert shown == {
        (name_of(phase), name_of(row.target), event.__name__)
        for phase, rows in TABLE.items()
        for event, row in rows.items()
    }


def test_the_drawing_replaces_the_old_one_and_nothing_else() -> None:
    document = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    drawn = with_diagram(document, "new")
    assert drawn == f"before\n{BEGIN}\n\n```mermaid\nnew\n```\n\n{END}\nafter\n"
    assert with_diagram(drawn, "new") == drawn


@pytest.mark.parametrize("document", ["", BEGIN, END, f"{END}{BEGIN}"])
def test_a_document_without_markers_is_refused(document: str) -> None:
    with pytest.raises(ValueError, match="no <!-- state diagram"):
        with_diagram(document, "new")


def test_check_tells_a_stale_drawing_and_leaves_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "architecture.md"
    document.write_text(f"{BEGIN}\nold\n{END}\n", encoding="utf-8")
    assert main(["--check"], document) == 1
    assert "run tools/state_diagram.py" in capsys.readouterr().out
    assert document.read_text(encoding="utf-8") == f"{BEGIN}\nold\n{END}\n"


def test_writing_makes_it_current(tmp_path: Path) -> None:
    document = tmp_path / "architecture.md"
    document.write_text(f"{BEGIN}{END}", encoding="utf-8")
    assert main([], document) == 0
    assert main(["--check"], document) == 0


def test_the_documentation_is_current() -> None:
    assert main(["--check"], state_diagram.DOCUMENT) == 0
