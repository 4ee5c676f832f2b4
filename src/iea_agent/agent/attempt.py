"""Starts the job of an attempt; one that cannot even be started has failed, as one that ends badly."""

import logging

from iea_agent.agent.ports import AttemptEnded, AttemptSaid, Post
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.ports import Job, Jobs
from iea_agent.core.wire.jobs import AuthenticateOrder, ToJob

_log = logging.getLogger(__name__)


class _NoJob:
    """In place of a job that could not be started, until its end is handled."""

    def send(self, message: ToJob) -> None:
        """Do nothing."""

    def cancel(self) -> None:
        """Do nothing."""


def start_attempt(jobs: Jobs, post: Post, number: int, order: AuthenticateOrder, deadline_s: float) -> Job:
    """Start it, and post what it says and its end; never raises."""
    try:
        return jobs.start(
            order,
            on_message=lambda message: post(AttemptSaid(number, message)),
            on_end=lambda end: post(AttemptEnded(number, end)),
            deadline_s=deadline_s,
        )
    except Exception as error:  # noqa: BLE001 (logged; whatever it is, the ball must not outlive it)
        _log.exception("an attempt could not be started")
        post(AttemptEnded(number, JobEnd(JobFault.CANNOT_START, detail=type(error).__name__)))
        return _NoJob()
