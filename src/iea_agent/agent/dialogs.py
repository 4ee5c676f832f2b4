"""The windows that are open: each is a job, at most one of a kind."""

import logging
from collections.abc import Callable
from typing import NamedTuple

from iea_agent.agent.inbox import DialogEnded, DialogSaid, Post
from iea_agent.core.dialogs import DialogKind
from iea_agent.core.ports import Job, JobEnd, Jobs
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import DialogOrder, FromJob, LeaveWindow, RaiseWindow, ToJob

_log = logging.getLogger(__name__)

ANSWER_S = 5.0
"""How long a window may take to say that it was asked something, before it is looked at again (seconds)."""
LOOKS = 2
"""So many times is an answer looked for: the computer may have slept until the first, which is no time to answer in."""


class _Awaited(NamedTuple):
    """An answer that a window owes."""

    due: float
    """When it is looked for, on the clock that never jumps."""
    looks: int
    """How many times it still is, this one included."""
    leaves: bool
    """Whether the window was asked to leave, and not to come to the front."""


class Dialogs:
    """Opens windows, tells them what changes, closes them; one that hangs is closed, and opened anew if it was wanted.

    Only that a window has been asked is awaited: what it then asks the user may take as long as the user wants.
    """

    def __init__(self, jobs: Jobs, monotonic: Callable[[], float], post: Post, *, has_screen: bool = True) -> None:
        self._jobs = jobs
        self._monotonic = monotonic
        self._has_screen = has_screen
        self._post = post
        self._open: dict[DialogKind, Job] = {}
        self._ready: set[DialogKind] = set()
        """Those that can answer; a window that never gets so far is killed as a silent job."""
        self._holding: set[DialogKind] = set()
        self._awaited: dict[DialogKind, _Awaited] = {}
        self._again: set[DialogKind] = set()
        """Those that hung while they were wanted."""

    @property
    def due_in_s(self) -> float | None:
        """How long until an answer is looked for; ``None`` when none is awaited."""
        return max(0.0, min(one.due for one in self._awaited.values()) - self._monotonic()) if self._awaited else None

    def __bool__(self) -> bool:
        return bool(self._open)

    def open(self, kind: DialogKind, view: AgentView) -> None:
        """Open the dialog of a kind, or bring it to the front."""
        if (opened := self._open.get(kind)) is not None:
            opened.send(RaiseWindow())
            self._await(kind, leaves=False)
            return
        if not self._has_screen:
            _log.warning("no screen: the window %s cannot be shown", kind)
            return
        post = self._post

        def on_message(message: FromJob) -> None:
            post(DialogSaid(kind, message))

        def on_end(end: JobEnd) -> None:
            post(DialogEnded(kind, end))

        self._open[kind] = self._jobs.start(
            DialogOrder(kind, view), on_message=on_message, on_end=on_end, deadline_s=None
        )

    def _await(self, kind: DialogKind, *, leaves: bool) -> None:
        """Expect an answer; a question repeated gives no more time."""
        if kind in self._ready:
            known = self._awaited.get(kind)
            if known is None:
                self._awaited[kind] = _Awaited(self._monotonic() + ANSWER_S, LOOKS, leaves)
            else:
                self._awaited[kind] = known._replace(leaves=leaves)

    def note_answer(self, kind: DialogKind) -> None:
        """A window has begun to work, or has taken in what it was asked."""
        self._ready.add(kind)
        self._awaited.pop(kind, None)

    def close_the_hung(self) -> bool:
        """Kill the windows that owe an answer; return whether it was them that kept the agent from quitting."""
        now = self._monotonic()
        quits = False
        for kind, awaited in list(self._awaited.items()):
            if awaited.due > now:
                continue
            if awaited.looks > 1:
                self._awaited[kind] = awaited._replace(due=now + ANSWER_S, looks=awaited.looks - 1)
                continue
            _log.warning("the window %s hangs, and is closed with all that it held", kind)
            del self._awaited[kind]
            self._holding.discard(kind)
            if awaited.leaves:
                quits = True
            else:
                self._again.add(kind)
            self._open[kind].cancel()
        return quits and not self._holding

    def tell(self, message: ToJob, only: DialogKind | None = None) -> None:
        """Send a message to every window, or to one if it is open."""
        for kind, opened in self._open.items():
            if only in {None, kind}:
                opened.send(message)

    def note_end(self, kind: DialogKind) -> bool:
        """Forget a window that is gone; return whether it is wanted again."""
        self._open.pop(kind, None)
        awaited = self._awaited.pop(kind, None)  # it was asked for while it closed
        self._ready.discard(kind)
        self._holding.discard(kind)
        is_wanted = kind in self._again or (awaited is not None and not awaited.leaves)
        self._again.discard(kind)
        return is_wanted

    def note_changes(self, kind: DialogKind, *, held: bool) -> None:
        """Remember whether a window holds something that would be lost with it."""
        (self._holding.add if held else self._holding.discard)(kind)

    def ask_to_leave(self) -> bool:
        """Have the windows that hold something ask the user about it; return whether there are any."""
        for kind in self._holding:
            self._open[kind].send(LeaveWindow())
            self._await(kind, leaves=True)
        return bool(self._holding)

    def close(self) -> None:
        """Close all windows."""
        for opened in self._open.values():
            opened.cancel()
