"""The demonstration server: its parts put together, and its behaviour switched."""

import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from iea_agent.core.day_password import password_of, secret_of, written
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.sandbox.certificates import Certificates
from iea_agent.demo.sandbox.control_page import control_application
from iea_agent.demo.sandbox.listener import LOOPBACK, Listener, free_port
from iea_agent.demo.sandbox.repository import make_repository
from iea_agent.demo.sandbox.site import Seen, Site

LICENCE_NUMBER = "75-000042"
LICENCE_KEY = "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf"
"""A throw-away key that opens nothing but this server."""
NOTHING_LEAVES = {"HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1,localhost"}
"""The environment of an agent that is to reach this machine alone: a repair tests the built-in addresses as well."""


class DemoServer:
    """Both servers on one https port, and the page that switches their behaviour on another port, in plain http."""

    def __init__(self, folder: Path, licence_number: str = LICENCE_NUMBER, licence_key: str = LICENCE_KEY) -> None:
        self.licence_number = licence_number
        self.licence_key = licence_key
        self._certificates = Certificates.make(folder / "certificates")
        make_repository(folder / "repository")
        self._port = free_port()
        self.address = f"https://localhost:{self._port}"
        """The authentication server's address."""
        self.update_address = f"{self.address}/updates"
        self.ca_file = self._certificates.authority
        """The certificate authority to be trusted, a PEM file."""
        self._site = Site(self.address, {licence_number: licence_key}, folder / "repository")
        self._lock = threading.Lock()
        self._listener: Listener | None = None
        self._control: Listener | None = None
        self.control_url = ""

    @classmethod
    def start(cls, folder: Path, licence_number: str = LICENCE_NUMBER, licence_key: str = LICENCE_KEY) -> Self:
        """Start in a folder of its own, with one licence; OSError if it cannot listen."""
        server = cls(folder, licence_number, licence_key)
        server.behave(Behaviour.UP)
        port = free_port()
        server._control = Listener(control_application(server, port), port)
        server._control.start()
        server.control_url = f"http://{LOOPBACK}:{port}/"
        return server

    @property
    def behaviour(self) -> Behaviour:
        """How it behaves now."""
        return self._site.behaviour

    @property
    def requests(self) -> list[Seen]:
        """The last requests, newest first."""
        return list(self._site.seen)

    @property
    def day_password(self) -> str:
        """The password of the day of its licence, which the support desk would send by mail."""
        return written(password_of(secret_of(self.licence_number, self.licence_key), time.time()))

    def behave(self, behaviour: Behaviour) -> None:
        """Change the behaviour; returns when it is in force. OSError if the port was taken meanwhile."""
        with self._lock:
            self._stop_listening()
            self._site.behaviour = behaviour
            if behaviour is not Behaviour.DOWN:
                names = self._certificates
                certificate = names.expired if behaviour is Behaviour.EXPIRED else names.good
                self._listener = Listener(self._site.application(), self._port, str(certificate))
                self._listener.start()

    def close(self) -> None:
        """Stop everything."""
        with self._lock:
            self._stop_listening()
            if self._control is not None:
                self._control.stop()
                self._control = None

    def _stop_listening(self) -> None:
        if self._listener is not None:
            self._listener.stop()
            self._listener = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<DemoServer {self.address} {self.behaviour}>"
