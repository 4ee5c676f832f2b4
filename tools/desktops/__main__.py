"""Play the story on each desktop: ``python -m tools.desktops [--write] [PART…]``; 1 if anything failed.

What this machine cannot run is said, and counts as a failure.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from iea_agent.core.desktops import Desktop
from iea_agent.demo.sandbox.server import DemoServer
from iea_agent.demo.tour.desktop.errors import MissingProgramError, TourError
from iea_agent.demo.tour.desktop.private_desktop import PrivateDesktop
from iea_agent.demo.tour.play import leave_as_before_the_update
from iea_agent.demo.tour.workstation import Workstation, install
from tools.desktops import keyboard_story, looks, story, sway, without_tray
from tools.desktops.hosts import HOSTS, Tint2, version_of
from tools.desktops.keyboards import KEYED
from tools.desktops.report import Line, Report, parts_of, tables, write

BUILD = Path(__file__).resolve().parents[2] / "build" / "desktops"
DESKTOPS_SECTION, KEYS_SECTION, LOOKS_SECTION = "desktops", "keys", "looks"
Play = Callable[[Report, str, Workstation, DemoServer], None]
Prepare = Callable[[Path, DemoServer], None]


def _on_desktop(
    make: Callable[[], PrivateDesktop], name: str, play: Play, report: Report, *, prepare: Prepare = install
) -> None:
    """Play on one private desktop with an installation that the demonstration server knows."""
    with tempfile.TemporaryDirectory() as folder, DemoServer.start(Path(folder) / "server") as server:
        home = Path(folder) / "home"
        prepare(home, server)
        try:
            with Workstation(home, desktop=make()) as workstation:
                play(report, name, workstation, server)
        except MissingProgramError as error:
            report.skip(name, ["bureau"], str(error))
        except TourError as error:
            report.skip(name, ["bureau"], f"le bureau ne démarre pas : {error}")


def _play_without_tray(report: Report, name: str, workstation: Workstation, _server: DemoServer) -> None:
    without_tray.play(report, name, workstation, Desktop.GNOME, gets_a_tray=True)


def _play_with_old_tray(report: Report, name: str, workstation: Workstation, _server: DemoServer) -> None:
    workstation.desktop.start_panel()
    without_tray.play(report, name, workstation, Desktop.OTHER, gets_a_tray=False)


def parts() -> Mapping[str, Callable[[Report], None]]:
    """Return what can be played, by the name it is asked for."""
    stories = {
        host.__name__.lower(): partial(_on_desktop, host, f"{host.NAME} {version_of(host.PACKAGE)}".strip(), story.play)
        for host in HOSTS
    }
    by_keys = {
        host.__name__.removesuffix("ByKeys").lower(): partial(
            _on_desktop,
            host,
            f"{host.NAME} {version_of(host.PACKAGE)} {keyboard_story.SUFFIX}",
            keyboard_story.play,
            prepare=leave_as_before_the_update,
        )
        for host in KEYED
    }
    return {
        **stories,
        **{f"keys-{name}": part for name, part in by_keys.items()},
        "bare": partial(_on_desktop, without_tray.Bare, "sans zone de notification", _play_without_tray),
        "tint2": partial(_on_desktop, Tint2, f"tint2 {version_of('tint2')} (XEmbed)", _play_with_old_tray),
        "sway": partial(_on_desktop, sway.Sway, f"sway {version_of('sway')} (Wayland)", sway.play),
        "looks": looks.look_at,
    }


def _sections(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """Return the lines by the section of the page that they belong to; a section without any stays as it is."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(_section_of(line.host), []).append(line)
    return found


def _section_of(host: str) -> str:
    if host in looks.HOSTS:
        return LOOKS_SECTION
    return KEYS_SECTION if host.endswith(keyboard_story.SUFFIX) else DESKTOPS_SECTION


def main() -> int:
    """Play all, or what is named; return the exit status."""
    known = parts()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table of this run into docs/desktops.md")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one of: {', '.join(known)}")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(known):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    report = Report(BUILD)
    for name in arguments.parts or known:
        known[name](report)
    if arguments.write:
        for section, steps in _sections(report.lines).items():
            write(section, tables(parts_of(steps)))
    print(f"Images : {BUILD}")
    return 0 if report.succeeded else 1


if __name__ == "__main__":
    sys.exit(main())
