"""What the last access test of a person found, while the dialog that made it is open: a mail is about that."""

from functools import partial
from typing import Final

from iea_agent.agent.dialogs import Dialogs
from iea_agent.agent.storage import Storage
from iea_agent.core.commands import DialogKind
from iea_agent.core.diagnosis import Role, ServerReport
from iea_agent.core.wire.jobs import ServerTested

TESTING: Final = (DialogKind.SERVER_TEST, DialogKind.CONNECTION_SETTINGS)
"""The dialogs that test; a test says which of them may send its results (``core/wire/dialog_says.py``)."""


class AccessTests:
    """Keeps the results of one dialog; those of another one replace them."""

    def __init__(self, storage: Storage, dialogs: Dialogs) -> None:
        self._storage = storage
        self._kind: DialogKind | None = None
        """The dialog whose results are kept."""
        self._found: dict[Role, ServerReport] = {}
        for kind in TESTING:
            dialogs.when_closed[kind] = partial(self._on_closed, kind)

    @property
    def reports(self) -> tuple[ServerReport, ...]:
        """The results, the authentication server's first."""
        return tuple(self._found[role] for role in Role if role in self._found)

    def on_tested(self, kind: DialogKind, message: ServerTested) -> None:
        """Keep a result, and look at the clock with it."""
        if kind is not self._kind:
            self.forget()
        self._kind = kind
        self._found[message.report.role] = message.report
        self._storage.on_server_tested(message)

    def forget(self) -> None:
        """Forget the results: other settings are in use."""
        self._found = {}

    def _on_closed(self, kind: DialogKind) -> None:
        if kind is self._kind:
            self.forget()
