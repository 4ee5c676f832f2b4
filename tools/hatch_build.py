"""The step of the build that makes what documents the program, and puts it into the wheel (pyproject.toml)."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class DocumentationHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's builder configuration, unused here
    """Makes the pages of « Aide », the manual page and the completions in ``build``: a source tree has them there."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make them before anything is packed; the program is imported from its sources, with no library of its own."""
        root = Path(self.root)
        places = [self.root, str(root / "src")]
        sys.path[:0] = places
        try:
            from tools import help_pages, manual
        finally:
            for place in places:
                sys.path.remove(place)
        build = root / "build"
        help_pages.make(build / "help", root)
        manual.make(build)
        if version != "editable":
            build_data["force_include"][str(build / "help")] = "iea_agent/help"
            build_data["force_include"][str(build / manual.COMPLETIONS)] = "iea_agent/completions"
            for made, place in manual.SHARED.items():
                build_data["shared_data"][str(build / made)] = place
