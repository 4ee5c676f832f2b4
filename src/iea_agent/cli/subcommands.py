"""The commands of the command line: one table, and the parser and its help made from it.

A handler is a function ``(options, folders) -> exit status``. The table names it, so that a process imports only the
module of its own command.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, NoReturn

from iea_agent import __version__
from iea_agent.adapters.system.terminal import USAGE, complain, say
from iea_agent.cli import typed
from iea_agent.core.texts import command_line_help as texts


class Argument(NamedTuple):
    """An option or a positional argument."""

    name: str
    settings: Mapping[str, Any]
    """The keyword arguments of ``argparse.ArgumentParser.add_argument``."""


class Subcommand(NamedTuple):
    """One command."""

    name: str
    handler: str
    """``module:function``."""
    arguments: tuple[Argument, ...] = ()
    json: bool = False
    """Whether it has ``--json``."""
    if_not_installed: str = ""
    """What is said where its libraries are missing; empty: they are always there."""


_ON_OFF_STATUS = Argument("action", {"choices": ("on", "off", "status"), "metavar": "on|off|status"})
_FAMILY: Final = "iea_agent.cli"

SUBCOMMANDS: Final = (
    Subcommand("status", f"{_FAMILY}.state:status", (Argument("--check", {"action": "store_true"}),), json=True),
    Subcommand("show", f"{_FAMILY}.state:show"),
    Subcommand(
        "test",
        f"{_FAMILY}.connection:test_servers",
        (
            Argument("--auth", {"metavar": "URL", "type": typed.address}),
            Argument("--updates", {"metavar": "URL", "type": typed.address}),
            Argument("--insecure", {"action": "store_true"}),
            Argument("--ca-file", {"metavar": texts.METAVAR_FILE, "type": typed.path}),
        ),
        json=True,
    ),
    Subcommand("authenticate", f"{_FAMILY}.connection:authenticate", json=True),
    Subcommand(
        "repair",
        f"{_FAMILY}.repair:repair",
        (Argument("--yes", {"action": "store_true"}), Argument("--undo", {"action": "store_true"})),
        json=True,
    ),
    Subcommand("settings", f"{_FAMILY}.connection:open_settings"),
    Subcommand("launch", f"{_FAMILY}.connection:launch", json=True),
    Subcommand("shortcut", f"{_FAMILY}.desktop:shortcut", (_ON_OFF_STATUS,)),
    Subcommand("autostart", f"{_FAMILY}.desktop:autostart", (_ON_OFF_STATUS,), json=True),
    Subcommand("assistance", f"{_FAMILY}.support:assistance"),
    Subcommand(
        "support",
        f"{_FAMILY}.support:support_mail",
        (Argument("--about", {"choices": ("password", "helper"), "metavar": "password|helper"}),),
    ),
    Subcommand(
        "report",
        f"{_FAMILY}.support:report",
        (Argument("file", {"nargs": "?", "metavar": texts.METAVAR_FILE, "type": typed.path}),),
    ),
    Subcommand(
        "day-password",
        f"{_FAMILY}.support:day_password",
        (Argument("--licence", {"metavar": texts.METAVAR_NUMBER, "required": True, "type": typed.licence_number}),),
    ),
    Subcommand("quit", f"{_FAMILY}.connection:quit_agent"),
    Subcommand(
        "demo",
        "iea_agent.demo.app:run",
        (Argument("--tour", {"metavar": texts.METAVAR_FOLDER, "type": typed.path}),),
        if_not_installed=texts.DEMO_NOT_INSTALLED,
    ),
)
"""One row per command, in the order of the help; a test walks the table."""


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse a command line; SystemExit, after a French sentence, for help, version and errors of usage.

    ``command`` is the :class:`Subcommand`, or ``None``: then the tray process is meant.
    """
    return make_parser().parse_args(arguments)


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks French."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, texts.usage_error(self.prog, message))

    def _print_message(self, message: str, file: Any = None) -> None:  # noqa: ANN401 (argparse's own)
        """Print by the terminal's gate: an error repeats what was typed."""
        (complain if file is sys.stderr else say)(message.rstrip("\n"))


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = _Parser(prog="iea-agent", description=texts.DESCRIPTION, add_help=False)
    _add_help(parser)
    parser.add_argument("--version", action="version", version=__version__, help=texts.OPTION["--version"])
    parser.add_argument("--at-login", action="store_true", help=texts.OPTION["--at-login"])
    parser.add_argument("--if-none", action="store_true", help=texts.OPTION["--if-none"])
    parser.add_argument("--no-icon", action="store_true", help=texts.OPTION["--no-icon"])
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title=texts.COMMANDS, metavar=texts.METAVAR_COMMAND, parser_class=_Parser)
    for command in SUBCOMMANDS:
        words = texts.COMMAND[command.name]
        sub = commands.add_parser(command.name, help=words, description=words, add_help=False)
        _add_help(sub)
        if command.json:
            sub.add_argument("--json", action="store_true", help=texts.OPTION["--json"])
        for argument in command.arguments:
            sub.add_argument(argument.name, help=texts.OPTION.get(argument.name), **argument.settings)
        sub.set_defaults(command=command)
    return parser


def _add_help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help=texts.OPTION["--help"])
