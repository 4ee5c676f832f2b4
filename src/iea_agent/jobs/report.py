"""The job that writes the diagnostic report to a private file of the agent."""

import logging
import os
import time

from iea_agent.adapters.files.checksummed import HistoryFile
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.policy.governed_settings import GovernedSettings
from iea_agent.adapters.report.archive import gather_logs, write_report
from iea_agent.adapters.report.versions import versions
from iea_agent.adapters.system.clocks import local_time
from iea_agent.core.day_password import passwords_near, secret_of
from iea_agent.core.errors import AgentError, InvalidFileError, KeyStoreError
from iea_agent.core.ports import Host
from iea_agent.core.report.compose import Material, compose
from iea_agent.core.settings import Settings
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import ReportMade
from iea_agent.jobs.licence import Licences

_log = logging.getLogger(__name__)


def make_report(host: Host, view: AgentView, licences: Licences, folders: Folders) -> None:
    """Write the report and send its path; StorageError."""
    settings = _settings(folders)
    known = _secrets(licences, settings or Settings(licence_number=view.licence_number))
    history = HistoryFile(folders.history_file, repairs=False).load()
    material = Material(view, settings, history, gather_logs(folders), versions(os.environ))
    write_report(folders.report_file, compose(material, at=time.time(), local=local_time, known=known))
    host.say(ReportMade(os.fsencode(folders.report_file), known is not None))


def _settings(folders: Folders) -> Settings | None:
    """Return the settings in force; ``None`` if there are none: then a report is needed most."""
    settings_file = GovernedSettings(folders.settings_file, repairs=False)
    try:
        return settings_file.load()
    except InvalidFileError:
        return settings_file.last_good()
    except AgentError:
        _log.exception("the report is made without the settings")
        return None


def _secrets(licences: Licences, settings: Settings) -> tuple[str, ...] | None:
    """Return the secrets to redact; ``None`` if the key cannot be read."""
    try:
        key = licences.key_of(settings)
    except KeyStoreError:
        _log.exception("the report is made without knowing the key")
        return None
    if key is None:
        return ()
    secret = secret_of(settings.licence_number, key.value)
    return key.value, secret.hex(), *passwords_near(secret, time.time())
