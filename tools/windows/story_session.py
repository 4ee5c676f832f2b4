"""Assistance mode, and the agent among the other processes of a session."""

import json

from iea_agent.adapters.control.place import noted
from iea_agent.core.connection_state import Picture
from iea_agent.core.day_password import OTP_DIGITS, check_digit, written
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.texts import announcements, command_line, desktops, labels
from iea_agent.core.texts.windows import status_window
from iea_agent.demo.sandbox import software
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.tour.desktop.geometry import Box
from iea_agent.demo.tour.desktop.waiting import comes, wait_until
from tools.windows.clerk import Clerk
from tools.windows.machine import coloured
from tools.windows.prepare import USER
from tools.windows.steps import (
    ASSISTANCE,
    DESKTOP_ICON,
    PROFILE,
    QUIT,
    REASON,
    RED,
    SETTINGS,
    SOME_PIXELS,
    SUPPORT,
    step,
)


class Session(Clerk):
    """What a clerk does with the ball, and without it, until the session ends."""

    # Assistance mode.

    @step
    def read_only(self) -> None:
        """With the read-only attribute on all its files, the agent saves in the steps that follow."""
        machine = self.machine
        for file in (machine.agent_folder / "config.toml", *machine.agent_folder.glob("*.json")):
            assert machine.ask("make_read_only", path=machine.path_inside(file)), file

    @step
    def assistance_on(self) -> None:
        """« Activer le mode assistance », in the menu in the menu: the beetle, at once."""
        machine = self.machine
        self.choose(SUPPORT, ASSISTANCE)
        machine.wait_for_window(labels.MENU_ENABLE_ASSISTANCE)
        self.fill("alt+m", REASON)
        machine.take("assistance-question")
        machine.press("alt+a")
        machine.wait_for_picture(Picture.BEETLE)
        machine.wait_for_no_window(labels.MENU_ENABLE_ASSISTANCE)
        saved = self.saved_state()
        assert (saved.reason, saved.who) == (REASON, USER), saved

    @step
    def launch_in_assistance(self) -> None:
        """The software is launched with IEA_MODE=assistance, without the server."""
        machine = self.machine
        self.server.behave(Behaviour.DOWN)
        told = machine.agent("launch", "--json")
        assert json.loads(told.words)["outcome"] == "started", told
        window = machine.wait_for_window(software.TITLE)
        assert self.mode_of_software() == "assistance"
        machine.take("launched-in-assistance")
        self.end_software(window)
        self.server.behave(Behaviour.UP)

    @step
    def kill_and_restart(self) -> None:
        """Killed and started again, the agent still shows the beetle, once."""
        machine = self.machine
        machine.ask("kill", pid=self.machine.agent_pid())
        self.agent.wait(30)
        wait_until(lambda: machine.picture() is None, "the end of the icon")
        self.agent = machine.start_agent()
        machine.wait_for_picture(Picture.BEETLE)

    @step
    def assistance_off(self) -> None:
        """A wrong password of the day is refused, the right one ends assistance mode: heart, then the ball."""
        machine = self.machine
        self.choose(SUPPORT, ASSISTANCE)
        machine.wait_for_window(labels.MENU_DISABLE_ASSISTANCE)
        right = self.server.day_password
        machine.type_text(_other_than(right))
        machine.press("Return")
        wait_until(lambda: self.signs(labels.MENU_DISABLE_ASSISTANCE, RED) > 0, "that the password is wrong")
        assert self.saved_state().lockout.failed == 1
        machine.take("password-wrong")
        assert machine.picture() is Picture.BEETLE
        machine.press("ctrl+a")
        machine.type_text(right)
        machine.press("Return")
        machine.wait_for_picture(Picture.BALL)
        machine.take("assistance-over")
        self.close(labels.MENU_DISABLE_ASSISTANCE)

    # The processes.

    @step
    def single_instance(self) -> None:
        """A second start shows the status window of the first, and ends."""
        machine, first = self.machine, self.machine.agent_pid()
        second = machine.start_agent()
        assert second.wait(60) == 0
        window = machine.wait_for_window(status_window.STATUS_TITLE)
        machine.take("second-start")
        assert self.family_of(first).get(window["pid"]), "the window is of another agent"
        self.close(status_window.STATUS_TITLE)

    @step
    def other_profile(self) -> None:
        """Another profile, with spaces and accents in its path, is another agent with a pipe of its own."""
        machine = self.machine
        other = machine.start_agent("--no-icon", IEA_AGENT_HOME=PROFILE)
        wait_until(lambda: machine.status(IEA_AGENT_HOME=PROFILE)["running"] is True, "the other agent")
        assert machine.status(IEA_AGENT_HOME=PROFILE)["connection"] == "not_configured"
        assert machine.status()["connection"] == "connected"
        assert machine.agent("quit", IEA_AGENT_HOME=PROFILE).status == 0
        assert other.wait(60) == 0

    @step
    def pipe(self) -> None:
        """Its pipe has a name of its own at each start: whoever takes the last name is ignored."""
        machine = self.machine
        before = self._pipe()
        assert machine.agent("quit").status == 0
        assert self.agent.wait(60) == 0
        assert machine.ask("take_pipe", address=before)
        assert machine.status()["running"] is False
        self.agent = machine.start_agent()
        machine.wait_for_picture(Picture.BALL)
        assert self._pipe() != before
        assert machine.status()["running"] is True

    @step
    def settings_held(self) -> None:
        """Another program holds config.toml at the start: it is said, nothing is saved over it, it is read later."""
        machine = self.machine
        file = machine.agent_folder / "config.toml"
        before, path = file.read_bytes(), machine.path_inside(file)
        assert machine.agent("quit").status == 0
        assert self.agent.wait(60) == 0
        assert machine.ask("hold", path=path)
        self.agent = machine.start_agent()
        machine.wait_for_picture(Picture.HEART)
        words = announcements.of_file(FileNotice(OwnFile.SETTINGS, FileFinding.IN_USE)).body
        wait_until(lambda: any(words in tip for tip in machine.tips()), words)
        machine.take("settings-held")
        assert file.read_bytes() == before
        assert machine.ask("let_go", path=path)
        machine.wait_for_picture(Picture.BALL)
        assert file.read_bytes() == before

    def _pipe(self) -> str:
        """Return the address of the agent's pipe."""
        pipe = noted(self.machine.agent_folder / "agent.lock").pipe
        assert pipe is not None, "no pipe in the lock file"
        return pipe

    @step
    def shortcut(self) -> None:
        """`iea-agent shortcut on` puts the ball on the desktop: a double click on it launches the software."""
        machine = self.machine
        self.witness.unlink(missing_ok=True)
        corner = (0, 0, *DESKTOP_ICON)
        wait_until(lambda: self._gets_the_ball(corner), "the ball on the desktop")
        machine.double_click((DESKTOP_ICON[0] // 2, DESKTOP_ICON[1] // 3))
        window = machine.wait_for_window(software.TITLE)
        machine.take("launched-by-shortcut")
        self.end_software(window)
        assert machine.agent("shortcut", "off").status == 0

    @step
    def desktop_in_onedrive(self) -> None:
        """The shortcut goes to the desktop that OneDrive has taken; `off` finds it there, the desktop being back."""
        machine = self.machine
        moved = machine.home / "OneDrive" / "Bureau"
        moved.mkdir(parents=True, exist_ok=True)
        key = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
        name = f"{desktops.SHORTCUT_NAME}.lnk"
        before = machine.run(["reg", "query", key, "/v", "Desktop"]).words.split("REG_EXPAND_SZ")[-1].strip()
        machine.run(["reg", "add", key, "/v", "Desktop", "/t", "REG_SZ", "/d", machine.path_inside(moved), "/f"])
        try:
            told = machine.agent("shortcut", "on")
            assert told.status == 0, told
            assert (moved / name).is_file()
        finally:
            machine.run(["reg", "add", key, "/v", "Desktop", "/t", "REG_EXPAND_SZ", "/d", before, "/f"])
        assert machine.agent("shortcut", "off").status == 0
        assert not (moved / name).exists(), "it stays where the desktop was"

    @step
    def failing_shortcut(self) -> None:
        """A shortcut that fails says it in a box, although it has no console."""
        machine = self.machine
        failing = machine.start_agent("launch", "--clicked", "--no-such-option")
        machine.wait_for_window(command_line.CLICK_FAILED["launch"])
        machine.take("failing-shortcut")
        self.close(command_line.CLICK_FAILED["launch"])
        assert failing.wait(60) != 0

    def _gets_the_ball(self, corner: Box) -> bool:
        """Put the shortcut on the desktop; return whether it is seen there: Wine misses a new file now and then."""
        assert self.machine.agent("shortcut", "off").status == 0
        assert self.machine.agent("shortcut", "on").status == 0
        return comes(lambda: len(coloured(self.machine.screenshot(corner))[0]) > SOME_PIXELS, patience_s=15.0)

    @step
    def log_off(self) -> None:
        """Logging off is not vetoed, not even by a window that holds changes; the agent ends well."""
        machine = self.machine
        self.choose(SETTINGS)
        machine.wait_for_window(labels.SETTINGS_TITLE)
        self.fill("alt+n", "changed and not saved")
        pid = self.machine.agent_pid()
        answers = [
            answer for each in self.family_of(pid) for answer in machine.ask("end_session", pid=each, ends=False)
        ]
        assert answers, "no window was asked"
        assert all(each["answer"] for each in answers), answers
        assert machine.status()["running"] is True, "the session goes on, and the agent is gone"
        machine.ask("end_session", pid=pid, ends=True)
        assert self.agent.wait(30) == 0
        wait_until(lambda: machine.picture() is None, "the end of the icon")
        machine.wait_for_no_window(labels.SETTINGS_TITLE)
        assert "the session of the user ends" in machine.last_words()
        assert machine.status()["running"] is False

    @step
    def login(self) -> None:
        """Entered in the Run key by `iea-agent autostart on`, the agent is started when the user logs in."""
        machine = self.machine
        assert machine.agent("autostart", "on").status == 0
        entered = machine.ask("run_entry", name="iea-agent")
        assert entered is not None, "nothing in the Run key"
        assert entered.endswith("--at-login"), entered
        login = machine.start(["wineboot"])
        machine.wait_for_picture(Picture.BALL)
        assert login.wait(60) == 0
        assert machine.agent("autostart", "off").status == 0
        assert machine.ask("run_entry", name="iea-agent") is None

    @step
    def leave(self) -> None:
        """« Quitter » ends it, and its icon is gone."""
        machine = self.machine
        machine.wait_for_picture(Picture.BALL)
        pid = machine.agent_pid()
        self.choose(QUIT)
        wait_until(lambda: machine.picture() is None, "the end of the icon")
        wait_until(lambda: pid not in self.family_of(pid), "the end of the agent")


def _other_than(password: str) -> str:
    """Return a password that is well formed, and not this one."""
    digits = password.replace(" ", "")[:OTP_DIGITS]
    other = f"{(int(digits) + 1) % 10**OTP_DIGITS:0{OTP_DIGITS}}"
    return written(other + check_digit(other))
