"""Tells the user once, on a desktop without a tray, how to get the icon there.

Once for each desktop, and again only if an icon was shown there in between: repeating it would help nobody, but an icon
that vanished with an update of the desktop is news.
"""

from iea_agent.agent.dialogs import Dialogs
from iea_agent.agent.ports import AgentPorts, Hub
from iea_agent.agent.storage import Storage
from iea_agent.core.commands import DialogKind
from iea_agent.core.desktops import Desktop, Tray


class IconAdvice:
    """Has the status window serve where nothing shows the icon."""

    def __init__(self, hub: Hub, ports: AgentPorts, storage: Storage, dialogs: Dialogs) -> None:
        self._hub = hub
        self._desktop = ports.desktop
        self._storage = storage
        self._dialogs = dialogs
        dialogs.when_ready[DialogKind.STATUS] = self._note_told
        dialogs.when_closed[DialogKind.STATUS] = self._forget
        self.advice: Desktop | None = None
        """The desktop for which the status window explains the way to an icon; ``None``: it does not."""

    def on_tray(self, tray: Tray) -> None:
        """Note whether the icon is shown; open the status window if it is not."""
        if tray is Tray.PRESENT:
            self.advice = None
            self._storage.note_icon_advice("")
        elif self._storage.saved_state.value.icon_advised != self._desktop:
            self.advice = self._desktop
        self._hub.publish()
        if tray is Tray.ABSENT:
            self._dialogs.open(DialogKind.STATUS)

    def _note_told(self) -> None:
        if self.advice is not None:
            self._storage.note_icon_advice(self.advice)
        self._hub.publish()

    def _forget(self) -> None:
        self.advice = None
        self._hub.publish()
