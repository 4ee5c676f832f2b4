"""The settings that the agent works with, which windows, the command line and administrators write."""

import logging
from collections.abc import Callable

from iea_agent.agent.file_notices import FileNotices
from iea_agent.agent.view import noticed_by
from iea_agent.core.connection_state import Event, LicenceMissing, Mode, SettingsSaved
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.errors import BadSettingsError, NewerFileError, StorageError
from iea_agent.core.file_notices import OwnFile
from iea_agent.core.ports import SettingsStore
from iea_agent.core.printable import printable
from iea_agent.core.settings import Settings

_log = logging.getLogger(__name__)


class SettingsInUse:
    """Reads the settings, and logs what they change about who can leave assistance mode."""

    def __init__(self, store: SettingsStore, remarks: FileNotices, user: Callable[[], str]) -> None:
        self._store = store
        self._remarks = remarks
        self._user = user
        self.current = Settings()
        self.fault: Diagnosis | None = None
        """Why those that are saved cannot be used, when they were last read."""

    def load(self, mode: Mode) -> Diagnosis | None:
        """Take over the saved settings; return what is wrong with them."""
        old = self.current
        try:
            self.current = self._store.load()
        except (BadSettingsError, NewerFileError, StorageError) as error:
            fault = Diagnosis(Verdict.BAD_SETTINGS, detail=printable(str(error)))
            if fault != self.fault:
                _log.exception("the settings cannot be used")
            self._remarks.note(OwnFile.SETTINGS, noticed_by(error))
            self.fault = fault
            return fault
        self.fault = None
        self._note_licence(mode, old.licence_number, self.current.licence_number)
        self._remarks.note(OwnFile.SETTINGS, self._store.notice)
        return None

    def news(self, mode: Mode, now: float) -> Event | None:
        """Read the settings again; return the event if they are others, or unusable (``now``: seconds since 1970)."""
        old = self.current
        if (fault := self.load(mode)) is not None:
            return LicenceMissing(now, fault)
        return None if self.current == old else SettingsSaved(now)

    def _note_licence(self, mode: Mode, old: str, new: str) -> None:
        """Log that the password of the day is from now on that of another licence."""
        if mode is Mode.ASSISTANCE and old not in {"", new}:
            who = printable(self._user())
            _log.warning("licence %s is replaced by %s, in assistance mode, by %s", printable(old), printable(new), who)

    def note_key(self, mode: Mode, number: str) -> None:
        """Log that the password of the day of a licence is from now on another."""
        if mode is Mode.ASSISTANCE:
            who = printable(self._user())
            _log.warning("licence %s is given another key, in assistance mode, by %s", printable(number), who)
