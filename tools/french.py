"""Hold the French that people read to the rules of typography and of words.

Two kinds of rules. *Typography* holds for all that is displayed: the typographic apostrophe, and no-break spaces beside
« » and before : ; ! ?. *Words* hold for ``core/texts``: short sentences, no forbidden word, no name of a setting, no
pronoun whose noun stands in another sentence; in documents and the demonstration, forbidden words alone. The labels of
the help sheet are exempt, letter by letter.

    python -m tools.french --check     writes nothing; 1 when a rule is broken, with the places
    python -m tools.french --fix       writes apostrophes and no-break spaces; other FILES on request
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tools import french_sources, french_words
from tools.french_typography import corrected, faults_of

ROOT = Path(__file__).resolve().parent.parent
TEXTS = "src/iea_agent/core/texts"
DISPLAYED = (TEXTS, "src/iea_agent/core/settings.py", "src/iea_agent/demo")
"""Where typography holds: folders and modules."""
DOCUMENTS = ("docs/accessibilite.md", "docs/guide.md", "README.md")
"""Documents in French; of the README the part before its English one."""


class Finding(NamedTuple):
    """One place where a rule is broken."""

    path: Path
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.text}"


def findings(root: Path) -> Iterator[Finding]:
    """Yield every place below a root where a rule is broken."""
    for path in _displayed(root):
        for span in french_sources.spans_of(path):
            rules = [*faults_of(span.text), *(french_words.forbidden_in(span.text) if is_read(path) else ())]
            for rule in rules:
                yield Finding(path.relative_to(root), span.line, rule, _excerpt(span.text))
    for path in sorted((root / TEXTS).rglob("*.py")):
        for sentence in french_sources.sentences_of(path):
            for rule in french_words.faults_of(sentence.text, is_detail=french_words.is_detail(path, sentence.name)):
                yield Finding(path.relative_to(root), sentence.line, rule, _excerpt(sentence.text))


def is_read(path: Path) -> bool:
    """Tell whether forbidden words are looked for in the pieces of a file: documents, and the demonstration."""
    return path.suffix == ".md" or "demo" in path.parts


def fix(path: Path) -> bool:
    """Write apostrophes and no-break spaces in a file; tell whether that changed it."""
    old = path.read_text("utf-8")
    new = french_sources.rewritten(path, corrected)
    if new != old:
        path.write_text(new, "utf-8", newline="\n")
    return new != old


def _displayed(root: Path) -> Iterator[Path]:
    for place in DISPLAYED:
        path = root / place
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))
    yield from (root / name for name in DOCUMENTS)


def _excerpt(text: str) -> str:
    return " ".join(text.split(" "))[:100]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tool; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", action="store_true")
    what.add_argument("--fix", action="store_true")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="with --fix: these files alone")
    options = parser.parse_args(arguments)
    if options.fix:
        for path in options.files or _displayed(ROOT):
            if fix(path):
                print(f"fixed: {path}")
        return 0
    found = list(findings(ROOT))
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
