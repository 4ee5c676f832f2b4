"""The commands of the command line: one table, and the parser and its help made from it.

A handler is a function ``(options, folders) -> exit status``. The table names it, so that a process imports only the
module of its own command.
"""

import argparse
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from iea_agent import __version__
from iea_agent.cli import typed
from iea_agent.cli.parser import Argument, FrenchParser
from iea_agent.core.texts import command_line_help as texts


class Subcommand(NamedTuple):
    """One command."""

    name: str
    handler: str
    """``module:function``."""
    arguments: tuple[Argument, ...] = ()
    json: bool = False
    """Whether it has ``--json``."""
    is_exclusive: bool = False
    """Whether its arguments, all of them options, exclude each other."""
    if_not_installed: str = ""
    """What is said where its libraries are missing; empty: they are always there."""


TRAY_OPTIONS: Final = ("--no-icon", "--if-none", "--at-login")
"""What may be said to the tray process, which has no command."""
_ON_OFF_STATUS = Argument("action", {"choices": ("on", "off", "status"), "metavar": "on|off|status"})
_FAMILY: Final = "iea_agent.cli"
SHELLS: Final = ("bash", "zsh", "fish")
"""The shells that are told how to complete commands."""

SUBCOMMANDS: Final = (
    Subcommand(
        "status",
        f"{_FAMILY}.state:status",
        (
            Argument("--check", {"action": "store_true"}),
            Argument("--format", {"choices": ("nagios", "prometheus"), "metavar": "nagios|prometheus"}),
        ),
        json=True,
    ),
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
        is_exclusive=True,
        json=True,
    ),
    Subcommand("settings", f"{_FAMILY}.connection:open_settings"),
    Subcommand("policy", f"{_FAMILY}.policy:policy", json=True),
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
        (
            Argument("--licence", {"metavar": texts.METAVAR_NUMBER, "type": typed.licence_number}),
            Argument("--list", {"metavar": texts.METAVAR_FILE, "type": typed.path}),
            Argument("--date", {"metavar": texts.METAVAR_DATE, "type": typed.day}),
        ),
        json=True,
    ),
    Subcommand(
        "derive-secrets",
        f"{_FAMILY}.desk:derive_secrets",
        (Argument("table", {"metavar": texts.METAVAR_FILE, "type": typed.path}),),
    ),
    Subcommand("quit", f"{_FAMILY}.connection:quit_agent"),
    Subcommand(
        "completion",
        f"{_FAMILY}.manual:completion",
        (Argument("shell", {"choices": SHELLS, "metavar": "|".join(SHELLS)}),),
    ),
    Subcommand(
        "help",
        f"{_FAMILY}.manual:show_help",
        (Argument("topic", {"nargs": "?", "choices": tuple(texts.COMMAND), "metavar": texts.METAVAR_COMMAND}),),
    ),
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
        asked = parser if options.command is None else parser.commands[options.command.name]
        asked.refuse_unknown(unknown)
    return options


def make_parser() -> FrenchParser:
    """Return the parser of all commands."""
    at_start = " ".join(f"[{name}]" for name in TRAY_OPTIONS)
    usage = f"%(prog)s {texts.METAVAR_COMMAND} …\n{' ' * len(texts.USAGE)}%(prog)s {at_start}"
    parser = FrenchParser(prog="iea-agent", usage=usage, description=texts.DESCRIPTION, epilog=_epilog())
    parser.set_defaults(command=None)
    rows = parser.add_subparsers(
        title=texts.COMMANDS, metavar=texts.METAVAR_COMMAND, prog=parser.prog, parser_class=FrenchParser
    )
    for command in SUBCOMMANDS:
        words = texts.COMMAND[command.name]
        sub = rows.add_parser(
            command.name,
            help=words,
            description=f"{words}\n\n{texts.FURTHER.get(command.name, '')}".rstrip(),
            arguments=command.arguments,
            epilog=_examples(f"{parser.prog} {command.name} "),
        )
        sub.set_defaults(command=command)
        _add_arguments(sub, command)
        parser.commands[command.name] = sub
    general = parser.add_argument_group(texts.OPTIONS)
    _add_help(general)
    general.add_argument("--version", action="version", version=__version__, help=texts.OPTION["--version"])
    without_command = parser.add_argument_group(texts.WITHOUT_COMMAND)
    for name in TRAY_OPTIONS:
        without_command.add_argument(name, action="store_true", help=texts.OPTION[name])
    return parser


def _add_arguments(parser: FrenchParser, command: Subcommand) -> None:
    positional = parser.add_argument_group(texts.ARGUMENTS)
    options = parser.add_argument_group(texts.OPTIONS)
    own = options.add_mutually_exclusive_group() if command.is_exclusive else options
    for argument in command.arguments:
        room = own if argument.name.startswith("-") else positional
        room.add_argument(argument.name, help=texts.OPTION.get(argument.name), **argument.settings)
    if command.json:
        options.add_argument("--json", action="store_true", help=texts.OPTION["--json"])
    _add_help(options)


def _add_help(room: Any) -> None:  # noqa: ANN401 (argparse's own class is private)
    room.add_argument("-h", "--help", action="help", help=texts.OPTION["--help"])


def _examples(beginning: str = "") -> str:
    """Return the examples of the command lines with a beginning, below their heading; empty if there are none."""
    chosen = {line: words for line, words in texts.EXAMPLE.items() if f"{line} ".startswith(beginning)}
    return f"{texts.heading(texts.EXAMPLES)}:\n{texts.table(chosen)}" if chosen else ""


def _epilog() -> str:
    statuses = texts.table({f"{status:d}": words for status, words in texts.EXIT_STATUS.items()})
    return f"{_examples()}\n\n{texts.heading(texts.EXIT_STATUSES)}:\n{statuses}\n\n{texts.MORE}"
