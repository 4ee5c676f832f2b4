"""The steps of a connection, as httpcore's trace extension reports them: they become stages and facts.

Source: httpcore, docs/extensions.md ("trace").
"""

from collections.abc import Callable, Mapping
from typing import Any

from iea_agent.adapters.server.certificates import Gate, certificate_fact, names_a_host
from iea_agent.adapters.server.faults import ServerFault
from iea_agent.adapters.server.timeline import Timeline
from iea_agent.adapters.server.ways import Ways
from iea_agent.core.addresses import is_loopback
from iea_agent.core.diagnosis import Stage, Verdict
from iea_agent.core.stage_facts import DirectPeer


class ConnectionTrace:
    """Follows one request; a value of httpx's extension ``trace``.

    Raises through httpx: ServerFault (insecure), the connection closed, where http leads to another machine.
    """

    def __init__(
        self, timeline: Timeline, ways: Ways, gate: Gate, *, encrypted: bool, on_reached: Callable[[], None]
    ) -> None:
        self.connected = False
        """Whether the request opened a connection; ``False`` while it reuses one."""
        self._timeline = timeline
        self._ways = ways
        self._gate = gate
        self._on_reached = on_reached
        self._encrypted = encrypted
        self._after_tcp = Stage.ENCRYPTION if encrypted else Stage.ANSWER

    def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Take one event of httpcore."""
        timeline, ways, proxied = self._timeline, self._ways, self._ways.proxy is not None
        match event:
            case "connection.connect_tcp.started":
                self.connected = True
                ways.reached = False
                timeline.stage = Stage.PROXY if proxied else Stage.CONNECTION
            case "connection.connect_tcp.complete" if not proxied:
                self._reach()
                timeline.done(Stage.CONNECTION, self._peer(info["return_value"]), then=self._after_tcp)
            case "proxy.start_tls.started" if proxied:
                self._reach()
                timeline.done(Stage.PROXY, ways.proxy_fact(), then=self._after_tcp)
            case "connection.start_tls.complete" if not proxied:
                self._note_certificate(info["return_value"])
            case "proxy.start_tls.complete":
                self._note_certificate(info["return_value"])
            case _:
                pass  # httpcore reports many more

    def _reach(self) -> None:
        self._ways.reached = True
        self._on_reached()

    def _peer(self, stream: Any) -> DirectPeer:  # noqa: ANN401 (httpcore's own)
        try:
            host, port, *_ = stream.get_extra_info("server_addr")
        except OSError:  # it was reset at once
            stream.close()
            raise
        fact = self._ways.direct_fact(host, port)
        if not self._encrypted and not is_loopback(f"http://{fact.peer}"):
            stream.close()
            raise ServerFault(Verdict.INSECURE, f"the name leads to {host}: nothing was sent")
        return fact

    def _note_certificate(self, stream: Any) -> None:  # noqa: ANN401 (httpcore's own)
        certificate = stream.get_extra_info("ssl_object").getpeercert(True)  # noqa: FBT003 (positional only)
        if not names_a_host(certificate):
            stream.close()
            raise ServerFault(Verdict.TLS_WRONG_HOST, "the certificate has no alternative name")
        self._timeline.done(Stage.ENCRYPTION, certificate_fact(certificate, self._gate), then=Stage.ANSWER)
