"""The exit statuses of commands; their words: ``core/texts/command_line_help.py``, their contract: docs/cli.md."""

from enum import IntEnum, unique


@unique
class ExitStatus(IntEnum):
    """With what a command ends."""

    OK = 0
    NOT_OK = 1
    USAGE = 2
    """The command line, or the settings, cannot be used."""
    ASSISTANCE = 3
    """Of ``status --check`` alone."""
    INTERRUPTED = 130
    """After Ctrl-C, as shells count it: 128 + SIGINT."""
