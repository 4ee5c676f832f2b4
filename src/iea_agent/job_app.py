"""Composition root of a job process: read the order, do it with the real adapters, say what came of it.

Every job but a window ends at once, whatever it is doing, when its standard input closes.
"""

import logging
import os
import sys
from collections.abc import Mapping
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
    Order,
    StoreKeyOrder,
    TestOrder,
)

_log = logging.getLogger(__name__)


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
        host.say(JobFailed(ErrorCode.AGENT, type(error).__name__))
    return 1


def _run(host: StdioHost, environ: Mapping[str, str]) -> int:
    order = host.read_order()
    core_dumps.forbid(is_window=isinstance(order, DialogOrder))
    folders = Folders.find(environ)
    if isinstance(order, DialogOrder):
        from iea_agent.jobs.window import run_window

        return run_window(host, order, folders)
    host.listen(on_message=lambda _message: None, on_close=lambda: os._exit(1))
    host.say(JobReady())
    _work(host, order, folders, environ)
    host.say(JobDone())
    sys.stderr.flush()
    return 0


def _work(host: StdioHost, order: Order, folders: Folders, environ: Mapping[str, str]) -> None:
    """Do what was ordered; each job loads only what it needs."""
    from iea_agent.jobs import licence

    licences = licence.Licences(folders, environ)
    match order:
        case AuthenticateOrder(settings=settings, may_prompt=may_prompt):
            from iea_agent.jobs import servers

            servers.authenticate(host, settings, licences, may_prompt=may_prompt)
        case TestOrder(settings=settings):
            from iea_agent.jobs import servers

            servers.test_access(host, settings)
        case StoreKeyOrder(number=number, key=key, in_file=in_file):
            licences.store(Settings(key_in_file=in_file), number, key, person=host)
        case ComparePasswordOrder():
            licence.compare_password(host, licences, order)
        case MakePasswordOrder():
            licence.make_password(host, licences, order)
        case MakeReportOrder(view=view):
            from iea_agent.jobs.report import make_report

            make_report(host, view, licences, folders)
        case DialogOrder():  # a window has no deadline and no end of its own
            raise AssertionError
        case _:
            assert_never(order)
