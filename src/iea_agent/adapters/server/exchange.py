"""One exchange with a server over httpx: its connections, its requests, and what their failures mean.

For every request: no redirect is followed, nothing is decompressed, at most 64 KiB are read, and over https the
certificate is always verified. Every read is bounded in time and bytes (``transport.py``).

Not here: what is asked (``client.py``), what an answer means (``core/servers/answers.py``), and which stage a
connection has reached (``trace.py``).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

import httpx
from cryptography.x509 import Certificate

from iea_agent import __version__
from iea_agent.adapters.proxies.system import route_to
from iea_agent.adapters.server.certificates import issuer_name, shown_certificate, trusted_context
from iea_agent.adapters.server.dialing import BlockedNameError, Dialer
from iea_agent.adapters.server.faults import ServerFault, verdict_of
from iea_agent.adapters.server.hosts_file import HOSTS, stands_in_hosts_file
from iea_agent.adapters.server.timeline import Timeline
from iea_agent.adapters.server.trace import ConnectionTrace, proxy_name, proxy_password
from iea_agent.adapters.server.transport import BoundedTransport, Bounds, OutOfTimeError, TooLongError
from iea_agent.core.addresses import hosts_of, is_loopback, parse
from iea_agent.core.diagnosis import BlockedBy, Diagnosis, Stage, Verdict
