"""The commands that say the state: ``status`` on the terminal or to a program, ``show`` in a window."""

import argparse
import time
from typing import Any, Final

from iea_agent import __version__
from iea_agent.adapters.control.client import ask
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.policy.governed_settings import GovernedSettings
from iea_agent.adapters.system.terminal import OK, say
from iea_agent.cli import common
from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Picture
from iea_agent.core.diagnosis import ServerReport
from iea_agent.core.errors import AgentError
from iea_agent.core.exit_status import ExitStatus
from iea_agent.core.file_notices import FileNotice
from iea_agent.core.settings import Settings
from iea_agent.core.texts import announcements, command_line, file_notices, verdicts
from iea_agent.core.view import AgentView

CHECKED: Final = {
    Picture.BALL: ExitStatus.OK,
    Picture.HEART: ExitStatus.NOT_OK,
    Picture.BEETLE: ExitStatus.ASSISTANCE,
}
"""The exit statuses of ``status --check``."""


def status(options: argparse.Namespace, folders: Folders) -> int:
    """Print the state."""
    running = ask(folders, Action.READ_STATE)
    if running is not None:
        common.complain_of(running.file_notices)
    view = running or common.stored_view_of(folders)
    if options.format is not None:
        return _watched(options.format, view, is_running=running is not None)
    if options.json:
        common.print_json(_json_of(view, folders, is_running=running is not None))
    else:
        line = announcements.state_line(view)
        say(f"{command_line.NOT_RUNNING} {line}" if running is None else line)
        if view.diagnosis is not None and not view.diagnosis.ok:
            say(verdicts.message_of(view.diagnosis))
    return CHECKED[view.picture] if options.check else OK


def _watched(style: str, view: AgentView, *, is_running: bool) -> int:
    """Print the state for a program that watches many workstations; only a plugin of Nagios has its exit status."""
    from iea_agent.core import monitoring

    if style == "prometheus":
        say(monitoring.prometheus_text(view, version=__version__, is_running=is_running).rstrip("\n"))
        return OK
    say(monitoring.nagios_line(view, time.time(), is_running=is_running))
    return int(monitoring.nagios_status_of(view, is_running=is_running))


def show(_options: argparse.Namespace, folders: Folders) -> int:
    """Open « État de la connexion »."""
    return common.open_dialog(folders, lambda _mode: Open(DialogKind.STATUS))


def _json_of(view: AgentView, folders: Folders, *, is_running: bool) -> dict[str, Any]:
    return {
        "picture": view.picture,
        "mode": view.mode,
        "mode_since": view.mode_since,
        "connection": view.connection,
        "since": view.since,
        "next_attempt": view.next_attempt,
        "running": is_running,
        "verdict": view.diagnosis.verdict if view.diagnosis else None,
        "who": view.diagnosis.who if view.diagnosis else None,
        "updates": _updates_json(view.updates),
        "licence_number": view.licence_number or None,
        "version": __version__,
        "software_version": _software_version(_settings(folders)) or None,
        "message": announcements.state_line(view),
        "remarks": [_remark_json(one) for one in view.file_notices],
    }


def _updates_json(report: ServerReport | None) -> dict[str, Any] | None:
    if report is None:
        return None
    return {
        "ok": report.ok,
        "verdict": None if report.ok else report.diagnosis.verdict,
        "who": report.diagnosis.who,
        "verified": report.diagnosis.metadata_is_verified,
    }


def _software_version(settings: Settings) -> str:
    """Return the version of the payroll software; what reads and cleans its file is loaded only where there is one."""
    if not settings.software_version_file:
        return settings.software_version
    from iea_agent.adapters.software.version import installed_version

    return installed_version(settings)


def _settings(folders: Folders) -> Settings:
    """Return the settings in force, without a word: what is wrong with the file is among the remarks."""
    settings_file = GovernedSettings(folders.settings_file, repairs=False)
    try:
        return settings_file.load()
    except AgentError:
        return settings_file.last_good() or Settings()


def _remark_json(notice: FileNotice) -> dict[str, Any]:
    remark: dict[str, Any] = {
        "file": notice.file,
        "noticed": notice.finding,
        "message": file_notices.sentence(notice),
    }
    if notice.flaw is not None:
        remark["flaw"] = notice.flaw
    if notice.detail:
        remark["detail"] = notice.detail
    return remark
