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

    @property
    def shown_name(self) -> str:
        """What it is called in help and errors."""
        return self.name if self.name.startswith("-") else str(self.settings.get("metavar", self.name))

    @property
    def is_required(self) -> bool:
        """Whether the command is an error of usage without it."""
        if self.name.startswith("-"):
            return bool(self.settings.get("required"))
        return self.settings.get("nargs") != "?"


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


_TRAY_OPTIONS: Final = ("--at-login", "--if-none", "--no-icon")
"""What may be said to the tray process, which has no command."""
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
    parser = make_parser()
    options = argparse.Namespace()
    _, unknown = parser.parse_known_args(arguments, options)
    if unknown:
        parser.refuse(texts.unknown(unknown))
    return options


class _Formatter(argparse.HelpFormatter):
    """A help with French headings."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:  # noqa: ANN401
        super().add_usage(usage, actions, groups, texts.USAGE if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        super().start_section(texts.heading(heading or ""))


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks French: it says what is wrong by the argument, not by argparse's sentence."""

    def __init__(self, arguments: Sequence[Argument] = (), **settings: Any) -> None:  # noqa: ANN401 (argparse's own)
        super().__init__(add_help=False, exit_on_error=False, formatter_class=_Formatter, **settings)
        self._arguments = arguments
        self.add_argument("-h", "--help", action="help", help=texts.OPTION["--help"])

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401 (overloaded)
        try:
            return super().parse_known_args(args, namespace)
        except argparse.ArgumentError as error:
            if error.argument_name is None:
                self.error(error.message)
            self.refuse(self._fault(error.argument_name, error))

    def error(self, message: str) -> NoReturn:
        """Refuse a command line as a whole: something is missing, or an abbreviation has several meanings."""
        required = [argument.shown_name for argument in self._arguments if argument.is_required]
        self.refuse(texts.AMBIGUOUS if "could match" in message else texts.missing(required))

    def refuse(self, why: str) -> NoReturn:
        """End with an error of usage."""
        self.exit(USAGE, texts.usage_error(self.prog, why))

    def _fault(self, name: str, error: argparse.ArgumentError) -> str:
        if isinstance(error.__context__, argparse.ArgumentTypeError):
            return texts.refused(name, error.message)
        if name == texts.METAVAR_COMMAND:
            return texts.unknown_command([command.name for command in SUBCOMMANDS])
        argument = next((one for one in self._arguments if one.shown_name == name), None)
        if argument is not None and "choices" in argument.settings:
            return texts.not_a_choice(argument.settings["choices"])
        takes_value = argument is not None and argument.settings.get("action") != "store_true"
        return texts.value_missing(name) if takes_value else texts.takes_no_value(name)

    def _print_message(self, message: str, file: Any = None) -> None:  # noqa: ANN401 (argparse's own)
        """Print by the terminal's gate: an error repeats what was typed."""
        (complain if file is sys.stderr else say)(message.rstrip("\n"))


def make_parser() -> _Parser:
    """Return the parser of all commands."""
    parser = _Parser(prog="iea-agent", description=texts.DESCRIPTION)
    parser.add_argument("--version", action="version", version=__version__, help=texts.OPTION["--version"])
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title=texts.COMMANDS, metavar=texts.METAVAR_COMMAND, parser_class=_Parser)
    for command in SUBCOMMANDS:
        words = texts.COMMAND[command.name]
        sub = commands.add_parser(command.name, help=words, description=words, arguments=command.arguments)
        if command.json:
            sub.add_argument("--json", action="store_true", help=texts.OPTION["--json"])
        positional = sub.add_argument_group(texts.ARGUMENTS)
        for argument in command.arguments:
            room = sub if argument.name.startswith("-") else positional
            room.add_argument(argument.name, help=texts.OPTION.get(argument.name), **argument.settings)
        sub.set_defaults(command=command)
    at_start = parser.add_argument_group(texts.WITHOUT_COMMAND)
    for name in _TRAY_OPTIONS:
        at_start.add_argument(name, action="store_true", help=texts.OPTION[name])
    return parser
