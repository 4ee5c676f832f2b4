"""Make the pages of « Aide » from the documentation: one page a chapter, with its pictures, readable without a network.

    python -m tools.help_pages [FOLDER]    into build/help, where the program finds them in a source tree

A wheel gets them from ``tools/hatch_build.py``. ``docs/guide.md`` is cut at its headings of the second level; the
comment ``<!-- page: NAME -->`` above one names the page, so that a heading may be worded otherwise.
"""

from __future__ import annotations

import html
import re
import shutil
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

ROOT = Path(__file__).resolve().parent.parent
DEFAULT = ROOT / "build" / "help"
FIRST = "index"
PAGE = re.compile(r"^<!-- page: ([a-z-]+) -->\n(?=## )", re.MULTILINE)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ALONE = ("accessibilite", "licences")
"""The documents that are a page each."""
TITLE = "Aide de Connexion Impact emploi"

_STYLE = """\
:root { color-scheme: light dark; }
body { max-width: 46rem; margin: 0 auto; padding: 1rem; font: 1.05rem/1.55 system-ui, sans-serif; }
nav ul { padding-left: 1.2rem; }
nav li { margin: .2rem 0; }
img { max-width: 100%; height: auto; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border: 1px solid; padding: .4rem .6rem; text-align: left; vertical-align: top; }
pre, code { font-family: ui-monospace, monospace; }
td code { overflow-wrap: anywhere; }
a:focus-visible { outline: 3px solid; outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
"""


class HelpError(Exception):
    """The documentation names a page, a heading or a picture that is not there."""


class Chapter(NamedTuple):
    """A page before it is rendered."""

    name: str
    title: str
    source: str


def chapters(root: Path) -> list[Chapter]:
    """Return the pages in their order, the opening of the guide first; HelpError if the documentation has a flaw."""
    guide = (root / "docs" / "guide.md").read_text(encoding="utf-8")
    opening, *parts = PAGE.split(guide)
    named = [(FIRST, opening), *zip(parts[::2], parts[1::2], strict=True)]
    unnamed = [name for name, source in named if len(re.findall(r"^## ", source, re.MULTILINE)) != (name != FIRST)]
    if unnamed:
        raise HelpError(f"docs/guide.md: a heading of the second level below no « page » comment: {unnamed}")
    named += [(name, (root / "docs" / f"{name}.md").read_text(encoding="utf-8")) for name in ALONE]
    return [Chapter(name, _title_of(source), source) for name, source in named]


def make(folder: Path, root: Path = ROOT) -> None:
    """Write all pages and their pictures into a folder, which is emptied first; HelpError as ``chapters()``."""
    known = chapters(root)
    places = _places(known)
    pictures: dict[str, Path] = {}
    written = {f"{page.name}.html": _page(page, known, places, root, pictures) for page in known}
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "images").mkdir(parents=True)
    for name, content in written.items():
        (folder / name).write_text(content, encoding="utf-8")
    for name, path in pictures.items():
        shutil.copyfile(path, folder / "images" / name)


def is_current(folder: Path, root: Path = ROOT) -> bool:
    """Tell whether the pages of a folder are not older than what they are made from."""
    made = folder / f"{FIRST}.html"
    sources = [root / "docs" / f"{name}.md" for name in ("guide", *ALONE)]
    sources += [Path(__file__), *(root / "docs" / "images").rglob("*.png")]
    return made.is_file() and all(path.stat().st_mtime <= made.stat().st_mtime for path in sources)


def slug_of(heading: str) -> str:
    """Return the anchor that GitHub gives a heading, so that the links of the document work there and here."""
    kept = re.sub(r"[^\w\s-]", "", heading.lower().replace("\u00a0", " ").replace("\u202f", " "))
    return re.sub(r"\s", "-", kept.strip())


def _title_of(source: str) -> str:
    found = HEADING.search(source)
    if found is None:
        raise HelpError(f"no heading in {source[:60]!r}")
    return found.group(1).strip()


def _places(known: Sequence[Chapter]) -> dict[str, str]:
    """Return where each anchor of the guide, and each document, is to be found among the pages."""
    places: dict[str, str] = {}
    for page in known:
        for number, found in enumerate(HEADING.finditer(page.source)):
            slug = slug_of(found.group(1))
            places.setdefault(f"#{slug}", f"{page.name}.html" + (f"#{slug}" if number else ""))
        places[f"{page.name}.md"] = f"{page.name}.html"
    places["guide.md"] = f"{FIRST}.html"
    return places


def _page(
    page: Chapter, known: Sequence[Chapter], places: dict[str, str], root: Path, pictures: dict[str, Path]
) -> str:
    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(page.source)
    _name_headings(tokens)
    for token in _walk(tokens):
        if token.type == "link_open":
            token.attrs["href"] = _target(str(token.attrs["href"]), places, page.name)
        elif token.type == "image":
            name, path = _picture(str(token.attrs["src"]), root, page.name)
            pictures[name] = path
            token.attrs["src"] = f"images/{name}"
    body = parser.renderer.render(tokens, parser.options, {})
    if page.name not in {FIRST, *ALONE}:  # each page begins with a heading of the first level
        body = re.sub(r"<(/?)h([2-6])\b", lambda found: f"<{found[1]}h{int(found[2]) - 1}", body)
    title = TITLE if page.name == FIRST else f"{page.title} – {TITLE}"
    return (
        f'<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#texte">Aller au texte</a>\n<main id="texte">\n{body}</main>\n'
        f"{_contents(page, known)}</body>\n</html>\n"
    )


def _contents(page: Chapter, known: Sequence[Chapter]) -> str:
    lines = []
    for other in known:
        here = ' aria-current="page"' if other is page else ""
        words = html.escape("Accueil de l’aide" if other.name == FIRST else other.title)
        lines.append(f'<li><a href="{other.name}.html"{here}>{words}</a></li>')
    rows = "\n".join(lines)
    return f'<nav aria-label="Toutes les pages de l’aide">\n<h2>Toutes les pages</h2>\n<ul>\n{rows}\n</ul>\n</nav>\n'


def _name_headings(tokens: Sequence[Token]) -> None:
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrs["id"] = slug_of(tokens[place + 1].content)


def _walk(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _walk(token.children or ())


def _target(href: str, places: dict[str, str], page: str) -> str:
    """Return where a link of the document leads among the pages; HelpError if nowhere."""
    from urllib.parse import unquote

    if href.startswith(("https://", "mailto:")):
        return href
    wanted = unquote(href)
    if wanted not in places:
        raise HelpError(f"{page}: the link {wanted!r} leads nowhere")
    return places[wanted]


def _picture(source: str, root: Path, page: str) -> tuple[str, Path]:
    path = (root / "docs" / PurePosixPath(source)).resolve()
    if not path.is_file():
        raise HelpError(f"{page}: no picture {source!r}")
    return path.name, path


def main(arguments: Sequence[str]) -> int:
    """Make the pages, unless they are current."""
    folder = Path(arguments[0]) if arguments else DEFAULT
    if not is_current(folder):
        make(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
