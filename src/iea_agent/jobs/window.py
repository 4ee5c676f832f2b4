"""The job that shows a dialog, with the real adapters as its ports."""

import os
from typing import TYPE_CHECKING

from iea_agent.adapters.desktop.autostart import user_autostart
from iea_agent.adapters.desktop.help_pages import LocalHelp
from iea_agent.adapters.desktop.high_contrast import high_contrast
from iea_agent.adapters.desktop.mail_program import DesktopMailProgram
from iea_agent.adapters.desktop.motion import asks_for_no_animation
from iea_agent.adapters.files.folders import Folders, icons_folder
from iea_agent.adapters.jobs.launcher import ProcessJobs
from iea_agent.adapters.policy.governed_settings import GovernedSettings
from iea_agent.adapters.report.archive import ZipReports
from iea_agent.adapters.software.version import installed_version
from iea_agent.core.commands import DialogKind
from iea_agent.core.help import HELP_PAGES
from iea_agent.core.ports import Host
from iea_agent.core.wire.jobs import DialogOrder, JobDone, JobReady

if TYPE_CHECKING:
    from iea_agent.ui.context import WindowContext
    from iea_agent.ui.main_thread import MainThread


def run_window(host: Host, order: DialogOrder, folders: Folders) -> int:
    """Show the dialog of an order until it is closed; return the exit status of the process.

    The guide needs no window of ours where a browser opens it.
    """
    help_pages = LocalHelp()
    if order.dialog is DialogKind.HELP and help_pages.open(HELP_PAGES[order.dialog]):
        host.say(JobReady())
        host.say(JobDone())
        return 0
    from iea_agent.ui.app import run
    from iea_agent.ui.context import WindowContext

    def make_context(main_thread: "MainThread") -> "WindowContext":
        return WindowContext(
            host=host,
            jobs=ProcessJobs(),
            settings=GovernedSettings(folders.settings_file, repairs=False),
            mail=DesktopMailProgram(),
            reports=ZipReports(),
            help=help_pages,
            software_version=installed_version,
            icons=icons_folder(),
            main_thread=main_thread,
            autostart=user_autostart(os.environ),
            asks_for_no_animation=lambda: asks_for_no_animation(os.environ),
        )

    return run(order, make_context, high_contrast)
