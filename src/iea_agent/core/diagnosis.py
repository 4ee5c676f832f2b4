"""Stages of an exchange with a server, verdict codes, and who acts on each.

Here is the vocabulary of what can go wrong and the pure rules about it. Not here: how facts are
gathered (``adapters/server/exchange.py``), how an answer is judged (``core/servers/answers.py``), and what
the user reads (``core/texts/verdicts.py``).
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from iea_agent.core.stage_facts import StageFact

CLOCK_TOLERANCE_S = 120.0
"""A server's ``Date`` this far from the local clock is worth a remark (seconds)."""


class Stage(StrEnum):
    """How far an exchange with a server went, in order."""

    NAME = "name"
    CONNECTION = "connection"
    PROXY = "proxy"
    ENCRYPTION = "encryption"
    ANSWER = "answer"
    IDENTITY = "identity"


class Role(StrEnum):
    """What a server is for."""

    AUTHENTICATION = "authentication"
    UPDATES = "updates"


class Who(StrEnum):
    """Who can do something about a verdict."""

    YOU = "you"
    IT = "it"
    SUPPORT = "support"


class Verdict(StrEnum):
    """What one exchange with a server came to; the codes are part of the CLI contract."""

    CONNECTED = "connected"
    """The token endpoint issued a token (RFC 6749 §5.1)."""
    ACCESSIBLE = "accessible"
    """An access test found nothing wrong; says nothing about the licence."""

    LICENCE_UNKNOWN = "licence_unknown"
    REFUSED = "refused"

    BUSY = "busy"
    SERVER_FAULT = "server_fault"
    PROXY = "proxy"
    PORTAL = "portal"
    NOT_OUR_SERVER = "not_our_server"

    DNS = "dns"
    REFUSED_CONNECTION = "refused_connection"
    TIMEOUT = "timeout"
    INTERRUPTED = "interrupted"
    NO_ROUTE = "no_route"

    TLS_EXPIRED = "tls_expired"
    TLS_NOT_YET_VALID = "tls_not_yet_valid"
    TLS_WRONG_HOST = "tls_wrong_host"
    TLS_UNTRUSTED = "tls_untrusted"
    TLS_PROTOCOL = "tls_protocol"

    INSECURE = "insecure"
    """The key would have to cross a network in clear: nothing was sent."""
    BAD_ADDRESS = "bad_address"
    BAD_CA_FILE = "bad_ca_file"
    BAD_SETTINGS = "bad_settings"
    """The saved settings cannot be used; they are left as they are."""
    NOT_CONFIGURED = "not_configured"
    """No licence number, or no key for it in the key store."""
    KEY_STORE = "key_store"
    """The key store is locked, absent or silent."""
    AGENT_FAULT = "agent_fault"
    """A job of ours crashed, was silent or overran its deadline."""


GOOD = frozenset({Verdict.CONNECTED, Verdict.ACCESSIBLE})
"""The verdicts after which nothing has to be done."""

_WHO: dict[Verdict, Who] = {
    Verdict.LICENCE_UNKNOWN: Who.SUPPORT,
    Verdict.REFUSED: Who.SUPPORT,
    Verdict.BUSY: Who.YOU,
    Verdict.SERVER_FAULT: Who.SUPPORT,
    Verdict.PROXY: Who.IT,
    Verdict.PORTAL: Who.YOU,
    Verdict.NOT_OUR_SERVER: Who.YOU,
    Verdict.DNS: Who.YOU,
    Verdict.REFUSED_CONNECTION: Who.SUPPORT,
    Verdict.TIMEOUT: Who.IT,
    Verdict.INTERRUPTED: Who.IT,
    Verdict.NO_ROUTE: Who.YOU,
    Verdict.TLS_EXPIRED: Who.SUPPORT,
    Verdict.TLS_NOT_YET_VALID: Who.YOU,
    Verdict.TLS_WRONG_HOST: Who.YOU,
    Verdict.TLS_UNTRUSTED: Who.IT,
    Verdict.TLS_PROTOCOL: Who.IT,
    Verdict.INSECURE: Who.YOU,
    Verdict.BAD_ADDRESS: Who.YOU,
    Verdict.BAD_CA_FILE: Who.IT,
    Verdict.BAD_SETTINGS: Who.IT,
    Verdict.NOT_CONFIGURED: Who.YOU,
    Verdict.KEY_STORE: Who.YOU,
    Verdict.AGENT_FAULT: Who.SUPPORT,
}


class StageReport(msgspec.Struct, frozen=True):
    """One line of the checklist."""

    stage: Stage
    ms: float
    """Duration of the stage, in milliseconds."""
    fact: StageFact | None = None
    """What the stage found out, for « Détails »."""


_FROM_STRANGERS = frozenset({Verdict.PORTAL, Verdict.PROXY, Verdict.NOT_OUR_SERVER})


class Diagnosis(msgspec.Struct, frozen=True):
    """What one exchange came to, and the facts that support it. Holds no secret."""

    verdict: Verdict
    stage: Stage = Stage.NAME
    """The stage reached: the one that failed, or the last."""
    detail: str = ""
    """Technical words for the details and the log; for ``tls_untrusted``, the signer's name."""
    stages: tuple[StageReport, ...] = ()
    retry_after_s: float | None = None
    """What the server asked with ``Retry-After`` (RFC 9110 §10.2.3), capped, in seconds."""
    clock_offset_s: float | None = None
    """Server's ``Date`` minus the local clock, in seconds; ``None`` when unknown."""
    locked: bool = False
    """For ``key_store``: it waits for its password, which a person may give."""

    @property
    def ok(self) -> bool:
        """Whether nothing has to be done."""
        return self.verdict in GOOD

    @property
    def who(self) -> Who | None:
        """Who acts; ``None`` when nobody has to."""
        if self.clock_is_wrong and self.verdict in {Verdict.TLS_EXPIRED, Verdict.TLS_NOT_YET_VALID}:
            return Who.YOU
        return _WHO.get(self.verdict)

    @property
    def clock_is_wrong(self) -> bool:
        """Whether the remark ``clock`` is due: two minutes from the server's, or a certificate not yet valid.

        A stranger's clock says nothing: the box of a Wi-Fi portal often has none.
        """
        if self.verdict is Verdict.TLS_NOT_YET_VALID:
            return True
        if self.verdict in _FROM_STRANGERS:
            return False
        return self.clock_offset_s is not None and abs(self.clock_offset_s) > CLOCK_TOLERANCE_S


class ServerReport(msgspec.Struct, frozen=True):
    """The access test of one address."""

    role: Role
    url: str
    diagnosis: Diagnosis

    @property
    def ok(self) -> bool:
        """Whether this address earns the green check."""
        return self.diagnosis.ok


def all_green(reports: Iterable[ServerReport]) -> bool:
    """Tell whether every server asked for was found, and there was at least one."""
    found = [report.ok for report in reports]
    return bool(found) and all(found)


_NEXT: dict[Stage, Stage] = {
    Stage.NAME: Stage.CONNECTION,
    Stage.CONNECTION: Stage.ENCRYPTION,
    Stage.PROXY: Stage.ENCRYPTION,
    Stage.ENCRYPTION: Stage.ANSWER,
    Stage.ANSWER: Stage.IDENTITY,
    Stage.IDENTITY: Stage.IDENTITY,
}


def overtime(reached: Sequence[StageReport], first: Stage = Stage.NAME, *, encrypted: bool = True) -> Diagnosis:
    """Judge an exchange that outlived its deadline by the stages it got through; it began with ``first``."""
    if not reached and first is Stage.PROXY:
        return Diagnosis(Verdict.PROXY, Stage.PROXY, "the proxy was not reached in time")
    if not reached:
        return Diagnosis(Verdict.DNS, Stage.NAME, "the name was not resolved in time")
    stage = _NEXT[reached[-1].stage]
    if stage is Stage.ENCRYPTION and not encrypted:
        stage = _NEXT[stage]
    return Diagnosis(Verdict.TIMEOUT, stage, "the deadline passed", tuple(reached))
