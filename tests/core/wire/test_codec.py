"""What crosses a process border comes out as it went in, and nothing else comes out."""

import json
from collections.abc import Callable
from typing import Any, TypeAlias, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import COMMANDS, Action, DialogKind
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Stage, StageReport, Verdict
from iea_agent.core.errors import ErrorCode, MessageError
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.prepared_mails import Occasion, PreparedMail
from iea_agent.core.repair import (
    AddressPair,
    KnownGoodSource,
    RepairOffer,
    RepairOutcome,
    RepairReason,
    RepairReport,
    RepairUndo,
)
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.stage_facts import (
    Addresses,
    Certificate,
    DirectPeer,
    HttpStatus,
    Issuer,
    ProxyPeer,
    ProxySource,
    TimestampMetadata,
)
from iea_agent.core.view import AgentView
from iea_agent.core.wire.codec import CONTROL, FROM_JOB, MAX_MESSAGE, TO_JOB, VERSION, decode, encode
from iea_agent.core.wire.control import Control, ControlRefusal, ControlReply, ControlRequest
from iea_agent.core.wire.jobs import (
    AssistanceConfirmed,
    AttemptProgressed,
    AuthenticateAnswered,
    AuthenticateOrder,
    ChangesHeld,
    ComparePasswordOrder,
    ContinueHere,
    DialogAsked,
    DialogOrder,
    FromJob,
    JobDone,
    JobFailed,
    JobReady,
    KeyAllowed,
    KeyStoreAsking,
    KeyStored,
    LeaveWindow,
    MailPrepared,
    MakePasswordOrder,
    MakeReportOrder,
    PasswordAnswered,
    PasswordCompared,
    PasswordMade,
    PasswordTyped,
    RaiseWindow,
    RepairAgreed,
    ReportMade,
    SaveAddressesOrder,
    ServerTested,
    StageReached,
    StoreKeyOrder,
    TestOrder,
    ToJob,
    ViewChanged,
    WindowAnswered,
)

AnyDecoder: TypeAlias = "msgspec.json.Decoder[Any]"

DECODERS: tuple[AnyDecoder, ...] = (TO_JOB, FROM_JOB, CONTROL)
UNIONS = (ToJob, FromJob, Control)

WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
NAMES = st.lists(WORDS, max_size=3).map(tuple)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
MAYBE = st.none() | NUMBERS
FACTS = st.one_of(
    st.none(),
    st.builds(Addresses, st.lists(WORDS, max_size=3).map(tuple)),
    st.builds(DirectPeer, WORDS, proxy_unusable=st.booleans(), failed=NAMES, skipped=NAMES),
    st.builds(
        ProxyPeer,
        WORDS,
        st.none() | st.sampled_from(ProxySource),
        by_script=st.booleans(),
        failed=NAMES,
        skipped=NAMES,
    ),
    st.builds(Certificate, WORDS, st.dates()),
    st.builds(HttpStatus, st.integers(100, 599)),
    st.builds(Issuer, WORDS),
    st.builds(TimestampMetadata, WORDS, st.booleans()),
)
STAGES = st.builds(StageReport, st.sampled_from(Stage), NUMBERS, FACTS)
DIAGNOSES = st.builds(
    Diagnosis,
    st.sampled_from(Verdict),
    st.sampled_from(Stage),
    WORDS,
    st.lists(STAGES, max_size=6).map(tuple),
    MAYBE,
    MAYBE,
    moved_to=WORDS,
)
REPORTS = st.builds(ServerReport, st.sampled_from(Role), WORDS, DIAGNOSES)
SECONDS = st.floats(10, 120)
SETTINGS = st.builds(
    Settings,
    secure=st.booleans(),
    authentication_address=WORDS,
    update_address=WORDS,
    licence_number=WORDS,
    key_in_file=st.booleans(),
    ca_file=WORDS,
    test_deadline_s=SECONDS,
    authenticate_deadline_s=SECONDS,
    check_every_s=SECONDS,
)
PERIODS = st.builds(
    Period,
    kind=st.sampled_from(PeriodKind),
    begin=NUMBERS,
    end=MAYBE,
    verdict=st.none() | st.sampled_from(Verdict),
    reason=WORDS,
    who=WORDS,
    lost_sight=st.booleans(),
)
OCCASIONS = st.sampled_from(Occasion)
MAILS = st.builds(PreparedMail, OCCASIONS, NUMBERS, st.none() | st.sampled_from(Verdict))
MAYBE_VERDICT = st.none() | st.sampled_from(Verdict)
PAIRS = st.builds(AddressPair, WORDS, WORDS, st.booleans())
OFFERS = st.builds(
    RepairOffer, PAIRS, PAIRS, st.sampled_from(RepairReason), st.sampled_from(KnownGoodSource), MAYBE_VERDICT
)
REPAIRED = st.builds(
    RepairReport,
    st.sampled_from(RepairOutcome),
    PAIRS,
    PAIRS,
    st.integers(0, 2**31),
    MAYBE_VERDICT,
    st.booleans(),
    WORDS,
)
VIEWS = st.builds(
    AgentView,
    picture=st.sampled_from(Picture),
    mode=st.sampled_from(Mode),
    connection=st.sampled_from(Link),
    since=MAYBE,
    next_attempt=MAYBE,
    attempt=st.integers(0, 2**31),
    attempting=st.booleans(),
    key_store_asks=st.booleans(),
    diagnosis=st.none() | DIAGNOSES,
    updates=st.none() | REPORTS,
    mode_since=MAYBE,
    reason=WORDS,
    who=WORDS,
    secure=st.booleans(),
    licence_number=WORDS,
    software_since=MAYBE,
    launch=st.none() | st.builds(LaunchReport, st.integers(0, 2**31), st.sampled_from(LaunchOutcome), WORDS),
    tested=st.lists(REPORTS, max_size=2).map(tuple),
    password=st.none() | st.sampled_from(PasswordOutcome),
    mails=st.lists(MAILS, max_size=3).map(tuple),
    history=st.lists(PERIODS, max_size=3).map(tuple),
    repair=st.none() | OFFERS,
    undo=st.none() | st.builds(RepairUndo, PAIRS, PAIRS, NUMBERS),
    repaired=st.none() | REPAIRED,
    addresses_wrong=st.booleans(),
    seeking_repair=st.booleans(),
    repair_searches=st.integers(0, 2**31),
)
SECRETS = st.builds(Secret, WORDS)
ANY_COMMAND = st.sampled_from(sorted(COMMANDS, key=str))
OUTCOMES = st.sampled_from(PasswordOutcome)
MESSAGES: dict[type[ToJob | FromJob | Control], st.SearchStrategy[ToJob | FromJob | Control]] = {
    AuthenticateOrder: st.builds(AuthenticateOrder, SETTINGS, st.booleans(), WORDS, WORDS),
    TestOrder: st.builds(TestOrder, SETTINGS),
    SaveAddressesOrder: st.builds(SaveAddressesOrder, PAIRS, PAIRS),
    StoreKeyOrder: st.builds(StoreKeyOrder, WORDS, st.builds(Secret, WORDS), st.booleans(), WORDS),
    ComparePasswordOrder: st.builds(ComparePasswordOrder, SETTINGS, SECRETS, NUMBERS),
    MakePasswordOrder: st.builds(MakePasswordOrder, SETTINGS, WORDS, st.none() | SECRETS, NUMBERS),
    MakeReportOrder: st.builds(MakeReportOrder, VIEWS),
    DialogOrder: st.builds(DialogOrder, st.sampled_from(DialogKind), VIEWS),
    ViewChanged: st.builds(ViewChanged, VIEWS),
    AttemptProgressed: st.builds(AttemptProgressed, st.integers(0, 2**31), STAGES),
    RaiseWindow: st.builds(RaiseWindow),
    LeaveWindow: st.builds(LeaveWindow),
    PasswordAnswered: st.builds(PasswordAnswered, OUTCOMES, st.integers(0, 4), MAYBE),
    PasswordCompared: st.builds(PasswordCompared, OUTCOMES),
    PasswordMade: st.builds(PasswordMade, SECRETS),
    ReportMade: st.builds(ReportMade, st.binary(max_size=20), st.booleans()),
    AssistanceConfirmed: st.builds(AssistanceConfirmed, WORDS),
    PasswordTyped: st.builds(PasswordTyped, SECRETS),
    MailPrepared: st.builds(MailPrepared, OCCASIONS),
    ContinueHere: st.builds(ContinueHere),
    JobReady: st.builds(JobReady),
    KeyStoreAsking: st.builds(KeyStoreAsking, st.booleans()),
    StageReached: st.builds(StageReached, st.sampled_from(Role), STAGES),
    ServerTested: st.builds(ServerTested, REPORTS),
    AuthenticateAnswered: st.builds(AuthenticateAnswered, DIAGNOSES, MAYBE, WORDS),
    DialogAsked: st.builds(DialogAsked, ANY_COMMAND),
    KeyStored: st.builds(KeyStored, WORDS),
    KeyAllowed: st.builds(KeyAllowed, WORDS),
    RepairAgreed: st.builds(RepairAgreed, PAIRS, PAIRS),
    WindowAnswered: st.builds(WindowAnswered),
    ChangesHeld: st.builds(ChangesHeld, st.booleans()),
    JobDone: st.builds(JobDone),
    JobFailed: st.builds(JobFailed, st.sampled_from(ErrorCode), WORDS),
    ControlRequest: st.builds(
        ControlRequest, ANY_COMMAND, agreed=st.just(UNSET) | st.builds(RepairAgreed, PAIRS, PAIRS)
    ),
    ControlReply: st.builds(ControlReply, VIEWS),
    ControlRefusal: st.builds(ControlRefusal, st.sampled_from(ErrorCode)),
}
ANY_MESSAGE = st.one_of(*MESSAGES.values())


def line_of(message: object, version: object = VERSION) -> bytes:
    return json.dumps({"v": version, "message": message}).encode()


# Round trips.


def test_every_message_has_its_strategy() -> None:
    assert {kind for union in UNIONS for kind in get_args(union)} == set(MESSAGES)


@given(ANY_MESSAGE)
def test_a_message_comes_out_as_it_went_in_and_only_at_its_own_border(message: ToJob | FromJob | Control) -> None:
    line = encode(message)
    for union, decoder in zip(UNIONS, DECODERS, strict=True):
        if type(message) in get_args(union):
            assert decode(decoder, line) == message
        else:
            with pytest.raises(MessageError):
                decode(decoder, line)


@given(ANY_MESSAGE)
def test_a_message_is_one_line(message: ToJob | FromJob | Control) -> None:
    line = encode(message)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert len(line) <= MAX_MESSAGE


@given(ANY_MESSAGE)
def test_the_version_comes_first(message: ToJob | FromJob | Control) -> None:
    assert encode(message).startswith(b'{"v":1,')


@pytest.mark.parametrize("action", ["status", "authenticate", "launch", "quit"])
def test_a_request_without_a_dialog_is_the_one_of_every_version(action: str) -> None:
    earlier = line_of({"type": "ControlRequest", "verb": action, "seat": None})
    assert decode(CONTROL, earlier) == ControlRequest(Action(action))
    line = line_of({"type": "ControlRequest", "verb": action, "session": None})
    assert json.loads(encode(ControlRequest(Action(action)))) == json.loads(line)


# What is not a message.


@pytest.mark.parametrize("decoder", DECODERS)
@given(garbage=st.binary(max_size=200))
def test_garbage_is_not_a_message(decoder: AnyDecoder, garbage: bytes) -> None:
    with pytest.raises(MessageError):
        decode(decoder, garbage)


@pytest.mark.parametrize("decoder", DECODERS)
@given(message=ANY_MESSAGE, data=st.data())
def test_a_message_cut_short_is_not_a_message(
    decoder: AnyDecoder, message: ToJob | FromJob | Control, data: st.DataObject
) -> None:
    line = encode(message)
    with pytest.raises(MessageError):
        decode(decoder, line[: data.draw(st.integers(0, len(line) - 2))])


@pytest.mark.parametrize("version", [0, 2, -1, 10**30, "1", 1.5, None, True])
def test_another_version_is_not_read_any_further(version: object) -> None:
    with pytest.raises(MessageError):
        decode(FROM_JOB, line_of({"type": "JobDone"}, version))


def test_a_newer_version_is_told_from_garbage() -> None:
    with pytest.raises(MessageError, match="version 2, expected 1"):
        decode(FROM_JOB, line_of(["of a shape yet to come"], version=2))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"v":1}',
        b'{"v":1,"message":null}',
        b'{"v":1,"message":{}}',
        b'{"v":1,"message":{"type":"JobExploded"}}',
        b'{"v":1,"message":{"type":"DialogAsked","command":"format_disk"}}',
        b'{"v":1,"message":{"type":"DialogAsked","command":{"dialog":"format_disk"}}}',
        b'{"v":1,"message":{"type":"JobFailed","code":7}}',
        b'{"v":1,"message":{"type":"JobFailed"}}',
        b'{"v":1,"message":{"type":"JobDone"}} {}',
        b'{"v":1,"message":{"type":"JobFailed","code":"\xff"}}',
        b'{"v":1,"message":{"type":"AuthenticateAnswered","diagnosis":{"verdict":"splendid"}}}',
    ],
)
def test_a_wrong_shape_is_not_a_message(line: bytes) -> None:
    with pytest.raises(MessageError):
        decode(FROM_JOB, line)


def test_settings_beyond_their_limits_do_not_pass() -> None:
    with pytest.raises(MessageError):
        decode(TO_JOB, line_of({"type": "AuthenticateOrder", "settings": {"check_every_s": 0}}))


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
@pytest.mark.parametrize("decoder", DECODERS)
def test_deep_nesting_is_not_a_message(decoder: AnyDecoder, opening: bytes) -> None:
    depth = (MAX_MESSAGE - 100) // len(opening)
    with pytest.raises(MessageError):
        decode(decoder, b'{"v":1,"message":' + opening * depth)


def test_a_line_is_accepted_up_to_its_limit_and_not_a_byte_more() -> None:
    spare = MAX_MESSAGE - len(encode(JobFailed(ErrorCode.STORAGE)))
    longest = JobFailed(ErrorCode.STORAGE, "x" * spare)
    assert decode(FROM_JOB, encode(longest)) == longest
    with pytest.raises(MessageError, match="JobFailed"):
        encode(JobFailed(ErrorCode.STORAGE, "x" * (spare + 1)))
    with pytest.raises(MessageError, match="more than"):
        decode(FROM_JOB, encode(longest) + b" ")


def test_the_error_of_another_version_is_an_unexpected_one_and_its_message_readable() -> None:
    line = encode(JobFailed(ErrorCode.STORAGE, "no room")).replace(b'"storage"', b'"quota"')
    assert decode(FROM_JOB, line) == JobFailed(ErrorCode.AGENT, "no room")
    line = encode(ControlRefusal(ErrorCode.BUSY)).replace(b'"busy"', b'"asleep"')
    assert decode(CONTROL, line) == ControlRefusal(ErrorCode.AGENT)
    with pytest.raises(MessageError):
        decode(CONTROL, line.replace(b'"asleep"', b"7"))


def test_text_that_has_no_utf_8_is_a_message_error() -> None:
    with pytest.raises(MessageError):
        encode(JobFailed(ErrorCode.STORAGE, "caf\udce9"))


# Secrets.

KEY = "k7Qm2-X9vTz-4LpWs"


@pytest.mark.parametrize("show", [repr, str, format, "{}".format, "{!r}".format, lambda secret: f"{secret}"])
def test_a_secret_is_never_shown(show: Callable[[object], str]) -> None:
    for holder in (Secret(KEY), StoreKeyOrder("75-000042", Secret(KEY)), [Secret(KEY)], {"key": Secret(KEY)}):
        assert KEY not in show(holder)


def test_a_pretty_printer_does_not_show_a_secret_either() -> None:
    assert KEY not in repr(Secret(KEY).__rich_repr__())


def test_a_secret_crosses_whole() -> None:
    order = decode(TO_JOB, encode(StoreKeyOrder("75-000042", Secret(KEY))))
    assert isinstance(order, StoreKeyOrder)
    assert order.key.value == KEY


@pytest.mark.parametrize(
    "key",
    [KEY, [KEY], {"valeur": KEY}, {"value": [KEY]}, {"value": {KEY: KEY}}],
    ids=["text", "list", "other name", "list inside", "object inside"],
)
def test_an_order_that_cannot_be_read_does_not_give_its_secret_away(key: object) -> None:
    with pytest.raises(MessageError) as caught:
        decode(TO_JOB, line_of({"type": "StoreKeyOrder", "number": "75-000042", "key": key}))
    assert KEY not in str(caught.value)
    assert KEY not in str(caught.value.__cause__)


def test_a_secret_too_long_to_be_sent_is_not_shown() -> None:
    with pytest.raises(MessageError) as caught:
        encode(StoreKeyOrder("75-000042", Secret(KEY * MAX_MESSAGE)))
    assert KEY not in str(caught.value)


def test_messages_are_never_changed() -> None:
    for union in UNIONS:
        for kind in get_args(union):
            assert msgspec.structs.fields(kind) is not None
            assert kind.__struct_config__.frozen
