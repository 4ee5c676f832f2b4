"""The open dialogs: each is a job, at most one of a kind; and what the status window says of the icon."""

import logging
from collections.abc import Callable

import msgspec

from iea_agent.agent.ports import AgentPorts, DialogEnded, DialogSaid, Hub
from iea_agent.agent.showing import Showing
from iea_agent.agent.storage import Storage
from iea_agent.core.commands import Action, DialogKind
from iea_agent.core.desktops import Desktop, Tray
from iea_agent.core.job_end import JobFault
from iea_agent.core.ports import Job
from iea_agent.core.texts import announcements
from iea_agent.core.wire.jobs import ChangesHeld, DialogOrder, LeaveWindow, RaiseWindow, ToJob, ViewChanged

_log = logging.getLogger(__name__)

ANSWER_S = 5.0
"""Timeout of the acknowledgement of a request (seconds)."""
TIMEOUTS = 2
"""Timeouts before a dialog counts as hung: the computer may have been suspended during the first."""


Hook = Callable[[], None]


class OpenDialog(msgspec.Struct, eq=False):
    """An open dialog."""

    job: Job
    is_ready: bool = False
    """Whether it can acknowledge; one that never becomes ready is killed as a silent job."""
    has_changes: bool = False
    """Whether it has unsaved changes."""
    due: float | None = None
    """When the timeout of an acknowledgement ends, on the monotonic clock; ``None``: none is awaited."""
    timeouts_left: int = 0
    """Timeouts left, this one included."""
    leaves: bool = False
    """Whether it was last asked to leave, rather than to come to the front."""
    is_hung: bool = False
    """Whether it was killed because it did not acknowledge."""


class Dialogs:
    """Opens dialogs, tells them what changes, closes them; one that hangs is killed, and reopened if it was wanted.

    Only the acknowledgement of a request has a timeout: what a dialog then asks the user may take any time.
    """

    def __init__(self, hub: Hub, ports: AgentPorts, showing: Showing) -> None:
        self._hub = hub
        self._ports = ports
        self._showing = showing
        self._open: dict[DialogKind, OpenDialog] = {}
        self.when_ready: dict[DialogKind, Hook] = {}
        """Called when a dialog is first shown."""
        self.when_closed: dict[DialogKind, Hook] = {}
        """Called when a dialog has closed and is not reopened."""

    def __bool__(self) -> bool:
        return bool(self._open)

    @property
    def unsaved(self) -> bool:
        """Whether a dialog has unsaved changes."""
        return any(dialog.has_changes for dialog in self._open.values())

    @property
    def can_be_shown(self) -> bool:
        """Whether there is a screen for them."""
        return self._ports.has_screen

    def is_open(self, kind: DialogKind) -> bool:
        """Tell whether the dialog of a kind is open."""
        return kind in self._open

    def open(self, kind: DialogKind) -> None:
        """Open the dialog of a kind, or bring it to the front."""
        self._hub.publish()  # first: a dialog opens with the state that is shown
        if kind in self._open:
            self._request(self._open[kind], RaiseWindow())
            return
        if not self.can_be_shown:
            _log.warning("no screen: the dialog %s cannot be shown", kind)
            return
        post = self._hub.post
        job = self._ports.jobs.start(
            DialogOrder(kind, self._hub.view),
            on_message=lambda message: post(DialogSaid(kind, message)),
            on_end=lambda end: post(DialogEnded(kind, end)),
            deadline_s=None,
        )
        self._open[kind] = OpenDialog(job)
        self._showing.add(kind, lambda view: job.send(ViewChanged(view)))

    def dismiss(self, kind: DialogKind) -> None:
        """Close the dialog of a kind, in which nothing can be unsaved: another one takes its place."""
        if kind in self._open:
            self._open[kind].job.cancel()

    def tell(self, message: ToJob, only: DialogKind | None = None) -> None:
        """Send a message to all open dialogs, or to one kind."""
        for kind, dialog in self._open.items():
            if only in {None, kind}:
                dialog.job.send(message)

    def ask_to_leave(self) -> bool:
        """Have the dialogs with unsaved changes ask the user about them; return whether there are any."""
        for dialog in self._open.values():
            if dialog.has_changes:
                self._request(dialog, LeaveWindow())
        return self.unsaved

    def close(self) -> None:
        """Close all dialogs."""
        for dialog in self._open.values():
            dialog.job.cancel()

    # What they say.

    def on_ready(self, kind: DialogKind) -> None:
        """Note that a dialog is shown."""
        self.on_acknowledged(kind)
        if kind in self.when_ready:
            self.when_ready[kind]()

    def on_acknowledged(self, kind: DialogKind) -> None:
        """Note that a dialog has taken in a request."""
        self._open[kind].is_ready = True
        self._open[kind].due = None

    def on_changes(self, kind: DialogKind, message: ChangesHeld) -> None:
        """Note whether a dialog has unsaved changes."""
        self._open[kind].has_changes = message.held

    def on_ended(self, ended: DialogEnded) -> None:
        """Forget a dialog, or reopen it if it was asked for while it closed or hung."""
        dialog = self._open.pop(ended.kind)
        self._showing.remove(ended.kind)
        is_wanted = not dialog.leaves and (dialog.is_hung or dialog.due is not None)
        if not is_wanted and ended.kind in self.when_closed:
            self.when_closed[ended.kind]()
        if ended.end.fault not in {None, JobFault.CANCELLED}:
            self._hub.announce(announcements.WINDOW_FAILED)
        if is_wanted:
            self.open(ended.kind)

    # Timeouts.

    @property
    def due(self) -> float | None:
        """When the next timeout ends, on the monotonic clock; ``None`` when no acknowledgement is awaited."""
        return min((dialog.due for dialog in self._open.values() if dialog.due is not None), default=None)

    def _request(self, dialog: OpenDialog, message: RaiseWindow | LeaveWindow) -> None:
        """Send a request that is to be acknowledged; a repeated one does not extend the timeout."""
        dialog.job.send(message)
        if dialog.is_ready:
            dialog.leaves = isinstance(message, LeaveWindow)
            if dialog.due is None:
                dialog.due, dialog.timeouts_left = self._ports.monotonic() + ANSWER_S, TIMEOUTS

    def kill_hung(self) -> None:
        """Kill the dialogs whose last timeout has ended; quit if only they kept the agent from it."""
        now, quits = self._ports.monotonic(), False
        for kind, dialog in self._open.items():
            if dialog.due is None or dialog.due > now:
                continue
            dialog.timeouts_left -= 1
            if dialog.timeouts_left:
                dialog.due = now + ANSWER_S
                continue
            _log.warning("the dialog %s hangs, and is killed with its unsaved changes", kind)
            dialog.due, dialog.has_changes, dialog.is_hung = None, False, True
            quits = quits or dialog.leaves
            dialog.job.cancel()
        if quits and not self.unsaved:
            self._hub.post(Action.QUIT)


class IconAdvice:
    """Tells the user once, on a desktop without a tray, how to get the icon there: in the status window.

    Once for each desktop, and again only if an icon was shown there in between: an icon that vanished with an update
    of the desktop is news.
    """

    def __init__(self, ports: AgentPorts, storage: Storage, dialogs: Dialogs) -> None:
        self._desktop = ports.desktop
        self._storage = storage
        self._dialogs = dialogs
        dialogs.when_ready[DialogKind.STATUS] = self._note_told
        dialogs.when_closed[DialogKind.STATUS] = self._forget
        dialogs.when_closed[DialogKind.WELCOME] = self._follow
        self._follows = False
        """Whether the status window opens once that of the first start is closed."""
        self.advice: Desktop | None = None
        """The desktop for which the status window explains the way to an icon; ``None``: it does not."""

    def on_tray(self, tray: Tray) -> None:
        """Note whether the icon is shown; open the status window if it is not."""
        if tray is Tray.PRESENT:
            self.advice, self._follows = None, False
            self._storage.note_icon_advice("")
            return
        if self._storage.saved_state.value.icon_advised != self._desktop:
            self.advice = self._desktop
        if self._dialogs.is_open(DialogKind.WELCOME):  # one window at a time
            self._follows = True
        else:
            self._dialogs.open(DialogKind.STATUS)

    def _follow(self) -> None:
        if self._follows:
            self._follows = False
            self._dialogs.open(DialogKind.STATUS)

    def _note_told(self) -> None:
        if self.advice is not None:
            self._storage.note_icon_advice(self.advice)

    def _forget(self) -> None:
        self.advice = None
