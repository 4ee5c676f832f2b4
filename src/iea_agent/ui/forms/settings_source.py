"""The saved settings as the window « Paramètres de connexion » reads and writes them."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog

from iea_agent.core.errors import AgentError, InvalidFileError, NewerFileError, StorageError
from iea_agent.core.file_notices import FileNotice
from iea_agent.core.ports import SettingsStore
from iea_agent.core.settings import Settings, rebased
from iea_agent.core.settings_form.state import WritingEnded
from iea_agent.core.settings_notice import notice_of

_log = logging.getLogger(__name__)

READ_AGAIN_MS = 2000
"""How often a file that cannot be used is read again (milliseconds)."""


class SettingsSource:
    """Reads the settings in force, again and again while the file cannot be used; writes what a form changes."""

    def __init__(self, store: SettingsStore, window: QDialog, on_due: Callable[[], None]) -> None:
        """Build it; ``on_due`` is called each time the file should be read again."""
        self._store = store
        self._retry = QTimer(window)
        self._retry.setInterval(READ_AGAIN_MS)
        self._retry.timeout.connect(on_due)
        window.finished.connect(self._retry.stop)

    def read(self) -> tuple[Settings, FileNotice | None]:
        """Return the settings in force, the default ones if they are not known, and why the file cannot be used."""
        try:
            saved = self._store.load()
        except (InvalidFileError, NewerFileError, StorageError) as error:
            known = self._store.last_good() if isinstance(error, InvalidFileError) else None
            self._retry.start()
            return known or Settings(), notice_of(error, is_known=known is not None)
        self._retry.stop()
        return saved, None

    def save(self, mine: Settings, base: Settings) -> WritingEnded:
        """Change in the file what ``mine`` changes in ``base``; what others changed in it meanwhile stays."""

        def write() -> Settings:
            wanted = rebased(mine, base=base, theirs=self._store.load())
            self._store.save(wanted)
            return wanted

        return self._written(write)

    def save_beside(self, mine: Settings) -> WritingEnded:
        """Write these settings, also over a file that cannot be used."""

        def write() -> Settings:
            self._store.save_beside(mine)
            return mine

        return self._written(write)

    def _written(self, write: Callable[[], Settings]) -> WritingEnded:
        try:
            saved = write()
        except AgentError as error:
            _log.warning("the settings could not be saved: %s", error)
            return WritingEnded(error.code)
        self._retry.stop()
        return WritingEnded(saved=saved)
