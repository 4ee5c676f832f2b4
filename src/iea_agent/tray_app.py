"""Composition and life of the tray process: the icon on the main thread, the agent on a thread of its own.

This process must stay small and never hang: no Qt, no HTTP, no key store, no cryptography (see
docs/decisions/0001-processes.md). Everything slow is a job. The icon comes first: what only the agent needs is
imported while the icon is already there. Whether this process may start at all is decided in ``tray_start.py``.
"""

import contextlib
import logging
import os
import signal
import threading
import time
from typing import TYPE_CHECKING

from iea_agent.adapters.files.folders import Folders, icons_folder
from iea_agent.adapters.system import terminal
from iea_agent.core.errors import TrayUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from iea_agent.adapters.control.server import ControlServer
    from iea_agent.adapters.tray.display import TrayDisplay
    from iea_agent.agent.loop import AgentLoop
    from iea_agent.core.commands import Command
    from iea_agent.core.file_notices import FileNotice
    from iea_agent.core.notification import Notification
    from iea_agent.core.ports import Display
    from iea_agent.core.view import AgentView
    from iea_agent.core.wire.control import ControlRequest

_log = logging.getLogger(__name__)

STOP_S = 5.0
"""Timeout of the end of the agent (seconds)."""
SESSION_END_S = 4.0
"""The same when the user logs off: Windows takes a process for hung after five (seconds)."""


def run(folders: Folders, *, at_login: bool, icon: bool, greets: bool) -> int:
    """Run the agent until it is told to quit; return the exit status of the process. The caller holds the lock.

    ``greets``: the agent opens the window of the first start by itself.
    """
    tray = _tray() if icon else None
    return _TrayProcess(folders, tray, at_login=at_login, wants_window=icon, greets=greets and icon).run()


def _tray() -> "TrayDisplay | None":
    from iea_agent.adapters.tray.display import TrayDisplay

    try:
        return TrayDisplay(icons_folder())
    except TrayUnavailableError as error:
        _log.warning("no tray: %s", error)
        return None


class _TrayProcess:
    """The parts of a running tray process, from the first icon to the end."""

    def __init__(
        self, folders: Folders, tray: "TrayDisplay | None", *, at_login: bool, wants_window: bool, greets: bool
    ) -> None:
        self._folders = folders
        self._tray = tray
        self._at_login = at_login
        self._wants_window = wants_window
        self._greets = greets
        self._told_to_stop = threading.Event()
        self._failed = False
        self._log_refusal: FileNotice | None = None
        self._agent: AgentLoop | None = None
        self._control: ControlServer | None = None
        self._thread = threading.Thread(target=self._run_agent, name="agent", daemon=True)

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop())
        try:
            if self._tray is not None:
                self._tray.run(self._thread.start, self._end_with_session, at_login=self._at_login)
            else:
                self._thread.start()
                self._wait_for_agent()
        except TrayUnavailableError:
            _log.exception("the tray is gone for good")
            if self._agent is None:
                raise
            from iea_agent.agent.ports import Signal

            self._agent.post(Signal.ICON_LOST)
            self._wait_for_agent()
        finally:
            self._stop()
            if self._thread.ident is not None:
                self._thread.join(STOP_S)
            if self._control is not None:
                self._control.close()
        return 1 if self._failed else 0

    def _wait_for_agent(self) -> None:
        while self._thread.is_alive() and not self._told_to_stop.is_set():
            self._thread.join(0.5)  # without a timeout, signals would wait on Windows

    def _stop(self) -> None:
        from iea_agent.agent.ports import Signal

        if self._tray is not None and not self._told_to_stop.is_set():
            # An agent that hangs on a dead disk must not keep its icon.
            _later(self._tray.stop)
        self._told_to_stop.set()
        if self._agent is not None:
            self._agent.post(Signal.STOP)

    def _end_with_session(self) -> None:
        """Stop, and wait for the agent while the system still waits for this process."""
        _log.info("the session of the user ends")
        self._stop()
        if self._thread.ident is not None:
            self._thread.join(SESSION_END_S)

    def _choose(self, command: "Command") -> None:
        """Do what was chosen in the menu. Before it quits, windows ask about unsaved changes."""
        from iea_agent.core.commands import Action

        if self._agent is not None:
            self._agent.post(command)
        if command is Action.QUIT:
            _later(self._stop_if_stuck)

    def _stop_if_stuck(self) -> None:
        if self._agent is None or self._agent.is_behind:
            self._stop()

    def _note_log(self, refusal: "FileNotice | None") -> None:
        """Tell the agent whether the log can be written; for any thread."""
        from iea_agent.agent.ports import LogChanged

        self._log_refusal = refusal
        if self._agent is not None:
            self._agent.post(LogChanged(refusal))

    def _run_agent(self) -> None:
        """Compose the agent and run it to its end; remove the icon in any case."""
        try:
            self._compose().run()
        except Exception:  # noqa: BLE001 (an icon without an agent must not stay)
            self._failed = True
            _log.exception("the agent ended unexpectedly")
        finally:
            if self._tray is not None:
                self._tray.stop()

    def _compose(self) -> "AgentLoop":
        from iea_agent.adapters.files.log import log_file_handler
        from iea_agent.adapters.files.temporary_files import sweep
        from iea_agent.adapters.network.watch import watch_network
        from iea_agent.agent.ports import Signal
        from iea_agent.core.desktops import Tray

        root = logging.getLogger()
        root.setLevel(logging.INFO)
        root.addHandler(log_file_handler(self._folders.log, self._note_log))
        for folder in {self._folders.config, self._folders.state}:
            sweep(folder)
        display: Display = self._tray or NoDisplay()
        agent = self._agent = make_agent(self._folders, display, at_login=self._at_login, greets=self._greets)
        if self._log_refusal is not None:
            self._note_log(self._log_refusal)
        if self._tray is not None:
            self._tray.serve(self._choose, agent.post, lambda: agent.post(Signal.NOT_SHOWN))
        elif self._wants_window:
            agent.post(Tray.ABSENT)
        watch_network(agent.post)
        self._control = self._make_control(agent)
        self._control.start()
        if self._told_to_stop.is_set():
            self._stop()
        return agent

    def _make_control(self, agent: "AgentLoop") -> "ControlServer":
        from iea_agent.adapters.control.server import ControlServer
        from iea_agent.adapters.system.session import own_session
        from iea_agent.core.commands import Action
        from iea_agent.core.wire.control import command_of

        own = own_session(os.environ)

        def answer(request: "ControlRequest") -> "AgentView":
            command = command_of(request, own=own, has_screen=_has_screen())
            if command is Action.QUIT:  # without a question about unsaved changes: a script cannot answer
                self._stop()
            elif command is not None:
                agent.post(command)
            return agent.view()

        return ControlServer(self._folders, answer)


def _later(work: "Callable[[], None]") -> None:
    """Do ``work`` after ``STOP_S``, as a last resort; not if the system has no thread left."""
    timer = threading.Timer(STOP_S, work)
    timer.daemon = True
    with contextlib.suppress(RuntimeError):
        timer.start()


def make_agent(folders: Folders, display: "Display", *, at_login: bool = False, greets: bool = False) -> "AgentLoop":
    """Compose an agent from the files of a profile, and the clocks and processes of this system."""
    import random

    from iea_agent.adapters.files.checksummed import HistoryFile, StateFile
    from iea_agent.adapters.jobs.launcher import ProcessJobs
    from iea_agent.adapters.policy.governed_settings import GovernedSettings
    from iea_agent.adapters.software.process import SoftwareProcess
    from iea_agent.adapters.system.clocks import local_time, since_boot
    from iea_agent.adapters.system.session import user_name
    from iea_agent.agent.loop import AgentLoop
    from iea_agent.agent.ports import AgentPorts
    from iea_agent.core.desktops import desktop_named
    from iea_agent.core.policy.repair import repair_policy_of

    settings = GovernedSettings(folders.settings_file)
    ports = AgentPorts(
        jobs=ProcessJobs(),
        settings=settings,
        states=StateFile(folders.state_file),
        history=HistoryFile(folders.history_file),
        software=SoftwareProcess(folders.software_file),
        display=display,
        now=time.time,
        local=local_time,
        monotonic=since_boot,
        chance=random.random,
        user=user_name,
        has_screen=_has_screen(),
        desktop=desktop_named(os.environ.get("XDG_CURRENT_DESKTOP", "")),
        repair_policy=lambda: repair_policy_of(settings.governed),
    )
    return AgentLoop(ports, at_login=at_login, greets=greets)


def _has_screen() -> bool:
    return terminal.has_screen(os.environ) or "QT_QPA_PLATFORM" in os.environ


class NoDisplay:
    """Shows nothing: no tray, or none wanted. The windows and the command line say it all."""

    def show(self, view: "AgentView") -> None:
        """Only log the state."""
        _log.info("state: %s %s", view.picture, view.connection)

    def announce(self, notification: "Notification") -> None:
        """Only log the words."""
        _log.info("%s: %s", notification.title, notification.body)

    def stop(self) -> None:
        """Nothing is shown."""
