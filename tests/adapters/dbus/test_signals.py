"""Which signals and replies of a bus are believed."""

from typing import Final

import pytest
from jeepney import DBusAddress, HeaderFields, Message, new_error, new_method_call, new_method_return, new_signal

from iea_agent.adapters.dbus.replies import MAX_PENDING, Replies, is_error
from iea_agent.adapters.dbus.signals import BUS, SPACING_S, Signals, SignalSource, SparseLog, change_of_owner

NAME, OWNER, STRANGER = "org.example.Service", ":1.5", ":1.66"
SOURCE: Final = SignalSource(NAME, "org.example.Iface", "Changed", "su", "/object", "first")


def signal_of(sender: str | None, signature: str = "su", *body: object, path: str = "/object") -> Message:
    made = new_signal(DBusAddress(path, interface=SOURCE.interface), SOURCE.member, signature, body)
    if sender is not None:
        made.header.fields[HeaderFields.sender] = sender
    if not signature:
        made.header.fields.pop(HeaderFields.signature, None)
    return made


@pytest.fixture
def signals() -> Signals:
    signals = Signals(SparseLog())
    signals.want(SOURCE, print)
    signals.follow(NAME)
    return signals


def test_a_match_rule_names_all_that_is_known() -> None:
    assert SOURCE.rule == (
        f"type='signal',sender='{NAME}',interface='org.example.Iface',member='Changed',path='/object',arg0='first'"
    )
    assert SignalSource(NAME, "i", "m").rule == f"type='signal',sender='{NAME}',interface='i',member='m'"
    assert change_of_owner(NAME).arg0 == NAME


@pytest.mark.parametrize(
    ("signal", "is_believed"),
    [
        (signal_of(OWNER, "su", "first", 1), True),
        (signal_of(STRANGER, "su", "first", 1), False),
        (signal_of(NAME, "su", "first", 1), False),
        (signal_of("", "su", "first", 1), False),
        (signal_of(None, "su", "first", 1), False),
        (signal_of(OWNER, "s", "first"), False),
        (signal_of(OWNER, ""), False),
        (signal_of(OWNER, "su", "second", 1), False),
        (signal_of(OWNER, "su", "first", 1, path="/other"), False),
    ],
)
def test_only_the_owner_is_believed_with_the_right_types(signals: Signals, signal: Message, is_believed: bool) -> None:  # noqa: FBT001 (a case)
    assert signals.believers(signal) == []  # the owner is not known yet
    assert signals.note_owner(NAME, OWNER)
    assert signals.believers(signal) == [print] * is_believed
    signals.note_owner(NAME, "")
    assert signals.believers(signal) == []


def test_the_same_owner_is_no_news(signals: Signals) -> None:
    assert [signals.note_owner(NAME, owner) for owner in ("", "", OWNER, OWNER, "")] == [True, False, True, False, True]


def test_who_follows_a_name_again_loses_no_owner(signals: Signals) -> None:
    signals.note_owner(NAME, OWNER)
    signals.follow(NAME)
    assert signals.follows(NAME)
    assert not signals.follows("org.example.Other")
    assert signals.believers(signal_of(OWNER, "su", "first", 1)) == [print]


def test_what_nobody_wants_is_dropped_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    assert Signals(SparseLog()).believers(signal_of(STRANGER, "su", "first", 1)) == []
    assert caplog.records == []


def test_a_flood_costs_one_line_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = 1000.0
    log = SparseLog(lambda: now)
    for _ in range(500):
        log.note("ignored")
    assert len(caplog.records) == 1
    now += SPACING_S
    log.note("ignored")
    log.note("ignored")
    assert [record.message for record in caplog.records] == [
        "ignored; 0 more before this one",
        "ignored; 499 more before this one",
    ]


# Replies.


def call_to(name: str) -> Message:
    return new_method_call(DBusAddress("/object", bus_name=name, interface=SOURCE.interface), "Get")


def reply_to(serial: int, sender: str, signature: str = "s", *body: object) -> Message:
    call = call_to(NAME)
    call.header.serial = serial
    reply = new_method_return(call, signature, body)
    reply.header.fields[HeaderFields.sender] = sender
    return reply


@pytest.mark.parametrize(
    ("asked", "sender", "is_taken"),
    [(OWNER, OWNER, True), (OWNER, STRANGER, False), (BUS, BUS, True), (BUS, STRANGER, False), (NAME, OWNER, True)],
)
def test_only_who_was_asked_may_reply(asked: str, sender: str, is_taken: bool) -> None:  # noqa: FBT001 (a case)
    replies = Replies(SparseLog())
    replies.expect(7, call_to(asked), print, "s")
    reply = reply_to(7, sender, "s", "word")
    assert replies.take(reply) == ((print, reply) if is_taken else None)
    right = reply_to(7, asked, "s", "word")
    assert (replies.take(right) is None) is is_taken, "a forged reply takes nothing away from the right one"


def test_a_reply_with_the_wrong_types_is_an_error(caplog: pytest.LogCaptureFixture) -> None:
    replies = Replies(SparseLog())
    replies.expect(7, call_to(OWNER), print, "as")
    taken = replies.take(reply_to(7, OWNER, "u", 5))
    assert taken is not None
    assert is_error(taken[1])
    assert "types 'u'" in caplog.text


def test_an_error_needs_no_types() -> None:
    replies = Replies(SparseLog())
    replies.expect(7, call_to(NAME), print, "as")
    call = call_to(NAME)
    call.header.serial = 7
    refusal = new_error(call, "org.example.No")
    assert replies.take(refusal) == (print, refusal)


def test_a_service_that_never_answers_fills_no_memory() -> None:
    replies = Replies(SparseLog())
    for serial in range(1, MAX_PENDING + 2):
        replies.expect(serial, call_to(NAME), print, None)
    assert replies.take(reply_to(1, OWNER)) is None
    assert replies.take(reply_to(2, OWNER)) is not None
