"""Tells the user once, on a desktop without a tray, how to get the icon there.

Once for each desktop, and again only when an icon was shown there in between: a second message would help nobody, but
an icon that vanished with an update of the desktop is news.
"""

from msgspec.structs import replace

from iea_agent.agent.saved_state_keeper import SavedStateKeeper
from iea_agent.core.desktops import Desktop, Tray


class IconAdvice:
    """What the status window says of the icon."""

    def __init__(self, memory: SavedStateKeeper, desktop: Desktop) -> None:
        self._memory = memory
        self._desktop = desktop
        self.advice: Desktop | None = None
        """The desktop that the way to an icon is told for, while it is."""

    def note(self, tray: Tray) -> None:
        """Take note of whether the icon is shown."""
        if tray is Tray.PRESENT:
            self.advice = None
            self._remember("")
        elif self._memory.kept.icon_advised != self._desktop:
            self.advice = self._desktop

    def note_told(self) -> None:
        """The window that says it is there."""
        if self.advice is not None:
            self._remember(self.advice)

    def forget(self) -> None:
        """The window that said it is gone."""
        self.advice = None

    def _remember(self, told: str) -> None:
        if self._memory.kept.icon_advised != told:
            self._memory.keep(replace(self._memory.kept, icon_advised=told))
