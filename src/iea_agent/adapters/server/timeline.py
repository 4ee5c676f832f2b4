"""The checklist of one exchange: which stage is running, which are done, how long each took."""

import time
from collections.abc import Callable

from iea_agent.adapters.server.certificates import certificate_of, proxy_name, signer_of
from iea_agent.core.diagnosis import Stage, StageReport
from iea_agent.core.servers.proxies import DIRECT, Route
from iea_agent.core.stage_facts import Certificate, DirectPeer, ProxyPeer, StageFact


class Checklist:
    """Times the stages and reports each one once, in order; a repeated one (a second connection) is not news."""

    def __init__(self, on_stage: Callable[[StageReport], None]) -> None:
        self.stage = Stage.NAME
        """The stage that is running, or the last."""
        self._on_stage = on_stage
        self._done: dict[Stage, StageReport] = {}
        self._since = time.perf_counter()

    @property
    def reports(self) -> tuple[StageReport, ...]:
        """The stages done."""
        return tuple(self._done.values())

    def done(self, stage: Stage, fact: StageFact | None = None, *, then: Stage | None = None) -> None:
        """Note that a stage is done, what it found out, and which one begins; without ``then`` it was the last."""
        instant = time.perf_counter()
        self.stage = then or stage
        if stage not in self._done:
            report = StageReport(stage, round((instant - self._since) * 1000, 1), fact)
            self._done[stage] = report
            self._on_stage(report)
        self._since = instant


def peer_fact(host: str, port: int, route: Route = DIRECT) -> DirectPeer:
    """Return the fact of a direct connection; proxy settings that could not be followed are part of it."""
    return DirectPeer(f"[{host}]:{port}" if ":" in host else f"{host}:{port}", proxy_unusable=bool(route.trouble))


def proxy_fact(route: Route) -> ProxyPeer:
    """Return the fact of a connection through a proxy, without its credentials."""
    return ProxyPeer(proxy_name(route.proxy or ""), route.source, by_script=route.by_script)


def certificate_fact(der: bytes | None) -> Certificate | None:
    """Return the fact of an encrypted connection; ``None`` if the certificate cannot be parsed."""
    certificate = certificate_of(der)
    if certificate is None:
        return None
    return Certificate(signer_of(certificate), certificate.not_valid_after_utc.date())
