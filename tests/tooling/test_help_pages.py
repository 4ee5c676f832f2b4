"""The pages of « Aide »: whole, without a network, and one for each window."""

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tools import help_pages
from tools.help_pages import ROOT, HelpError, chapters, is_current, make, slug_of

from iea_agent.core.help import HelpPage


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("help")
    make(folder)
    return folder


class Reader(HTMLParser):
    """What a page names and refers to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def values(self, tag: str, name: str) -> list[str]:
        return [attrs[name] for each, attrs in self.tags if each == tag and name in attrs]

    @property
    def anchors(self) -> set[str]:
        return {attrs["id"] for _, attrs in self.tags if "id" in attrs}


def all_of(folder: Path) -> dict[str, Reader]:
    return {path.name: Reader(path) for path in folder.glob("*.html")}


@pytest.mark.parametrize("page", HelpPage)
def test_every_page_that_the_program_opens_is_there(page: HelpPage, pages: Path) -> None:
    assert (pages / f"{page}.html").is_file()


def test_every_link_leads_somewhere_and_every_picture_is_there(pages: Path) -> None:
    read = all_of(pages)
    for name, page in read.items():
        for target in page.values("a", "href"):
            if target.startswith(("https://", "mailto:")):
                continue
            file, _, anchor = target.partition("#")
            assert (file or name) in read, (name, target)
            assert not anchor or anchor in read[file or name].anchors, (name, target)
        for picture in page.values("img", "src"):
            assert (pages / picture).is_file(), (name, picture)


def test_nothing_is_fetched_from_elsewhere(pages: Path) -> None:
    for name, page in all_of(pages).items():
        tags = {tag for tag, _ in page.tags}
        assert not tags & {"script", "link", "iframe", "object"}, name
        assert all(source.startswith("images/") for source in page.values("img", "src"))


def test_a_screen_reader_finds_its_way(pages: Path) -> None:
    for name, page in all_of(pages).items():
        assert page.values("html", "lang") == ["fr"]
        assert all(page.values("img", "alt")), name
        tags = [tag for tag, _ in page.tags]
        assert tags.count("h1") == 1, name
        assert tags.count("main") == tags.count("nav") == 1
        assert len(page.values("img", "src")) == len(page.values("img", "alt"))
        levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), (name, levels)


def test_every_page_leads_to_every_other(pages: Path) -> None:
    read = all_of(pages)
    assert all(set(read) <= set(page.values("a", "href")) for page in read.values())


def test_the_pages_are_small(pages: Path) -> None:
    assert sum(path.stat().st_size for path in pages.rglob("*") if path.is_file()) < 1_500_000


def test_pages_are_made_again_only_when_the_documentation_changed(tmp_path: Path) -> None:
    root, folder = a_tree(tmp_path), tmp_path / "help"
    assert not is_current(folder, root)
    make(folder, root)
    (folder / "left.html").touch()
    make(folder, root)
    assert not (folder / "left.html").exists()


def a_tree(folder: Path, guide: str | None = None) -> Path:
    """Make a tree with the documentation, perhaps with another guide."""
    root = folder / "tree"
    (root / "docs").mkdir(parents=True)
    for name in help_pages.ALONE:
        shutil.copy(ROOT / "docs" / f"{name}.md", root / "docs")
    if guide is None:
        guide = "# Le guide\n\n[suite](#la-suite)\n\n<!-- page: suite -->\n## La suite\n\nVoilà.\n"
    (root / "docs" / "guide.md").write_text(guide, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("guide", "told"),
    [
        ("# Le guide\n\n## Sans nom\n", "no « page » comment"),
        ("# Le guide\n\n<!-- page: un -->\n## Un\n\n## Deux\n", "no « page » comment"),
        ("# Le guide\n\n[là](#nulle-part)\n", "leads nowhere"),
        ("# Le guide\n\n[là](http://example.org/)\n", "leads nowhere"),
        ("# Le guide\n\n![rien](images/rien.png)\n", "no picture"),
        ("rien\n", "no heading"),
    ],
)
def test_a_flaw_of_the_documentation_is_told_and_writes_nothing(guide: str, told: str, tmp_path: Path) -> None:
    folder = tmp_path / "help"
    with pytest.raises(HelpError, match=told):
        make(folder, a_tree(tmp_path, guide))
    assert not folder.exists()


def test_headings_have_the_anchors_that_github_gives_them() -> None:
    assert slug_of("L'icône n'est pas là") == slug_of("L’icône n’est pas là") == "licône-nest-pas-là"
    assert slug_of("Cas 1 : le test réussit") == slug_of("Cas 1\u00a0: le test réussit") == "cas-1--le-test-réussit"


def test_the_guide_opens_with_its_first_page() -> None:
    assert chapters(ROOT)[0].name == HelpPage.START


# What is inside.


def required(name: str, found: dict[str, metadata.Distribution]) -> Iterator[str]:
    """Yield the names of all libraries that a package needs on this system."""
    for line in metadata.distribution(name).requires or ():
        requirement = Requirement(line)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        needed = canonicalize_name(requirement.name)
        if needed not in found:
            found[needed] = metadata.distribution(needed)
            yield needed
            yield from required(needed, found)


def test_every_library_is_named_with_its_licence() -> None:
    rows = re.findall(
        r"^\| (.+?) \| (.+?) \|", (ROOT / "docs" / "licences.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    named = {canonicalize_name(name.split(" ")[0]): licence for names, licence in rows for name in names.split(", ")}
    needed = set(required("iea-agent", {}))
    assert needed - set(named) == set()
    assert needed & {"pyside6-essentials", "pystray", "shiboken6"}
    assert all(
        "LGPL" in named[canonicalize_name(name)] for name in ("pyside6-essentials", "shiboken6", "pystray", "pylnk3")
    )
