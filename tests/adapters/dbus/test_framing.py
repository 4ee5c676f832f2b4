"""From a stream of bytes to messages, whoever sends them and in whatever pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jeepney import DBusAddress, new_signal

from iea_agent.adapters.dbus.framing import MAX_KEPT, Incoming

ADDRESS = DBusAddress("/object", interface="org.example.Iface")


def message(size: int) -> bytes:
    return bytes(new_signal(ADDRESS, "Changed", "ay", (b"x" * size,)).serialise(serial=1))


LONG = message(MAX_KEPT)


@given(st.lists(st.sampled_from([message(0), message(100), message(5000), LONG]), max_size=6), st.integers(1, MAX_KEPT))
def test_messages_come_whole_in_whatever_pieces_and_long_ones_are_skipped(sent: list[bytes], piece: int) -> None:
    skipped: list[int] = []
    incoming = Incoming(on_skipped=skipped.append)
    stream = b"".join(sent)
    piece = max(piece, len(stream) // 50)
    got: list[bytes] = []
    for start in range(0, len(stream), piece):
        incoming.add(stream[start : start + piece])
        got += incoming.take()
        assert len(incoming.rest()) <= MAX_KEPT, "a long message is not collected"
    assert got == [each for each in sent if each is not LONG]
    assert skipped == [len(LONG)] * sent.count(LONG)
    assert incoming.rest() == b""


def test_what_is_left_is_the_beginning_of_the_next() -> None:
    first, second = message(10), message(20)
    incoming = Incoming(first + second[:7])
    assert list(incoming.take()) == [first]
    assert incoming.rest() == second[:7]


@pytest.mark.parametrize("stream", [b"HTTP/1.1 200 OK\r\n\r\n", b"l\x04\x01\x01" + b"\xff" * 12])
def test_what_is_not_dbus_ends_the_connection(stream: bytes) -> None:
    with pytest.raises(ConnectionAbortedError):
        list(Incoming(stream).take())
