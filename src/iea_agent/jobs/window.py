"""The job that is a window: its surroundings with the real adapters."""

from typing import TYPE_CHECKING

from iea_agent.adapters.files import Folders, SettingsFile, icons_folder
from iea_agent.adapters.jobs import ProcessJobs
from iea_agent.adapters.mail_program import DesktopMailProgram
from iea_agent.adapters.report_zip import ZipReports
from iea_agent.adapters.software_version import installed_version
from iea_agent.core.messages import DialogOrder
from iea_agent.core.ports import Host

if TYPE_CHECKING:
    from iea_agent.ui.courier import Courier
    from iea_agent.ui.window import World


def run_window(host: Host, order: DialogOrder, folders: Folders) -> int:
    """Open the window of an order and work until it is closed; return the exit status of the process."""
    from iea_agent.ui.app import run
    from iea_agent.ui.window import World

    def make_world(courier: "Courier") -> "World":
        return World(
            host=host,
            jobs=ProcessJobs(),
            settings=SettingsFile(folders.settings_file, repairs=False),
            mail=DesktopMailProgram(),
            reports=ZipReports(),
            software_version=installed_version,
            icons=icons_folder(),
            courier=courier,
        )

    return run(order, make_world)
