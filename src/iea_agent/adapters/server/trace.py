"""The steps of a connection, as httpcore's trace extension reports them: they become stages and facts.

Source: httpcore, docs/extensions.md ("trace").
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from iea_agent.adapters.server.certificates import Gate, certificate_fact
from iea_agent.adapters.server.faults import ServerFault
from iea_agent.adapters.server.timeline import Timeline
from iea_agent.core.addresses import is_loopback
from iea_agent.core.diagnosis import Stage, Verdict
from iea_agent.core.servers.proxies import Route
from iea_agent.core.stage_facts import DirectPeer, ProxyPeer
from iea_agent.core.strangers import NO_WORDS, StrangersText, strangers_place


class ConnectionTrace:
    """Follows one request; a value of httpx's extension ``trace``.

    Raises through httpx: ServerFault (insecure), the connection closed, where http leads to another machine.
    """

    def __init__(self, timeline: Timeline, route: Route, gate: Gate, *, encrypted: bool) -> None:
        self.connected = False
        """Whether the request opened a connection; ``False`` while it reuses one."""
        self._timeline = timeline
        self._route = route
        self._gate = gate
        self._encrypted = encrypted
        self._after_tcp = Stage.ENCRYPTION if encrypted else Stage.ANSWER

    def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Take one event of httpcore."""
        timeline, proxied = self._timeline, self._route.proxy is not None
        match event:
            case "connection.connect_tcp.started":
                self.connected = True
                timeline.stage = Stage.PROXY if proxied else Stage.CONNECTION
            case "connection.connect_tcp.complete" if not proxied:
                timeline.done(Stage.CONNECTION, self._peer(info["return_value"]), then=self._after_tcp)
            case "proxy.start_tls.started" if proxied:
                timeline.done(Stage.PROXY, proxy_fact(self._route), then=self._after_tcp)
            case "connection.start_tls.complete" if not proxied:
                self._note_certificate(info["return_value"])
            case "proxy.start_tls.complete":
                self._note_certificate(info["return_value"])
            case _:
                pass  # httpcore reports many more

    def _peer(self, stream: Any) -> DirectPeer:  # noqa: ANN401 (httpcore's own)
        try:
            host, port, *_ = stream.get_extra_info("server_addr")
        except OSError:  # it was reset at once
            stream.close()
            raise
        fact = peer_fact(host, port, self._route)
        if not self._encrypted and not is_loopback(f"http://{fact.peer}"):
            stream.close()
            raise ServerFault(Verdict.INSECURE, f"the name leads to {host}: nothing was sent")
        return fact

    def _note_certificate(self, stream: Any) -> None:  # noqa: ANN401 (httpcore's own)
        certificate = stream.get_extra_info("ssl_object").getpeercert(True)  # noqa: FBT003 (positional only)
        self._timeline.done(Stage.ENCRYPTION, certificate_fact(certificate, self._gate), then=Stage.ANSWER)


def peer_fact(host: str, port: int, route: Route) -> DirectPeer:
    """Return the fact of a direct connection; proxy settings that could not be followed are part of it."""
    return DirectPeer(f"[{host}]:{port}" if ":" in host else f"{host}:{port}", proxy_unusable=bool(route.trouble))


def proxy_fact(route: Route) -> ProxyPeer:
    """Return the fact of a connection through a proxy, without its credentials."""
    return ProxyPeer(proxy_name(route.proxy or ""), route.source, by_script=route.by_script)


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
