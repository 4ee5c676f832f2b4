"""A certificate that is not valid now: the certificate's fault, the clock's, or that of an outdated store."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.diagnosis import CLOCK_TOLERANCE_S, Verdict
from iea_agent.core.servers.validity import Judged, Validity, judge_validity, telling_offset

DAY = 86_400.0
NOW = 1_800_000_000.0
EXPIRED, EARLY, UNTRUSTED = Verdict.TLS_EXPIRED, Verdict.TLS_NOT_YET_VALID, Verdict.TLS_UNTRUSTED


def valid(first: float, last: float) -> Validity:
    """Return a validity in days from now."""
    return Validity(NOW + first * DAY, NOW + last * DAY)


GOOD, OLD, NEW = valid(-30, 30), valid(-30, -1), valid(1, 30)


@pytest.mark.parametrize(
    ("said", "chain", "offset_s", "judged"),
    [
        (EXPIRED, [], 0.0, Judged(EXPIRED)),
        (EXPIRED, [OLD], None, Judged(EXPIRED)),
        (EXPIRED, [OLD], 5.0, Judged(EXPIRED, 5.0)),
        (EXPIRED, [OLD], -2 * DAY, Judged(EXPIRED, -2 * DAY)),
        (EXPIRED, [OLD], -60 * DAY, Judged(EXPIRED)),
        (EXPIRED, [OLD], 2 * DAY, Judged(EXPIRED)),
        (EXPIRED, [NEW], None, Judged(EARLY)),
        (EARLY, [NEW], None, Judged(EARLY)),
        (EARLY, [NEW], 0.0, Judged(EARLY, 0.0)),
        (EARLY, [NEW], 2 * DAY, Judged(EARLY, 2 * DAY)),
        (EARLY, [NEW], -2 * DAY, Judged(EARLY)),
        (EARLY, [GOOD], None, Judged(EARLY)),
        (EXPIRED, [GOOD, GOOD], None, Judged(UNTRUSTED, outdated_store=True)),
        (EXPIRED, [GOOD, GOOD], 0.0, Judged(UNTRUSTED, 0.0, outdated_store=True)),
        (EXPIRED, [GOOD, GOOD], -2 * DAY, Judged(UNTRUSTED, outdated_store=True)),
        (EXPIRED, [GOOD, OLD], None, Judged(UNTRUSTED, outdated_store=True)),
        (EXPIRED, [GOOD, OLD], -2 * DAY, Judged(EXPIRED, -2 * DAY)),
        (EXPIRED, [OLD, NEW], -2 * DAY, Judged(EXPIRED)),
    ],
)
def test_the_chain_and_the_clocks_tell_whose_fault_it_is(
    said: Verdict, chain: list[Validity], offset_s: float | None, judged: Judged
) -> None:
    assert judge_validity(said, chain, NOW, offset_s) == judged


SPANS = st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)).map(lambda days: valid(min(days), max(days)))


@given(st.sampled_from([EXPIRED, EARLY]), st.lists(SPANS, max_size=4), st.none() | st.floats(-1e9, 1e9))
def test_a_wrong_clock_is_said_only_where_the_whole_chain_is_valid_by_the_other(
    said: Verdict, chain: list[Validity], offset_s: float | None
) -> None:
    judged = judge_validity(said, chain, NOW, offset_s)
    assert judged.offset_s in {offset_s, None}
    if judged.offset_s is not None and abs(judged.offset_s) > CLOCK_TOLERANCE_S:
        assert all(one.holds(NOW + judged.offset_s) for one in chain)
        assert not all(one.holds(NOW) for one in chain)
        assert not judged.outdated_store


@pytest.mark.parametrize(
    ("offset_s", "only_here", "telling"),
    [(None, False, None), (None, True, None), (9.0, False, 9.0), (999.0, False, None), (-999.0, True, -999.0)],
)
def test_a_time_that_explains_nothing_is_left_out(
    offset_s: float | None,
    only_here: bool,  # noqa: FBT001 (a column of the table)
    telling: float | None,
) -> None:
    assert telling_offset(offset_s, only_here=only_here) == telling


def test_a_certificate_is_valid_in_its_first_and_its_last_second() -> None:
    """RFC 5280 §4.1.2.5: both are inclusive."""
    assert [GOOD.holds(at) for at in (GOOD.begins - 1, GOOD.begins, GOOD.ends, GOOD.ends + 1)] == [
        False,
        True,
        True,
        False,
    ]
