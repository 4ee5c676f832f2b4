"""Entry point of every process. Imports lazily, so that each process loads only its half."""

import sys
from collections.abc import Sequence

from iea_agent.adapters.system import terminal
from iea_agent.adapters.system.program import CLICKED
from iea_agent.core.errors import AgentError

TRAY_OPTIONS = frozenset({"--at-login", "--if-none", "--no-icon"})
"""The options of the tray process, which loads no argparse."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    terminal.prepare()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if CLICKED not in arguments:
            return _main(arguments)
        from iea_agent.clicked import run

        unclicked = [each for each in arguments if each != CLICKED]
        return run(lambda: _main(unclicked), name=next(iter(unclicked), ""))
    except KeyboardInterrupt:
        return terminal.INTERRUPTED
    except AgentError as error:
        from iea_agent.core.texts.command_line import failure

        terminal.complain(failure(error.code, str(error)))
        return terminal.NOT_OK


def _main(arguments: list[str]) -> int:
    if arguments == ["job"]:
        from iea_agent.job_app import main as job

        return job()
    if TRAY_OPTIONS.issuperset(arguments):
        return _tray(
            at_login="--at-login" in arguments, icon="--no-icon" not in arguments, if_none="--if-none" in arguments
        )
    from iea_agent.cli.subcommands import parse

    options = parse(arguments)
    if options.command is None:  # an abbreviated option of the tray process
        return _tray(at_login=options.at_login, icon=not options.no_icon, if_none=options.if_none)
    from iea_agent.cli.dispatch import run

    return run(options.command, options)


def _tray(*, at_login: bool = False, icon: bool = True, if_none: bool = False) -> int:
    """Run the process that is always on.

    msgspec takes typing_extensions where it is, which loads inspect, ast and tokenize (2 MB, 8 ms), and does without
    it where it is not: so it is not, in this process.
    """
    sys.modules.setdefault("typing_extensions", None)  # type: ignore[arg-type]  # the import system's own convention
    from iea_agent.tray_start import run

    return run(at_login=at_login, icon=icon, if_none=if_none)


if __name__ == "__main__":
    sys.exit(main())
