"""Sends the requests of an exchange with httpx: a client for each proxy, and one for direct connections."""

import ssl
from collections.abc import Mapping
from contextlib import ExitStack, closing

import httpx

from iea_agent import __version__
from iea_agent.adapters.server.dialing import Dialer
from iea_agent.adapters.server.faults import ServerFault
from iea_agent.adapters.server.trace import ConnectionTrace
from iea_agent.adapters.server.transport import BoundedTransport, Bounds, TooLongError
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.servers.answers import Answer


class Sender:
    """Keeps connections open between requests; close it at the end. For one thread."""

    def __init__(self, bounds: Bounds, dialer: Dialer, trust: ssl.SSLContext, timeout_s: float) -> None:
        self._bounds = bounds
        self._dialer = dialer
        self._trust = trust
        self._timeout_s = timeout_s
        self._clients: dict[str | None, httpx.Client] = {}
        self._open = ExitStack()

    def client(self, proxy: str | None) -> httpx.Client:
        """Return the client of a way; ServerFault (proxy) for an address that is none, or of an unknown kind."""
        if proxy not in self._clients:
            try:
                client = httpx.Client(
                    transport=BoundedTransport(self._bounds, self._dialer, self._trust, proxy),
                    trust_env=False,  # it would read the proxies again, without the system's settings and exclusions
                    follow_redirects=False,
                    headers={"Accept-Encoding": "identity", "User-Agent": f"iea-agent/{__version__}"},
                )
            except (ValueError, httpx.InvalidURL) as error:  # an unknown kind, or SOCKS
                raise ServerFault(Verdict.PROXY, "an unusable address, or a kind that cannot be used") from error
            self._clients[proxy] = self._open.enter_context(client)
        return self._clients[proxy]

    def send(
        self,
        client: httpx.Client,
        trace: ConnectionTrace,
        url: str,
        headers: Mapping[str, str],
        form: Mapping[str, str] | None,
    ) -> Answer:
        """GET, or POST when there is a form; httpx.HTTPError, OSError and what the bounds raise."""
        request = client.build_request(
            "GET" if form is None else "POST",
            url,
            headers=headers,
            data=form,
            timeout=self._timeout_s,
            extensions={"trace": trace},
        )
        try:
            return self._send_once(client, request, url)
        except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
            if trace.connected:
                raise
            # The server had closed the idle connection: that says nothing about this request.
            return self._send_once(client, request, url)

    def close(self) -> None:
        """Close every connection."""
        self._open.close()

    def _send_once(self, client: httpx.Client, request: httpx.Request, url: str) -> Answer:
        cut = False
        body = bytearray()
        self._bounds.begin_answer()
        with closing(client.send(request, stream=True)) as response:
            try:
                for chunk in response.iter_raw():
                    body += chunk
            except TooLongError:
                cut = True
        names = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, names, bytes(body), cut=cut, url=url)
