"""The menu that the panel shows for an icon: opened, read and used as a person does, by mouse.

What is read is the panel's own menu, not what a program told it to show.
"""

from collections.abc import Callable, Iterable

from iea_agent.demo.tour.desktop.errors import NeverCameError, NotThereError
from iea_agent.demo.tour.desktop.geometry import Place
from iea_agent.demo.tour.desktop.screen_reader import Control, ScreenReader
from iea_agent.demo.tour.desktop.waiting import comes, wait_until
from iea_agent.demo.tour.desktop.x_screen import LEFT, RIGHT, XScreen

SOON_S = 3.0
"""How long a menu may take to obey (seconds); then the click is made once more."""
HOVER_S = 1.0
"""How long a menu in the menu may take to open under the mouse (seconds); then its entry is clicked."""
_TRIES = 5


class PanelMenu:
    """The right-click menu of the icon that ``icon`` returns the place of."""

    def __init__(self, screen: XScreen, reader: ScreenReader, icon: Callable[[], Place]) -> None:
        self._screen = screen
        self._reader = reader
        self._icon = icon

    def open(self) -> None:
        """Open the menu, unless it is open; NeverCameError."""
        for _ in range(_TRIES):
            if self.entries():
                return
            self._screen.click(self._icon(), RIGHT)
            comes(lambda: bool(self.entries()), patience_s=SOON_S)
        if not self.entries():
            raise NeverCameError("the menu does not open")

    def close(self) -> None:
        """Close the menu, if it is open, without choosing anything."""
        for _ in range(_TRIES):  # each level of the menu takes one Escape
            if not self.entries():
                return
            self._screen.press("Escape")
            comes(lambda: not self.entries(), patience_s=SOON_S / 3)
        wait_until(lambda: not self.entries(), "the end of the menu", patience_s=SOON_S)

    def entries(self) -> tuple[Control, ...]:
        """Return the entries of the menu, separators included, if it is open."""
        return self._reader.menu()

    def labels(self) -> list[str]:
        """Open the menu, and return the labels of all entries, those of the menus in it after their own."""
        self.open()
        self._unfold()
        return [entry.name for entry in _walk(self.entries()) if entry.name]

    def point_at(self, label: str) -> Place:
        """Open the menu, and the one in it that holds the entry, and move the mouse onto the entry.

        Raises:
            NotThereError: there is no such entry, or it is disabled.
            NeverCameError: the menu does not come to rest.
        """
        for _ in range(_TRIES):
            self.open()
            path = _path(self.entries(), label)
            if path is None:
                self._unfold()
                path = _path(self.entries(), label)
            if path is None:
                if self.entries():
                    raise NotThereError(f"no {label!r} in the menu: {self.labels()}")
                continue  # the menu closed meanwhile
            if not path[-1].enabled:
                raise NotThereError(f"{label!r} is disabled")
            if all(self._point_at(names) for names in _prefixes([entry.name for entry in path])):
                return self._entry([entry.name for entry in path]).place
            self.close()
        raise NeverCameError(f"the menu does not come to rest for {label!r}")

    def choose(self, label: str) -> None:
        """Click on an entry, wherever in the menu it is; errors as with :meth:`point_at`."""
        for _ in range(_TRIES):
            place = self.point_at(label)
            self._screen.click(place, LEFT)
            if comes(lambda: not self.entries(), patience_s=SOON_S):
                return
        raise NeverCameError(f"the menu does not take {label!r}")

    def _unfold(self) -> None:
        """Open the menus in the menu whose entries are not known yet: Plasma asks for them no sooner."""
        for entry in self.entries():
            if entry.role == "menu" and not entry.entries and self._point_at([entry.name]):
                comes(lambda name=entry.name: bool(self._entry([name]).entries), patience_s=SOON_S)  # type: ignore[misc]

    def _point_at(self, names: list[str]) -> bool:
        """Move the mouse onto the entry at the end of a path; return whether it lit up."""
        try:
            if not comes(lambda: self._entry(names).box is not None, patience_s=HOVER_S) and names[:-1]:
                self._screen.click(self._entry(names[:-1]).place, LEFT)  # GNOME opens no menu by itself
            wait_until(lambda: self._entry(names).box is not None, f"{names[-1]!r} on the screen", patience_s=SOON_S)
            self._screen.point(self._entry(names).place)
            return comes(lambda: self._entry(names).selected, patience_s=SOON_S)
        except (NotThereError, NeverCameError):  # the menu closed meanwhile
            return False

    def _entry(self, names: list[str]) -> Control:
        entries = self.entries()
        found: Control | None = None
        for name in names:
            found = next((entry for entry in entries if entry.name == name), None)
            if found is None:
                raise NotThereError(f"{name!r} is no longer in the menu")
            entries = found.entries
        if found is None:
            raise NotThereError("no name")
        return found


def _walk(entries: Iterable[Control]) -> Iterable[Control]:
    for entry in entries:
        yield entry
        yield from _walk(entry.entries)


def _path(entries: Iterable[Control], label: str) -> list[Control] | None:
    """Return the entries that lead to the first one of this label."""
    for entry in entries:
        if entry.name == label:
            return [entry]
        below = _path(entry.entries, label)
        if below is not None:
            return [entry, *below]
    return None


def _prefixes(names: list[str]) -> list[list[str]]:
    return [names[: end + 1] for end in range(len(names))]
