"""The exchanges with the servers, over httpx: authenticate (OAuth 2.0 client credentials), and test the access.

With ``server_transport.py``, the only module that knows httpx. What is asked is ``server_roles.py``; what an answer
means is ``core/servers/answers.py``; what surrounds a request (names, proxies, trust) is ``server_probe.py``.

For every request: no redirect is followed, nothing is decompressed, at most 64 KiB are read, and over https the
certificate is always verified. Every read is bounded in time and bytes, but a silent DNS server and a handshake in
drips outlive every timeout: callers run this in a process that they can kill.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import msgspec
from cryptography.x509 import Certificate

from iea_agent import __version__
from iea_agent.adapters.proxies.system import route_to
from iea_agent.adapters.server import certificates as probe
from iea_agent.adapters.server.credentials import Licence
from iea_agent.adapters.server.faults import ServerFault, verdict_of
from iea_agent.adapters.server.roles import ask_token, find_metadata, find_timestamp
from iea_agent.adapters.server.timeline import Checklist, certificate_fact, peer_fact, proxy_fact
from iea_agent.adapters.server.transport import BoundedTransport, Bounds, OutOfTimeError, TooLongError
from iea_agent.core.diagnosis import GOOD, Diagnosis, Role, ServerReport, Stage, StageReport, Verdict
from iea_agent.core.printable import printable
from iea_agent.core.secret import Secret
from iea_agent.core.servers.answers import Answer, Judgement, clock_offset_s, leads_to_https, retry_after_s
from iea_agent.core.servers.proxies import Route
from iea_agent.core.settings import Settings, address_fault, is_loopback
from iea_agent.core.stage_facts import Addresses, DirectPeer

BUDGET_SHARE: Final = 0.95
"""Share of the deadline after which an exchange gives up by itself: the verdict must leave before the kill."""
OPERATION_SHARE: Final = 1 / 3
"""Share of the deadline for one operation: a dead IPv6 address leaves time for the IPv4 one, and for the answer."""
LOOK_TIMEOUT_S: Final = 2.0
"""How long each operation of a look at a bad certificate may take, in seconds."""

MAX_ADDRESSES: Final = 64
"""Most addresses of a name that are reported: a message has a limit, and a person reads the first few."""

_HTTPS_HERE = "the server speaks https here, not http"
_log = logging.getLogger(__name__)


class Authentication(msgspec.Struct, frozen=True):
    """What an authentication came to. The token is not here: it was dropped."""

    diagnosis: Diagnosis
    expires_in_s: float | None = None
    """How long the token would have lasted, in seconds; ``None`` when unknown."""


def authenticate(
    settings: Settings,
    key: Secret,
    *,
    now: Callable[[], float],
    on_stage: Callable[[StageReport], None],
) -> Authentication:
    """Ask the authentication server for a token and say what came of it; no server can make this raise.

    ``now`` gives seconds since 1970 UTC; ``on_stage`` hears of each stage done, on this thread. Verdicts about the
    licence come after the last stage, ``identity``.
    """
    licence = Licence(settings.licence_number, key.value)
    if not licence.number or not licence.key:
        return Authentication(Diagnosis(Verdict.NOT_CONFIGURED, detail="no licence number, or no key for it"))
    exchange = _Exchange(settings, settings.authentication_address, settings.authenticate_deadline_s, now, on_stage)
    # A key in clear stays on this machine: not only the name must say so, but every connection that is made.
    exchange.loopback_only = is_loopback(exchange.address) and exchange.address.startswith("http:")
    judgement = exchange.run(lambda: ask_token(exchange, licence, scope=settings.scope, now=now()))
    if licence.shows_in(judgement.detail):  # nobody knows what a stranger repeats in an error text
        judgement = msgspec.structs.replace(judgement, detail="the server repeats the key: its words are left out")
    return Authentication(exchange.diagnosis(judgement), judgement.expires_in_s)


def test_access(
    settings: Settings,
    role: Role,
    *,
    now: Callable[[], float],
    on_stage: Callable[[StageReport], None],
) -> ServerReport:
    """Test the access to one server, without a licence; no server can make this raise.

    The authentication server must publish metadata of its own address (RFC 8414 §3.3), the update server timestamp
    metadata of The Update Framework, whose signatures are not checked here. ``now`` gives seconds since 1970 UTC;
    ``on_stage`` hears of each stage done, on this thread.
    """
    exchange = _Exchange(settings, settings.address_of(role), settings.test_deadline_s, now, on_stage)

    def look() -> Judgement:
        if role is Role.AUTHENTICATION:
            find_metadata(exchange)
        else:
            find_timestamp(exchange)
        return Judgement(Verdict.ACCESSIBLE)

    return ServerReport(role, exchange.address, exchange.diagnosis(exchange.run(look)))


class _Exchange:
    """One exchange: its checklist, its connections and its budget of time. Implements ``server_roles.Exchange``."""

    def __init__(
        self,
        settings: Settings,
        address: str,
        deadline_s: float,
        now: Callable[[], float],
        on_stage: Callable[[StageReport], None],
    ) -> None:
        self.address = address
        self.checklist = Checklist(on_stage)
        self.loopback_only = False
        self._settings = settings
        self._operation_s = deadline_s * OPERATION_SHARE
        self._bounds = Bounds(deadline_s * BUDGET_SHARE)
        self._now = now
        self._trust: probe.Trust | None = None
        self._clients: dict[str | None, httpx.Client] = {}
        self._open = ExitStack()
        self._connected = False  # by the request that is under way
        self._retry_after_s: float | None = None
        self._clock_offset_s: float | None = None

    def run(self, work: Callable[[], Judgement]) -> Judgement:
        """Prepare, do ``work``, close every connection; a fault becomes its judgement."""
        try:
            with self._open:
                self._prepare()
                return work()
        except ServerFault as fault:
            return Judgement(fault.verdict, fault.detail)

    def diagnosis(self, judgement: Judgement) -> Diagnosis:
        """Return a judgement with the facts around it."""
        return Diagnosis(
            judgement.verdict,
            self.checklist.stage,
            printable(judgement.detail),
            self.checklist.reports,
            None if judgement.verdict in GOOD else self._retry_after_s,
            self._clock_offset_s,
        )

    def fetch(self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None) -> Answer:
        """GET, or POST when there is a form; ServerFault."""
        route = route_to(url)
        proxy, client = route.proxy, self._client(route.proxy)
        self.checklist.stage = Stage.ANSWER  # unless a connection has to be made first
        with self._translated(url, proxy):
            try:
                answer = self._send(client, route, url, headers, form)
            except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
                if self._connected:
                    raise
                # The server had closed the connection of the request before: that says nothing about this one.
                answer = self._send(client, route, url, headers, form)
        if url.startswith("http:") and (
            leads_to_https(answer, url) or (form is None and self._is_lost(answer, url, proxy))
        ):
            raise ServerFault(Verdict.INSECURE, _HTTPS_HERE)
        return answer

    def _is_lost(self, answer: Answer, url: str, proxy: str | None) -> bool:
        """Tell whether http came to a port of https: web servers say 400 then, in words of their own."""
        return answer.status == 400 and self._shown_certificate(url, proxy) is not None  # noqa: PLR2004 (RFC 9110)

    def _prepare(self) -> None:
        """Check what is ours before anything is sent, then look the name up."""
        if fault := address_fault(self.address, secure=self._settings.secure):
            raise ServerFault(Verdict.BAD_ADDRESS, fault)
        try:
            url = httpx.URL(self.address)
        except httpx.InvalidURL as error:
            raise ServerFault(Verdict.BAD_ADDRESS, str(error)) from error
        self._trust = probe.trust(self._settings.ca_file)
        route = route_to(self.address)
        if route.proxy is None:
            found = probe.resolve(url.raw_host.decode("ascii"), probe.port_of(self.address), note=route.trouble)
            self.checklist.done(Stage.NAME, Addresses(tuple(found[:MAX_ADDRESSES])), then=Stage.CONNECTION)

    def _client(self, proxy: str | None) -> httpx.Client:
        if proxy not in self._clients:
            assert self._trust is not None  # noqa: S101 (_prepare came first)
            try:
                client = httpx.Client(
                    transport=BoundedTransport(self._bounds, self._trust, proxy),
                    trust_env=False,  # it would read the proxies again, without the system's settings and exclusions
                    follow_redirects=False,
                    headers={"Accept-Encoding": "identity", "User-Agent": f"iea-agent/{__version__}"},
                )
            except (ValueError, httpx.InvalidURL) as error:  # an unknown kind, or SOCKS
                self.checklist.stage = Stage.PROXY
                raise ServerFault(Verdict.PROXY, f"unusable proxy {probe.proxy_name(proxy or '')}") from error
            self._clients[proxy] = self._open.enter_context(client)
        return self._clients[proxy]

    def _send(
        self,
        client: httpx.Client,
        route: Route,
        url: str,
        headers: Mapping[str, str],
        form: Mapping[str, str] | None,
    ) -> Answer:
        self._connected, cut = False, False
        body = bytearray()
        self._bounds.begin_answer()
        with client.stream(
            "GET" if form is None else "POST",
            url,
            headers=headers,
            data=form,
            timeout=self._operation_s,
            extensions={"trace": partial(self._trace, route, url.startswith("https:"))},
        ) as response:
            try:
                for chunk in response.iter_raw():
                    body += chunk
            except TooLongError:
                cut = True
        names = {name.lower(): value for name, value in response.headers.items()}
        answer = Answer(response.status_code, names, bytes(body), cut=cut)
        now = self._now()
        self._clock_offset_s, self._retry_after_s = clock_offset_s(answer, now), retry_after_s(answer, now)
        return answer

    def _trace(self, route: Route, encrypted: bool, event: str, info: Mapping[str, Any]) -> None:  # noqa: FBT001
        """Follow a request through httpcore's trace extension: the only place that sees each step of a connection."""
        checklist, proxy = self.checklist, route.proxy
        after_tcp = Stage.ENCRYPTION if encrypted else Stage.ANSWER
        match event:
            case "connection.connect_tcp.started":
                self._connected = True
                checklist.stage = Stage.PROXY if proxy else Stage.CONNECTION
            case "connection.connect_tcp.complete" if proxy is None:
                checklist.done(Stage.CONNECTION, self._peer(info["return_value"], route), then=after_tcp)
            case "connection.connect_tcp.complete" if proxy and not encrypted:
                checklist.done(Stage.PROXY, proxy_fact(route), then=after_tcp)
            case "proxy.start_tls.started" if proxy:
                checklist.done(Stage.PROXY, proxy_fact(route), then=after_tcp)
            case "connection.start_tls.complete" if proxy is None:
                self._encrypted(info["return_value"])
            case "proxy.start_tls.complete":
                self._encrypted(info["return_value"])
            case _:
                pass

    def _peer(self, stream: Any, route: Route) -> DirectPeer:  # noqa: ANN401 (httpcore's own)
        """Return the other end of a new connection; ServerFault, the connection closed, if it is not to be used."""
        try:
            host, port, *_ = stream.get_extra_info("server_addr")
        except OSError:  # it was reset at once
            stream.close()
            raise
        if self.loopback_only and not probe.is_loopback_address(host):
            stream.close()
            raise ServerFault(Verdict.INSECURE, f"the name leads to {host}: nothing was sent")
        return peer_fact(host, port, route)

    def _encrypted(self, stream: Any) -> None:  # noqa: ANN401 (httpcore's own)
        certificate = stream.get_extra_info("ssl_object").getpeercert(True)  # noqa: FBT003 (positional only)
        self.checklist.done(Stage.ENCRYPTION, certificate_fact(certificate), then=Stage.ANSWER)

    @contextmanager
    def _translated(self, url: str, proxy: str | None) -> Iterator[None]:
        """Turn what httpx and our bounds raise into a fault."""
        try:
            yield
        except httpx.InvalidURL as error:
            raise ServerFault(Verdict.NOT_OUR_SERVER, f"unusable address {url}: {error}") from error
        except (httpx.HTTPError, OSError, UnicodeError, OutOfTimeError, TooLongError) as error:
            if isinstance(error, httpx.ProxyError) or self.checklist.stage is Stage.PROXY:
                raise ServerFault(Verdict.PROXY, str(error)) from error  # until the tunnel stands, all is the proxy's
            raise self._fault(error, url, proxy) from error

    def _shown_certificate(self, url: str, proxy: str | None) -> Certificate | None:
        host, timeout_s = urlsplit(url).hostname or "", min(LOOK_TIMEOUT_S, self._operation_s)
        return probe.shown_certificate(host, probe.port_of(url), proxy=proxy, timeout_s=timeout_s)

    def _fault(self, error: BaseException, url: str, proxy: str | None) -> ServerFault:
        if isinstance(error, TooLongError):
            return ServerFault(Verdict.NOT_OUR_SERVER, str(error))
        verdict = Verdict.TIMEOUT if isinstance(error, httpx.TimeoutException | OutOfTimeError) else verdict_of(error)
        if verdict is None:
            # No cause below: what came is not HTTP, or the connection ended where HTTP does not end.
            ended = "disconnected" in str(error) or "peer closed" in str(error)
            verdict = Verdict.INTERRUPTED if ended else Verdict.NOT_OUR_SERVER
        if verdict is Verdict.DNS:
            self.checklist.stage = Stage.NAME
        if verdict is Verdict.INTERRUPTED and url.startswith("http:") and self._shown_certificate(url, proxy):
            return ServerFault(Verdict.INSECURE, _HTTPS_HERE)
        if verdict not in {Verdict.TLS_UNTRUSTED, Verdict.TLS_EXPIRED}:
            return ServerFault(verdict, str(error))
        shown = self._shown_certificate(url, proxy)
        if verdict is Verdict.TLS_UNTRUSTED:
            _log.info("%s: %s", url, printable(str(error)))  # the clerk is told who signed; the reason is for IT
            return ServerFault(verdict, probe.signer_of(shown))
        # Windows calls both ends of the validity "expired".
        if shown and shown.not_valid_before_utc.timestamp() > self._now():
            verdict = Verdict.TLS_NOT_YET_VALID
        return ServerFault(verdict, str(error))
