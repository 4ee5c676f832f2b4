"""What jobs ask of the servers: authenticate (OAuth 2.0 client credentials), and test the access.

Here: the order of the requests, and what may be sent where. Not here: how a request travels (``exchange.py``), what an
answer means (``core/servers/answers.py``). Callers run both in a process that they can kill: a slow TLS handshake
outlives every timeout.
"""

from collections.abc import Callable
from typing import Any, Final

from iea_agent.adapters.server.credentials import Licence, token_request
from iea_agent.adapters.server.exchange import Exchange
from iea_agent.adapters.server.faults import ServerFault
from iea_agent.adapters.server.timeline import Timeline
from iea_agent.core.diagnosis import Diagnosis, LicenceAnswer, Role, ServerReport, Stage, Verdict
from iea_agent.core.secret import Secret
from iea_agent.core.servers.answers import Judgement, judge_file
from iea_agent.core.servers.oauth import (
    Metadata,
    choose_authentication,
    judge_metadata,
    judge_token,
    metadata_addresses,
    most_telling,
)
from iea_agent.core.servers.validity import telling_offset
from iea_agent.core.settings import Settings
from iea_agent.core.stage_facts import HttpStatus, Issuer, TimestampMetadata
from iea_agent.core.wire.jobs import AuthenticateAnswered

_JSON: Final = {"Accept": "application/json"}


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
    exchange.secrets.append(licence.key)  # a server may repeat anything in an error text
    judgement = exchange.run(lambda: ask_token(exchange, licence, scope=settings.scope))
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
                find_timestamp(exchange, now())
        return Judgement(Verdict.ACCESSIBLE)

    return ServerReport(role, settings.address_of(role), exchange.diagnosis(exchange.run(look)))


def find_metadata(exchange: Exchange) -> Metadata:
    """Find the metadata of the issuer at this address (RFC 8414 §3); ServerFault."""
    failures: list[Judgement] = []
    for url in metadata_addresses(exchange.address):
        answer = exchange.fetch(url, _JSON)
        found = judge_metadata(answer, exchange.address, exchange.endpoint_hosts)
        if isinstance(found, Metadata):
            exchange.timeline.done(Stage.ANSWER, HttpStatus(answer.status), then=Stage.IDENTITY)
            exchange.timeline.done(Stage.IDENTITY, Issuer(exchange.address))
            return found
        if not found.verdict.facts.search_goes_on:  # a server in trouble is not asked three times
            raise _failed(exchange, found)
        failures.append(found)
    raise _failed(exchange, most_telling(failures))


def find_timestamp(exchange: Exchange, now: float) -> None:
    """Find signed timestamp metadata (TUF 1.0 §4.6) that has not expired; its signatures are not verified; ServerFault.

    ``now`` is in seconds since 1970 UTC.
    """
    from tuf.api.exceptions import RepositoryError
    from tuf.api.metadata import Metadata as SignedMetadata
    from tuf.api.serialization import DeserializationError

    answer = exchange.fetch(f"{exchange.address}/metadata/timestamp.json", _JSON)
    if failed := judge_file(answer):
        raise _failed(exchange, failed)
    exchange.timeline.done(Stage.ANSWER, HttpStatus(answer.status), then=Stage.IDENTITY)
    try:
        found: SignedMetadata[Any] = SignedMetadata.from_bytes(answer.body)
    except (DeserializationError, RepositoryError) as error:
        words = str(error.__cause__ or error)
        raise ServerFault(Verdict.NOT_OUR_SERVER, "not TUF metadata", words) from error
    if found.signed.type != "timestamp" or not found.signatures:
        raise ServerFault(Verdict.NOT_OUR_SERVER, "not signed TUF timestamp metadata")
    expires = found.signed.expires.timestamp()
    if expires <= now:
        offset_s = exchange.clock_offset_s
        exchange.clock_offset_s = telling_offset(offset_s, only_here=expires > now + (offset_s or 0.0))
        raise ServerFault(Verdict.UPDATE_EXPIRED, f"the metadata expired on {found.signed.expires:%Y-%m-%d %H:%M} UTC")
    exchange.timeline.done(Stage.IDENTITY, TimestampMetadata(exchange.gate(f"{found.signed.version}")))


def ask_token(exchange: Exchange, licence: Licence, *, scope: str) -> Judgement:
    """Present a licence (RFC 6749 §4.4) and judge the answer; the token is dropped; ServerFault.

    The key travels over https, or stays on this machine: the exchange connects nowhere else.
    """
    metadata = find_metadata(exchange)
    method = choose_authentication(metadata)
    if method is None:
        raise ServerFault(Verdict.NOT_OUR_SERVER, "the server offers no usable client authentication")
    headers, form = token_request(licence, method, scope=scope)
    answer = exchange.fetch(metadata.token_endpoint, {**_JSON, **headers}, form)
    judgement = judge_token(answer, scope)
    is_about_licence = judgement.verdict.facts.answer is not LicenceAnswer.FAILED
    exchange.timeline.stage = Stage.IDENTITY if is_about_licence else Stage.ANSWER
    return judgement


def _failed(exchange: Exchange, judgement: Judgement) -> ServerFault:
    """Return the fault of a judgement; an answer of another server is an answer, what fails is the identity."""
    if judgement.verdict is Verdict.NOT_OUR_SERVER:
        exchange.timeline.done(Stage.ANSWER, then=Stage.IDENTITY)
    return ServerFault(judgement.verdict, judgement.detail, judgement.words, judgement.moved_to)
