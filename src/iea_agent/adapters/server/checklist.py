"""The checklist of one exchange: which stage is running, which are done, how long each took."""

import time
from collections.abc import Callable

from iea_agent.adapters.server.probe import certificate_of, proxy_name, signer_of
from iea_agent.core.diagnosis import Stage, StageReport
from iea_agent.core.servers.proxies import DIRECT, Route
from iea_agent.core.texts import checklist


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

    def done(self, stage: Stage, detail: str = "", *, then: Stage | None = None) -> None:
        """Note that a stage is done, with printable words, and which one begins; without ``then`` it was the last."""
        instant = time.perf_counter()
        self.stage = then or stage
        if stage not in self._done:
            report = StageReport(stage, round((instant - self._since) * 1000, 1), detail)
            self._done[stage] = report
            self._on_stage(report)
        self._since = instant


def words_of_peer(host: str, port: int, route: Route = DIRECT) -> str:
    """Return the words of a direct connection; a proxy's settings that could not be followed are said."""
    peer = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return checklist.direct(peer, despite_settings=bool(route.trouble))


def words_of_proxy(route: Route) -> str:
    """Return the words of a connection through a proxy, without its credentials, and whose settings say so."""
    return checklist.through_proxy(proxy_name(route.proxy or ""), route.source, by_script=route.by_script)


def words_of_certificate(der: bytes | None) -> str:
    """Return who signed the certificate of an encrypted connection, and until when it is valid."""
    certificate = certificate_of(der)
    if certificate is None:
        return ""
    return checklist.signed_until(signer_of(certificate), f"{certificate.not_valid_after_utc:%d/%m/%Y}")
