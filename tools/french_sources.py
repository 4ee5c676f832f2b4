"""Where French stands in files: the string literals of a module, and the prose of a Markdown document."""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

HOLE: Final = "\ufffc"
"""Stands for a value that is put into a sentence at run time."""
_STRINGS: Final = frozenset({tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)})
"""Literals without and with values in them; before Python 3.12 both are ``STRING``."""
_CODE: Final = re.compile(
    r"```.*?^```|`[^`\n]*`|\]\([^)\n]*\)|<!--.*?-->|<[a-z/][^>\n]*>|https?://\S+", re.DOTALL | re.MULTILINE
)
"""What is no prose in Markdown."""
_ENGLISH_PART: Final = re.compile(r"^## For ", re.MULTILINE)


class Span(NamedTuple):
    """A piece of French in a file, as it is written there."""

    line: int
    begin: int
    end: int
    text: str


class Sentence(NamedTuple):
    """A text that a module displays, as its reader meets it; a value put into it is a :data:`HOLE`."""

    line: int
    name: str
    """The name that it is assigned to, or the function that it stands in; empty for neither."""
    text: str


def spans_of(path: Path) -> Iterator[Span]:
    """Yield the pieces of French in a file."""
    text = path.read_text("utf-8")
    yield from _in_module(text) if path.suffix == ".py" else _in_document(path.name, text)


def rewritten(path: Path, change: Callable[[str], str]) -> str:
    """Return the text of a file whose pieces of French are changed."""
    text = path.read_text("utf-8")
    for span in reversed(list(spans_of(path))):
        text = text[: span.begin] + change(span.text) + text[span.end :]
    return text


def _in_module(source: str) -> Iterator[Span]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    docstrings = {(node.lineno, node.col_offset) for node in _docstrings(ast.parse(source))}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in _STRINGS and token.start not in docstrings:
            begin, end = (starts[line - 1] + column for line, column in (token.start, token.end))
            yield Span(token.start[0], begin, end, source[begin:end])


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value


def _in_document(name: str, text: str) -> Iterator[Span]:
    end = len(text)
    if name == "README.md" and (english := _ENGLISH_PART.search(text)):
        end = english.start()
    begin = 0
    for code in _CODE.finditer(text, 0, end):
        yield from _lines(text, begin, code.start())
        begin = code.end()
    yield from _lines(text, begin, end)


def _lines(text: str, begin: int, end: int) -> Iterator[Span]:
    for line in re.finditer(r"[^\n]+", text[begin:end]):
        first = begin + line.start()
        yield Span(text.count("\n", 0, first) + 1, first, begin + line.end(), line.group())


def sentences_of(path: Path) -> Iterator[Sentence]:
    """Yield the texts of a module, without its docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    for statement in tree.body:
        name = ""
        match statement:
            case ast.Assign(targets=[ast.Name(id=name), *_]) | ast.AnnAssign(target=ast.Name(id=name)):
                pass
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                pass
            case _:
                pass
        ignored = set(_docstrings(statement))
        for line, text in _texts(statement, ignored):
            yield Sentence(line, name, text)


def _texts(node: ast.AST, ignored: set[ast.Constant]) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Constant(value=str(text)) if node not in ignored:
            yield node.lineno, text
        case ast.JoinedStr(values=values):
            parts = [str(part.value) if isinstance(part, ast.Constant) else HOLE for part in values]
            yield node.lineno, "".join(parts)
            for part in values:
                if isinstance(part, ast.FormattedValue):
                    yield from _texts(part.value, ignored)
        case ast.Subscript(value=value):  # a key is no text
            yield from _texts(value, ignored)
        case ast.Dict(values=values):
            for value in values:
                yield from _texts(value, ignored)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _texts(child, ignored)
