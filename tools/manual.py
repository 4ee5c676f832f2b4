"""Make the manual page, and what shells read to complete commands, from the table of commands.

    python -m tools.manual [FOLDER]    below build/, where ``iea-agent completion`` finds them in a source tree

``man/iea-agent.1`` is in French, UTF-8, for man-db and mandoc; ``completions/`` holds a file for each shell. A wheel
gets both from ``tools/hatch_build.py``, at the places of :data:`SHARED`. The date of the page is that of
``SOURCE_DATE_EPOCH``, else of the day.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import shtab

from iea_agent import __version__
from iea_agent.cli.parser import Argument
from iea_agent.cli.subcommands import SHELLS, SUBCOMMANDS, TRAY_OPTIONS, Subcommand, make_parser
from iea_agent.core.texts import command_line_help as texts
from iea_agent.core.texts import manual

ROOT: Final = Path(__file__).resolve().parent.parent
DEFAULT: Final = ROOT / "build"
PAGE: Final = "man/iea-agent.1"
COMPLETIONS: Final = "completions"
SHARED: Final[Mapping[str, str]] = {
    PAGE: "share/man/man1/iea-agent.1",
    f"{COMPLETIONS}/bash": "share/bash-completion/completions/iea-agent",
    f"{COMPLETIONS}/zsh": "share/zsh/site-functions/_iea-agent",
    f"{COMPLETIONS}/fish": "share/fish/vendor_completions.d/iea-agent.fish",
}
"""Where an installation has each file, below its prefix."""
_PROGRAM: Final = "iea-agent"
_NEEDLESS: Final = re.compile(r"\\([^\x00-\x7f]|;)")
"""A backslash of shtab before a sign that needs none: zsh shows it in the words about an argument."""


def page() -> str:
    """Return the manual page, in the language of man(7)."""
    lines = [
        f".TH {_roff(_PROGRAM.upper())} 1 {_day()} {_quoted(f'{_PROGRAM} {__version__}')} {_quoted(manual.TITLE)}",
        *_section(manual.NAME_HEADING, [rf"{_roff(_PROGRAM)} \- {_roff(manual.NAME)}"]),
        *_section(manual.SYNOPSIS_HEADING, _synopsis()),
        *_section(manual.DESCRIPTION_HEADING, _paragraphs(manual.PARAGRAPHS)),
        *_section(manual.COMMANDS_HEADING, [line for command in SUBCOMMANDS for line in _command(command)]),
        *_section(manual.OPTIONS_HEADING, _list(_own_options())),
        *_section(manual.FILES_HEADING, _list(manual.FILES)),
        *_section(manual.ENVIRONMENT_HEADING, _list(manual.ENVIRONMENT)),
        *_section(
            manual.EXIT_STATUSES_HEADING, _list({f"{code:d}": words for code, words in texts.EXIT_STATUS.items()})
        ),
        *_section(manual.EXAMPLES_HEADING, _list(texts.EXAMPLE)),
        *_section(manual.SEE_ALSO_HEADING, _paragraphs((manual.SEE_ALSO,))),
    ]
    return "\n".join(lines) + "\n"


def completion(shell: str) -> str:
    """Return what a shell reads to complete commands."""
    parser = make_parser()
    for each in (parser, *parser.commands.values()):
        _complete_paths(each)
    script = shtab.complete(parser, shell)
    if shell == "zsh":
        script = _NEEDLESS.sub(r"\1", script).replace(f"'{_PROGRAM} commands'", f"'{texts.COMMANDS}'")
    return script.rstrip("\n") + "\n"


def make(folder: Path = DEFAULT) -> None:
    """Write the page and the completions below a folder."""
    written = {PAGE: page(), **{f"{COMPLETIONS}/{shell}": completion(shell) for shell in SHELLS}}
    for name, text in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")


def _complete_paths(parser: argparse.ArgumentParser) -> None:
    """Have shells complete names of files and folders where an argument wants one."""
    for action in parser._actions:  # noqa: SLF001 (as shtab itself)
        if action.metavar == texts.METAVAR_FILE:
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # shtab's way
        elif action.metavar == texts.METAVAR_FOLDER:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]


def _day() -> str:
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    day = datetime.now(UTC) if seconds is None else datetime.fromtimestamp(int(seconds), UTC)
    return f"{day:%Y-%m-%d}"


def _synopsis() -> Iterator[str]:
    yield rf".B {_roff(_PROGRAM)}"
    yield from (rf"[\fB{_roff(name)}\fR]" for name in TRAY_OPTIONS)
    yield ".br"
    yield rf".B {_roff(_PROGRAM)}"
    yield rf"\fI{_roff(texts.METAVAR_COMMAND)}\fR …"


def _command(command: Subcommand) -> Iterator[str]:
    """Yield the lines of one command: how it is written, what it does, and its arguments, indented."""
    yield ".TP"
    yield " ".join((rf"\fB{_roff(command.name)}\fR", *_usage(command)))
    yield _roff(f"{texts.COMMAND[command.name]}.")
    if further := texts.FURTHER.get(command.name):
        yield ".br"
        yield from _lines(further)
    rows = {_shown(one): texts.OPTION.get(one.name, "") for one in command.arguments}
    if command.json:
        rows["--json"] = texts.OPTION["--json"]
    if rows:
        yield ".RS"
        yield from _list(rows)
        yield ".RE"


def _usage(command: Subcommand) -> Iterator[str]:
    words = [_marked(one) if one.is_required else f"[{_marked(one)}]" for one in command.arguments]
    if command.is_exclusive:
        words = ["[" + " | ".join(_marked(one) for one in command.arguments) + "]"]
    yield from words
    if command.json:
        yield rf"[\fB{_roff('--json')}\fR]"


def _marked(argument: Argument) -> str:
    name, _, value = _shown(argument).partition(" ")
    if not name.startswith("-"):
        return rf"\fI{_roff(name)}\fR"
    return rf"\fB{_roff(name)}\fR" + (rf" \fI{_roff(value)}\fR" if value else "")


def _shown(argument: Argument) -> str:
    """Return an argument as it is typed: an option with the name of its value."""
    metavar = argument.settings.get("metavar")
    return f"{argument.name} {metavar}" if argument.name.startswith("-") and metavar else argument.shown_name


def _own_options() -> dict[str, str]:
    """Return the options without a command, and those that every command has."""
    rows = {"-h, --help": texts.OPTION["--help"], "--version": texts.OPTION["--version"]}
    return {**rows, **{name: f"{texts.OPTION[name]} ({texts.WITHOUT_COMMAND})" for name in TRAY_OPTIONS}}


def _section(heading: str, lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    yield f".SH {_quoted(heading)}"
    yield from lines


def _paragraphs(texts_: Sequence[str]) -> Iterator[str]:
    for number, text in enumerate(texts_):
        if number:
            yield ".PP"
        yield _roff(text)


def _list(rows: Mapping[str, str]) -> Iterator[str]:
    for left, right in rows.items():
        yield ".TP"
        yield rf"\fB{_roff(left)}\fR"
        yield _roff(right)


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text; indented ones are examples and stay lines."""
    for line in text.splitlines():
        if line.startswith(" "):
            yield ".br"
        if line:
            yield _roff(line.strip())


def _quoted(text: str) -> str:
    return f'"{_roff(text)}"'


def _roff(text: str) -> str:
    r"""Return a text as roff wants it: typed signs stay ASCII, a no-break space is ``\ ``, no line begins a request."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-").replace("\u00a0", r"\ ").replace('"', r"\(dq")
    escaped = escaped.replace("'", r"\(aq").replace("~", r"\(ti").replace("^", r"\(ha").replace("`", r"\(ga")
    return rf"\&{escaped}" if escaped.startswith(".") else escaped


def main(arguments: Sequence[str]) -> int:
    """Make the page and the completions."""
    make(Path(arguments[0]) if arguments else DEFAULT)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
