"""The windows that are open: each is a job, at most one of a kind."""

import logging

from iea_agent.agent.inbox import Post, WindowEnded, WindowSaid
from iea_agent.core.messages import AgentView, DialogKind, DialogOrder, FromJob, LeaveWindow, RaiseWindow, ToJob
from iea_agent.core.ports import Job, JobEnd, Jobs

_log = logging.getLogger(__name__)


class Windows:
    """Opens windows, tells them what changes, closes them."""

    def __init__(self, jobs: Jobs, post: Post, *, has_screen: bool = True) -> None:
        self._jobs = jobs
        self._has_screen = has_screen
        self._post = post
        self._open: dict[DialogKind, Job] = {}
        self._holding: set[DialogKind] = set()

    def __bool__(self) -> bool:
        return bool(self._open)

    def open(self, kind: DialogKind, view: AgentView) -> None:
        """Open a window, or bring it to the front."""
        if kind in self._open:
            self._open[kind].send(RaiseWindow())
            return
        if not self._has_screen:
            _log.warning("no screen: the window %s cannot be shown", kind)
            return
        post = self._post

        def on_message(message: FromJob) -> None:
            post(WindowSaid(kind, message))

        def on_end(end: JobEnd) -> None:
            post(WindowEnded(kind, end))

        self._open[kind] = self._jobs.start(
            DialogOrder(kind, view), on_message=on_message, on_end=on_end, deadline_s=None
        )

    def tell(self, message: ToJob, only: DialogKind | None = None) -> None:
        """Send a message to every window, or to one if it is open."""
        for kind, job in self._open.items():
            if only in {None, kind}:
                job.send(message)

    def note_end(self, kind: DialogKind) -> None:
        """Forget a window that is gone."""
        self._open.pop(kind, None)
        self._holding.discard(kind)

    def note_changes(self, kind: DialogKind, *, held: bool) -> None:
        """Remember whether a window holds something that would be lost with it."""
        (self._holding.add if held else self._holding.discard)(kind)

    def ask_to_leave(self) -> bool:
        """Have the windows that hold something ask the user about it; return whether there are any."""
        for kind in self._holding:
            self._open[kind].send(LeaveWindow())
        return bool(self._holding)

    def close(self) -> None:
        """Close all windows."""
        for job in self._open.values():
            job.cancel()
