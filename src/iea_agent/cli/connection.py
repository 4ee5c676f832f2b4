"""The commands about the connection, and the launch that depends on it; and ``quit``.

``test``, ``authenticate``, ``launch``, ``settings``. A running agent is asked over the control channel;
without one, the job is started by this process.
"""

import argparse
import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from msgspec.structs import replace

from iea_agent.adapters.control.client import ask
from iea_agent.adapters.control.instance_lock import is_held
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.system.terminal import NOT_OK, OK, complain, say
from iea_agent.cli import common
from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, StageReport, Verdict, all_green
from iea_agent.core.errors import AgentError, OtherSessionError, StorageError
from iea_agent.core.job_end import JobEnd, diagnosis_of
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.licence_key import UNLOCK_S
from iea_agent.core.settings import Settings
from iea_agent.core.texts import checklist, command_line, file_notices, labels, launches, verdicts
from iea_agent.core.texts.windows import access_test, other_session
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import (
    AuthenticateAnswered,
    AuthenticateOrder,
    FromJob,
    ServerTested,
    StageReached,
    TestOrder,
)


class Answer(NamedTuple):
    """A verdict, its sentence, and the clocks where they differ; no verdict where nothing was tried."""

    verdict: Verdict | None
    message: str
    clock: dict[str, str] | None = None


def test_servers(options: argparse.Namespace, folders: Folders) -> int:
    """Test the access to both servers, with the saved settings or what the options put in their place."""
    saved = common.load_settings(folders)
    secure = saved.secure and not options.insecure
    settings = replace(
        saved,
        secure=secure,
        authentication_address=saved.authentication_address if options.auth is None else options.auth,
        update_address=saved.update_address if options.updates is None else options.updates,
        ca_file=saved.ca_file if options.ca_file is None else _text(options.ca_file),
    )
    messages, end = common.run_job(TestOrder(settings), settings.test_deadline_s)
    said = {message.report.role: message.report for message in messages if isinstance(message, ServerTested)}
    reports = [said.get(role) or _untested(role, settings.address_of(role), messages, end) for role in Role]
    if options.json:
        common.print_json({"ok": all_green(reports), "servers": [_report_json(report) for report in reports]})
    else:
        for report in reports:
            say(f"{access_test.server_line(report)} — {report.url}")
            if not report.ok:
                say(f"  {verdicts.message_of(report.diagnosis)}")
            elif report.diagnosis.clock_is_wrong:
                say(f"  {verdicts.clock_remark(report.diagnosis)}")
            if words := checklist.words_of(report.diagnosis):
                say(f"  {words}")
        say(labels.TEST_SUCCEEDED if all_green(reports) else access_test.TEST_FAILED)
    return OK if all_green(reports) else NOT_OK


def _untested(role: Role, address: str, messages: Iterable[FromJob], end: JobEnd) -> ServerReport:
    """Return the report of a server that the job did not report before it ended."""
    return ServerReport(role, address, diagnosis_of(end, _stages_of(role, messages), address))


def _text(argument: str) -> str:
    """Return an argument with the bytes that are not Unicode escaped: no file has such a name."""
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
        "clock": _clock_json(diagnosis),
        "verified": diagnosis.metadata_is_verified,
        "stages": [
            {"stage": one.stage, "ms": round(one.ms, 1), "detail": "\n".join(checklist.lines_of(one))}
            for one in diagnosis.stages
        ],
        "words": diagnosis.words,
    }


def authenticate(options: argparse.Namespace, folders: Folders) -> int:
    """Authenticate through the running agent, or in a job of this process."""
    running = ask(folders, Action.READ_STATE)
    view = running or common.stored_view_of(folders)
    if view.mode is Mode.ASSISTANCE:
        answer = Answer(None, command_line.NO_AUTHENTICATION_IN_ASSISTANCE)
    else:
        answer = _authenticate_here(folders) if running is None else _authenticate_there(folders)
    common.print_answer(options, answer._asdict())
    return OK if answer.verdict is Verdict.CONNECTED else NOT_OK


def _authenticate_here(folders: Folders) -> Answer:
    """Start the job that the agent would start; the view of the files has told of their flaws."""
    settings = common.load_settings(folders, is_told=True)
    deadline_s = max(settings.authenticate_deadline_s, settings.test_deadline_s) + UNLOCK_S
    messages, end = common.run_job(AuthenticateOrder(settings, may_prompt=True), deadline_s)
    for message in messages:
        if isinstance(message, AuthenticateAnswered):
            return _answer(message.diagnosis)
    return _answer(diagnosis_of(end, _stages_of(Role.AUTHENTICATION, messages), settings.authentication_address))


def _stages_of(role: Role, messages: Iterable[FromJob]) -> list[StageReport]:
    return [message.report for message in messages if isinstance(message, StageReached) and message.role is role]


def _authenticate_there(folders: Folders) -> Answer:
    """Have the running agent authenticate, or wait for the attempt that runs already."""
    silent = _answer(Diagnosis(Verdict.AGENT_FAULT))
    asked = ask(folders, Action.AUTHENTICATE)
    if asked is None:
        return silent
    awaited = asked.attempt if asked.attempting else asked.attempt + 1
    try:
        settings = common.load_settings(folders)
    except StorageError:  # the agent cannot read them either, or says why not
        settings = Settings()

    def is_decided(view: AgentView) -> bool:
        finished = not view.attempting and view.connection is not Link.CONNECTING
        return view.attempt >= awaited and finished

    decided = common.wait_until(folders, asked, is_decided, common.authentication_timeout_s(settings))
    if decided is None:
        return silent
    if decided.diagnosis is None:
        return Answer(None, file_notices.unreadable(decided.file_notices))
    return _answer(decided.diagnosis)


def _answer(diagnosis: Diagnosis) -> Answer:
    return Answer(diagnosis.verdict, verdicts.message_of(diagnosis), _clock_json(diagnosis))


def _clock_json(diagnosis: Diagnosis) -> dict[str, str] | None:
    """Return the local time and the server's where they differ too much; ``None`` where they do not."""
    if not diagnosis.clock_is_wrong or diagnosis.clock_times is None:
        return None
    here, there = diagnosis.clock_times
    return {"local": here.isoformat(), "server": there.isoformat()}


def launch(options: argparse.Namespace, folders: Folders) -> int:
    """Launch the software; wait until it is decided what becomes of it."""
    asked_at = time.time()
    try:
        before = common.reach_agent(folders, may_ask_user=not options.json)
        view = None if before is None else _asked(folders, before)
    except OtherSessionError:
        return _say(options, None, other_session.OTHER_SESSION) if options.json else NOT_OK
    except AgentError as error:
        return _say(options, None, f"{command_line.AGENT_SILENT}\n{command_line.details(str(error))}")
    if view is None or view.launch is None:
        return _say(options, None, command_line.AGENT_NOT_STARTED if before is None else command_line.AGENT_SILENT)
    report = view.launch
    if report.outcome is LaunchOutcome.ALREADY_RUNNING and (view.software_since or 0.0) >= asked_at:
        report = LaunchReport(report.number, LaunchOutcome.STARTED)  # another program asked at the same time
    return _say(options, report.outcome, launches.launched(report, view.diagnosis, view.file_notices))


def _say(options: argparse.Namespace, outcome: LaunchOutcome | None, message: str) -> int:
    """Print the outcome, ``None`` if it is not known; a program gets JSON in any case."""
    if options.json or outcome is not None:
        common.print_answer(options, {"outcome": outcome, "message": message})
    else:
        complain(message)
    return OK if outcome is LaunchOutcome.STARTED else NOT_OK


def _asked(folders: Folders, before: AgentView) -> AgentView | None:
    """Have the agent launch the software; return its view once that is decided, ``None`` if it never is."""
    number = before.launch.number if before.launch else 0

    def is_decided(view: AgentView) -> bool:
        report = view.launch
        return report is not None and report.number > number and report.outcome is not LaunchOutcome.CHECKING

    timeout_s = common.authentication_timeout_s(_settings(folders))
    return common.wait_until(folders, common.ask_reached(folders, Action.LAUNCH), is_decided, timeout_s)


def _settings(folders: Folders) -> Settings:
    try:
        return common.load_settings(folders)
    except AgentError:  # the agent says so itself
        return Settings()


def open_settings(_options: argparse.Namespace, folders: Folders) -> int:
    """Open « Paramètres de connexion »."""
    return common.open_dialog(folders, lambda _mode: Open(DialogKind.CONNECTION_SETTINGS))


def quit_agent(_options: argparse.Namespace, folders: Folders) -> int:
    """Have the agent end; one that has just begun is asked as soon as it listens."""
    ends = time.monotonic() + common.BEGIN_S
    while ask(folders, Action.QUIT) is None:
        if not is_held(folders.lock_file):
            say(command_line.NOT_RUNNING)
            return OK
        if time.monotonic() >= ends:  # it could not set up the control channel
            complain(command_line.AGENT_SILENT)
            return NOT_OK
        time.sleep(common.POLL_S)
    say(command_line.ASKED_TO_QUIT)
    return OK
