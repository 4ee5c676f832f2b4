"""An ``argparse`` that speaks French.

What is wrong is said by the argument at fault, not by argparse's sentence. ``tests/cli/test_argparse_sentences.py``
walks the sentences of the running Python's argparse.
"""

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, NoReturn

from iea_agent.adapters.system.terminal import USAGE, complain, say
from iea_agent.core.texts import command_line_help as texts

_AMBIGUOUS: Final = re.compile(r"ambiguous option: (?P<option>\S+) could match (?P<meanings>-[-\w]+(?:, -[-\w]+)*)")
_NOT_TOGETHER: Final = re.compile(r"not allowed with argument (?P<other>-[-\w/]+)")
_HELP_COLUMN: Final = 30
"""Where the explanations begin at most (columns); the longest name of a command fits."""


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


class _Formatter(argparse.HelpFormatter):
    """A help with French headings; lines of a text stay lines, indented ones as they are."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 (argparse's own)
        super().__init__(max_help_position=_HELP_COLUMN, **settings)

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:  # noqa: ANN401
        super().add_usage(usage, actions, groups, texts.USAGE if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        super().start_section(texts.heading(heading or ""))

    def add_argument(self, action: argparse.Action) -> None:
        super().add_argument(action)
        if action.nargs == argparse.PARSER:  # Python 3.11 forgets that commands are indented
            self._action_max_length += 2

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        fill = super()._fill_text
        return "\n".join(line if line.startswith(" ") else fill(line, width, indent) for line in text.splitlines())


class FrenchParser(argparse.ArgumentParser):
    """A parser of command lines; it ends the process with a French sentence and exit status 2."""

    def __init__(self, arguments: Sequence[Argument] = (), **settings: Any) -> None:  # noqa: ANN401 (argparse's own)
        super().__init__(add_help=False, exit_on_error=False, formatter_class=_Formatter, **settings)
        self.color = False  # of Python 3.14: escape sequences, which the terminal's gate takes out
        self.suggest_on_error = False  # of Python 3.14: in English
        self._arguments = arguments
        self.commands: dict[str, FrenchParser] = {}
        """The parsers of commands, by name."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401 (overloaded)
        """Parse as argparse does; what it refuses is said in French, and ends the process."""
        try:
            return super().parse_known_args(args, namespace)
        except argparse.ArgumentError as error:
            if error.argument_name is None:
                self.error(error.message)
            if error.argument_name == texts.METAVAR_COMMAND:
                self.refuse_command(next((word for word in args or () if not word.startswith("-")), ""))
            self.refuse(self._fault(error.argument_name, error))

    def error(self, message: str) -> NoReturn:
        """Refuse a command line as a whole: something is missing, or an abbreviation has several meanings."""
        if found := _AMBIGUOUS.search(message):
            self.refuse(texts.ambiguous(found["option"], found["meanings"]))
        required = [one.shown_name for one in self._arguments if one.is_required and one.shown_name in message]
        self.refuse(texts.missing(required) if required else texts.NOT_UNDERSTOOD)

    def refuse(self, why: str, hint: str = "") -> NoReturn:
        """End with an error of usage."""
        self.exit(USAGE, texts.usage_error(self.prog, why, hint))

    def refuse_command(self, typed: str) -> NoReturn:
        """End with the error that there is no such command."""
        names = list(texts.COMMAND)
        hint = texts.did_you_mean(_similar(typed, names)) or texts.possible_commands(names)
        self.refuse(texts.unknown_command(typed), hint)

    def refuse_unknown(self, unknown: Sequence[str]) -> NoReturn:
        """End with the error that some arguments mean nothing to this parser, or stand before its name."""
        first = unknown[0].partition("=")[0]
        options = list(self._option_string_actions)
        if first in options:
            hint = texts.goes_after(first, self.prog)
        else:
            hint = texts.did_you_mean(_similar(first, options) if first.startswith("-") else [])
        self.refuse(texts.unknown(unknown), hint)

    def _fault(self, name: str, error: argparse.ArgumentError) -> str:
        if isinstance(error.__context__, argparse.ArgumentTypeError):
            return texts.refused(name, error.message)
        if isinstance(error.__context__, (TypeError, ValueError)):
            return texts.refused(name, texts.INCORRECT_VALUE)
        if found := _NOT_TOGETHER.search(error.message):
            return texts.not_together(name, found["other"])
        argument = next((one for one in self._arguments if one.shown_name == name), None)
        if argument is not None and "choices" in argument.settings:
            return texts.not_a_choice(argument.settings["choices"])
        takes_value = argument is not None and argument.settings.get("action") != "store_true"
        return texts.value_missing(name) if takes_value else texts.takes_no_value(name)

    def _print_message(self, message: str, file: Any = None) -> None:  # noqa: ANN401 (argparse's own)
        """Print by the terminal's gate: an error repeats what was typed."""
        (say if file is sys.stdout else complain)(message.rstrip("\n"))


def _similar(typed: str, names: Sequence[str]) -> list[str]:
    """Return the names that may have been meant, the most similar one first."""
    from difflib import get_close_matches

    return get_close_matches(typed, names)
