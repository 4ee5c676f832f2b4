"""Stages of an exchange with a server, verdicts, the facts about each verdict, and diagnoses.

Not here: how facts are gathered (``adapters/server/exchange.py``), how an answer is judged
(``core/servers/answers.py``), a job that ended without an answer (``core/job_end.py``) and what the user reads
(``core/texts/verdicts.py``).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec.structs import replace

from iea_agent.core.stage_facts import StageFact, TimestampMetadata
from iea_agent.core.strangers import NO_WORDS, StrangersText

CLOCK_TOLERANCE_S = 120.0
"""A server's ``Date`` this far from the local clock makes ``clock_is_wrong`` true (seconds)."""


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
    """Result of an exchange with a server; the codes are part of the CLI contract."""

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
    MOVED = "moved"
    """The server has proved its name, and says that its address is another one (RFC 9110 §15.4.2, §15.4.9)."""
    UPDATE_EXPIRED = "update_expired"
    """The update server's metadata has expired: nobody vouches for it any more (TUF 1.0 §5.4.4)."""
    MALFORMED = "malformed"
    """What answers speaks HTTP, and breaks its rules."""

    DNS = "dns"
    BLOCKED = "blocked"
    """The name leads to this machine, or nowhere, although it is a public one."""
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
    KEY_OPEN = "key_open"
    """The key lies in a folder that others may write: it is not used, and giving it again is no remedy."""
    KEY_ORIGIN = "key_origin"
    """The key was given for another server, and no person was asked: nothing was sent."""
    AGENT_FAULT = "agent_fault"
    """A job of ours crashed, was silent or overran its deadline."""

    @property
    def facts(self) -> "VerdictFacts":
        """What is known of this verdict."""
        return FACTS[self]


class BlockedBy(StrEnum):
    """What gives a name a false address."""

    HOSTS_FILE = "hosts_file"
    """A line of this machine's hosts file."""
    FILTER = "filter"
    """Whoever answers in place of the name server: a filter of the network, or a program on this machine."""


class Origin(Enum):
    """Where a verdict comes from."""

    SERVER = "the server said so"
    STRANGER = "another program or device answered in place of the server"
    EXCHANGE = "the exchange failed on its way, at the stage of the diagnosis"
    NETWORK = "this workstation is on no network: no stage was reached"
    AGENT = "the agent asked no server"


class LicenceAnswer(Enum):
    """What a verdict means as the answer to an authentication; ``event_of()`` makes the event of it."""

    SUCCEEDED = "the server issued a token"
    REFUSED = "the server knows the licence and does not let it in"
    LICENCE_REJECTED = "the server does not know the licence, or the key is wrong"
    LICENCE_MISSING = "there is nothing to authenticate with"
    FAILED = "the server gave no verdict on the licence"


class Begins(Enum):
    """What the remedy of a verdict begins with: the next act of every window is the same."""

    AGAIN = "what the reader does or checks, and then tries again"
    SETTINGS = "what is corrected in « Paramètres de connexion »"
    PERSON = "a message to the person who looks after the computers"
    SUPPORT = "a mail to the support desk"


class VerdictFacts(msgspec.Struct, frozen=True):
    """All that the program knows of a verdict; its words are in ``core/texts/verdict_words.py``."""

    who: Who | None
    """Who acts; ``None``: the verdict is good."""
    origin: Origin
    answer: LicenceAnswer = LicenceAnswer.FAILED
    begins: Begins = Begins.AGAIN
    """What the remedy begins with, whoever acts later; ``Diagnosis.begins`` knows the clock."""
    search_goes_on: bool = False
    """Whether another address of the same server's metadata may give a better answer."""
    by_clock: bool = False
    """Whether a wrong clock of this workstation can result in this verdict: then the clock tells who acts."""
    or_person: bool = False
    """Whether the person who looks after the computers acts where the reader's own remedy did not help."""
    licence_helps: bool = False
    """Whether the number or the key, typed again, may help."""
    assistance_helps: bool = False
    """Whether assistance mode is what the reader can do until the support desk has acted."""
    asks_for_time: bool = False
    """Whether the server asked to be left alone: it is not asked again only to confirm its answer."""

    @property
    def is_good(self) -> bool:
        """Whether nothing has to be done."""
        return self.who is None

    @property
    def before_any_stage(self) -> bool:
        """Whether the fault is this workstation's, whichever stage the diagnosis names."""
        return self.origin in {Origin.AGENT, Origin.NETWORK}


FACTS: Final[Mapping[Verdict, VerdictFacts]] = MappingProxyType(
    {
        Verdict.CONNECTED: VerdictFacts(None, Origin.SERVER, LicenceAnswer.SUCCEEDED),
        Verdict.ACCESSIBLE: VerdictFacts(None, Origin.SERVER),
        Verdict.LICENCE_UNKNOWN: VerdictFacts(
            Who.SUPPORT,
            Origin.SERVER,
            LicenceAnswer.LICENCE_REJECTED,
            begins=Begins.SETTINGS,
            licence_helps=True,
            assistance_helps=True,
        ),
        Verdict.REFUSED: VerdictFacts(
            Who.SUPPORT, Origin.SERVER, LicenceAnswer.REFUSED, begins=Begins.SUPPORT, assistance_helps=True
        ),
        Verdict.BUSY: VerdictFacts(Who.YOU, Origin.SERVER, asks_for_time=True),
        Verdict.SERVER_FAULT: VerdictFacts(Who.SUPPORT, Origin.SERVER),
        Verdict.PROXY: VerdictFacts(Who.IT, Origin.STRANGER, begins=Begins.PERSON),
        Verdict.PORTAL: VerdictFacts(Who.YOU, Origin.STRANGER, search_goes_on=True),
        Verdict.NOT_OUR_SERVER: VerdictFacts(Who.YOU, Origin.STRANGER, begins=Begins.SETTINGS, search_goes_on=True),
        Verdict.MOVED: VerdictFacts(Who.YOU, Origin.SERVER, begins=Begins.SETTINGS, search_goes_on=True),
        Verdict.UPDATE_EXPIRED: VerdictFacts(Who.SUPPORT, Origin.SERVER, by_clock=True),
        Verdict.MALFORMED: VerdictFacts(Who.SUPPORT, Origin.EXCHANGE),
        Verdict.DNS: VerdictFacts(Who.YOU, Origin.EXCHANGE),
        Verdict.BLOCKED: VerdictFacts(Who.IT, Origin.EXCHANGE, begins=Begins.PERSON),
        Verdict.REFUSED_CONNECTION: VerdictFacts(Who.SUPPORT, Origin.EXCHANGE),
        Verdict.TIMEOUT: VerdictFacts(Who.IT, Origin.EXCHANGE),
        Verdict.INTERRUPTED: VerdictFacts(Who.IT, Origin.EXCHANGE),
        Verdict.NO_ROUTE: VerdictFacts(Who.YOU, Origin.NETWORK),
        Verdict.TLS_EXPIRED: VerdictFacts(Who.SUPPORT, Origin.EXCHANGE, by_clock=True, assistance_helps=True),
        Verdict.TLS_NOT_YET_VALID: VerdictFacts(Who.YOU, Origin.EXCHANGE, by_clock=True),
        Verdict.TLS_WRONG_HOST: VerdictFacts(Who.YOU, Origin.EXCHANGE, begins=Begins.SETTINGS, or_person=True),
        Verdict.TLS_UNTRUSTED: VerdictFacts(Who.IT, Origin.EXCHANGE, begins=Begins.PERSON),
        Verdict.TLS_PROTOCOL: VerdictFacts(Who.IT, Origin.EXCHANGE, begins=Begins.SETTINGS),
        Verdict.INSECURE: VerdictFacts(Who.YOU, Origin.EXCHANGE, begins=Begins.SETTINGS),
        Verdict.BAD_ADDRESS: VerdictFacts(Who.YOU, Origin.EXCHANGE, begins=Begins.SETTINGS),
        Verdict.BAD_CA_FILE: VerdictFacts(Who.IT, Origin.AGENT, begins=Begins.PERSON),
        Verdict.BAD_SETTINGS: VerdictFacts(Who.IT, Origin.AGENT, LicenceAnswer.LICENCE_MISSING, begins=Begins.PERSON),
        Verdict.NOT_CONFIGURED: VerdictFacts(
            Who.YOU, Origin.AGENT, LicenceAnswer.LICENCE_MISSING, begins=Begins.SETTINGS, licence_helps=True
        ),
        Verdict.KEY_STORE: VerdictFacts(Who.YOU, Origin.AGENT, licence_helps=True),
        Verdict.KEY_OPEN: VerdictFacts(Who.IT, Origin.AGENT, begins=Begins.PERSON),
        Verdict.KEY_ORIGIN: VerdictFacts(Who.YOU, Origin.AGENT, begins=Begins.SETTINGS),
        Verdict.AGENT_FAULT: VerdictFacts(Who.SUPPORT, Origin.AGENT),
    }
)
"""One row for each verdict; nothing else in the program sorts verdicts."""

FACTS_OF_OFFICIAL: Final[Mapping[Verdict, VerdictFacts]] = MappingProxyType(
    {
        Verdict.DNS: replace(FACTS[Verdict.DNS], who=Who.IT),
        Verdict.NOT_OUR_SERVER: replace(FACTS[Verdict.NOT_OUR_SERVER], who=Who.SUPPORT, begins=Begins.AGAIN),
        Verdict.MOVED: replace(FACTS[Verdict.MOVED], who=Who.SUPPORT, begins=Begins.SUPPORT, assistance_helps=True),
        Verdict.TLS_WRONG_HOST: replace(
            FACTS[Verdict.TLS_WRONG_HOST], who=Who.IT, begins=Begins.PERSON, or_person=False
        ),
        Verdict.TLS_PROTOCOL: replace(FACTS[Verdict.TLS_PROTOCOL], begins=Begins.PERSON),
    }
)
"""The rows that differ for ``Diagnosis.is_official``: the address is right, and its reader has nothing to correct."""


class StageReport(msgspec.Struct, frozen=True):
    """One line of the checklist."""

    stage: Stage
    ms: float
    """Duration of the stage, in milliseconds."""
    fact: StageFact | None = None
    """What the stage found out, for « Détails »."""


class KeyOrigins(msgspec.Struct, frozen=True):
    """The two origins of ``key_origin``, as ``core/key_origin.py`` writes them."""

    kept: str
    """The one that the key was given for."""
    asked: str
    """The one of the address that is set now."""


class Diagnosis(msgspec.Struct, frozen=True):
    """Verdict of one exchange, and the facts that support it. Holds no secret."""

    verdict: Verdict
    stage: Stage = Stage.NAME
    """The stage reached: the one that failed, or the last."""
    detail: str = ""
    """Technical words of this program or of the system, for the details and the log."""
    stages: tuple[StageReport, ...] = ()
    retry_after_s: float | None = None
    """What the server asked with ``Retry-After`` (RFC 9110 §10.2.3), capped, in seconds."""
    clock_offset_s: float | None = None
    """Server's ``Date`` minus the local clock, in seconds; ``None`` when unknown."""
    locked: bool = False
    """For ``key_store``: it waits for its password, which a person may give."""
    key_origins: KeyOrigins | None = None
    """For ``key_origin``: what a person is asked about."""
    words: StrangersText = NO_WORDS
    """What the other side said, for a line of its own in the details; for ``tls_untrusted``, the signer's name."""
    blocked_by: BlockedBy | None = None
    """For ``blocked``: what gives the name a false address."""
    clock_read: datetime | None = None
    """When ``clock_offset_s`` was measured, by the local clock and in the local zone."""
    moved_to: str = ""
    """For ``moved``: scheme, host and port of the new address, through the gate for strangers; empty: unknown."""
    outdated_store: bool = False
    """For ``tls_untrusted``: an authority has expired, of those that this workstation knows or was shown."""
    is_official: bool = False
    """Whether the address that was asked is the official one: it is neither mistyped nor old."""

    @property
    def ok(self) -> bool:
        """Whether nothing has to be done."""
        return self.verdict.facts.is_good

    @property
    def facts(self) -> VerdictFacts:
        """What is known of the verdict at this address; ``who`` and ``begins`` know the clock, too."""
        of_official = FACTS_OF_OFFICIAL.get(self.verdict) if self.is_official else None
        return of_official or self.verdict.facts

    @property
    def is_verified(self) -> bool:
        """Whether the server has proved its name by a certificate."""
        return any(report.stage is Stage.ENCRYPTION for report in self.stages)

    @property
    def who(self) -> Who | None:
        """Who acts; ``None`` for a good verdict."""
        if not self.facts.by_clock or self.clock_offset_s is None:
            return self.facts.who
        return Who.YOU if self.clock_is_wrong else Who.SUPPORT

    @property
    def begins(self) -> Begins:
        """What the remedy begins with: where only the server's clock can be at fault, the support desk."""
        if not self.facts.by_clock or self.clock_offset_s is None or self.clock_is_wrong:
            return self.facts.begins
        return Begins.SUPPORT

    @property
    def clock_is_wrong(self) -> bool:
        """Whether the local clock is wrong: two minutes from the server's.

        A stranger's clock says nothing unless he has proved a name: the box of a Wi-Fi portal often has none.
        """
        if self.verdict.facts.origin is Origin.STRANGER and not self.is_verified:
            return False
        return self.clock_offset_s is not None and abs(self.clock_offset_s) > CLOCK_TOLERANCE_S

    @property
    def clock_times(self) -> tuple[datetime, datetime] | None:
        """The time here and the server's, both in the local zone; ``None`` when unknown."""
        if self.clock_read is None or self.clock_offset_s is None:
            return None
        try:
            return self.clock_read, self.clock_read + timedelta(seconds=self.clock_offset_s)
        except OverflowError:
            return None

    @property
    def metadata_is_verified(self) -> bool | None:
        """Whether a trusted root vouches for the metadata of an update server; ``None`` where none was accepted."""
        facts = (report.fact for report in self.stages if self.ok)
        return next((fact.verified for fact in facts if isinstance(fact, TimestampMetadata)), None)


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


_NEXT: Final[Mapping[Stage, Stage]] = {
    Stage.NAME: Stage.CONNECTION,
    Stage.CONNECTION: Stage.ENCRYPTION,
    Stage.PROXY: Stage.ENCRYPTION,
    Stage.ENCRYPTION: Stage.ANSWER,
    Stage.ANSWER: Stage.IDENTITY,
    Stage.IDENTITY: Stage.IDENTITY,
}


def overtime(reached: Sequence[StageReport], address: str, first: Stage = Stage.NAME) -> Diagnosis:
    """Judge an exchange that overran its deadline by the stages that it completed.

    Args:
        reached: the stages done, in order.
        address: of the server; https has a stage more than http.
        first: the stage that the exchange began with.
    """
    if not reached and first is Stage.ENCRYPTION:
        return Diagnosis(Verdict.BAD_CA_FILE, Stage.ENCRYPTION, "the file was not read in time")
    if not reached and first is Stage.PROXY:
        return Diagnosis(Verdict.PROXY, Stage.PROXY, "the proxy was not reached in time")
    if not reached:
        return Diagnosis(Verdict.DNS, Stage.NAME, "the name was not resolved in time")
    stage = _NEXT[reached[-1].stage]
    if stage is Stage.ENCRYPTION and not address.startswith("https:"):
        stage = _NEXT[stage]
    return Diagnosis(Verdict.TIMEOUT, stage, "the deadline passed", tuple(reached))
