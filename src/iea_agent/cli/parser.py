"""The parser of the command line, made from the table of commands."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from iea_agent import __version__
from iea_agent.adapters.system.terminal import USAGE
from iea_agent.cli.subcommands import SUBCOMMANDS
from iea_agent.core.texts import command_line_help as texts


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse a command line; SystemExit, after a French sentence, for help, version and errors of usage.

    ``command`` is the :class:`Subcommand`, or ``None``: then the tray process is meant.
    """
    return make_parser().parse_args(arguments)


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks French."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, texts.usage_error(self.prog, message))


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = _Parser(prog="iea-agent", description=texts.DESCRIPTION, add_help=False)
    _add_help(parser)
    parser.add_argument("--version", action="version", version=__version__, help=texts.VERSION)
    parser.add_argument("--at-login", action="store_true", help=texts.AT_LOGIN)
    parser.add_argument("--if-none", action="store_true", help=texts.IF_NONE)
    parser.add_argument("--no-icon", action="store_true", help=texts.NO_ICON)
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title=texts.COMMANDS, metavar=texts.METAVAR_COMMAND, parser_class=_Parser)
    for command in SUBCOMMANDS:
        sub = commands.add_parser(command.name, help=command.help, description=command.help, add_help=False)
        _add_help(sub)
        if command.json:
            sub.add_argument("--json", action="store_true", help=texts.JSON)
        for argument in command.arguments:
            sub.add_argument(argument.name, **argument.settings)
        sub.set_defaults(command=command)
    return parser


def _add_help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help=texts.HELP)
