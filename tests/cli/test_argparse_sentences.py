"""No sentence of argparse's comes out: each that the running Python has is replaced, or cannot be reached.

argparse passes all its sentences through ``gettext``, where they are marked here. A Python with a new one fails the
first test until it is in one of these lists.
"""

import argparse
import ast
import inspect
import re
import shlex

import pytest

from iea_agent.cli.subcommands import SUBCOMMANDS, make_parser, parse
from iea_agent.core.texts import command_line_help

REPLACED = {
    "invalid choice: %(value)r (choose from %(choices)s)": "staus",
    "not allowed with argument %s": "repair --yes --undo",
    "ignored explicit argument %r": "status --json=3",
    "the following arguments are required: %s": "derive-secrets",
    "expected one argument": "test --auth",
}
"""What the parser says itself, and a command line for which argparse would say it."""
UNUSED = {
    "usage: ": "the formatter has its own; tested below",
    "%(heading)s:": "without words",
    "unrecognized arguments: %s": "parse_known_args() returns them; tests/cli/test_french.py",
    "ambiguous option: %(option)s could match %(matches)s": "no two options begin alike; tested below",
    "expected at most one argument": "no option takes ?",
    "expected at least one argument": "no argument takes +",
    "expected %s argument": "no argument takes a number of words",
    "expected %s arguments": "no argument takes a number of words",
    "one of the arguments %s is required": "no group is required",
    "invalid %(type)s value: %(value)r": "replaced; tested below",
    "argument %(argument_name)s: %(message)s": "the words of the exception, which is caught",
    "%(prog)s: error: %(message)s\n": "error() is our own",
    "unexpected option string: %s": "for prefixes of several kinds",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "the choice is refused before",
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": "turned off: we suggest, too",
    "option '%(option)s' is deprecated": "nothing is; tested below",
    "argument '%(argument_name)s' is deprecated": "nothing is; tested below",
    "command '%(parser_name)s' is deprecated": "nothing is; tested below",
    "%(prog)s: warning: %(message)s\n": "of what is deprecated",
    "positional arguments": "a group that stays empty",
    "options": "a group that stays empty",
    "show this help message and exit": "the option is our own",
    "show program's version number and exit": "the option is our own",
    "subcommands": "the title is our own",
    'argument "-" with mode %r': "of FileType, unused",
    "can't open '%(filename)s': %(error)s": "of FileType, unused",
    " (default: %(default)s)": "of formatters and actions that are unused",
}
"""What our command lines cannot reach, and why."""
OF_THE_PROGRAMMER = {
    ".__call__() not defined",
    "conflicting subparser: %s",
    "conflicting subparser alias: %s",
    "cannot merge actions - two groups are named %r",
    "'required' is an invalid argument for positionals",
    "invalid option string %(option)r: must start with a character %(prefix_chars)r",
    "dest= is required for options like %r",
    "invalid conflict_resolution value: %r",
    "conflicting option string: %s",
    "conflicting option strings: %s",
    "mutually exclusive arguments must be optional",
    "cannot have multiple subparser arguments",
    "%r is not callable",
}
"""Raised while a parser is made; every test makes ours."""
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?\w")
MARK = "\u27e6%s\u27e7"


def sentences_of(source: str) -> set[str]:
    """Return what a module passes through gettext."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    arguments = (one for call in calls if getattr(call.func, "id", "") in {"_", "ngettext"} for one in call.args)
    return {one.value for one in arguments if isinstance(one, ast.Constant) and isinstance(one.value, str)}


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Mark the sentences of argparse; those that it takes are in the set."""
    taken: set[str] = set()

    def marked(sentence: str | None) -> str | None:
        if sentence is None or not re.search(r"[a-z]", PLACEHOLDER.sub("", sentence)):  # a missing one passes, too
            return sentence
        taken.add(sentence)
        return MARK.replace("%s", sentence)

    monkeypatch.setattr(argparse, "_", marked)
    monkeypatch.setattr(argparse, "ngettext", lambda one, many, count: marked(one if count == 1 else many))
    return taken


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        parse(arguments)
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_every_sentence_of_this_python_has_been_looked_at() -> None:
    known = {*REPLACED, *UNUSED, *OF_THE_PROGRAMMER}
    found = sentences_of(inspect.getsource(argparse))
    assert "usage: " in found
    assert found - known == set(), "say it in French in cli/parser.py, or say here why it cannot come out"


@pytest.mark.parametrize(("sentence", "typed"), REPLACED.items())
def test_a_sentence_is_replaced(
    sentence: str, typed: str, passed: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    text = said(shlex.split(typed), capsys)
    assert sentence in passed, "argparse did not want to say it"
    assert MARK[0] not in text
    assert "incompréhensibles" not in text


@pytest.mark.parametrize("typed", [["--help"], *([command.name, "--help"] for command in SUBCOMMANDS)], ids=" ".join)
def test_a_help_has_none(typed: list[str], passed: set[str], capsys: pytest.CaptureFixture[str]) -> None:
    text = said(typed, capsys)
    assert passed
    assert set(re.findall(MARK.replace("%s", "(.+?)"), text)) <= {command_line_help.COMMANDS}, "ours passes too"


def test_an_abbreviation_with_two_meanings_is_refused(passed: set[str], capsys: pytest.CaptureFixture[str]) -> None:
    parser = make_parser()
    parser.add_argument("--if-any")
    with pytest.raises(SystemExit):
        parser.parse_known_args(["--if"])
    text = capsys.readouterr().err
    assert "ambiguous option: %(option)s could match %(matches)s" in passed
    assert "--if est l’abréviation de plusieurs options\u00a0: --if-none, --if-any)" in text
    assert MARK[0] not in text


def test_a_value_that_a_type_does_not_take_is_refused_in_french(
    passed: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    parser = make_parser()
    parser.add_argument("--count", type=int)
    with pytest.raises(SystemExit):
        parser.parse_known_args(["--count", "deux"])
    text = capsys.readouterr().err
    assert "invalid %(type)s value: %(value)r" in passed
    assert "--count : valeur incorrecte" in text.replace("\u00a0", " ")
    assert MARK[0] not in text


def test_what_is_not_foreseen_is_refused_in_french_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        make_parser().error("something that a later Python says")
    assert ended.value.code == 2
    assert "arguments incompréhensibles" in capsys.readouterr().err


def test_nothing_that_python_could_warn_of_is_used() -> None:
    parser = make_parser()
    actions = [action for each in (parser, *parser.commands.values()) for action in each._actions]  # noqa: SLF001
    assert not any(getattr(action, "deprecated", False) for action in actions)
    assert not getattr(parser, "_deprecated", None)
