"""``iea-agent demo --tour FOLDER``: the whole help sheet with real processes in a real panel, in pictures."""

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from iea_agent.core.connection_state import Mode
from iea_agent.core.day_password import check_digit
from iea_agent.demo.sandbox import software
from iea_agent.demo.sandbox.server import LICENCE_KEY, DemoServer
from iea_agent.demo.tour.album import Album
from iea_agent.demo.tour.desktop.private_desktop import PrivateDesktop
from iea_agent.demo.tour.help_sheet import OLD_AUTHENTICATION, OLD_UPDATES, HelpSheet
from iea_agent.demo.tour.mail_handler import install_mail_program
from iea_agent.demo.tour.workstation import Workstation, install

Watch = Callable[[Path, PrivateDesktop], AbstractContextManager[object]]
"""Looks on while the tour is played, given the agent's folder and the desktop."""


def play(
    folder: Path, say: Callable[[str], None], *, licence_key: str = LICENCE_KEY, watch: Watch | None = None
) -> int:
    """Play the tour; return the number of pictures.

    Args:
        folder: Where the numbered pictures go, and the index that says what is in them.
        say: Told each step.
        licence_key: The key of the licence.
        watch: Who looks on, from before the agent starts until all is done.

    Raises:
        TourError: a program is missing, or something did not come: a fault of the agent, or a very slow machine.
        OSError: a picture cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="iea-agent-tour-") as name:
        home = Path(name) / "home"
        with (
            DemoServer.start(Path(name), licence_key=licence_key) as server,
            Workstation(home) as workstation,
            nullcontext() if watch is None else watch(home, workstation.desktop),
        ):
            leave_as_before_the_update(home, server)
            install_mail_program(workstation.desktop.environ)
            album = Album(folder, say)
            sheet = HelpSheet(
                workstation, server, lambda step, caption, window: album.take(workstation, step, caption, window)
            )
            workstation.desktop.start_panel()
            workstation.start_agent()
            sheet.repair_in_two_clicks()
            sheet.go_back()
            sheet.repair_the_connection()
            sheet.launch(Mode.PRODUCTION)
            sheet.see_the_test_fail()
            sheet.ask_for_help()
            sheet.see_the_launch_refused()
            sheet.enable_assistance()
            sheet.launch(Mode.ASSISTANCE)
            sheet.disable_assistance(server.day_password, wrong_password(server.day_password))
            sheet.look_at_the_rest()
            return album.close()


def leave_as_before_the_update(home: Path, server: DemoServer) -> None:
    """Leave an installation whose addresses are old, as the update that the help sheet is about did."""
    install(
        home,
        server,
        secure=False,
        authentication_address=OLD_AUTHENTICATION,
        update_address=OLD_UPDATES,
        software_command=software.COMMAND,
        software_version=software.VERSION,
    )


def wrong_password(right: str) -> str:
    """Return a password of the day that is well typed, and wrong."""
    digits = "".join(char for char in right if char.isdigit())[:8]
    other = f"{(int(digits) + 12345678) % 10**8:08}"
    return other + check_digit(other)
