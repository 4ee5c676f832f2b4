"""What the tests of proxies share: a server whose name exists behind a proxy only, and proxies."""

from tests.adapters.server.exchanges import authority, tls
from tests.adapters.server.raw_servers import AuthenticationServer, RawServer, Request, Wire, tunnel_to

ADDRESS = "https://auth.test"


def server_behind_a_proxy() -> AuthenticationServer:
    """Return a server that calls itself ``ADDRESS``, and proves it; also that it is 127.0.0.1."""
    certificate = authority().issue_cert("auth.test", "127.0.0.1")
    return AuthenticationServer(tls=tls(certificate), issuer=ADDRESS, token_endpoint=f"{ADDRESS}/token")


class Proxied(RawServer):
    """A proxy that leads every tunnel to one server."""

    def __init__(self, server: RawServer) -> None:
        self.requests: list[Request] = []
        super().__init__(tunnel_to(server, self.requests))


def refusing(reply: bytes) -> RawServer:
    """Return a proxy that gives every request the same answer."""

    def talk(wire: Wire) -> None:
        wire.read_request()
        wire.send(reply)

    return RawServer(talk)
