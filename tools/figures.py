"""Count the size and the structure of the product, without its demonstration.

Statements are counted by coverage's own parser, so no test run is needed. Imports are read by grimp, which also
serves the import contracts: an import counts when it leads from one room (a folder below ``iea_agent``) to another.

    python -m tools.figures                  prints the table for this tree
    python -m tools.figures --root FOLDER    for another checkout, e.g. a worktree of an older commit
    python -m tools.figures --rooms          also prints statements per room, and the arrows between rooms
"""

import argparse
import ast
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import grimp
from coverage import Coverage

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "iea_agent"
DEMONSTRATION = ("demo", "demo_app", "sandbox", "tour")
"""First parts of the module names that belong to the demonstration, now and before the rooms were redrawn."""


class Longest(NamedTuple):
    """The longest module or function: its name and its lines."""

    name: str
    lines: int


class Figures(NamedTuple):
    """What was counted of one tree."""

    files: int
    statements: Mapping[str, int]
    """By room; ``iea_agent`` itself is the empty name."""
    import_statements: int
    """How many of the statements are imports: smaller modules need more of them."""
    module: Longest
    function: Longest
    fullest: Longest
    """The folder with the most modules side by side, except ``core``, which may grow at its root."""
    imports: Mapping[tuple[str, str], int]
    """How many imports lead from one room to another, by pair of rooms."""


def measure(root: Path) -> Figures:
    """Count the product below ``root``.

    Raises:
        RuntimeError: ``iea_agent`` was imported before from another tree.
    """
    source = root / "src"
    sys.path.insert(0, str(source))
    files = sorted(product_files(source / PACKAGE))
    statements: Counter[str] = Counter()
    counter = Coverage(data_file=None, config_file=str(root / "pyproject.toml"))
    for file in files:
        statements[room_of_file(file, source)] += len(counter.analysis2(str(file))[1])
    trees = {file: file.read_text(encoding="utf-8") for file in files}
    modules = Counter(file.parent for file in files if file.name != "__init__.py" and file.parent.name != "core")
    folder, most = modules.most_common(1)[0]
    return Figures(
        files=len(files),
        statements=statements,
        import_statements=sum(map(import_statements_in, trees.values())),
        module=max((Longest(_path(file, source), len(text.splitlines())) for file, text in trees.items()), key=_lines),
        function=max(functions_of((_path(file, source), text) for file, text in trees.items()), key=_lines),
        fullest=Longest(_path(folder, source), most),
        imports=imports_between_rooms(),
    )


def product_files(package: Path) -> Iterator[Path]:
    """Name every module of the package but those of the demonstration."""
    for file in package.rglob("*.py"):
        if file.relative_to(package).parts[0].removesuffix(".py") not in DEMONSTRATION:
            yield file


def functions_of(texts: Iterable[tuple[str, str]]) -> Iterator[Longest]:
    """Measure every function, decorators not counted, in the sources of the given names."""
    for name, text in texts:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                yield Longest(f"{name}:{node.name}", node.end_lineno - node.lineno + 1)


def import_statements_in(text: str) -> int:
    """Count the import statements of a source, except those for the type checker only."""
    tree = ast.parse(text)
    skipped = {id(child) for node in ast.walk(tree) if _is_for_types(node) for child in ast.walk(node)}
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    return sum(id(node) not in skipped for node in imports)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def imports_between_rooms() -> Counter[tuple[str, str]]:
    """Count the imports that lead from one room to another, by pair of rooms."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    packages = {module for module in graph.modules if graph.find_children(module)}
    found: Counter[tuple[str, str]] = Counter()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            pair = room_of_module(module, packages), room_of_module(imported, packages)
            if pair[0] != pair[1] and not any(room.split(".")[0] in DEMONSTRATION for room in pair):
                found[pair] += 1
    return found


def room_of_module(module: str, packages: set[str]) -> str:
    """Return the room of a module of the import graph; a module at the top is a room of its own."""
    room = module if module in packages else module.rpartition(".")[0]
    return (room if room != PACKAGE else module).removeprefix(f"{PACKAGE}.")


def room_of_file(file: Path, source: Path) -> str:
    """Return the folder of a file in dots; empty for the modules at the top."""
    return ".".join(file.relative_to(source).parent.parts[1:])


def table(found: Figures) -> str:
    """Return the figures as rows of a Markdown table."""
    rows = {
        "files": f"{found.files}",
        "statements": f"{sum(found.statements.values()):,}",
        "without imports": f"{sum(found.statements.values()) - found.import_statements:,}",
        "longest module": f"`{found.module.name}`, {found.module.lines} lines",
        "longest function": f"`{found.function.name}`, {found.function.lines} lines",
        "fullest folder (`core`'s root aside)": f"`{found.fullest.name}`, {found.fullest.lines} modules",
        "import edges between rooms": f"{sum(found.imports.values())}, {len(found.imports)} arrows",
    }
    return "\n".join(f"| {name} | {value} |" for name, value in rows.items())


def rooms(found: Figures) -> str:
    """Return the statements of each room, and the arrows between rooms with their imports."""
    counted = [f"{room or PACKAGE:24} {number:6}" for room, number in sorted(found.statements.items())]
    arrows = [f"{source} -> {target}  {number}" for (source, target), number in sorted(found.imports.items())]
    return "\n".join([*counted, "", *arrows])


def _lines(longest: Longest) -> int:
    return longest.lines


def _path(file: Path, source: Path) -> str:
    return file.relative_to(source / PACKAGE).as_posix()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--root", type=Path, default=ROOT, metavar="FOLDER", help="default: this tree")
    parser.add_argument("--rooms", action="store_true", help="also statements per room, and arrows between rooms")
    options = parser.parse_args(arguments)
    found = measure(options.root.resolve())
    print(table(found))
    if options.rooms:
        print(f"\n{rooms(found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
