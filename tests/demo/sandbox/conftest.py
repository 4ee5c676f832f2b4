"""A demonstration server and a client that trusts only its authority."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from iea_agent.demo.sandbox.server import DemoServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DemoServer]:
    with DemoServer.start(tmp_path) as started:
        yield started


@pytest.fixture
def client(server: DemoServer) -> Iterator[httpx.Client]:
    trust = ssl.create_default_context(cafile=server.ca_file)
    with httpx.Client(base_url=server.address, verify=trust, trust_env=False, timeout=20) as opened:
        yield opened


@pytest.fixture
def page(server: DemoServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.control_url, trust_env=False, timeout=20) as opened:
        yield opened
