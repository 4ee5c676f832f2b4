"""The settings in force: the last good ones that were read."""

import logging

from iea_agent.agent.notices import FileNotices
from iea_agent.agent.ports import AgentPorts, Hub
from iea_agent.core.connection_state import Event, LicenceMissing, Mode, SettingsSaved
from iea_agent.core.diagnosis import Diagnosis, Verdict
from iea_agent.core.errors import InvalidFileError, NewerFileError, StorageError
from iea_agent.core.file_notices import OwnFile
from iea_agent.core.printable import printable
from iea_agent.core.repair import AddressPair
from iea_agent.core.settings import Settings, addresses_of
from iea_agent.core.settings_notice import notice_of
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
        """The settings in force: the last good ones."""
        self.fault: Diagnosis | None = None
        """Why the saved ones could not be used when they were last read."""
        self.failures = 0
        """How often in a row they could not be used."""
        self._known = False
        """Whether good settings were ever read."""

    @property
    def addresses(self) -> AddressPair:
        """The addresses in force."""
        return addresses_of(self.current)

    @property
    def missing(self) -> Diagnosis | None:
        """Why there are no good settings; ``None``: there are, whatever the file looks like now."""
        return None if self._known else self.fault

    def load(self) -> None:
        """Read the settings. While the file cannot be used, the last good ones stay in force; ``fault`` says why."""
        old = self.current
        try:
            self.current = self._store.load()
        except (InvalidFileError, NewerFileError, StorageError) as error:
            if isinstance(error, InvalidFileError) and not self._known and (known := self._store.last_good()):
                self.current, self._known = known, True
            fault = Diagnosis(Verdict.BAD_SETTINGS, detail=printable(str(error)))
            if fault != self.fault:
                _log.warning("the settings cannot be used: %s", printable(str(error)))
            found = notice_of(error, is_known=self._known)
            self._notices.note(found.file, found.finding, found.flaw)
            self.fault = fault
            self.failures += 1
        else:
            self.fault, self.failures, self._known = None, 0, True
            self._notices.note(OwnFile.SETTINGS, self._store.finding, detail=self._store.detail)
        if self._hub.state.mode is Mode.ASSISTANCE and old.licence_number not in {"", self.current.licence_number}:
            before, after = printable(old.licence_number), printable(self.current.licence_number)
            who = printable(self._ports.user())
            _log.warning("licence %s is replaced by %s, in assistance mode, by %s", before, after, who)

    def news(self) -> Event | None:
        """Read the settings; return an event if they changed, or if there are none that can be used."""
        old, now = self.current, self._ports.now()
        self.load()
        if (fault := self.missing) is not None:
            return LicenceMissing(now, fault)
        return None if self.current == old else SettingsSaved(now)

    def on_key_stored(self, message: KeyStored) -> None:
        """Log in assistance mode that a licence has another key, and so another password of the day."""
        if self._hub.state.mode is Mode.ASSISTANCE:
            number, who = printable(message.number), printable(self._ports.user())
            _log.warning("licence %s is given another key, in assistance mode, by %s", number, who)
