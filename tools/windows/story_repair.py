"""The addresses of before the update, and their repair in two clicks: from a notification, and from a launch."""

from msgspec.structs import replace

from iea_agent.core.connection_state import Picture
from iea_agent.core.repair import AddressPair, RepairOffer, RepairReason
from iea_agent.core.settings import addresses_of
from iea_agent.core.texts import announcements, labels
from iea_agent.core.texts.windows import status_window
from iea_agent.demo.sandbox import software
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.tour.desktop.waiting import wait_until
from iea_agent.demo.tour.help_sheet import OLD_AUTHENTICATION, OLD_UPDATES
from tools.windows.clerk import Clerk
from tools.windows.steps import GREEN, RED, step

_OLD = AddressPair(OLD_AUTHENTICATION, OLD_UPDATES, secure=False)


class Repair(Clerk):
    """The help sheet as one confirmation."""

    @property
    def _good(self) -> AddressPair:
        return AddressPair(self.server.address, self.server.update_address)

    def _begin_with_old_addresses(self) -> None:
        """End the agent, put the addresses of before the update into its settings, and start it."""
        machine = self.machine
        assert machine.agent("quit").status == 0
        assert self.agent.wait(60) == 0
        before = self.settings_file.load()
        self.settings_file.save(
            replace(before, secure=False, authentication_address=OLD_AUTHENTICATION, update_address=OLD_UPDATES)
        )
        self.agent = machine.start_agent()
        machine.wait_for_picture(Picture.HEART)
        wait_until(lambda: machine.status()["running"] is True, "the agent: its icon is there before it")

    @step
    def repair(self) -> None:
        """Old addresses: heart, notification; the message of a click on it, « Corriger et se connecter », ball."""
        machine = self.machine
        self._begin_with_old_addresses()
        machine.click_notification(announcements.repair_ready(RepairOffer(_OLD, self._good, RepairReason.HTTP)).body)
        machine.wait_for_window(status_window.STATUS_TITLE)
        machine.take("repair-offered")
        machine.press("Return")
        machine.wait_for_picture(Picture.BALL)
        assert addresses_of(self.settings_file.load()) == self._good
        wait_until(lambda: self.signs(status_window.STATUS_TITLE, GREEN) > 0, "that the addresses are repaired")
        machine.take("repaired")
        self.close(status_window.STATUS_TITLE)
        machine.wait_for_no_tips()

    @step
    def repair_undone(self) -> None:
        """`iea-agent repair --undo` brings the addresses before back, and `--yes` the good ones."""
        machine = self.machine
        assert machine.agent("repair", "--undo").status == 0
        machine.wait_for_picture(Picture.HEART)
        assert self.settings_file.load().authentication_address == OLD_AUTHENTICATION
        told = machine.agent("repair", "--yes")
        assert told.status == 0, told
        machine.wait_for_picture(Picture.BALL)
        assert addresses_of(self.settings_file.load()) == self._good

    @step
    def repair_while_a_launch_waits(self) -> None:
        """A launch that waits goes on by itself once « Corriger et se connecter » was chosen in its window."""
        machine = self.machine
        self._begin_with_old_addresses()
        machine.wait_for_no_tips()
        self.witness.unlink(missing_ok=True)
        machine.click(machine.icon())
        machine.wait_for_window(labels.MENU_LAUNCH)
        wait_until(lambda: self.signs(labels.MENU_LAUNCH, RED) > 0, "the end of the check")
        assert announcements.REPAIR_READY in str(machine.status()["message"])
        machine.take("repair-offered-at-launch")
        assert not self.witness.exists(), "the software was launched"
        machine.press("Return")
        window = machine.wait_for_window(software.TITLE)
        assert self.mode_of_software() == "production"
        machine.wait_for_picture(Picture.BALL)
        machine.take("launched-after-repair")
        self.end_software(window)
        assert addresses_of(self.settings_file.load()) == self._good

    @step
    def nothing_to_repair(self) -> None:
        """While the good servers are down nothing is proposed."""
        machine = self.machine
        self.server.behave(Behaviour.DOWN)
        self._begin_with_old_addresses()
        told = machine.agent("repair", "--json")
        assert told.status != 0, told
        assert announcements.REPAIR_READY not in str(machine.status()["message"])
        self.server.behave(Behaviour.UP)
        told = machine.agent("repair", "--yes")
        assert told.status == 0, told
        machine.wait_for_picture(Picture.BALL)
