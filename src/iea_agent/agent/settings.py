"""The settings in use. Windows, the command line and administrators write the file, too."""

import logging

from iea_agent.agent.file_notices import FileNotices
from iea_agent.agent.ports import AgentPorts, Hub
from iea_agent.agent.view import finding_of
from iea_agent.core.connection_state import Event, LicenceMissing, Mode, SettingsSaved
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.errors import BadSettingsError, NewerFileError, StorageError
from iea_agent.core.file_notices import OwnFile
from iea_agent.core.printable import printable
from iea_agent.core.settings import Settings
from iea_agent.core.wire.jobs import KeyStored

_log = logging.getLogger(__name__)


class SettingsInUse:
    """Reads the settings, and logs changes of who can leave assistance mode."""

    def __init__(self, hub: Hub, ports: AgentPorts, notices: FileNotices) -> None:
        self._hub = hub
        self._store = ports.settings
        self._ports = ports
        self._notices = notices
        self.current = Settings()
        """The last settings that could be used."""
        self.fault: Diagnosis | None = None
        """Why the saved ones could not be used when they were last read."""

    def load(self) -> Diagnosis | None:
        """Read the settings; return why they cannot be used."""
        old = self.current
        try:
            self.current = self._store.load()
        except (BadSettingsError, NewerFileError, StorageError) as error:
            fault = Diagnosis(Verdict.BAD_SETTINGS, detail=printable(str(error)))
            if fault != self.fault:
                _log.exception("the settings cannot be used")
            self._notices.note(OwnFile.SETTINGS, finding_of(error))
            self.fault = fault
            return fault
        self.fault = None
        self._notices.note(OwnFile.SETTINGS, self._store.notice)
        if self._hub.state.mode is Mode.ASSISTANCE and old.licence_number not in {"", self.current.licence_number}:
            before, after = printable(old.licence_number), printable(self.current.licence_number)
            who = printable(self._ports.user())
            _log.warning("licence %s is replaced by %s, in assistance mode, by %s", before, after, who)
        return None

    def news(self) -> Event | None:
        """Read the settings; return an event if they changed or are unusable."""
        old, now = self.current, self._ports.now()
        if (fault := self.load()) is not None:
            return LicenceMissing(now, fault)
        return None if self.current == old else SettingsSaved(now)

    def on_key_stored(self, message: KeyStored) -> None:
        """Log in assistance mode that a licence has another key, and so another password of the day."""
        if self._hub.state.mode is Mode.ASSISTANCE:
            number, who = printable(message.number), printable(self._ports.user())
            _log.warning("licence %s is given another key, in assistance mode, by %s", number, who)
