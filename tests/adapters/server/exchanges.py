"""What the tests of the exchanges share: a certificate authority, and one call for each question."""

import functools
import os
import socket
import ssl
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import trustme

from iea_agent.adapters.server import client
from iea_agent.adapters.server.timeline import Timeline
from iea_agent.core.diagnosis import Diagnosis, Role, Stage, StageReport, Verdict
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.texts import checklist

KEY = "k7Qm2-X9vTz"


class Heard(NamedTuple):
    """The outcome of one exchange."""

    diagnosis: Diagnosis
    progress: list[StageReport]
    expires_in_s: float | None = None

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.diagnosis.verdict

    @property
    def stages(self) -> list[Stage]:
        """The stages done, in the order reported."""
        return [report.stage for report in self.progress]

    def detail_of(self, stage: Stage) -> str:
        """Return the French detail of a stage; a stranger's words on a line of their own."""
        return next("\n".join(checklist.lines_of(report)) for report in self.progress if report.stage is stage)


def authenticate(settings: Settings, key: str = KEY, *, now: Callable[[], float] = time.time) -> Heard:
    """Authenticate; the stages reported must be those of the diagnosis."""
    progress: list[StageReport] = []
    found = client.authenticate(settings, Secret(key), Timeline(progress.append), now=now)
    assert found.diagnosis.stages == tuple(progress)
    return Heard(found.diagnosis, progress, found.expires_in_s)


def look(settings: Settings, role: Role = Role.AUTHENTICATION, *, now: Callable[[], float] = time.time) -> Heard:
    """Test the access to one server."""
    progress: list[StageReport] = []
    report = client.test_access(settings, role, Timeline(progress.append), now=now)
    assert (report.role, report.url) == (role, settings.address_of(role))
    assert report.diagnosis.stages == tuple(progress)
    return Heard(report.diagnosis, progress)


def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the proxies of the machine that runs the tests from the environment."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy") or name == "XDG_CURRENT_DESKTOP"]:
        monkeypatch.delenv(name)


@functools.cache
def authority() -> trustme.CA:
    """Return the certificate authority of the tests."""
    return trustme.CA(organization_name="Autorité de test")


def ca_file(folder: Path) -> str:
    """Write the certificate of the authority; return the path."""
    path = folder / "ca.pem"
    authority().cert_pem.write_to_path(str(path))
    return str(path)


def tls(certificate: trustme.LeafCert, *, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
    """Return the server's side of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    if newest < ssl.TLSVersion.TLSv1_2:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # being outdated is the point
            context.minimum_version = context.maximum_version = newest
            context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def own_address() -> str:
    """Return an address of this machine that is not loopback; skip the test where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as route:
        try:
            route.connect(("192.0.2.1", 9))  # chooses a route and an address; nothing is sent
            host = str(route.getsockname()[0])
        except OSError as error:
            pytest.skip(f"no address but loopback: {error}")
    if host.startswith(("127.", "0.")):
        pytest.skip("no address but loopback")
    return host
