"""Composition root of the tray process: the icon on the main thread, the agent on a thread of its own.

This process must stay small and never hang: no Qt, no HTTP, no key store, no cryptography (see
docs/decisions/0001-processes.md). Everything slow is a job.
"""

import logging
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from iea_agent.adapters.control import ControlServer, ask
from iea_agent.adapters.files import Folders, SettingsFile, StateFile, icons_folder, sweep
from iea_agent.adapters.jobs import ProcessJobs
from iea_agent.adapters.log_file import log_file_handler
from iea_agent.adapters.single_instance import InstanceLock
from iea_agent.agent.inbox import Signal
from iea_agent.agent.loop import Agent, World
from iea_agent.core import texts
from iea_agent.core.commands import COMMAND_OF_VERB, Command
from iea_agent.core.connection_state import Picture
from iea_agent.core.errors import AgentError, AnotherAgentError, StorageError, TrayUnavailableError
from iea_agent.core.menu import Entry, menu_of
from iea_agent.core.messages import AgentView, Verb

_log = logging.getLogger(__name__)

TRAY_AWAITED_S = 10.0
"""Without a tray after this time, the status window takes its place (seconds)."""
STOP_S = 5.0
"""How long the agent may take to end once the icon is gone (seconds)."""


def run(*, at_login: bool = False, icon: bool = True) -> int:
    """Run the agent until it is told to quit; return the exit status of the process."""
    folders = Folders.find(os.environ)
    _log_to_file(folders.log)
    try:
        lock = InstanceLock.acquire(folders.state / "agent.lock")
    except AnotherAgentError:
        return _show_the_other(folders)
    try:
        return _run(folders, at_login=at_login, icon=icon)
    finally:
        lock.release()


def _show_the_other(folders: Folders) -> int:
    """A second start brings up the status window of the first."""
    try:
        shown = ask(folders, Verb.SHOW) is not None
    except AgentError as error:
        _log.warning("the running agent: %s", error)
        shown = False
    if sys.stdout is not None:  # a windowed program on Windows has none
        sys.stdout.write(f"{texts.ALREADY_RUNNING if shown else texts.AGENT_SILENT}\n")
    return 0 if shown else 1


def _run(folders: Folders, *, at_login: bool, icon: bool) -> int:
    display: TrayDisplay | NoDisplay = NoDisplay()
    if icon:
        try:
            display = TrayDisplay(icons_folder())
        except TrayUnavailableError as error:
            _log.warning("no tray: %s", error)
    agent = Agent(_world(folders, display), at_login=at_login)
    for folder in {folders.config, folders.state}:
        sweep(folder)
    control = ControlServer(folders, _handler(agent))
    try:
        control.start()
    except StorageError:
        _log.exception("no control channel: the command line cannot ask this agent")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: agent.post(Signal.STOP))
    try:
        if isinstance(display, TrayDisplay):
            display.run(agent)
        else:
            if icon:
                agent.post(Command.OPEN_STATUS)
            thread = _start(agent)
            while thread.is_alive():  # a join without end would hold back signals on Windows
                thread.join(0.5)
    finally:
        control.close()
    return 0


def run_windows_only(first: Command) -> int:
    """Run an agent without an icon that ends with its last window (when none is running)."""
    folders = Folders.find(os.environ)
    agent = Agent(_world(folders, NoDisplay()), quits_with_last_window=True)
    agent.post(first)
    agent.run()
    return 0


def _world(folders: Folders, display: "TrayDisplay | NoDisplay") -> World:
    return World(
        jobs=ProcessJobs(),
        settings=SettingsFile(folders.config / "config.toml"),
        states=StateFile(folders.state / "state.json"),
        display=display,
        now=time.time,
        monotonic=time.monotonic,
        chance=random.random,
    )


def _start(agent: Agent) -> threading.Thread:
    thread = threading.Thread(target=agent.run, name="agent", daemon=True)
    thread.start()
    return thread


def _handler(agent: Agent) -> Callable[[Verb], AgentView]:
    def handle(verb: Verb) -> AgentView:
        command = COMMAND_OF_VERB[verb]
        if command is not None:
            agent.post(command)
        return agent.view()

    return handle


def _log_to_file(folder: Path) -> None:
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(log_file_handler(folder))


class NoDisplay:
    """Shows nothing: no tray, or none wanted. The windows and the command line say it all."""

    def show(self, view: AgentView) -> None:
        """Only log the state."""
        _log.info("state: %s", texts.state_line(view))

    def announce(self, title: str, message: str) -> None:
        """Only log the words."""
        _log.info("%s: %s", title, message)

    def stop(self) -> None:
        """Nothing is shown."""


class TrayDisplay:
    """The tray icon; implements ``ports.Display``. TrayUnavailableError if there is no tray service to talk to."""

    def __init__(self, icons: Path) -> None:
        from iea_agent.adapters.tray_pystray import pictures_of, tray_icon_class

        icon_class = tray_icon_class()  # it keeps pystray from choosing a back end: nothing may import pystray before
        from iea_agent.adapters.tray_menu import menu_from

        self._pictures = {picture: pictures_of(icons, picture) for picture in Picture}
        self._picture: Picture | None = None
        self._title = ""
        self._entries: tuple[Entry, ...] = ()
        self._post: Callable[[Command], None] = lambda _command: None
        self._icon = icon_class("iea-agent", title=texts.APPLICATION, menu=menu_from(self))
        self._icon.connect()

    def run(self, agent: Agent) -> None:
        """Show the icon and serve it on this, the main thread, until the agent ends."""
        self._post = agent.post
        self.show(agent.view())
        watch = threading.Timer(TRAY_AWAITED_S, self._open_status_without_tray)
        watch.daemon = True
        thread: list[threading.Thread] = []

        def setup(_icon: object) -> None:
            self._icon.visible = True
            thread.append(_start(agent))
            watch.start()

        try:
            self._icon.run(setup)
        finally:
            watch.cancel()
            agent.post(Signal.STOP)
            for one in thread:
                one.join(STOP_S)

    def show(self, view: AgentView) -> None:
        """Show the picture, its words and the menu that fits; only what changed is sent to the tray."""
        title, entries = texts.state_line(view), menu_of(view)
        if view.picture is not self._picture:
            self._picture = view.picture
            self._icon.pictures = self._pictures[view.picture]
        if title != self._title:
            self._title = title
            self._icon.title = title
        if entries != self._entries:
            self._entries = entries
            self._icon.update_menu()

    def announce(self, title: str, message: str) -> None:
        """Notify the user."""
        self._icon.notify(message, title)

    def stop(self) -> None:
        """Take the icon away; ``run`` then returns."""
        self._icon.stop()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The menu as it should be now."""
        return self._entries

    def choose(self, command: Command) -> None:
        """Pass on what the user chose in the menu."""
        self._post(command)

    def _open_status_without_tray(self) -> None:
        if not self._icon.host_present():
            _log.warning("no tray shows icons: opening the status window")
            self._post(Command.OPEN_STATUS)
