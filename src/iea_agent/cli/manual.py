"""The commands about the command line itself: ``help``, and ``completion`` for shells."""

import argparse

from iea_agent.adapters.files.folders import Folders, completions_folder
from iea_agent.adapters.system.terminal import NOT_OK, OK, complain, say
from iea_agent.cli.subcommands import make_parser
from iea_agent.core.texts import command_line


def show_help(options: argparse.Namespace, _folders: Folders) -> int:
    """Print the help of a command, or of all."""
    parser = make_parser()
    (parser.commands[options.topic] if options.topic else parser).print_help()
    return OK


def completion(options: argparse.Namespace, _folders: Folders) -> int:
    """Print what a shell reads to complete commands; ``tools/manual.py`` has made it when this program was built."""
    try:
        script = (completions_folder() / options.shell).read_text("utf-8")
    except OSError as error:
        complain(command_line.NO_COMPLETION)
        complain(command_line.details(f"{error}"))
        return NOT_OK
    say(script.rstrip("\n"))
    return OK
