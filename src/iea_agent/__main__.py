"""Command line. Imports lazily, so that each process loads only its half."""

import io
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status (0 well, 1 not, 2 usage)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a windowed program on Windows has none
            stream.reconfigure(errors="replace")  # a terminal that knows no accents must not stop a command
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["job"]:
        from iea_agent.job_app import main as job

        return job()
    if not arguments:
        return _tray()
    from iea_agent.options import parse

    options = parse(arguments)
    if options.command is None:
        return _tray(at_login=options.at_login, icon=not options.no_icon)
    if options.command == "demo":
        return _demo()
    from iea_agent import cli

    return cli.main(options)


def _tray(*, at_login: bool = False, icon: bool = True) -> int:
    """Run the process that is always on.

    msgspec takes typing_extensions where it is, which loads inspect, ast and tokenize (2 MB, 8 ms), and does without
    it where it is not: so it is not, in this process. For the same reason there is no parser when there is nothing to
    parse.
    """
    sys.modules.setdefault("typing_extensions", None)  # type: ignore[arg-type]  # the import system's own convention
    from iea_agent.tray_app import run

    return run(at_login=at_login, icon=icon)


def _demo() -> int:
    try:
        from iea_agent.demo_app import main as demo
    except ModuleNotFoundError as error:
        sys.stderr.write(f"La démonstration demande l'option « demo » : pip install 'iea-agent[demo]' ({error})\n")
        return 1
    return demo()


if __name__ == "__main__":
    sys.exit(main())
