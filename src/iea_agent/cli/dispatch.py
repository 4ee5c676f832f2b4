"""Run the handler of a command, and turn the errors of the agent into sentences and exit statuses.

The contract is in docs/cli.md. Handlers are imported lazily: a process loads only the module of its own command.
"""

import argparse
import importlib
import logging
import os
from collections.abc import Callable

from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.system.terminal import NOT_OK, USAGE, complain
from iea_agent.cli.subcommands import Subcommand
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.errors import AgentError, BadSettingsError, OtherSessionError
from iea_agent.core.texts import command_line, verdicts

Handler = Callable[[argparse.Namespace, Folders], int]


def run(command: Subcommand, options: argparse.Namespace) -> int:
    """Run a command; return the exit status of the process."""
    # What went wrong is said in French; the words of the log, with tracebacks of jobs, would stand above it.
    logging.getLogger("iea_agent").addHandler(logging.NullHandler())
    try:
        handler = handler_of(command)
    except ModuleNotFoundError as error:
        if not command.if_not_installed:
            raise
        complain(command.if_not_installed)
        complain(command_line.details(str(error)))
        return NOT_OK
    try:
        return handler(options, Folders.find(os.environ))
    except BadSettingsError as error:
        complain(verdicts.message_of(Diagnosis(Verdict.BAD_SETTINGS)))
        complain(command_line.details(str(error)))
        return USAGE
    except OtherSessionError:
        return NOT_OK  # said in a window, or on the terminal
    except AgentError as error:
        complain(command_line.failure(error.code, str(error)))
        return NOT_OK


def handler_of(command: Subcommand) -> Handler:
    """Import the handler of a command; ModuleNotFoundError where its libraries are missing."""
    module, _, function = command.handler.partition(":")
    handler: Handler = getattr(importlib.import_module(module), function)
    return handler
