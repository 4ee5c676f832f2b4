"""News of the connection: tells the user what ``core/announcing.py`` decides, once the display takes it."""

from typing import TYPE_CHECKING

from iea_agent.agent.authentication import Authentication
from iea_agent.agent.ports import AgentPorts, Hub
from iea_agent.agent.showing import Showing
from iea_agent.core.announcing import Heard, News, look, woke
from iea_agent.core.connection_state import Link
from iea_agent.core.texts import announcements

if TYPE_CHECKING:
    from collections.abc import Callable


class ConnectionNews:
    """Owns what the user has heard of the connection."""

    def __init__(self, hub: Hub, ports: AgentPorts, showing: Showing, authentication: Authentication) -> None:
        self._hub = hub
        self._ports = ports
        self._showing = showing
        self._authentication = authentication
        self.is_said: Callable[[], bool] = lambda: False
        """Whether a window says the state where the user is looking: then no notification does."""
        self._heard = Heard()
        self._is_pending = False
        """Whether the display refused the last news."""

    @property
    def due(self) -> float | None:
        """When news are due although nothing happens; ``None``: none are."""
        return self._showing.announces_at if self._is_pending else self._heard.due

    def on_woke(self) -> None:
        """Give the network time before anything is announced."""
        if self._hub.begun:
            self._heard = woke(self._heard, self._ports.monotonic())

    def tell(self, *, answered: bool = False) -> None:
        """Tell the news, if there are any. ``answered``: an attempt has just got its answer."""
        after, news = look(self._heard, self._hub.state, self._ports.monotonic(), answered=answered)
        if news is News.LAST_LOOK:
            self._authentication.look_again()
        if news is News.STATE and self.is_said():
            news = None
        self._is_pending = news in {News.STATE, News.UNSTABLE} and not self._says(news)
        if not self._is_pending:
            self._heard = after

    def _says(self, news: News | None) -> bool:
        self._hub.publish()  # first: a notification bears the picture that is shown
        if news is News.UNSTABLE:
            return self._showing.announces(announcements.UNSTABLE)
        return self._showing.announces(announcements.of_state(self._hub.view, lost=self._heard.link is Link.CONNECTED))
