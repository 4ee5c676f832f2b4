"""The open dialogs: each is a job, at most one of a kind; and what the status window says of the icon."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from iea_agent.agent.inbox import DialogEnded, DialogSaid
from iea_agent.agent.ports import AgentPorts, Hub
from iea_agent.core.commands import DialogKind
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.texts import announcements
from iea_agent.core.wire.jobs import ChangesHeld, DialogOrder, FromJob, LeaveWindow, RaiseWindow, ToJob

if TYPE_CHECKING:
    from iea_agent.core.ports import Job

_log = logging.getLogger(__name__)

ANSWER_S = 5.0
"""Timeout of the acknowledgement of a request (seconds)."""
LOOKS = 2
"""Timeouts before a dialog counts as hung: the computer may have been suspended during the first."""


Hook = Callable[[], None]


class _Awaited(NamedTuple):
    """An acknowledgement that a dialog owes."""

    due: float
    """When the timeout ends, on the monotonic clock."""
    looks: int
    """Timeouts left, this one included."""
    leaves: bool
    """Whether the dialog was asked to leave, rather than to come to the front."""


class Dialogs:
    """Opens dialogs, tells them what changes, closes them; one that hangs is killed, and reopened if it was wanted.

    Only the acknowledgement of a request has a timeout: what a dialog then asks the user may take any time.
    """

    def __init__(self, hub: Hub, ports: AgentPorts) -> None:
        self._hub = hub
        self._jobs = ports.jobs
        self._monotonic = ports.monotonic
        self._has_screen = ports.has_screen
        self._open: dict[DialogKind, Job] = {}
        self._ready: set[DialogKind] = set()
        """Those that can acknowledge; one that never becomes ready is killed as a silent job."""
        self._holding: set[DialogKind] = set()
        """Those with unsaved changes."""
        self._awaited: dict[DialogKind, _Awaited] = {}
        self._reopen: set[DialogKind] = set()
        """Those that hung while they were wanted."""
        self.when_ready: dict[DialogKind, Hook] = {}
        """Called when a dialog is first shown."""
        self.when_closed: dict[DialogKind, Hook] = {}
        """Called when a dialog has closed and is not reopened."""

    def __bool__(self) -> bool:
        return bool(self._open)

    @property
    def unsaved(self) -> bool:
        """Whether a dialog has unsaved changes."""
        return bool(self._holding)

    def open(self, kind: DialogKind) -> None:
        """Open the dialog of a kind, or bring it to the front."""
        if (opened := self._open.get(kind)) is not None:
            opened.send(RaiseWindow())
            self._await(kind, leaves=False)
            return
        if not self._has_screen:
            _log.warning("no screen: the dialog %s cannot be shown", kind)
            return
        post = self._hub.post

        def on_message(message: FromJob) -> None:
            post(DialogSaid(kind, message))

        def on_end(end: JobEnd) -> None:
            post(DialogEnded(kind, end))

        order = DialogOrder(kind, self._hub.view)
        self._open[kind] = self._jobs.start(order, on_message=on_message, on_end=on_end, deadline_s=None)

    def tell(self, message: ToJob, only: DialogKind | None = None) -> None:
        """Send a message to all open dialogs, or to one kind."""
        for kind, opened in self._open.items():
            if only in {None, kind}:
                opened.send(message)

    def ask_to_leave(self) -> bool:
        """Have the dialogs with unsaved changes ask the user about them; return whether there are any."""
        for kind in self._holding:
            self._open[kind].send(LeaveWindow())
            self._await(kind, leaves=True)
        return bool(self._holding)

    def close(self) -> None:
        """Close all dialogs."""
        for opened in self._open.values():
            opened.cancel()

    # What they say.

    def on_ready(self, kind: DialogKind) -> None:
        """Note that a dialog is shown."""
        self.on_acknowledged(kind)
        if kind in self.when_ready:
            self.when_ready[kind]()

    def on_acknowledged(self, kind: DialogKind) -> None:
        """Note that a dialog has taken in a request."""
        self._ready.add(kind)
        self._awaited.pop(kind, None)

    def on_changes(self, kind: DialogKind, message: ChangesHeld) -> None:
        """Note whether a dialog has unsaved changes."""
        (self._holding.add if message.held else self._holding.discard)(kind)
        self._hub.publish()

    def on_ended(self, ended: DialogEnded) -> None:
        """Forget a dialog, or reopen it if it was asked for while it closed or hung."""
        kind = ended.kind
        self._open.pop(kind, None)
        self._ready.discard(kind)
        self._holding.discard(kind)
        awaited = self._awaited.pop(kind, None)
        is_wanted = kind in self._reopen or (awaited is not None and not awaited.leaves)
        self._reopen.discard(kind)
        if not is_wanted and kind in self.when_closed:
            self.when_closed[kind]()
        if ended.end.fault not in {None, JobFault.CANCELLED}:
            self._hub.announce(announcements.WINDOW_FAILED)
        if is_wanted:
            self.open(kind)
        self._hub.publish()

    # Timeouts.

    @property
    def due_in_s(self) -> float | None:
        """How long until the next timeout; ``None`` when no acknowledgement is awaited."""
        return max(0.0, min(one.due for one in self._awaited.values()) - self._monotonic()) if self._awaited else None

    def _await(self, kind: DialogKind, *, leaves: bool) -> None:
        """Expect an acknowledgement; a repeated request does not extend the timeout."""
        if kind in self._ready:
            known = self._awaited.get(kind)
            if known is None:
                self._awaited[kind] = _Awaited(self._monotonic() + ANSWER_S, LOOKS, leaves)
            else:
                self._awaited[kind] = known._replace(leaves=leaves)

    def kill_hung(self) -> bool:
        """Kill the dialogs whose last timeout has ended; return whether only they kept the agent from quitting."""
        now = self._monotonic()
        quits = False
        for kind, awaited in list(self._awaited.items()):
            if awaited.due > now:
                continue
            if awaited.looks > 1:
                self._awaited[kind] = awaited._replace(due=now + ANSWER_S, looks=awaited.looks - 1)
                continue
            _log.warning("the dialog %s hangs, and is killed with its unsaved changes", kind)
            del self._awaited[kind]
            self._holding.discard(kind)
            if awaited.leaves:
                quits = True
            else:
                self._reopen.add(kind)
            self._open[kind].cancel()
        return quits and not self._holding
