"""Composition root of a job process: read the order, carry it out with the real adapters, send the result.

A job may be killed at any moment: nothing in ``jobs/`` keeps a state. Every job but a dialog ends at once when its
standard input closes.
"""

import logging
import os
import sys
from typing import assert_never

from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.jobs.stdio import StdioHost
from iea_agent.adapters.system import core_dumps
from iea_agent.core.errors import AgentError, ErrorCode
from iea_agent.core.settings import Settings
from iea_agent.core.wire.jobs import (
    AuthenticateOrder,
    ComparePasswordOrder,
    DialogOrder,
    JobDone,
    JobFailed,
    JobReady,
    MakePasswordOrder,
    MakeReportOrder,
    SaveAddressesOrder,
    StoreKeyOrder,
    TaskOrder,
    TestOrder,
)

_log = logging.getLogger(__name__)


def main() -> int:
    """Run one job; return the exit status of the process."""
    core_dumps.forbid()  # an order may hold a key
    host = StdioHost.take_over()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for library in ("httpx", "httpcore"):  # they log what servers say, past the gate
        logging.getLogger(library).setLevel(logging.WARNING)
    try:
        return _run(host)
    except AgentError as error:
        _log.exception("the job failed")
        detail = str(error).encode("utf-8", "replace").decode()  # the name of a file may not be Unicode
        host.say(JobFailed(error.code, detail))
    except Exception as error:  # noqa: BLE001 (the host gets one failure, whatever it is)
        _log.exception("the job failed unexpectedly")
        host.say(JobFailed(ErrorCode.AGENT, type(error).__name__))
    return 1


def _run(host: StdioHost) -> int:
    order = host.read_order()
    folders = Folders.find(os.environ)
    if isinstance(order, DialogOrder):
        from iea_agent.jobs.window import run_window

        core_dumps.let_desktop_identify()
        return run_window(host, order, folders)
    host.listen(on_message=lambda _message: None, on_close=lambda: os._exit(1))
    host.say(JobReady())
    _carry_out(host, order, folders)
    host.say(JobDone())
    sys.stderr.flush()
    return 0


def _carry_out(host: StdioHost, order: TaskOrder, folders: Folders) -> None:
    """Carry out an order; libraries are imported only by the jobs that need them."""
    from iea_agent.jobs import licence, servers

    licences = licence.Licences(folders)
    match order:
        case AuthenticateOrder():
            servers.authenticate(host, order, licences)
        case TestOrder(settings=settings):
            servers.test_access(host, settings)
        case SaveAddressesOrder():
            from iea_agent.jobs.addresses import save_addresses

            save_addresses(order, folders)
        case StoreKeyOrder(in_file=in_file):
            licences.store(Settings(key_in_file=in_file), order, person=host)
        case ComparePasswordOrder():
            licence.compare_password(host, licences, order)
        case MakePasswordOrder():
            licence.make_password(host, licences, order)
        case MakeReportOrder(view=view):
            from iea_agent.jobs.report import make_report

            make_report(host, view, licences, folders)
        case _:
            assert_never(order)
