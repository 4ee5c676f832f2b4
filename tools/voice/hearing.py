"""One act after the other: what is shown at its end, and what Orca has said since it began.

An act is over when the screen shows what it leads to and has come to rest, and Orca has been silent for a while.
Nothing is measured in seconds: what was not said by then was not said before the next act.
"""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from iea_agent.demo.tour.desktop.errors import TourError
from iea_agent.demo.tour.desktop.orca import Orca
from iea_agent.demo.tour.desktop.waiting import EVERY_S, comes, stretched, wait_until
from iea_agent.demo.tour.workstation import Workstation
from tools.voice.judge import Expected, is_shown, problems, remedies, times_heard

SILENCE_S: Final = 1.0
"""So long nothing is said before an act is over (seconds); stretched with the load, up to ``MOST_SILENCE_S``."""
MOST_SILENCE_S: Final = 3.0
LONGEST_S: Final = 20.0
"""So long what is expected may take to be said, and silence to come (seconds, stretched with the load)."""

_CONTROLS: Final = frozenset(
    {"push button", "toggle button", "check box", "radio button", "text", "list", "list item", "link", "menu item"}
)


class Heard(NamedTuple):
    """An act, and what came of it."""

    act: str
    problems: tuple[str, ...]
    """What is wrong, a line each."""
    shown: tuple[str, ...]
    """What stood on the screen in the end."""
    said: tuple[str, ...]
    """What was said meanwhile, in order."""


class Hearing:
    """Plays acts on a workstation where Orca runs, and judges what is heard of each."""

    def __init__(self, workstation: Workstation, orca: Orca, tell: Callable[[Heard], None]) -> None:
        self._reader = workstation.reader
        self._orca = orca
        self._tell = tell

    def act(  # noqa: PLR0913 (what an act is)
        self,
        name: str,
        do: Callable[[], object],
        *,
        window: str,
        shown: str = "",
        more: Sequence[str] = (),
        focus: bool = False,
        stands: bool = False,
    ) -> None:
        """Do something, wait until all is at rest, and judge.

        Args:
            name: of the act, in French.
            do: begins it.
            window: the title of the window that shows what comes of it.
            shown: the sentence that stands there in the end, and is to be heard once, as « Que faire » is.
            more: sentences of that window that are to be heard once, too.
            focus: what is to be heard is the name of the control that has the focus in the end. With neither that nor
                ``shown`` it is the title of the window.
            stands: the « Que faire » of the window is not about this act: it has stood there all along, and was judged.
        """
        self._wait_for_silence()
        begun = len(self._orca.heard())
        try:
            do()
            wait_until(lambda: self._is_there(window, shown), f"« {shown} » in « {window} »", patience_s=LONGEST_S)
            self._wait_for_rest(window)
        except TourError as error:
            self._tell(Heard(name, (f"pas montré : {error}",), self._shown(window), self._said(begun)))
            return
        found = self._shown(window)
        told = [shown, *([] if stands else remedies(found))] if shown else []
        wanted = [Expected(each) for each in (*told, *more)]
        if focus:
            wanted.append(Expected(self._focused(window)))
        elif not shown:
            wanted.append(Expected(window, is_once=False))
        comes(lambda: all(times_heard(each.sentence, self._said(begun)) for each in wanted), patience_s=LONGEST_S)
        self._wait_for_silence()
        said = self._said(begun)
        unseen = [f"pas sur l’écran : {each}" for each in more if not is_shown(each, found)]
        self._tell(Heard(name, (*unseen, *problems(wanted, said)), found, said))

    def _focused(self, window: str) -> str:
        """Return the name of the control of a window that has the focus: the item, where it is in a list."""
        found = [control.name for control in self._reader.read(window) if control.focused and control.showing]
        return found[-1] if found else "?"

    def _is_there(self, window: str, sentence: str) -> bool:
        found = self._shown(window)
        return is_shown(sentence, found) if sentence else bool(found)

    def _shown(self, window: str) -> tuple[str, ...]:
        """Return the texts of a window, without what is on its controls and in its fields."""
        try:
            controls = self._reader.read(window)
        except TourError:
            return ()
        texts = [control for control in controls if control.showing and control.role not in _CONTROLS]
        return tuple(control.name for control in texts if control.name)

    def _said(self, begun: int) -> tuple[str, ...]:
        return tuple(self._orca.heard()[begun:])

    def _wait_for_rest(self, window: str) -> None:
        """Wait until a window shows the same twice, and nothing that runs."""
        last: list[tuple[str, ...]] = [()]

        def is_at_rest() -> bool:
            runs = any(control.role == "progress bar" and control.showing for control in self._reader.read(window))
            before, last[0] = last[0], self._shown(window)
            return not runs and before == last[0]

        comes(is_at_rest, patience_s=LONGEST_S)  # a clock that ticks never rests

    def _wait_for_silence(self) -> None:
        """Wait until nothing was said for a while; not for ever."""
        pause, begun = threading.Event(), time.monotonic()
        last, since = len(self._orca.heard()), begun
        enough = min(stretched(SILENCE_S), MOST_SILENCE_S)
        while (now := time.monotonic()) - since < enough and now - begun < stretched(LONGEST_S):
            pause.wait(EVERY_S)
            if (count := len(self._orca.heard())) != last:
                last, since = count, time.monotonic()


def write_transcript(path: Path, acts: Sequence[Heard]) -> None:
    """Write what was shown and said in each act."""
    lines: list[str] = []
    for heard in acts:
        lines += [f"# {heard.act}", *(f"  ! {problem}" for problem in heard.problems)]
        lines += [*(f"  ÉCRAN  {line}" for line in heard.shown), *(f"  ORCA   {line}" for line in heard.said), ""]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
