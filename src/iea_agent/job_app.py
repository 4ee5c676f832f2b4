"""Composition root of a job process: read the order, do it with the real adapters, say what came of it.

Every job but a window ends at once, whatever it is doing, when its standard input closes.
"""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from queue import Empty, SimpleQueue
from typing import NoReturn, TypeVar

from iea_agent.adapters.files import Folders, SettingsFile, icons_folder
from iea_agent.adapters.job_stdio import StdioHost
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, StageReport, Verdict, overtime
from iea_agent.core.errors import AgentError, KeyStoreError
from iea_agent.core.messages import (
    AuthenticateAnswered,
    AuthenticateOrder,
    DialogOrder,
    JobDone,
    JobFailed,
    JobReady,
    Secret,
    ServerTested,
    StageReached,
    StoreKeyOrder,
    TestOrder,
)
from iea_agent.core.settings import Settings

R = TypeVar("R")

_log = logging.getLogger(__name__)

KEY_STORE_DEADLINE_S = 3.0
"""A locked key store can wait for ever for its password; nobody is asked while a job runs."""


def main() -> int:
    """Run one job; return the exit status of the process."""
    host = StdioHost.take_over()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        return _run(host, os.environ)
    except AgentError as error:
        _log.exception("the job failed")
        detail = str(error).encode("utf-8", "replace").decode()  # the name of a file may be no text
        host.say(JobFailed(error.code, detail))
    except Exception as error:  # noqa: BLE001 (whatever it is, the host gets one ordinary failure)
        _log.exception("the job failed unexpectedly")
        host.say(JobFailed(AgentError.code, type(error).__name__))
    return 1


def _run(host: StdioHost, environ: Mapping[str, str]) -> int:
    order = host.read_order()
    folders = Folders.find(environ)
    if isinstance(order, DialogOrder):
        from iea_agent.adapters.jobs import ProcessJobs
        from iea_agent.ui.app import run

        settings_file = SettingsFile(folders.settings_file, repairs=False)
        return run(order, host=host, jobs=ProcessJobs(), settings=settings_file, icons=icons_folder())
    host.listen(on_message=lambda _message: None, on_close=lambda: os._exit(1))
    host.say(JobReady())
    match order:
        case AuthenticateOrder(settings=settings):
            _authenticate(host, settings, folders, environ)
        case TestOrder(settings=settings):
            _test(host, settings, tuple(Role), settings.test_deadline_s)
        case StoreKeyOrder(number=number, key=key, in_file=in_file):
            _store_key(number, key, Settings(key_in_file=in_file), folders, environ)
    host.say(JobDone())
    sys.stderr.flush()
    return 0


def _authenticate(host: StdioHost, settings: Settings, folders: Folders, environ: Mapping[str, str]) -> None:
    """Authenticate and look at the update server, side by side; each is answered within its own deadline."""
    updates = threading.Thread(
        target=_test, args=(host, settings, (Role.UPDATES,), settings.test_deadline_s), name="updates", daemon=True
    )
    updates.start()
    host.say(_authentication(host, settings, folders, environ))
    updates.join()


def _authentication(
    host: StdioHost, settings: Settings, folders: Folders, environ: Mapping[str, str]
) -> AuthenticateAnswered:
    from iea_agent.adapters import server_httpx

    try:
        key = _key_of(settings, folders, environ)
    except KeyStoreError as error:
        return AuthenticateAnswered(Diagnosis(Verdict.KEY_STORE, detail=str(error)))
    if key is None:
        return AuthenticateAnswered(Diagnosis(Verdict.NOT_CONFIGURED, detail="no key for this licence"))
    reached: list[StageReport] = []

    def on_stage(report: StageReport) -> None:
        reached.append(report)
        host.say(StageReached(Role.AUTHENTICATION, report))

    def work() -> AuthenticateAnswered:
        found = server_httpx.authenticate(settings, key, now=time.time, on_stage=on_stage)
        return AuthenticateAnswered(found.diagnosis, found.expires_in_s)

    return _within(
        settings.authenticate_deadline_s,
        work,
        lambda: AuthenticateAnswered(_overtime(reached, settings.authentication_address)),
    )


def _test(host: StdioHost, settings: Settings, roles: tuple[Role, ...], deadline_s: float) -> None:
    """Test servers side by side and say each result as it comes."""
    threads = [
        threading.Thread(target=_test_one, args=(host, settings, role, deadline_s), name=role, daemon=True)
        for role in roles
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _test_one(host: StdioHost, settings: Settings, role: Role, deadline_s: float) -> None:
    from iea_agent.adapters import server_httpx

    address = settings.address_of(role)
    reached: list[StageReport] = []

    def on_stage(report: StageReport) -> None:
        reached.append(report)
        host.say(StageReached(role, report))

    try:
        report = _within(
            deadline_s,
            lambda: server_httpx.test_access(settings, role, now=time.time, on_stage=on_stage),
            lambda: ServerReport(role, address, _overtime(reached, address)),
        )
    except Exception as error:  # noqa: BLE001 (one server's fault must not hide the other's answer)
        _log.exception("the test of the %s server failed", role)
        diagnosis = Diagnosis(Verdict.AGENT_FAULT, detail=type(error).__name__)
        report = ServerReport(role, address, diagnosis)
    host.say(ServerTested(report))


def _overtime(reached: list[StageReport], address: str) -> Diagnosis:
    from iea_agent.adapters.server_probe import first_stage

    return overtime(reached, first_stage(address), encrypted=address.startswith("https:"))


def _key_of(settings: Settings, folders: Folders, environ: Mapping[str, str]) -> Secret | None:
    """Read the key of the licence; KeyStoreError also when the store does not answer in time."""
    from iea_agent.adapters.licence_keyring import keys_for

    if not settings.licence_number:
        return None
    keys = keys_for(settings, folders, environ)
    return _within(KEY_STORE_DEADLINE_S, lambda: keys.get(settings.licence_number), _key_store_is_silent)


def _store_key(number: str, key: Secret, settings: Settings, folders: Folders, environ: Mapping[str, str]) -> None:
    from iea_agent.adapters.licence_keyring import keys_for

    keys = keys_for(settings, folders, environ)
    _within(KEY_STORE_DEADLINE_S, lambda: keys.put(number, key), _key_store_is_silent)


def _key_store_is_silent() -> NoReturn:
    raise KeyStoreError(f"the key store did not answer within {KEY_STORE_DEADLINE_S:g} s")


def _within(deadline_s: float, work: Callable[[], R], otherwise: Callable[[], R]) -> R:
    """Do ``work`` on a thread of its own; after ``deadline_s`` seconds leave it behind and do ``otherwise``.

    What is left behind dies with this process, which is why it may hang for ever.
    """
    answer: SimpleQueue[Callable[[], R]] = SimpleQueue()

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 (raised again where it is waited for)
            answer.put(partial(_raise, error))
        else:
            answer.put(lambda: result)

    threading.Thread(target=run, name="work", daemon=True).start()
    try:
        return answer.get(timeout=deadline_s)()
    except Empty:
        return otherwise()


def _raise(error: BaseException) -> NoReturn:
    raise error
