"""One exchange with a server over httpx: its connections, its requests, and what their failures mean.

For every request: no redirect is followed, nothing is decompressed, at most 64 KiB are read, and over https the
certificate is always verified. Every read is bounded in time and bytes (``transport.py``).

Not here: what is asked (``client.py``), how a request is sent (``sender.py``), by which way (``ways.py``), what an
answer means (``core/servers/answers.py``), and which stage a connection has reached (``trace.py``).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Final

import httpx

from iea_agent.adapters.proxies.system import route_to
from iea_agent.adapters.server.certificates import Shown, issuer_name, look_at_server, trusted_context
from iea_agent.adapters.server.dialing import BlockedNameError, Dialer
from iea_agent.adapters.server.faults import ServerFault, verdict_of
from iea_agent.adapters.server.hosts_file import HOSTS, stands_in_hosts_file
from iea_agent.adapters.server.sender import Sender
from iea_agent.adapters.server.timeline import Timeline
from iea_agent.adapters.server.trace import ConnectionTrace
from iea_agent.adapters.server.transport import Bounds, OutOfTimeError, TooLongError
from iea_agent.adapters.server.ways import Ways
from iea_agent.adapters.system.clocks import local_time
from iea_agent.core.addresses import hosts_of, is_loopback, parse
from iea_agent.core.diagnosis import BlockedBy, Diagnosis, Stage, Verdict
from iea_agent.core.printable import printable
from iea_agent.core.servers.answers import Answer, Judgement, clock_offset_s, leads_to_https, retry_after_s
from iea_agent.core.servers.proxies import host_and_port, origin_of
from iea_agent.core.servers.validity import judge_validity
from iea_agent.core.settings import Settings
from iea_agent.core.stage_facts import Addresses
from iea_agent.core.strangers import StrangersText, strangers_text, tells
from iea_agent.core.typed_addresses import address_fault

BUDGET_SHARE: Final = 0.95
"""Share of the deadline after which an exchange gives up by itself: the verdict must leave before the kill."""
OPERATION_SHARE: Final = 1 / 3
"""Share of the deadline for one operation: a connection that is never made leaves time to say so."""
LOOK_TIMEOUT_S: Final = 2.0
"""Timeout of each operation of a look at a rejected certificate (seconds)."""

_LEADS_NOWHERE: Final = {
    Verdict.PROXY: Stage.PROXY,
    Verdict.DNS: Stage.NAME,
    Verdict.BLOCKED: Stage.NAME,
    **dict.fromkeys((Verdict.NO_ROUTE, Verdict.REFUSED_CONNECTION, Verdict.TIMEOUT), Stage.CONNECTION),
    **dict.fromkeys((Verdict.INTERRUPTED, Verdict.AGENT_FAULT), None),
}
"""The verdicts on a way after which the next one is tried, and the stage of each; ``None``: where it is."""
_TELLS: Final = "left out: a secret shows in it"
_HTTPS_HERE: Final = "the server speaks https here, not http"


class Exchange:
    """One exchange: its connections, its stages and its budget of time. For one thread."""

    def __init__(
        self, settings: Settings, address: str, deadline_s: float, timeline: Timeline, now: Callable[[], float]
    ) -> None:
        self.address = f"{parse(address) or address}"
        """The address in its normal form, in ASCII; as it was given if it is none."""
        self._given = address
        self.endpoint_hosts = hosts_of(settings.endpoint_hosts)
        self.timeline = timeline
        self.secrets: list[str] = []
        """What the other side knows, or may come to know, and must not be shown."""
        self._settings = settings
        self._operation_s = deadline_s * OPERATION_SHARE
        self._bounds = Bounds(deadline_s * BUDGET_SHARE)
        self._dialer = Dialer()
        self._now = now
        self._sender: Sender | None = None
        self._ways: dict[str, Ways] = {}
        """The ways to each origin, decided once."""
        self._open = ExitStack()
        self._retry_after_s: float | None = None
        self.clock_offset_s: float | None = None
        """The server's time minus the local time (seconds), if an answer said it, or what explains a certificate."""
        self._outdated_store = False
        self._blocked_by: BlockedBy | None = None

    def run(self, work: Callable[[], Judgement]) -> Judgement:
        """Prepare, do ``work``, close every connection; a ServerFault becomes its judgement."""
        try:
            with self._open:
                self._prepare()
                return work()
        except ServerFault as fault:
            return Judgement(fault.verdict, fault.detail, words=fault.words, moved_to=fault.moved_to)

    def diagnosis(self, judgement: Judgement) -> Diagnosis:
        """Return a judgement with the facts around it. Its detail is ours; but a host in it may be a stranger's."""
        return Diagnosis(
            judgement.verdict,
            self.timeline.stage,
            _TELLS if tells(judgement.detail, self._known()) else printable(judgement.detail),
            self.timeline.reports,
            None if judgement.verdict.facts.is_good else self._retry_after_s,
            self.clock_offset_s,
            words=self.gate(judgement.words),
            blocked_by=self._blocked_by if judgement.verdict is Verdict.BLOCKED else None,
            clock_read=None if self.clock_offset_s is None else local_time(self._now()).replace(microsecond=0),
            moved_to="" if tells(judgement.moved_to, self._known()) else judgement.moved_to,
            outdated_store=self._outdated_store,
        )

    def gate(self, text: str) -> StrangersText:
        """Return what of a stranger's text may be shown; the key and the passwords of the proxies may not."""
        return strangers_text(text, self._known())

    def _known(self) -> list[str]:
        return [*self.secrets, *(password for ways in self._ways.values() for password in ways.passwords)]

    def fetch(self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None) -> Answer:
        """GET, or POST when there is a form, by the first way that leads anywhere; ServerFault."""
        self._refuse_clear_text(url)
        ways = self._ways_to(url)
        while True:
            try:
                return self._fetch_by(ways, url, headers, form)
            except ServerFault as fault:
                if ways.reached or fault.verdict not in _LEADS_NOWHERE:
                    raise
                if (last := ways.pass_over(fault)) is not None:
                    self.timeline.stage = _LEADS_NOWHERE[last.verdict] or self.timeline.stage
                    raise last from fault.__cause__
            finally:
                self._bounds.release()

    def _fetch_by(self, ways: Ways, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None) -> Answer:
        if ways.spare and not ways.reached:
            self._bounds.hold(1 / (ways.spare + 2))
        assert self._sender is not None  # noqa: S101 (_prepare ran first)
        proxy = ways.proxy
        trace = ConnectionTrace(
            self.timeline, ways, self.gate, encrypted=_is_encrypted(url), on_reached=self._bounds.release
        )
        with self._translated(url, ways):
            if proxy is None and not ways.reached:
                self._resolve(url, ways)
            self.timeline.stage = Stage.PROXY
            client = self._sender.client(proxy)
            self.timeline.stage = Stage.ANSWER  # unless a connection has to be made first
            answer = self._sender.send(client, trace, url, headers, form)
        self._note_headers(answer)
        if not _is_encrypted(url) and (
            leads_to_https(answer, url) or (form is None and self._is_https_port(answer, url, proxy))
        ):
            raise ServerFault(Verdict.INSECURE, _HTTPS_HERE)
        return answer

    def _prepare(self) -> None:
        """Check our own settings before anything is sent, decide the route, then resolve the name."""
        if fault := address_fault(self._given, secure=self._settings.secure):
            raise ServerFault(Verdict.BAD_ADDRESS, fault)
        try:
            httpx.URL(self.address)
        except httpx.InvalidURL as error:
            raise ServerFault(Verdict.BAD_ADDRESS, str(error)) from error
        self._refuse_clear_text(self.address)
        self.timeline.begin(Stage.ENCRYPTION)  # a file on a lost share may never be read
        trust = trusted_context(self._settings.ca_file)
        self._sender = Sender(self._bounds, self._dialer, trust, self._operation_s)
        self._open.callback(self._sender.close)
        self.timeline.begin(Stage.PROXY)  # the system may take seconds to say its proxies
        if self._ways_to(self.address).proxy is None:
            self.timeline.begin(Stage.NAME)

    def _refuse_clear_text(self, url: str) -> None:
        """Refuse http to another machine: nothing would prove who answers; ServerFault (insecure)."""
        if not _is_encrypted(url) and not is_loopback(url):
            self.timeline.stage = Stage.ENCRYPTION
            raise ServerFault(Verdict.INSECURE, "http to another machine: nothing was sent")

    def _resolve(self, url: str, ways: Ways) -> None:
        """Resolve the name of a server that is reached directly; ServerFault (dns, blocked)."""
        if not ways.is_first:
            self.timeline.begin_again(Stage.NAME)
        self.timeline.stage = Stage.NAME
        host, port = httpx.URL(url).raw_host.decode("ascii"), host_and_port(url)[1]
        try:
            found = self._dialer.resolve(host, port, self._bounds.remaining_s())
        except BlockedNameError:
            raise
        except (OSError, UnicodeError, OutOfTimeError) as error:
            # What failed before may be why the name is unknown here.
            raise ServerFault(Verdict.DNS, f"{host}: {error}", ways.route.trouble) from error
        self.timeline.done(Stage.NAME, Addresses(found), then=Stage.CONNECTION)

    def _blocked(self, error: BlockedNameError) -> ServerFault:
        """Return the fault of a name with a false address, and note who gives it."""
        here = stands_in_hosts_file(error.host)
        self.timeline.stage = Stage.NAME
        self._blocked_by = BlockedBy.HOSTS_FILE if here else BlockedBy.FILTER
        return ServerFault(Verdict.BLOCKED, f"{HOSTS if here else 'DNS'}: {error.strerror}")

    def _ways_to(self, url: str) -> Ways:
        origin = origin_of(url)
        if origin not in self._ways:
            self._ways[origin] = Ways(route_to(url))
        return self._ways[origin]

    def _note_headers(self, answer: Answer) -> None:
        now = self._now()
        self._retry_after_s = retry_after_s(answer, now)
        if (offset_s := clock_offset_s(answer, now)) is not None:
            self.clock_offset_s = offset_s

    def _is_https_port(self, answer: Answer, url: str, proxy: str | None) -> bool:
        """Tell whether http was sent to a port of https: web servers answer 400 then, in words of their own."""
        return answer.status == 400 and bool(self._look(url, proxy).chain)  # noqa: PLR2004 (RFC 9110)

    def _look(self, url: str, proxy: str | None, now: Callable[[], float] | None = None) -> Shown:
        timeout_s = min(LOOK_TIMEOUT_S, self._operation_s)
        return look_at_server(url, dialer=self._dialer, proxy=proxy, timeout_s=timeout_s, now=now)

    @contextmanager
    def _translated(self, url: str, ways: Ways) -> Iterator[None]:
        """Turn what httpx and our bounds raise into a ServerFault."""
        try:
            yield
        except httpx.InvalidURL as error:
            raise ServerFault(Verdict.NOT_OUR_SERVER, "unusable address", url) from error
        except BlockedNameError as error:
            raise self._blocked(error) from error
        except (httpx.HTTPError, OSError, UnicodeError, OutOfTimeError, TooLongError) as error:
            if isinstance(error, httpx.ProxyError):  # it answers
                ways.reached = True
                fault = _told(Verdict.PROXY, error)
                raise ServerFault(fault.verdict, f"{ways.in_words(ways.proxy)}: {fault.detail}", fault.words) from error
            if self.timeline.stage is Stage.PROXY:
                raise _told(Verdict.PROXY, error) from error  # no tunnel yet: the proxy is at fault
            raise self._fault(error, url, ways.proxy) from error

    def _fault(self, error: BaseException, url: str, proxy: str | None) -> ServerFault:
        if isinstance(error, TooLongError):
            return ServerFault(Verdict.NOT_OUR_SERVER, str(error))
        verdict = Verdict.TIMEOUT if isinstance(error, httpx.TimeoutException | OutOfTimeError) else verdict_of(error)
        if verdict is None:
            # No cause below: the answer is not HTTP, or the connection ended where HTTP does not end.
            ended = "disconnected" in str(error) or "peer closed" in str(error)
            broken = Verdict.MALFORMED if self._bounds.speaks_http else Verdict.NOT_OUR_SERVER
            verdict = Verdict.INTERRUPTED if ended else broken
        if verdict is Verdict.DNS:
            self.timeline.stage = Stage.NAME
        if verdict is Verdict.INTERRUPTED and not _is_encrypted(url) and self._look(url, proxy).chain:
            return ServerFault(Verdict.INSECURE, _HTTPS_HERE)
        if verdict is Verdict.TLS_UNTRUSTED:
            return ServerFault(verdict, str(error), issuer_name(self._look(url, proxy).certificate))
        if verdict in {Verdict.TLS_EXPIRED, Verdict.TLS_NOT_YET_VALID}:
            return self._invalid_now(verdict, error, url, proxy)
        return _told(verdict, error)

    def _invalid_now(self, verdict: Verdict, error: BaseException, url: str, proxy: str | None) -> ServerFault:
        """Return the fault of a certificate that is not valid by the local clock, and note what explains it."""
        shown = self._look(url, proxy, self._now)
        judged = judge_validity(verdict, shown.validities, self._now(), shown.offset_s)
        self.clock_offset_s, self._outdated_store = judged.offset_s, judged.outdated_store
        signer = issuer_name(shown.certificate) if judged.verdict is Verdict.TLS_UNTRUSTED else ""
        return ServerFault(judged.verdict, str(error), signer)


def _is_encrypted(url: str) -> bool:
    return url[:6].lower() == "https:"


def _told(verdict: Verdict, error: BaseException) -> ServerFault:
    """Return the fault of an exception, whose text is the system's; any other may hold what the other side sent."""
    is_ours = isinstance(error, TimeoutError | OutOfTimeError | TooLongError | httpx.TimeoutException)
    if is_ours or verdict_of(error) is not None:
        return ServerFault(verdict, str(error))
    number, _, words = str(error).partition(" ")
    if isinstance(error, httpx.ProxyError) and number.isdecimal():  # the status and the reason phrase
        return ServerFault(verdict, f"HTTP {number}", words)
    return ServerFault(verdict, type(error).__name__, str(error))
