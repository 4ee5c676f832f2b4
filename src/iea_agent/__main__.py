"""Command line. Imports lazily, so that each process loads only its half."""

import sys
from collections.abc import Sequence
from pathlib import Path

from iea_agent.adapters.system import terminal
from iea_agent.core.errors import AgentError

_OF_TRAY = frozenset({"--at-login", "--if-none", "--no-icon"})
"""The options of the process that is always on, which does without a parser of options."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status (0 well, 1 not, 2 usage, 130 interrupted)."""
    terminal.prepare()
    try:
        return _main(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:
        return terminal.INTERRUPTED
    except AgentError as error:
        terminal.complain(f"iea-agent: {error}")
        return 1


def _main(arguments: list[str]) -> int:
    if arguments == ["job"]:
        from iea_agent.job_app import main as job

        return job()
    if _OF_TRAY.issuperset(arguments):
        return _tray(
            at_login="--at-login" in arguments, icon="--no-icon" not in arguments, if_none="--if-none" in arguments
        )
    from iea_agent.cli.parser import parse

    options = parse(arguments)
    if options.command is None:  # an option that was cut short
        return _tray(at_login=options.at_login, icon=not options.no_icon, if_none=options.if_none)
    if options.command == "demo":
        return _demo(options.tour)
    from iea_agent.cli import dispatch

    return dispatch.main(options)


def _tray(*, at_login: bool = False, icon: bool = True, if_none: bool = False) -> int:
    """Run the process that is always on.

    msgspec takes typing_extensions where it is, which loads inspect, ast and tokenize (2 MB, 8 ms), and does without
    it where it is not: so it is not, in this process.
    """
    sys.modules.setdefault("typing_extensions", None)  # type: ignore[arg-type]  # the import system's own convention
    from iea_agent.tray_start import run

    return run(at_login=at_login, icon=icon, if_none=if_none)


def _demo(tour: str | None) -> int:
    try:
        from iea_agent.demo import app as demo_app
    except ModuleNotFoundError as error:
        terminal.complain(f"La démonstration demande l'option « demo » : pip install 'iea-agent[demo]' ({error})")
        return 1
    return demo_app.main() if tour is None else demo_app.tour(Path(tour))


if __name__ == "__main__":
    sys.exit(main())
