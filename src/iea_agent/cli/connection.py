"""The commands about the connection: ``status``, ``test``, ``authenticate``, ``settings``; and ``quit``.

What needs the running agent is asked over the control channel; what does not, or cannot, runs as a job of this
process.
"""

import argparse
import time
from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from iea_agent.adapters.control.channel import ask
from iea_agent.adapters.control.instance_lock import is_held
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.jobs.launcher import JOB_MARGIN_S
from iea_agent.adapters.system.terminal import complain, say
from iea_agent.cli.agent_client import BEGIN_S, open_window
from iea_agent.cli.common import NOT_OK, OK, Patience, complain_of, load_settings, print_json, run_job, stored_view_of
from iea_agent.core.commands import Action, Open
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, StageReport, Verdict, all_green
from iea_agent.core.dialogs import DialogKind
from iea_agent.core.job_end import JobEnd, diagnosis_of
from iea_agent.core.licence_key import UNLOCK_S
from iea_agent.core.settings import tidy_address
from iea_agent.core.texts import announcements, checklist, command_line, file_notices, labels, verdicts
from iea_agent.core.texts.windows import access_test
from iea_agent.core.wire.jobs import (
    AuthenticateAnswered,
    AuthenticateOrder,
    FromJob,
    ServerTested,
    StageReached,
    TestOrder,
)

POLL_S = 0.1
Answer = tuple[Verdict | None, str]
"""A verdict, and its sentence; no verdict where nothing was tried."""
MARGIN_S = 10.0
"""What an answer may take beyond the job that it waits for (seconds)."""


def run(options: argparse.Namespace, folders: Folders) -> int:
    """Run one of these commands; return the exit status of the process."""
    match options.command:
        case "status":
            return _status(folders, as_json=options.json)
        case "test":
            return _test(folders, options)
        case "authenticate":
            return _authenticate(folders, as_json=options.json)
        case "settings":
            return open_window(folders, lambda _mode: Open(DialogKind.CONNECTION_SETTINGS))
        case _:
            return _quit(folders)


def _status(folders: Folders, *, as_json: bool) -> int:
    view = ask(folders, Action.READ_STATE)
    running = view is not None
    if view is None:
        view = stored_view_of(folders)
    else:
        complain_of(view.file_notices)
    if as_json:
        print_json(
            {
                "picture": view.picture,
                "mode": view.mode,
                "connection": view.connection,
                "since": view.since,
                "next_attempt": view.next_attempt,
                "running": running,
                "verdict": view.diagnosis.verdict if view.diagnosis else None,
                "message": announcements.state_line(view),
                "remarks": [
                    {"file": one.file, "noticed": one.finding, "message": file_notices.sentence(one)}
                    for one in view.file_notices
                ],
            }
        )
    else:
        say(
            announcements.state_line(view)
            if running
            else f"{command_line.NOT_RUNNING} {announcements.state_line(view)}"
        )
        if view.diagnosis is not None and not view.diagnosis.ok:
            say(verdicts.message_of(view.diagnosis))
    return OK


def _test(folders: Folders, options: argparse.Namespace) -> int:
    saved = load_settings(folders)
    secure = saved.secure and not options.insecure
    settings = replace(
        saved,
        secure=secure,
        authentication_address=_address(options.auth, saved.authentication_address),
        update_address=_address(options.updates, saved.update_address),
        ca_file=saved.ca_file if options.ca_file is None else _text(options.ca_file),
    )
    messages, end = run_job(TestOrder(settings), settings.test_deadline_s)
    said = {message.report.role: message.report for message in messages if isinstance(message, ServerTested)}
    reports = [said.get(role) or _untested(role, settings.address_of(role), messages, end) for role in Role]
    if options.json:
        print_json({"ok": all_green(reports), "servers": [_report_json(report) for report in reports]})
    else:
        for report in reports:
            say(f"{access_test.server_line(report)} — {report.url}")
            if not report.ok:
                say(f"  {verdicts.message_of(report.diagnosis)}")
        say(labels.TEST_SUCCEEDED if all_green(reports) else access_test.TEST_FAILED)
    return OK if all_green(reports) else NOT_OK


def _untested(role: Role, address: str, messages: Iterable[FromJob], end: JobEnd) -> ServerReport:
    """Return the report of a server that the job did not report before it ended."""
    return ServerReport(role, address, diagnosis_of(end, _stages_of(role, messages), address))


def _address(typed: str | None, saved: str) -> str:
    """Tidy what was typed, but leave http as it is: a test shows the truth about what was typed."""
    return saved if typed is None else tidy_address(_text(typed), secure=False)


def _text(argument: str) -> str:
    """Return an argument whose bytes were no text as one: it names no address and no file, and is said to."""
    return argument.encode("utf-8", "backslashreplace").decode()


def _report_json(report: ServerReport) -> dict[str, Any]:
    diagnosis = report.diagnosis
    return {
        "role": report.role,
        "url": report.url,
        "ok": report.ok,
        "verdict": None if report.ok else diagnosis.verdict,
        "stage": diagnosis.stage,
        "who": diagnosis.who,
        "message": verdicts.message_of(diagnosis),
        "stages": [
            {"stage": one.stage, "ms": round(one.ms, 1), "detail": checklist.detail(one)} for one in diagnosis.stages
        ],
    }


def _authenticate(folders: Folders, *, as_json: bool) -> int:
    running = ask(folders, Action.READ_STATE)
    view = running or stored_view_of(folders)
    if view.mode is Mode.ASSISTANCE:
        verdict, message = None, command_line.NO_AUTHENTICATION_IN_ASSISTANCE
    else:
        verdict, message = _authenticate_here(folders) if running is None else _authenticate_there(folders)
    if as_json:
        print_json({"verdict": verdict, "message": message})
    else:
        say(message)
    return OK if verdict is Verdict.CONNECTED else NOT_OK


def _authenticate_here(folders: Folders) -> Answer:
    """No agent runs: do its job."""
    settings = load_settings(folders)
    deadline_s = max(settings.authenticate_deadline_s, settings.test_deadline_s) + UNLOCK_S
    messages, end = run_job(AuthenticateOrder(settings, may_prompt=True), deadline_s)
    for message in messages:
        if isinstance(message, AuthenticateAnswered):
            return _answer(message.diagnosis)
    return _answer(diagnosis_of(end, _stages_of(Role.AUTHENTICATION, messages), settings.authentication_address))


def _stages_of(role: Role, messages: Iterable[FromJob]) -> list[StageReport]:
    return [message.report for message in messages if isinstance(message, StageReached) and message.role is role]


def _authenticate_there(folders: Folders) -> Answer:
    """Ask the running agent, so that the icon follows, and wait for the answer; one that it awaits already will do."""
    silent = _answer(Diagnosis(Verdict.AGENT_FAULT, detail=command_line.AGENT_SILENT))
    asked = ask(folders, Action.AUTHENTICATE)
    if asked is None:
        return silent
    awaited = asked.attempt if asked.attempting else asked.attempt + 1
    settings = load_settings(folders)
    patience = Patience(settings.authenticate_deadline_s + JOB_MARGIN_S + MARGIN_S)
    while not patience.is_over:
        view = ask(folders, Action.READ_STATE)
        if view is None:
            break
        patience.look_at(view)
        finished = not view.attempting and view.connection is not Link.CONNECTING
        if view.attempt >= awaited and finished:
            if view.diagnosis is None:
                return None, file_notices.unreadable(view.file_notices)
            return _answer(view.diagnosis)
        time.sleep(POLL_S)
    return silent


def _answer(diagnosis: Diagnosis) -> Answer:
    return diagnosis.verdict, verdicts.message_of(diagnosis)


def _quit(folders: Folders) -> int:
    """Have the agent end; one that has only just begun is asked as soon as it listens."""
    ends = time.monotonic() + BEGIN_S
    while ask(folders, Action.QUIT) is None:
        if not is_held(folders.lock_file):
            say(command_line.NOT_RUNNING)
            return OK
        if time.monotonic() >= ends:  # it could not set up the control channel
            complain(command_line.AGENT_SILENT)
            return NOT_OK
        time.sleep(POLL_S)
    say(command_line.ASKED_TO_QUIT)
    return OK
