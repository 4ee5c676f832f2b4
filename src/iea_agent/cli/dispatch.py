"""The commands that ask something of the agent, or do without it, and print the answer.

The contract is in docs/cli.md. Commands import lazily: one that only asks loads no library.
"""

import argparse
import os

from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.system.terminal import complain
from iea_agent.cli.common import NOT_OK, USAGE
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.errors import AgentError, BadSettingsError, OtherSessionError
from iea_agent.core.texts import errors, verdicts


def main(options: argparse.Namespace) -> int:
    """Run the command; return the exit status of the process."""
    try:
        return _run(options, Folders.find(os.environ))
    except BadSettingsError as error:
        complain(verdicts.message_of(Diagnosis(Verdict.BAD_SETTINGS)))
        complain(str(error))
        return USAGE
    except OtherSessionError:
        return NOT_OK  # said in a window, or on the terminal
    except AgentError as error:
        complain(errors.SENTENCE[error.code])
        complain(str(error))
        return NOT_OK


def _run(options: argparse.Namespace, folders: Folders) -> int:
    match options.command:
        case "status" | "test" | "authenticate" | "settings" | "quit":
            from iea_agent.cli import connection

            return connection.run(options, folders)
        case "launch" | "shortcut":
            from iea_agent.cli import launch

            return launch.run(options, folders)
        case "autostart":
            from iea_agent.cli import autostart

            return autostart.run(options)
        case _:
            from iea_agent.cli import support

            return support.run(options, folders)
