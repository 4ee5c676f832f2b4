"""How large the private screen is, and which parts of it are looked at."""

from dataclasses import dataclass

Box = tuple[int, int, int, int]
"""Left, upper, right, lower, in pixels of the screen."""
Place = tuple[int, int]
"""From the left and from the top, in pixels of the screen."""

_PANEL_HEIGHT = 32


@dataclass(frozen=True)
class Geometry:
    """A screen with a panel along an edge; ``width`` and ``height`` in device-independent pixels."""

    width: int = 1280
    height: int = 720
    scale: int = 1
    """Pixels of the screen for one of these, as on a screen of high resolution."""
    panel_height: int = _PANEL_HEIGHT
    panel_is_above: bool = False
    """Whether the panel is at the top of the screen."""

    @property
    def whole(self) -> Box:
        """The whole screen."""
        return 0, 0, self.width * self.scale, self.height * self.scale

    @property
    def panel(self) -> Box:
        """The panel."""
        upper = 0 if self.panel_is_above else self.height - self.panel_height
        return 0, upper * self.scale, self.width * self.scale, (upper + self.panel_height) * self.scale

    @property
    def beside_panel(self) -> Box:
        """All but the panel."""
        upper = self.panel_height if self.panel_is_above else 0
        lower = self.height if self.panel_is_above else self.height - self.panel_height
        return 0, upper * self.scale, self.width * self.scale, lower * self.scale
