"""Shows one of the three pictures in the tray, as the agent does: ``python -m tools.desktops.three_icons ball``."""

import sys

from iea_agent.adapters.files.folders import icons_folder
from iea_agent.adapters.tray.display import pictures_of, tray_icon_class


def main() -> None:
    """Show it until killed."""
    icon = tray_icon_class()(f"iea-agent-{sys.argv[1]}")
    icon.pictures = pictures_of(icons_folder(), sys.argv[1])
    icon.title = sys.argv[1]
    icon.run()


if __name__ == "__main__":
    main()
