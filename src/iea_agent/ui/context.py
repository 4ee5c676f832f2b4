"""What a window needs of the outside world, and what the windows make of it: pictures, local times, a prepared mail."""

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from iea_agent.core.connection_state import Picture
from iea_agent.core.ports import Autostart, Host, Jobs, MailProgram, Reports, SettingsStore
from iea_agent.core.settings import Settings
from iea_agent.core.texts.windows import status_window
from iea_agent.core.view import AgentView
from iea_agent.ui.main_thread import MainThread

PICTURE_SIZES = (16, 20, 22, 24, 32, 48, 64, 128, 256)


@dataclass(frozen=True, kw_only=True)
class WindowContext:
    """What a window needs of the outside world."""

    host: Host
    jobs: Jobs
    settings: SettingsStore
    mail: MailProgram
    reports: Reports
    software_version: Callable[[Settings], str]
    """The version of the payroll software on this workstation; empty when it is unknown."""
    icons: Path
    """The folder of the pictures."""
    main_thread: MainThread
    autostart: Autostart | None = None
    """Starting at login; ``None`` for a profile that a session cannot start."""
    now: Callable[[], float] = time.time
    """The wall clock (seconds since 1970 UTC)."""
    system: Callable[[], str] = platform.platform
    """The operating system and its version, in words for the support desk."""


def picture_icon(icons: Path, picture: Picture) -> QIcon:
    """Return a picture in all its sizes; an empty icon when the files are missing."""
    icon = QIcon()
    for size in PICTURE_SIZES:
        path = icons / "png" / f"{picture}-{size}.png"
        if path.is_file():
            icon.addFile(str(path), QSize(size, size))
    return icon


def local_time(at: float) -> datetime:
    """Return an instant (seconds since 1970 UTC) in the local time of this workstation."""
    return datetime.fromtimestamp(at, tz=UTC).astimezone()


def said_of_mail(view: AgentView, now: datetime) -> str:
    """Return the words of a mail to the support desk that was prepared; empty when there is none to remember."""
    if view.mail_prepared is None:
        return ""
    verdict = None if view.diagnosis is None or view.diagnosis.ok else view.diagnosis.verdict
    return status_window.mail_prepared(local_time(view.mail_prepared), view.mail_about, verdict, now.date())
