"""How large the private screen is, and which parts of it are looked at."""

from dataclasses import dataclass

Box = tuple[int, int, int, int]
"""Left, upper, right, lower, in pixels of the screen."""
Place = tuple[int, int]
"""From the left and from the top, in pixels of the screen."""

_PANEL_HEIGHT = 32


@dataclass(frozen=True)
class Geometry:
    """A screen with a panel at its bottom; ``width`` and ``height`` in device-independent pixels."""

    width: int = 1280
    height: int = 720
    scale: int = 1
    """Pixels of the screen for one of these, as on a screen of high resolution."""
    panel_height: int = _PANEL_HEIGHT

    @property
    def whole(self) -> Box:
        """The whole screen."""
        return 0, 0, self.width * self.scale, self.height * self.scale

    @property
    def panel(self) -> Box:
        """The panel."""
        return 0, (self.height - self.panel_height) * self.scale, self.width * self.scale, self.height * self.scale

    @property
    def above_panel(self) -> Box:
        """All but the panel."""
        return 0, 0, self.width * self.scale, (self.height - self.panel_height) * self.scale
