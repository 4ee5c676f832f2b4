"""Play the story on each desktop: ``python -m tools.desktops [--write] [--hosts NAME…]``; 1 if anything failed.

What this machine cannot run is said, and counts as a failure.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from iea_agent.sandbox.server import DemoServer
from iea_agent.tour.errors import MissingProgramError, TourError
from iea_agent.tour.workstation import Workstation, install
from tools.desktops import story
from tools.desktops.hosts import HOSTS, version_of
from tools.desktops.report import Report, parts_of, tables, write

BUILD = Path(__file__).resolve().parents[2] / "build" / "desktops"


def main() -> int:
    """Play on all desktops, or on those that are named; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table of this run into docs/desktops.md")
    parser.add_argument("hosts", nargs="*", metavar="HOST", help="classes of tools/desktops/hosts.py")
    arguments = parser.parse_args()
    report = Report(BUILD)
    for host in HOSTS:
        if arguments.hosts and host.__name__ not in arguments.hosts:
            continue
        name = f"{host.NAME} {version_of(host.PACKAGE)}".strip()
        with tempfile.TemporaryDirectory() as folder, DemoServer.start(Path(folder) / "server") as server:
            home = Path(folder) / "home"
            install(home, server)
            try:
                with Workstation(home, desktop=host()) as seat:
                    story.play(report, name, seat, server)
            except MissingProgramError as error:
                report.skip(name, ["icône : la boule"], str(error))
            except TourError as error:
                report.skip(name, ["icône : la boule"], f"le bureau ne démarre pas : {error}")
    if arguments.write:
        write(tables(parts_of(report.lines)))
    print(f"Images : {BUILD.relative_to(Path.cwd()) if BUILD.is_relative_to(Path.cwd()) else BUILD}")
    return 0 if report.succeeded else 1


if __name__ == "__main__":
    sys.exit(main())
