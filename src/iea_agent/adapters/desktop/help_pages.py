"""The guide as pages on this disk, opened in the browser of the desktop; implements ``ports.HelpPages``."""

import logging
import os
from collections.abc import Mapping
from pathlib import Path

from iea_agent.adapters.desktop.opening import PATIENCE_S, open_by_desktop
from iea_agent.adapters.files.folders import help_folder
from iea_agent.adapters.system.program import environ_of_user
from iea_agent.core.help import HelpPage

_log = logging.getLogger(__name__)


class LocalHelp:
    """The pages of this installation.

    Each chapter is a file of its own: the part of an address behind ``#`` does not survive every desktop's opener.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._folder = help_folder() if folder is None else folder
        self._environ = environ
        self._patience_s = patience_s

    def open(self, page: HelpPage) -> bool:
        """Open a page; see ``ports.HelpPages.open``."""
        path = self._path(page)
        if not path.is_file():
            _log.warning("the guide has no page %s", path)
            return False
        environ = environ_of_user(os.environ if self._environ is None else self._environ)
        return open_by_desktop(str(path), "text/html", environ, self._patience_s)

    def where(self, page: HelpPage) -> str:
        """Return the path of a page."""
        return str(self._path(page))

    def _path(self, page: HelpPage) -> Path:
        return self._folder / f"{page}.html"
