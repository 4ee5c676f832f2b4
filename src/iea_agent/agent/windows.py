"""The windows that are open: each is a job, at most one of a kind."""

import logging
from typing import NamedTuple

from iea_agent.agent.inbox import Post, WindowEnded, WindowSaid
from iea_agent.core.messages import AgentView, DialogKind, DialogOrder, FromJob, LeaveWindow, RaiseWindow, ToJob
from iea_agent.core.ports import Job, JobEnd, Jobs
from iea_agent.core.seat import Seat

_log = logging.getLogger(__name__)


class _Opened(NamedTuple):
    job: Job
    seat: Seat | None


class Windows:
    """Opens windows, tells them what changes, closes them."""

    def __init__(self, jobs: Jobs, post: Post, *, has_screen: bool = True) -> None:
        self._jobs = jobs
        self._has_screen = has_screen
        self._post = post
        self._open: dict[DialogKind, _Opened] = {}
        self._latest: dict[DialogKind, object] = {}
        """What tells the window of a kind from those that it has replaced, which are not heard any more."""
        self._holding: set[DialogKind] = set()

    def open(self, kind: DialogKind, view: AgentView, seat: Seat | None = None) -> None:
        """Open a window at a seat (``None``: at the agent's own), or bring it to the front there.

        One that is open in front of another screen moves: nobody sits at two. One that holds something stays.
        """
        opened = self._open.get(kind)
        if opened is not None and (kind in self._holding or _same(opened.seat, seat)):
            opened.job.send(RaiseWindow())
            return
        if seat is None and not self._has_screen:
            _log.warning("no screen: the window %s cannot be shown", kind)
            return
        post, latest, this = self._post, self._latest, object()

        def on_message(message: FromJob) -> None:
            if latest[kind] is this:
                post(WindowSaid(kind, message))

        def on_end(end: JobEnd) -> None:
            if latest[kind] is this:
                post(WindowEnded(kind, end))

        latest[kind] = this
        if opened is not None:
            opened.job.cancel()
        job = self._jobs.start(DialogOrder(kind, view, seat), on_message=on_message, on_end=on_end, deadline_s=None)
        self._open[kind] = _Opened(job, seat)

    def seat_of(self, kind: DialogKind) -> Seat | None:
        """Return where a window is open; ``None`` also if it is gone."""
        opened = self._open.get(kind)
        return None if opened is None else opened.seat

    def tell(self, message: ToJob, only: DialogKind | None = None) -> None:
        """Send a message to every window, or to one if it is open."""
        for kind, opened in self._open.items():
            if only in {None, kind}:
                opened.job.send(message)

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
            self._open[kind].job.send(LeaveWindow())
        return bool(self._holding)

    def close(self) -> None:
        """Close all windows."""
        for opened in self._open.values():
            opened.job.cancel()


def _same(one: Seat | None, other: Seat | None) -> bool:
    return (one and one.screen) == (other and other.screen)
