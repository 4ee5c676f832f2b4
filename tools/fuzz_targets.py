"""What ``make fuzz`` throws its inputs at: everything of the agent that reads what others wrote.

A target takes any bytes. It fails by raising anything; what the agent itself would catch, it catches too.
"""

import contextlib
import json
import queue
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Timestamp

from iea_agent.adapters.files.checksummed import HistoryFile, StateFile
from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.jobs.launcher import ProcessJobs
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.adapters.server.client import find_timestamp
from iea_agent.adapters.server.exchange import Exchange
from iea_agent.adapters.server.faults import ServerFault
from iea_agent.adapters.server.timeline import Timeline
from iea_agent.core.addresses import is_loopback
from iea_agent.core.addresses import parse as parse_address
from iea_agent.core.cleaning import Entry, clean
from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Mode
from iea_agent.core.day_password import parse
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Stage, StageReport, Verdict
from iea_agent.core.errors import AgentError, ErrorCode
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.lockout import Lockout
from iea_agent.core.printable import MAX_DETAIL, printable
from iea_agent.core.report.redaction import redact
from iea_agent.core.saved_state import SavedState
from iea_agent.core.secret import Secret
from iea_agent.core.servers.answers import (
    MAX_ANSWER,
    MAX_RETRY_AFTER_S,
    Answer,
    clock_offset_s,
    judge_file,
    leads_to_https,
    retry_after_s,
)
from iea_agent.core.servers.oauth import judge_metadata, judge_token
from iea_agent.core.settings import Settings
from iea_agent.core.stage_facts import Addresses
from iea_agent.core.strangers import MAX_DIGITS, MAX_WORDS, strangers_place, strangers_text
from iea_agent.core.typed_addresses import address_fault, tidy_address
from iea_agent.core.wire.codec import CONTROL, FROM_JOB, TO_JOB, decode, encode
from iea_agent.core.wire.control import ControlRefusal, ControlRequest
from iea_agent.core.wire.jobs import (
    AuthenticateAnswered,
    AuthenticateOrder,
    FromJob,
    JobDone,
    JobFailed,
    JobReady,
    ServerTested,
    StageReached,
    StoreKeyOrder,
)

if TYPE_CHECKING:
    import msgspec

ISSUER: Final = "https://auth.example"
LICENCE: Final = "75-000042"
KEY: Final = "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf"
NOW: Final = 1_795_000_000.0
JOB_S: Final = 20.0
"""How long a child that only repeats something may take (seconds)."""
REDACTION_S: Final = 5.0
"""A text of a few kilobytes takes milliseconds; what takes this long grows faster than its length."""


class Target(NamedTuple):
    """One thing that reads."""

    name: str
    samples: tuple[bytes, ...]
    """Good inputs, from which bad ones are made."""
    check: Callable[[bytes], None]


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


# What crosses process borders.

_DIAGNOSIS = Diagnosis(
    Verdict.TIMEOUT, Stage.ANSWER, "late", (StageReport(Stage.NAME, 1.5, Addresses(("192.0.2.1",))),), 30.0, 0.5
)
_MESSAGES = (
    encode(AuthenticateOrder(Settings(licence_number=LICENCE))),
    encode(StoreKeyOrder(LICENCE, Secret(KEY))),
    encode(AuthenticateAnswered(_DIAGNOSIS, 3600.0)),
    encode(ServerTested(ServerReport(Role.UPDATES, ISSUER, _DIAGNOSIS))),
    encode(StageReached(Role.AUTHENTICATION, StageReport(Stage.ANSWER, 2.0))),
    encode(JobFailed(ErrorCode.STORAGE, "no room")),
    encode(ControlRequest(Action.READ_STATE)),
    encode(ControlRefusal(ErrorCode.BUSY)),
)


def _messages(data: bytes) -> None:
    decoders: tuple[msgspec.json.Decoder[Any], ...] = (TO_JOB, FROM_JOB, CONTROL)
    for decoder in decoders:
        with contextlib.suppress(AgentError):
            encode(decode(decoder, data))


def _job_output(folder: Path) -> Target:
    """What a job says on its standard output: a child repeats the input, and it must end exactly once."""
    said = folder / "said"
    order = AuthenticateOrder(Settings(licence_number=LICENCE))

    def check(data: bytes) -> None:
        said.write_bytes(data)
        messages: list[FromJob] = []
        ends: queue.SimpleQueue[JobEnd] = queue.SimpleQueue()
        jobs = ProcessJobs(["cat", str(said)], margin_s=0.0)
        jobs.start(order, on_message=messages.append, on_end=ends.put, deadline_s=JOB_S)
        end = ends.get(timeout=2 * JOB_S)
        assert end.fault is not JobFault.OVERTIME, end
        assert len(messages) <= data.count(b"\n") + 1
        jobs.close()
        assert ends.empty()

    return Target("job-output", (b"".join(_MESSAGES[2:6]), encode(JobReady()) + encode(JobDone())), check)


# What servers say.


def _answers_in(data: bytes) -> Iterator[Answer]:
    """Cut an input into a status, some headers and a body."""
    head, _, body = data.partition(b"\n\n")
    first, *lines = head.decode("latin-1").split("\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    status = int(first) if first.isascii() and first.isdecimal() and len(first) < 5 else 200  # noqa: PLR2004 (a status)
    yield Answer(status, headers, body[:MAX_ANSWER], cut=len(body) > MAX_ANSWER)
    yield Answer(200, headers, body[:MAX_ANSWER])


def _answers(data: bytes) -> None:
    for answer in _answers_in(data):
        for judgement in (judge_metadata(answer, ISSUER), judge_file(answer), judge_token(answer)):
            detail = getattr(judgement, "detail", "")
            assert detail.isprintable(), detail
            assert len(detail) <= 2 * MAX_DETAIL, len(detail)
        wait = retry_after_s(answer, NOW)
        assert wait is None or 0 <= wait <= MAX_RETRY_AFTER_S
        clock_offset_s(answer, NOW)
        leads_to_https(answer, "http://auth.example/token")


_ANSWERS = (
    b"200\ncontent-type: application/json\ndate: Tue, 24 Nov 2026 06:00:00 GMT\n\n"
    + _json({"issuer": ISSUER, "token_endpoint": f"{ISSUER}/token", "token_endpoint_auth_methods_supported": ["x"]}),
    b"200\n\n" + _json({"access_token": "t", "token_type": "Bearer", "expires_in": 3600}),
    b"401\n\n" + _json({"error": "invalid_client", "error_description": "who?"}),
    b"503\nretry-after: 120\n\n<html>",
    b"503\nretry-after: Wed, 21 Oct 2099 07:28:00 GMT\n\n",
    b"301\nlocation: https://auth.example/token\n\n",
)


class _Said(Exchange):
    """An exchange whose answer is there already."""

    def __init__(self, body: bytes) -> None:
        super().__init__(Settings(), ISSUER, 10.0, Timeline(lambda _report: None), time.time)
        self._body = body

    def fetch(self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None) -> Answer:  # noqa: ARG002 (as the real one)
        return Answer(200, {}, self._body)


def _timestamp(data: bytes) -> None:
    with contextlib.suppress(ServerFault):
        find_timestamp(_Said(data), NOW)


def _signed() -> bytes:
    document = Metadata(Timestamp())
    document.sign(CryptoSigner.generate_ed25519())
    return bytes(document.to_bytes())


# What is in files.


READ_S: Final = 2.0
"""Longest time of the processor that reading and writing the settings may take (seconds)."""


def _file_targets(folder: Path) -> Iterator[Target]:
    settings, states = SettingsFile(folder / "config.toml"), StateFile(folder / "state.json")
    history, keys = HistoryFile(folder / "history.json"), KeyFile(folder)
    settings.save(Settings(licence_number=LICENCE, software_command=("a", "b")))
    states.save(SavedState(Mode.ASSISTANCE, NOW, "panne", "mdupont", "2026-11-24", Lockout(2, NOW), NOW, NOW))
    history.save((Period(PeriodKind.OUTAGE, NOW, NOW + 60, Verdict.DNS), Period(PeriodKind.ASSISTANCE, NOW)))
    keys.put(LICENCE, Secret(KEY))
    for name, load, save in (
        ("state.json", states.load, lambda: states.save(SavedState())),
        ("history.json", history.load, lambda: history.save(())),
        ("licence-key.json", lambda: keys.get(LICENCE), lambda: keys.put(LICENCE, Secret(KEY))),
    ):
        yield Target(name, ((folder / name).read_bytes(),), _file_check(folder / name, load, save))
    samples = (
        (folder / "config.toml").read_bytes(),
        b"a" + b".a" * 3000 + b" = 1\n",
        b'[[a.b]]\nc = [{d = """e"""}]\n',
    )
    yield Target("config.toml", samples, _settings_check(folder / "config.toml", settings))


def _settings_check(path: Path, settings: SettingsFile) -> Callable[[bytes], None]:
    """Return what reads settings, saves them, and sees that what cannot be used stays as it is; all of it soon."""

    def check(data: bytes) -> None:
        path.write_bytes(data)
        path.chmod(0o600)
        begun = time.process_time()
        settings.last_good()
        try:
            settings.save(settings.load())
        except AgentError:
            with contextlib.suppress(AgentError):
                settings.save(Settings())
            assert path.read_bytes() == data
        else:
            settings.load()
        took = time.process_time() - begun
        assert took < READ_S, f"{took:.1f} s"

    return check


def _file_check(path: Path, load: Callable[[], object], save: Callable[[], None]) -> Callable[[bytes], None]:
    """Return what reads a file twice, which must agree, and then writes it, which must make it good or be refused."""

    def check(data: bytes) -> None:
        path.write_bytes(data)
        path.chmod(0o600)
        for action in (load, load, save, load):
            with contextlib.suppress(AgentError):
                action()
        left = [each.name for each in path.parent.glob(".*")]
        assert not left, left

    return check


# What people type, and what is shown to them.


def _typed(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    parse(text)
    line = printable(text)
    assert line.isprintable()
    assert len(line) <= MAX_DETAIL
    for secure in (False, True):
        tidied = tidy_address(text, secure=secure)
        assert tidy_address(tidied, secure=secure) == tidied, (text, tidied)
        fault = address_fault(tidied, secure=secure)
        found = parse_address(tidied)
        assert fault is not None or found is not None, tidied
        assert found is None or parse_address(f"{found}") == found, tidied
        is_loopback(tidied)
    for entry in Entry:
        cleaned = clean(text, entry).text
        assert clean(cleaned, entry).text == cleaned, (text, cleaned)


_TYPED = (
    b"123 456 782",
    "« 123-456‑782 »".encode(),
    b"  HTTPS://Impact-Emploi.URSSAF.fr/updates/ ",
    b"http://jean:secret@[::1]:8080/x?y#z",
    "impact‑emploi.example/\u200bchemin".encode(),
)


def _redaction(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    planted = text.replace("KEY", KEY)
    begun = time.process_time()  # of this process alone: the machine may be busy
    found = redact(planted, [KEY])
    took_s = time.process_time() - begun
    assert took_s < REDACTION_S, f"{took_s:.1f} s for {len(text)} characters"
    assert KEY not in found
    assert redact(found, [KEY]) == found


def _strangers(data: bytes) -> None:
    """The words of a stranger who knows the key: bounded, plain, and without it."""
    text = data.decode("utf-8", "replace").replace("KEY", KEY)
    begun = time.process_time()
    shown = strangers_text(text, [KEY])
    took_s = time.process_time() - begun
    assert took_s < REDACTION_S, f"{took_s:.1f} s for {len(text)} characters"
    assert len(shown) <= MAX_WORDS
    assert sum(char.isdigit() for char in shown) <= MAX_DIGITS
    assert strangers_text(shown, [KEY]) == shown
    assert not any(char.isspace() for char in strangers_place(text, 443, [KEY]))


_STRANGERS = (
    b"access_denied: the account KEY is closed, call 08 99 00 00 00",
    "Autorité de Certification « Besançon », expirée".encode(),
    b"proxy2.mairie-exemple.fr",
    b"2001:db8::7",
)
_REDACTION = (
    b"2026-11-24 06:00:00 the key is KEY, the header Authorization: Basic S0VZ\n",
    b'{"client_secret": "KEY", "token": "eyJhbGciOi.J9.x", "password": "123 456 789"}',
    b"-----BEGIN PRIVATE KEY-----\nMIIKEY\n-----END PRIVATE KEY-----\nclient_secret=KEY&x=%4b%45%59",
)


def targets(folder: Path) -> list[Target]:
    """Return all targets but the running agent; files are written below ``folder``."""
    return [
        Target("messages", _MESSAGES, _messages),
        _job_output(folder),
        Target("answers", _ANSWERS, _answers),
        Target("timestamp", (_signed(),), _timestamp),
        *_file_targets(folder),
        Target("typed", _TYPED, _typed),
        Target("redaction", _REDACTION, _redaction),
        Target("strangers", _STRANGERS, _strangers),
    ]
