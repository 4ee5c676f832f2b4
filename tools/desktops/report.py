"""The steps on each desktop, their outcomes and pictures."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from iea_agent.demo.tour.desktop.errors import TourError

DONE, FAILED, NOT_RUN = "ok", "ÉCHEC", "non joué"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "desktops.md"
BEGIN = "<!-- {0}: begin (python -m tools.desktops --write) -->"
END = "<!-- {0}: end -->"


class Line(NamedTuple):
    """One step on one desktop."""

    host: str
    step: str
    result: str
    seconds: float = 0.0
    reason: str = ""

    def __str__(self) -> str:
        told = f"{self.seconds:6.1f} s" if self.result != NOT_RUN else ""
        return f"{self.host:24} {self.step:32} {self.result:9}{told} {self.reason}".rstrip()


class Report:
    """Carries steps out, one printed line for each; ``folder`` gets a picture of each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.lines: list[Line] = []

    def step(
        self, host: str, name: str, act: Callable[[], object], *, picture: Callable[[Path], object] | None = None
    ) -> bool:
        """Carry a step out; return whether it succeeded. A picture is taken whatever the outcome."""
        begun = time.monotonic()
        result, reason = DONE, ""
        try:
            act()
        except (TourError, OSError, AssertionError) as error:
            result, reason = FAILED, f"{type(error).__name__}: {error}"
        self._note(Line(host, name, result, time.monotonic() - begun, reason))
        if picture is not None:
            self._take(host, name, picture)
        return result == DONE

    def skip(self, host: str, names: Iterable[str], reason: str) -> None:
        """Say what was not tried, and why: it counts as a failure."""
        for name in names:
            self._note(Line(host, name, NOT_RUN, reason=reason))

    @property
    def succeeded(self) -> bool:
        """Whether everything was tried and succeeded."""
        return bool(self.lines) and all(line.result == DONE for line in self.lines)

    def _take(self, host: str, name: str, picture: Callable[[Path], object]) -> None:
        folder = self._folder / _file_name(host)
        folder.mkdir(parents=True, exist_ok=True)
        number = sum(line.host == host for line in self.lines)
        try:
            picture(folder / f"{number:02}-{_file_name(name)}.png")
        except (TourError, OSError) as error:
            print(f"    pas d'image : {error}", flush=True)

    def _note(self, line: Line) -> None:
        self.lines.append(line)
        print(line, flush=True)


def _file_name(words: str) -> str:
    kept = "".join(char if char.isalnum() or char == "." else "-" for char in words.lower())
    return "-".join(filter(None, kept.split("-")))


def table(lines: Sequence[Line]) -> str:
    """Return the lines as Markdown: one row a step, one column a desktop, in the order of their first mention."""
    hosts, steps = list(dict.fromkeys(line.host for line in lines)), list(dict.fromkeys(line.step for line in lines))
    results = {(line.step, line.host): line for line in lines}
    rows = [f"| | {' | '.join(hosts)} |", f"| --- |{' --- |' * len(hosts)}"]
    rows += [f"| {step} | {' | '.join(_cell(results.get((step, host))) for host in hosts)} |" for step in steps]
    return "\n".join(rows)


def _cell(line: Line | None) -> str:
    if line is None:
        return "–"
    return f"ok, {line.seconds:.1f} s" if line.result == DONE else line.result


def tables(parts: Iterable[Sequence[Line]]) -> str:
    """Return a table for each part that has lines."""
    return "\n\n".join(table(lines) for lines in parts if lines)


def write(section: str, content: str, document: Path = DOCUMENT) -> None:
    """Put the tables of a run between the marks of a section; OSError, ValueError if the marks are not there."""
    begin, end = BEGIN.format(section), END.format(section)
    before, found, rest = document.read_text(encoding="utf-8").partition(begin)
    _, ended, after = rest.partition(end)
    if not (found and ended):
        raise ValueError(f"no marks of {section} in {document}")
    document.write_text(f"{before}{begin}\n\n{content}\n\n{end}{after}", encoding="utf-8")


def parts_of(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Split the lines where a new set of steps begins, so that each table has only columns that share its rows."""
    groups: list[tuple[set[str], list[Line]]] = []
    for host in dict.fromkeys(line.host for line in lines):
        own = [line for line in lines if line.host == host]
        names = {line.step for line in own}
        for known, members in groups:
            if known & names:
                known.update(names)
                members.extend(own)
                break
        else:
            groups.append((names, own))
    yield from (members for _, members in groups)
