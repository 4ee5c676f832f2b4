"""Asks the question of a case as the agent does: in a job, a process of its own."""

import os
import queue
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.jobs.launcher import ProcessJobs
from iea_agent.adapters.keys.choice import keys_for
from iea_agent.core.diagnosis import Diagnosis, Role
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.wire.jobs import AuthenticateAnswered, AuthenticateOrder, FromJob, Order, ServerTested
from iea_agent.core.wire.jobs import TestOrder as AccessOrder
from tests.adapters.server.exchanges import KEY
from tests.catalogue.case import LICENCE_NUMBER, Question, Trial
from tests.isolated import command_in
from tests.trusting import command_trusting

if TYPE_CHECKING:
    from iea_agent.core.job_end import JobEnd

MARGIN_S = 20.0
"""How much later than its own deadline a job is killed: one that needs this has failed (seconds)."""
NOWHERE = ""
"""The address of the server that is not asked for: no time is lost on it."""


def settings_of(trial: Trial, question: Question) -> Settings:
    """Return the settings of a client in this situation."""
    updates = question is Question.UPDATES
    return Settings(
        secure=trial.secure,
        authentication_address=NOWHERE if updates else trial.address,
        update_address=trial.address if updates else NOWHERE,
        licence_number=LICENCE_NUMBER,
        key_in_file=True,
        ca_file=trial.ca_file,
        test_deadline_s=trial.deadline_s,
        authenticate_deadline_s=trial.deadline_s,
    )


def ask(trial: Trial, question: Question, home: Path) -> Diagnosis:
    """Run the job to its end; AssertionError if it does not end by itself, in time, with an answer."""
    settings = settings_of(trial, question)
    environ = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environ |= {"IEA_AGENT_HOME": str(home), "XDG_CURRENT_DESKTOP": "", **trial.environ}
    order: Order = AccessOrder(settings)
    if question is Question.LICENCE:
        keys_for(settings, Folders.find(environ), environ).put(LICENCE_NUMBER, Secret(KEY))
        order = AuthenticateOrder(settings)
    command = [sys.executable, "-m", "iea_agent", "job"]
    if trial.network is not None:
        command = command_in(trial.network, command)
    if trial.authority:
        command = command_trusting(trial.authority, command)
    messages: list[FromJob] = []
    ended: queue.SimpleQueue[JobEnd] = queue.SimpleQueue()
    deadline_s = trial.deadline_s + MARGIN_S
    ProcessJobs(command, environ=environ).start(
        order, on_message=messages.append, on_end=ended.put, deadline_s=deadline_s
    )
    end = ended.get()
    assert end.fault is None, end
    return next(found for message in messages if (found := _answer(message, question)) is not None)


def _answer(message: FromJob, question: Question) -> Diagnosis | None:
    match message:
        case AuthenticateAnswered(diagnosis=diagnosis) if question is Question.LICENCE:
            return diagnosis
        case ServerTested(report=report):
            wanted = Role.UPDATES if question is Question.UPDATES else Role.AUTHENTICATION
            return report.diagnosis if report.role is wanted and question is not Question.LICENCE else None
        case _:
            return None
