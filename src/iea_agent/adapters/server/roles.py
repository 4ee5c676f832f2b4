"""What is asked of each server: metadata and a token of the one, timestamp metadata of the other.

Here: the order of the requests, and what may be sent where. Not here: how a request travels (``exchange.py``), what an
answer means (``core/servers/answers.py``).
"""

from typing import Any, Final

from iea_agent.adapters.server.credentials import Licence, token_request
from iea_agent.adapters.server.exchange import Exchange
from iea_agent.adapters.server.faults import ServerFault
from iea_agent.core.diagnosis import LicenceAnswer, Stage, Verdict
from iea_agent.core.printable import printable
from iea_agent.core.servers.answers import Judgement, judge_file
from iea_agent.core.servers.oauth import (
    Metadata,
    choose_authentication,
    judge_metadata,
    judge_token,
    metadata_addresses,
    most_telling,
)
from iea_agent.core.settings import is_loopback
from iea_agent.core.stage_facts import HttpStatus, Issuer, TimestampMetadata

_JSON: Final = {"Accept": "application/json"}


def find_metadata(exchange: Exchange) -> Metadata:
    """Find the metadata of the issuer at this address (RFC 8414 §3); ServerFault."""
    failures: list[Judgement] = []
    for url in metadata_addresses(exchange.address):
        answer = exchange.fetch(url, _JSON)
        found = judge_metadata(answer, exchange.address)
        if isinstance(found, Metadata):
            exchange.timeline.done(Stage.ANSWER, HttpStatus(answer.status), then=Stage.IDENTITY)
            exchange.timeline.done(Stage.IDENTITY, Issuer(printable(found.issuer)))
            return found
        if not found.verdict.facts.search_goes_on:  # a server in trouble is not asked three times
            raise _failed(exchange, found)
        failures.append(found)
    raise _failed(exchange, most_telling(failures))


def find_timestamp(exchange: Exchange) -> None:
    """Find signed timestamp metadata (TUF 1.0 §4.6), without verifying its signatures; ServerFault."""
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
        raise ServerFault(Verdict.NOT_OUR_SERVER, f"not TUF metadata: {error.__cause__ or error}") from error
    if found.signed.type != "timestamp" or not found.signatures:
        raise ServerFault(Verdict.NOT_OUR_SERVER, "not signed TUF timestamp metadata")
    exchange.timeline.done(Stage.IDENTITY, TimestampMetadata(printable(f"{found.signed.version}")))


def ask_token(exchange: Exchange, licence: Licence, *, scope: str, now: float) -> Judgement:
    """Present a licence (RFC 6749 §4.4) and judge the answer; the token is dropped; ServerFault.

    ``now`` is in seconds since 1970 UTC. The key travels over https, or stays on this machine; where it cannot, a
    signature made with it is sent, or nothing at all.
    """
    metadata = find_metadata(exchange)
    encrypted = metadata.token_endpoint.startswith("https:")
    stays_here = exchange.loopback_only and is_loopback(metadata.token_endpoint)
    method = choose_authentication(metadata, key_may_travel=encrypted or stays_here)
    if method is None:
        if encrypted or stays_here:
            raise ServerFault(Verdict.NOT_OUR_SERVER, "the server offers no usable client authentication")
        raise ServerFault(Verdict.INSECURE, "the key would travel in clear: it was not sent")
    headers, form = token_request(licence, method, scope=scope, issuer=metadata.issuer, now=now)
    answer = exchange.fetch(metadata.token_endpoint, {**_JSON, **headers}, form)
    judgement = judge_token(answer)
    is_about_licence = judgement.verdict.facts.answer is not LicenceAnswer.FAILED
    exchange.timeline.stage = Stage.IDENTITY if is_about_licence else Stage.ANSWER
    return judgement


def _failed(exchange: Exchange, judgement: Judgement) -> ServerFault:
    """Return the fault of a judgement; an answer of another server is an answer, what fails is the identity."""
    if judgement.verdict is Verdict.NOT_OUR_SERVER:
        exchange.timeline.done(Stage.ANSWER, then=Stage.IDENTITY)
    return ServerFault(judgement.verdict, judgement.detail)
