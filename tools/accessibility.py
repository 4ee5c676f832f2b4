"""Write the results and the table of EN 301 549 into docs/accessibilite.md, from ``tools/accessibility_clauses.py``.

python -m tools.accessibility             writes them
python -m tools.accessibility --check     writes nothing; 1 when the page says something else

A verdict needs its evidence: a test that the table names and nobody finds is an error, as is a clause that holds
without a test and without a look.
"""

import argparse
import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.accessibility_clauses import CLAUSES, Clause, Verdict

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "accessibilite.md"
MARK = "<!-- {name}: {end} (tools/accessibility.py) -->"


def faults(clauses: Sequence[Clause], root: Path = ROOT) -> list[str]:
    """Return what is wrong with the evidence."""
    found: list[str] = []
    numbers = [clause.number for clause in clauses]
    found += sorted(f"{number} stands twice" for number in set(numbers) if numbers.count(number) > 1)
    for clause in clauses:
        if clause.verdict is Verdict.HOLDS and not (clause.tests or clause.looked):
            found.append(f"{clause.number} holds, and nothing shows it")
        if clause.verdict is not Verdict.HOLDS and not clause.words:
            found.append(f"{clause.number} does not say what is missing")
        found += [
            f"{clause.number} names {test}, which is not there" for test in clause.tests if not exists(test, root)
        ]
    return found


def exists(test: str, root: Path = ROOT) -> bool:
    """Tell whether there is a test of this node id."""
    path, _, name = test.partition("::")
    file = root / path
    return file.is_file() and name in _tests_in(file)


def _tests_in(file: Path) -> set[str]:
    return {node.name for node in ast.parse(file.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}


# What is written.


def results(clauses: Sequence[Clause]) -> str:
    """Return the counts, and what is missing."""
    of = {verdict: [clause for clause in clauses if clause.verdict is verdict] for verdict in Verdict}
    applicable = len(clauses) - len(of[Verdict.NOT_APPLICABLE])
    counts = (
        f"Sur {len(clauses)} exigences des chapitres 11 et 12, {applicable} s’appliquent à ce programme. "
        f"Respectées : {len(of[Verdict.HOLDS])} ; en partie : {len(of[Verdict.PARTLY])} ; "
        f"non respectées : {len(of[Verdict.FAILS])} ; non vérifiées : {len(of[Verdict.UNKNOWN])}."
    )
    return "\n".join((counts, "", *_table(("Exigence", "Verdict", "Ce qui est fait, ce qui manque"), _missing(of))))


def _missing(of: dict[Verdict, list[Clause]]) -> Iterator[tuple[str, ...]]:
    for verdict in (Verdict.FAILS, Verdict.PARTLY, Verdict.UNKNOWN):
        for clause in of[verdict]:
            yield f"{clause.theme} ({clause.number})", verdict.value, clause.words


def table(clauses: Sequence[Clause]) -> str:
    """Return one row for each clause, with its evidence."""
    rows = ((clause.number, clause.theme, clause.verdict.value, clause.words, _evidence(clause)) for clause in clauses)
    return "\n".join(_table(("Exigence", "Thème", "Verdict", "Pourquoi", "Contrôlé par"), rows))


def _evidence(clause: Clause) -> str:
    looked = (f"à la main : {clause.looked}",) if clause.looked else ()
    return " ; ".join((*(f"`{test.rpartition('/')[2]}`" for test in clause.tests), *looked))


def _table(head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(row)} |".replace("|  |", "| |")


def page(document: str, clauses: Sequence[Clause]) -> str:
    """Return the document with results and table between their marks; ValueError if it has none."""
    for name, written in (("results", results(clauses)), ("clauses", table(clauses))):
        begin, end = (MARK.format(name=name, end=end) for end in ("begin", "end"))
        before, opened, rest = document.partition(begin)
        _, closed, after = rest.partition(end)
        if not opened or not closed:
            raise ValueError(f"no {begin} … {end} in the document")
        document = f"{before}{begin}\n\n{written}\n\n{end}{after}"
    return document


def main(arguments: Sequence[str], document: Path = DOCUMENT) -> int:
    """Write or check the page; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; 1 when the page says something else")
    check: bool = parser.parse_args(arguments).check
    if wrong := faults(CLAUSES):
        print("tools/accessibility_clauses.py:", *wrong, sep="\n")
        return 1
    old = document.read_text("utf-8")
    new = page(old, CLAUSES)
    if new == old:
        return 0
    if check:
        print(f"{document.name} does not say what the tests show; run python -m tools.accessibility")
        return 1
    document.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
