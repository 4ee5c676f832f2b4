"""The places where the help sheet is played: the demonstration server, or npm's oidc-provider in its stead."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import trustme

from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.server import DemoServer
from tests.e2e.foreign.running import running

_REFUSED = {Behaviour.REFUSED}
_KNOWN = {Behaviour.UP, Behaviour.REFUSED}


class OidcPlace:
    """oidc-provider authenticates, the demonstration server has the updates; they change together."""

    def __init__(self, script: Path, demo: DemoServer, folder: Path) -> None:
        authority = trustme.CA(organization_name="Autorité de test")
        self._pem = authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.bytes().decode()
        self._script = script
        self._demo = demo
        self._folder = folder
        self._running = contextlib.ExitStack()
        self._port = 0
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_bytes(authority.cert_pem.bytes() + demo.ca_file.read_bytes())
        self.licence_number = demo.licence_number
        self.licence_key = demo.licence_key
        self.update_address = demo.update_address
        self.address = self._start(Behaviour.UP)
        self._port = urlsplit(self.address).port or 0

    def behave(self, behaviour: Behaviour) -> None:
        """Be up, down, refuse the licence or not know it; the address stays."""
        self._running.close()
        self._demo.behave(Behaviour.DOWN if behaviour is Behaviour.DOWN else Behaviour.UP)
        if behaviour is not Behaviour.DOWN:
            self._start(behaviour)

    def close(self) -> None:
        """Stop what runs."""
        self._running.close()

    def _start(self, behaviour: Behaviour) -> str:
        if behaviour not in _KNOWN | {Behaviour.LICENCE_UNKNOWN}:
            raise ValueError(f"oidc-provider cannot be {behaviour}")
        licence = {"number": self.licence_number, "key": self.licence_key, "refused": behaviour in _REFUSED}
        given = {
            "host": "127.0.0.1",
            "port": self._port,
            "licences": [licence] if behaviour in _KNOWN else [],
            "tls": {"key": self._pem, "cert": self._pem},
        }
        log = self._folder / "oidc-provider.log"
        return self._running.enter_context(running("node", self._script, given=given, log=log))


@contextlib.contextmanager
def oidc_place(script: Path, demo: DemoServer, folder: Path) -> Iterator[OidcPlace]:
    """Run a place with oidc-provider."""
    place = OidcPlace(script, demo, folder)
    try:
        yield place
    finally:
        place.close()
