"""The step of the build that puts the pages of « Aide » into the wheel; hatchling calls it (pyproject.toml)."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class HelpPagesHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's builder configuration, unused here
    """Makes the pages in ``build/help`` and has the wheel hold them; a source tree has them there."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the pages before anything is packed."""
        root = Path(self.root)
        sys.path.insert(0, self.root)
        try:
            from tools.help_pages import make
        finally:
            sys.path.remove(self.root)
        pages = root / "build" / "help"
        make(pages, root)
        if version != "editable":
            build_data["force_include"][str(pages)] = "iea_agent/help"
