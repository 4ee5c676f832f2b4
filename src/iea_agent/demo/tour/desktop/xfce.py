"""A private XFCE desktop: a real panel with a tray, and a window manager."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from iea_agent.demo.tour.desktop.private_desktop import PrivateDesktop
from iea_agent.demo.tour.desktop.programs import XFCE
from iea_agent.demo.tour.desktop.xfce_settings import write_settings


class XfceDesktop(PrivateDesktop):
    """See :class:`PrivateDesktop`."""

    PROGRAMS: ClassVar[Mapping[str, str]] = XFCE

    def write_settings(self, config: Path) -> None:
        """Leave the settings of the panel and of the window manager."""
        write_settings(config, self.geometry)

    def panel_command(self) -> Sequence[str]:
        """Return what starts the panel."""
        return ["xfce4-panel", "--disable-wm-check"]

    def window_manager_command(self) -> Sequence[str]:
        """Return what starts the window manager."""
        return ["xfwm4"]
