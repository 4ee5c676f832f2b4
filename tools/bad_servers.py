"""Write docs/bad-servers.md: the catalogue of bad servers as a table, made from the cases that the tests play.

python -m tools.bad_servers             writes the page
python -m tools.bad_servers --check     writes nothing; 1 when the page is not that of the cases
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.catalogue import CASES
from tests.catalogue.case import Case, Group

from iea_agent.core.diagnosis import Diagnosis, Stage, Verdict
from iea_agent.core.texts import checklist, verdicts

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "bad-servers.md"
BEGINNING = """<!-- écrit par tools/bad_servers.py à partir de tests/catalogue ; ne pas modifier à la main -->

# Les mauvais serveurs, et ce que l'agent en dit

{count} situations, que les essais (`tests/catalogue`) créent pour de vrai : serveurs de sockets, nginx, mitmproxy,
certificats, réseaux isolés. Dans chacune, un vrai processus pose la vraie question ; il doit répondre lui-même avant
son délai, avec le verdict, l'étape et la phrase que voici, et sans jamais lire plus de 64 Kio d'une réponse. Aucune
n'obtient la coche verte, sauf celles du dernier tableau, qui la méritent.

## Les phrases

Ce que la personne lit : ce qui a échoué, la cause probable, ce qu'il y a à faire.

"""


def page(cases: Sequence[Case]) -> str:
    """Return the whole page."""
    lines = [BEGINNING.format(count=len(cases)), *_sentences(cases)]
    for group in Group:
        lines += ["", f"## {group}", "", "| Situation | Verdict | Étape |", "| --- | --- | --- |"]
        lines += [_row(case) for case in cases if case.group is group]
    return "".join(f"{line}\n" for line in lines).replace("\n\n\n", "\n\n")


def _sentences(cases: Iterable[Case]) -> Iterator[str]:
    used = {case.verdict for case in cases}
    yield "| Verdict | Phrase | Qui agit |"
    yield "| --- | --- | --- |"
    for verdict in Verdict:
        if verdict in used:
            found = Diagnosis(verdict, Stage.IDENTITY)
            who = verdicts.WHO[found.who] if found.who else "personne"
            yield f"| `{verdict}` | {verdicts.message_of(found)} | {who} |"


def _row(case: Case) -> str:
    notes = [f"« {case.signer} » est nommé"] if case.signer else []
    notes += ["l'horloge est signalée"] if case.clock_is_wrong else []
    title = f"{case.title} ; {', '.join(notes)}" if notes else case.title
    return f"| {title} | `{case.verdict}` | {checklist.STAGE[case.stage]} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or compare it; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; 1 when the page is out of date")
    options = parser.parse_args(arguments)
    wanted = page(CASES)
    if options.check:
        if DOCUMENT.is_file() and DOCUMENT.read_text(encoding="utf-8") == wanted:
            return 0
        print(f"{DOCUMENT.name} is out of date: python -m tools.bad_servers", file=sys.stderr)
        return 1
    DOCUMENT.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
