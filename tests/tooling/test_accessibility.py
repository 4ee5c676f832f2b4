"""The accessibility statement says what the tests show, and no more."""

from pathlib import Path

import pytest
from tools import accessibility
from tools.accessibility import DOCUMENT, MARK, exists, faults, main, page, results, table
from tools.accessibility_clauses import CLAUSES, Clause, Verdict

TEST = "tests/tooling/test_accessibility.py::test_the_statement_is_current"
EMPTY = "".join(MARK.format(name=name, end=end) + "\n" for name in ("results", "clauses") for end in ("begin", "end"))


def test_the_statement_is_current() -> None:
    assert main(["--check"]) == 0


def test_the_evidence_is_there() -> None:
    assert faults(CLAUSES) == []


@pytest.mark.parametrize(
    ("clause", "fault"),
    [
        (Clause("1", "Essai", Verdict.HOLDS), "1 holds, and nothing shows it"),
        (Clause("1", "Essai", Verdict.PARTLY), "1 does not say what is missing"),
        (Clause("1", "Essai", Verdict.HOLDS, "", (f"{TEST}_once",)), f"1 names {TEST}_once, which is not there"),
        (
            Clause("1", "Essai", Verdict.FAILS, "Rien.", ("tests/gone.py::test",)),
            "1 names tests/gone.py::test, which is not there",
        ),
    ],
)
def test_a_verdict_without_evidence_is_a_fault(clause: Clause, fault: str) -> None:
    assert faults([clause]) == [fault]


def test_a_clause_that_stands_twice_is_a_fault() -> None:
    assert faults([Clause("1", "Essai", Verdict.HOLDS, "", (TEST,))] * 2) == ["1 stands twice"]


def test_a_test_is_a_function_of_its_file() -> None:
    assert exists(TEST)
    assert not exists("tests/tooling/test_accessibility.py::TEST")


def test_what_is_missing_is_said_first_and_every_clause_has_its_row() -> None:
    clauses = [
        Clause("11.1", "Images", Verdict.HOLDS, "Nommées.", (TEST,)),
        Clause("11.2", "Contours", Verdict.FAILS, "Trop pâles."),
        Clause("11.3", "Vidéo", Verdict.NOT_APPLICABLE, "Aucune."),
    ]
    said = results(clauses)
    assert said.startswith("Sur 3 exigences des chapitres 11 et 12, 2 s’appliquent")
    assert "| Contours (11.2) | non conforme | Trop pâles. |" in said
    assert "Images" not in said
    assert table(clauses).count("\n| 11.") == 3
    assert "`test_accessibility.py::test_the_statement_is_current`" in table(clauses)


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="no <!-- results: begin"):
        page("", CLAUSES)


def test_a_stale_page_is_told_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "statement.md"
    document.write_text(EMPTY, "utf-8")
    assert main(["--check"], document) == 1
    assert "run python -m tools.accessibility" in capsys.readouterr().out
    assert main([], document) == 0
    assert main(["--check"], document) == 0


def test_wrong_evidence_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(accessibility, "CLAUSES", [Clause("1", "Essai", Verdict.HOLDS)])
    assert main(["--check"], DOCUMENT) == 1
    assert "1 holds, and nothing shows it" in capsys.readouterr().out
