"""The bare minimum that shows an icon on Linux: pystray, Pillow and jeepney, and none of the agent."""

import sys
from pathlib import Path

from iea_agent.adapters.tray.display import pictures_of, tray_icon_class


def main() -> None:
    """Show the ball until killed."""
    icon_class = tray_icon_class()
    icon = icon_class("bare", title="bare")
    icon.pictures = pictures_of(Path(sys.argv[1]), "ball")
    icon.run()


if __name__ == "__main__":
    main()
