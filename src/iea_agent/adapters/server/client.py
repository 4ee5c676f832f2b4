"""What jobs ask of the servers: authenticate (OAuth 2.0 client credentials), and test the access.

Callers run both in a process that they can kill: name resolution and a slow TLS handshake outlive every timeout.
"""

from collections.abc import Callable

import msgspec

from iea_agent.adapters.server.credentials import Licence
from iea_agent.adapters.server.exchange import Exchange
from iea_agent.adapters.server.roles import ask_token, find_metadata, find_timestamp
from iea_agent.adapters.server.timeline import Timeline
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.secret import Secret
from iea_agent.core.servers.answers import Judgement
from iea_agent.core.settings import Settings, is_loopback
from iea_agent.core.wire.jobs import AuthenticateAnswered


def authenticate(
    settings: Settings, key: Secret, timeline: Timeline, *, now: Callable[[], float]
) -> AuthenticateAnswered:
    """Ask the authentication server for a token, and drop it. No answer of a server raises an exception.

    ``now`` gives seconds since 1970 UTC. Verdicts about the licence are reached after the last stage, ``identity``.
    """
    licence = Licence(settings.licence_number, key.value)
    if not licence.number or not licence.key:
        return AuthenticateAnswered(Diagnosis(Verdict.NOT_CONFIGURED, detail="no licence number, or no key for it"))
    address = settings.authentication_address
    exchange = Exchange(settings, address, settings.authenticate_deadline_s, timeline, now)
    # A key in clear never leaves this machine: the name must say so, and every connection is checked.
    exchange.loopback_only = is_loopback(address) and address.startswith("http:")
    judgement = exchange.run(lambda: ask_token(exchange, licence, scope=settings.scope, now=now()))
    if licence.shows_in(judgement.detail):  # a server may repeat anything in an error text
        judgement = msgspec.structs.replace(judgement, detail="the server repeats the key: its words are left out")
    return AuthenticateAnswered(exchange.diagnosis(judgement), judgement.expires_in_s)


def test_access(settings: Settings, role: Role, timeline: Timeline, *, now: Callable[[], float]) -> ServerReport:
    """Test the access to one server, without a licence. No answer of a server raises an exception.

    The authentication server must publish metadata of its own address (RFC 8414 §3.3), the update server timestamp
    metadata of The Update Framework, whose signatures are not verified here. ``now`` gives seconds since 1970 UTC.
    """
    exchange = Exchange(settings, settings.address_of(role), settings.test_deadline_s, timeline, now)

    def look() -> Judgement:
        match role:
            case Role.AUTHENTICATION:
                find_metadata(exchange)
            case Role.UPDATES:
                find_timestamp(exchange)
        return Judgement(Verdict.ACCESSIBLE)

    return ServerReport(role, exchange.address, exchange.diagnosis(exchange.run(look)))
