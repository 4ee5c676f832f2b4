"""The window of the first start: where no licence key is kept, one window leads to the first connection.

A person who starts the program gets it each time; a login, once (docs/decisions/0027-first-start.md).
"""

from iea_agent.agent.dialogs import Dialogs
from iea_agent.agent.ports import Hub
from iea_agent.agent.storage import Storage
from iea_agent.core.commands import DialogKind, Open, is_available
from iea_agent.core.connection_state import Link


class Welcome:
    """Opens the window by itself, at most once a start."""

    def __init__(self, hub: Hub, storage: Storage, dialogs: Dialogs, *, at_login: bool, greets: bool) -> None:
        """Build it; without ``greets`` the start was another command's, which says what is missing."""
        self._hub = hub
        self._storage = storage
        self._dialogs = dialogs
        self._at_login = at_login
        self._greets = greets
        self._is_due = True
        """Whether the window may still open by itself."""
        dialogs.when_ready[DialogKind.WELCOME] = storage.note_welcome

    def greet(self) -> None:
        """Open the window if there is no licence, unless a login has shown it before."""
        if self._opens_by_itself:
            self._dialogs.open(DialogKind.WELCOME)
        self._is_due = False

    @property
    def _opens_by_itself(self) -> bool:
        was_shown = self._at_login and self._storage.saved_state.value.welcomed
        is_wanted = self._is_due and self._greets and not was_shown
        return is_wanted and is_available(Open(DialogKind.WELCOME), self._hub.state)

    @property
    def says_it(self) -> bool:
        """Whether the window says what a notification would: that there is no licence."""
        is_there = self._dialogs.is_open(DialogKind.WELCOME) or (self._opens_by_itself and self._dialogs.can_be_shown)
        return is_there and self._hub.state.link is Link.NOT_CONFIGURED
