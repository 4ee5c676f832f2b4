"""The ways to one origin: directly, or through the proxies that a script or the system lists, each tried in order.

A way that leads nowhere is not tried again within an exchange. A proxy that *answers*, with 407 or a page of its own,
leads somewhere: nothing goes around it.
"""

from typing import Final
from urllib.parse import unquote, urlsplit

from iea_agent.adapters.server.faults import ServerFault, verdict_of
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.servers.proxies import Route
from iea_agent.core.stage_facts import DirectPeer, ProxyPeer
from iea_agent.core.strangers import NO_WORDS, StrangersText, strangers_place

_NO_PROXYS_FAULT: Final = frozenset({Verdict.NO_ROUTE, Verdict.DNS})
"""What fails alike on every way, a direct one among them, says nothing about proxies."""


class Ways:
    """The ways to one origin, and which of them is taken."""

    def __init__(self, route: Route) -> None:
        self.route = route
        self.reached = False
        """Whether the present way has led to the server, or the proxy."""
        self._left = list(route.ways)
        self._failed: dict[str | None, ServerFault] = {}

    @property
    def proxy(self) -> str | None:
        """The proxy of the present way; ``None`` for a direct connection."""
        return self._left[0]

    @property
    def spare(self) -> int:
        """How many ways there are after the present one."""
        return len(self._left) - 1

    @property
    def passwords(self) -> list[str]:
        """The passwords of all proxies."""
        return [password for way in self.route.ways if way and (password := proxy_password(way))]

    @property
    def is_first(self) -> bool:
        """Whether no way has failed yet."""
        return not self._failed

    def pass_over(self, fault: ServerFault) -> ServerFault | None:
        """Note that the present way leads nowhere, and take the next; after the last, return the fault of all."""
        self._failed[self.proxy] = fault
        if not self.spare:
            return self._fault_of_all()
        del self._left[0]
        return None

    def direct_fact(self, host: str, port: int) -> DirectPeer:
        """Return the fact of a direct connection; proxies that could not be used are part of it."""
        peer = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        failed = tuple(filter(None, map(proxy_name, filter(None, self._failed))))
        return DirectPeer(peer, proxy_unusable=bool(self.route.trouble), failed=failed, skipped=self._skipped)

    def proxy_fact(self) -> ProxyPeer:
        """Return the fact of a connection through a proxy, without its credentials."""
        names = {way: proxy_name(way or "") for way in self._failed}
        failed = tuple(name for way, name in names.items() if name or way is None)
        name = proxy_name(self.proxy or "")
        return ProxyPeer(name, self.route.source, by_script=self.route.by_script, failed=failed, skipped=self._skipped)

    def in_words(self, way: str | None) -> str:
        """Return the name of a way for a technical detail, after the variable that names it."""
        named_by = f"{self.route.setting}, " if self.route.setting and way is not None else ""
        return "direct" if way is None else f"{named_by}{proxy_name(way) or 'an unreadable address'}"

    @property
    def _skipped(self) -> tuple[StrangersText, ...]:
        return tuple(dict.fromkeys(map(proxy_name, self.route.skipped)))

    def _fault_of_all(self) -> ServerFault:
        faults = self._failed
        if list(faults) == [None]:
            return faults[None]
        detail = "; ".join(f"{self.in_words(way)}: {fault.detail}" for way, fault in faults.items())
        skipped = [f"{name}: not of a kind that can be used" for name in self._skipped]
        words = next((fault.words for fault in faults.values() if fault.words), "")
        causes = {verdict_of(fault.__cause__ or fault) for fault in faults.values()}
        alike = None in faults and len(causes) == 1 and causes <= _NO_PROXYS_FAULT
        verdict = faults[None].verdict if alike else Verdict.PROXY
        return ServerFault(verdict, "; ".join([detail, *skipped]), words)


def proxy_name(proxy: str) -> StrangersText:
    """Return a proxy's host and port without its credentials; empty for a malformed address."""
    _, had_credentials, place = proxy.rpartition("@")
    try:
        parts = urlsplit(f"//{place}" if had_credentials else proxy)
        return strangers_place(parts.hostname or "", parts.port)
    except ValueError:
        return NO_WORDS


def proxy_password(proxy: str) -> str:
    """Return the password in a proxy's address; empty without one, or for a malformed address."""
    try:
        return unquote(urlsplit(proxy).password or "")
    except ValueError:
        return ""
