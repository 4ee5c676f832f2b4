"""What a case is, and the parts that most cases are made of."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from iea_agent.core.diagnosis import BlockedBy, Diagnosis, Stage, StageReport, Verdict
from iea_agent.core.stage_facts import TimestampMetadata
from iea_agent.core.strangers import strangers_text
from tests.adapters.server.exchanges import authority, ca_file, tls
from tests.adapters.server.raw_servers import AuthenticationServer, HttpServer, RawServer, Reply, Wire
from tests.isolated import Network

DEADLINE_S = 4.0
"""How long an exchange may last where it should not last at all (seconds)."""
SHORT_S = 1.0
"""How long it may last where only its end can end it (seconds)."""
METADATA = "/.well-known/oauth-authorization-server"
TIMESTAMP = "/metadata/timestamp.json"
LICENCE_NUMBER = "75-000042"


class Group(StrEnum):
    """A part of the table, by what fails."""

    NAME = "Le nom du serveur"
    CONNECTION = "La connexion"
    PROXY = "Le proxy"
    ENCRYPTION = "Le chiffrement"
    ANSWER = "La réponse HTTP"
    CONTENT = "Le contenu de la réponse"
    WEB_SERVER = "Un vrai serveur web (nginx) mal réglé"
    LICENCE = "L'authentification"
    GOOD = "Étrange, mais bon"


class Question(StrEnum):
    """What is asked."""

    ACCESS = "authentication server: access"
    UPDATES = "update server: access"
    LICENCE = "authentication server: licence"


class Trial(NamedTuple):
    """What the client is given in a situation."""

    address: str
    ca_file: str = ""
    environ: Mapping[str, str] = {}
    network: Network | None = None
    """A network of its own, where the situation needs one."""
    deadline_s: float = DEADLINE_S
    authority: str = ""
    """A PEM file of an authority that the administrator of the system installed."""

    @property
    def secure(self) -> bool:
        """Whether « Sécurisé » is ticked: where the address allows it."""
        return self.address.startswith("https:")


Situation = Callable[[Path], AbstractContextManager[Trial]]
"""Brings a situation about as long as it is held; it may write to the folder."""

Named = Callable[[Path, str], AbstractContextManager[Mapping[str, str]]]
"""Writes the address of a proxy where a system has it, as long as it is held; gives the environment of the session."""


class Case(NamedTuple):
    """A situation, and the truth about it."""

    group: Group
    title: str
    """The fault, in French, for the table."""
    situation: Situation
    verdict: Verdict
    stage: Stage
    signer: str = ""
    """The name of the signer, where the details say it."""
    question: Question = Question.ACCESS
    clock_is_wrong: bool = False
    blocked_by: BlockedBy | None = None
    clock_is_right: bool = False
    """Whether the server's time agrees with ours, and the sentence depends on it."""
    outdated_store: bool = False
    verified: bool = False
    """Whether the sentence depends on the server having proved its name."""
    floods: bool = False
    """Whether the server would send for ever."""

    @property
    def truth(self) -> Diagnosis:
        """The expected diagnosis, without technical detail and figures."""
        offset_s = 3600.0 if self.clock_is_wrong else 0.0 if self.clock_is_right else None
        stages = [StageReport(Stage.ENCRYPTION, 0.0)] if self.verified else []
        if self.question is Question.UPDATES:
            stages.append(StageReport(Stage.IDENTITY, 0.0, TimestampMetadata(strangers_text("1"))))
        words = strangers_text(self.signer)
        return Diagnosis(
            self.verdict,
            self.stage,
            stages=tuple(stages),
            clock_offset_s=offset_s,
            words=words,
            blocked_by=self.blocked_by,
            outdated_store=self.outdated_store,
        )


def served_by(make: Callable[[], RawServer], deadline_s: float = DEADLINE_S) -> Situation:
    """Return the situation in which a server runs, over http on this machine."""

    @contextmanager
    def situation(_folder: Path) -> Iterator[Trial]:
        with make() as server:
            yield Trial(server.url, deadline_s=deadline_s)

    return situation


def answered(reply: Reply, *paths: str, deadline_s: float = DEADLINE_S) -> Situation:
    """Return the situation in which a server gives this reply for its metadata, or for other paths."""

    def make() -> RawServer:
        server = HttpServer()
        for path in paths or (METADATA, "/.well-known/openid-configuration"):
            server.replies[path] = reply
        return server

    return served_by(make, deadline_s)


def encrypted(make: Callable[[], RawServer], *, deadline_s: float = DEADLINE_S) -> Situation:
    """Return the situation in which a server runs over https; the client knows the authority of the tests."""

    @contextmanager
    def situation(folder: Path) -> Iterator[Trial]:
        with make() as server:
            address = server.url.replace("http:", "https:")
            yield Trial(address, ca_file=ca_file(folder), deadline_s=deadline_s)

    return situation


def good_server(**changes: object) -> AuthenticationServer:
    """Return a server over https, with nothing wrong but these changes of its metadata."""
    server = AuthenticationServer(tls=tls(authority().issue_cert("127.0.0.1")))
    server.publish(**changes)
    return server


def then_waits(data: bytes) -> Callable[[Wire], None]:
    """Return a reply that stops before its end."""

    def talk(wire: Wire) -> None:
        wire.send(data)
        wire.wait_until_closed()

    return talk


def then_floods(start: bytes, again: bytes) -> Callable[[Wire], None]:
    """Return a reply without end, as fast as it is read."""

    def talk(wire: Wire) -> None:
        wire.send(start)
        wire.send_until_closed(again)

    return talk


def then_drips(start: bytes, again: bytes) -> Callable[[Wire], None]:
    """Return a reply without end, a few bytes at a time: too slow for a limit of bytes, too fast for a timeout."""

    def talk(wire: Wire) -> None:
        wire.send(start)
        wire.drip_until_closed(again)

    return talk
