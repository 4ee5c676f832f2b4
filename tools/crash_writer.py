"""What ``make crash`` kills: it writes without end, and says each change once it is safe.

    python -m tools.crash_writer files N      the stores one after the other, with the numbers from N on
    python -m tools.crash_writer agent N      an agent that enters and leaves assistance mode

``$IEA_AGENT_HOME`` says where. Every line on standard output is an acknowledgement: what it names must survive
whatever comes next.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence

from iea_agent.adapters.files.checksummed import HistoryFile, StateFile
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.agent.loop import AgentLoop
from iea_agent.agent.ports import DialogSaid
from iea_agent.core.commands import DialogKind
from iea_agent.core.connection_state import Mode
from iea_agent.core.day_password import password_of, secret_of
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.saved_state import SavedState
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.wire.jobs import AssistanceConfirmed, PasswordTyped
from iea_agent.tray_app import NoDisplay, make_agent

LICENCE = "75-000042"
KEY = "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf"
WRONG = "123456782"
"""Its check digit is right, so it counts as a try; that it is the password of the day is less likely than a crash."""
CLOSED = "http://127.0.0.1:9"
PERIODS = 20
PAUSE_S = 0.05


def acknowledge(what: str, number: int) -> None:
    """Say that a change is safe, at once: nothing may wait in a buffer."""
    os.write(1, f"{what} {number}\n".encode())


def write_files(folders: Folders, number: int) -> None:
    """Write the stores with ever higher numbers."""
    settings, states = SettingsFile(folders.settings_file), StateFile(folders.state_file)
    history, keys = HistoryFile(folders.history_file), KeyFile(folders.config)
    while True:
        number += 1
        settings.save(Settings(software_version=f"{number}"))
        acknowledge("settings", number)
        states.save(SavedState(mode=Mode.ASSISTANCE, reason=f"{number}"))
        acknowledge("state", number)
        history.save(tuple(Period(PeriodKind.OUTAGE, float(number), float(number)) for _ in range(PERIODS)))
        acknowledge("history", number)
        keys.put(LICENCE, Secret(f"{number}"))
        acknowledge("key", number)


def live(folders: Folders, number: int) -> None:
    """Be an agent that enters assistance mode, mistypes the password, types it right, and begins again."""
    SettingsFile(folders.settings_file).save(
        Settings(
            secure=False,
            authentication_address=CLOSED,
            update_address=CLOSED,
            licence_number=LICENCE,
            key_in_file=True,
        )
    )
    KeyFile(folders.config).put(LICENCE, Secret(KEY))
    states, secret = StateFile(folders.state_file, repairs=False), secret_of(LICENCE, KEY)
    agent = make_agent(folders, NoDisplay())
    agent.begin()
    while True:
        if agent.view().mode is Mode.PRODUCTION:
            number += 1
            agent.post(DialogSaid(DialogKind.ASSISTANCE, AssistanceConfirmed(f"{number}")))
            _turn_until(agent, lambda: agent.view().mode is Mode.ASSISTANCE)
            acknowledge("assistance", number)
        counted = states.load().lockout.failed
        agent.post(_typed(WRONG))
        _turn_until(agent, lambda before=counted: states.load().lockout.failed > before)  # type: ignore[misc]
        acknowledge("tries", states.load().lockout.failed)
        while agent.view().mode is Mode.ASSISTANCE:
            agent.post(_typed(password_of(secret, time.time())))  # nothing happens while one is compared
            agent.turn(PAUSE_S)
            agent.turn(PAUSE_S)
        acknowledge("production", number)


def _typed(password: str) -> DialogSaid:
    return DialogSaid(DialogKind.DAY_PASSWORD, PasswordTyped(Secret(password)))


def _turn_until(agent: AgentLoop, condition: Callable[[], bool]) -> None:
    while not condition():
        agent.turn(PAUSE_S)


def main(arguments: Sequence[str]) -> None:
    """Write until killed."""
    kind, number = arguments
    folders = Folders.find(os.environ)
    if kind == "files":
        write_files(folders, int(number))
    live(folders, int(number))


if __name__ == "__main__":
    main(sys.argv[1:])
