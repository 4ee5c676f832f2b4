"""The ports, clock and pictures of a window, and helpers that use them: icons, local time, mail notice."""

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from iea_agent.core.connection_state import Picture
from iea_agent.core.occasions import asked_support, mail_before, occasion_of
from iea_agent.core.ports import Autostart, HelpPages, Host, Jobs, MailProgram, Reports, SettingsStore
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.settings import Settings
from iea_agent.core.texts.windows import mail_window
from iea_agent.core.view import AgentView
from iea_agent.ui.main_thread import MainThread

PICTURE_SIZES = (16, 20, 22, 24, 32, 48, 64, 128, 256)


@dataclass(frozen=True, kw_only=True)
class WindowContext:
    """The ports, the clock and the folders of a window."""

    host: Host
    jobs: Jobs
    settings: SettingsStore
    mail: MailProgram
    reports: Reports
    help: HelpPages
    software_version: Callable[[Settings], str]
    """Return the version of the payroll software on this workstation; empty if unknown. It may read a slow share."""
    icons: Path
    """The folder that holds ``png/PICTURE-SIZE.png``."""
    main_thread: MainThread
    autostart: Autostart | None = None
    """Start at login; ``None`` for a custom profile, which a login cannot start."""
    now: Callable[[], float] = time.time
    """The wall clock (seconds since 1970 UTC)."""
    system: Callable[[], str] = platform.platform
    """Return the operating system and its version, for the support desk."""
    asks_for_no_animation: Callable[[], bool] = lambda: False
    """Return whether the desktop asks for no animation. It may start a program."""


def picture_icon(icons: Path, picture: Picture) -> QIcon:
    """Return the icon of a picture in all its sizes; empty if the files are missing."""
    icon = QIcon()
    for size in PICTURE_SIZES:
        path = icons / "png" / f"{picture}-{size}.png"
        if path.is_file():
            icon.addFile(str(path), QSize(size, size))
    return icon


def local_time(at: float) -> datetime:
    """Convert an instant (seconds since 1970 UTC) to the local time of this workstation."""
    return datetime.fromtimestamp(at, tz=UTC).astimezone()


def said_of_mail(view: AgentView, now: datetime, occasion: Occasion | None = None) -> str:
    """Return the sentence about the mail prepared earlier for an occasion; empty if there is none.

    By default it is for the explanation of the present state: there it says what the support desk was asked for.
    """
    if occasion is None and (mail := asked_support(view)) is not None:
        return mail_window.asked(local_time(mail.at), now.date())
    mail = mail_before(view, occasion or occasion_of(view))
    if mail is None:
        return ""
    verdict = None if view.diagnosis is None or view.diagnosis.ok else view.diagnosis.verdict
    return mail_window.prepared(mail, local_time(mail.at), verdict, now.date())
