"""One mail of each occasion is remembered, and what an older version remembered is one of them."""

from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.diagnosis import Verdict
from iea_agent.core.prepared_mails import (
    SETTLED_BY_CONNECTION,
    Occasion,
    PreparedMail,
    known_from,
    last_of,
    with_mail,
    without,
)

OCCASIONS = st.sampled_from(Occasion)
MAILS = st.builds(PreparedMail, OCCASIONS, st.floats(1.0, 2e9), st.none() | st.sampled_from(Verdict))


@given(st.lists(MAILS))
def test_the_last_mail_of_each_occasion_is_remembered(written: list[PreparedMail]) -> None:
    mails: tuple[PreparedMail, ...] = ()
    for mail in written:
        mails = with_mail(mails, mail)
    expected = {mail.occasion: mail for mail in written}
    assert {occasion: last_of(mails, occasion) for occasion in expected} == expected
    assert len(mails) == len(expected)
    assert mails[-1:] == tuple(written[-1:])


@given(st.lists(MAILS), st.sets(OCCASIONS))
def test_what_is_settled_is_forgotten_and_nothing_else(written: list[PreparedMail], settled: set[Occasion]) -> None:
    left = without(tuple(written), settled)
    assert left == tuple(mail for mail in written if mail.occasion not in settled)


def test_a_connection_settles_neither_the_password_nor_a_launch() -> None:
    assert set(Occasion) - SETTLED_BY_CONNECTION == {Occasion.DAY_PASSWORD, Occasion.LAUNCH}


def test_what_an_older_version_remembered_is_a_mail_of_its_occasion() -> None:
    assert known_from((), 5.0, None) == (PreparedMail(Occasion.CONNECTION, 5.0),)
    assert known_from((), 5.0, Verdict.DNS) == (PreparedMail(Occasion.CONNECTION, 5.0, Verdict.DNS),)
    assert known_from((), 5.0, Verdict.REFUSED) == (PreparedMail(Occasion.REFUSED, 5.0, Verdict.REFUSED),)
    unknown = known_from((), 5.0, Verdict.LICENCE_UNKNOWN)
    assert unknown == (PreparedMail(Occasion.LICENCE_UNKNOWN, 5.0, Verdict.LICENCE_UNKNOWN),)


def test_a_newer_mail_of_the_same_occasion_replaces_it() -> None:
    mails = (PreparedMail(Occasion.CONNECTION, 9.0),)
    assert known_from(mails, 5.0, Verdict.DNS) == mails
    assert known_from(mails, 0.0, None) == mails
