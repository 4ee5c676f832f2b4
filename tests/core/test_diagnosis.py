"""Verdicts: the facts about each, the remark about the clock, and what a deadline means."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.diagnosis import (
    FACTS,
    FACTS_OF_OFFICIAL,
    Begins,
    Diagnosis,
    LicenceAnswer,
    Origin,
    Role,
    ServerReport,
    Stage,
    StageReport,
    Verdict,
    VerdictFacts,
    Who,
    all_green,
    overtime,
)
from iea_agent.core.stage_facts import HttpStatus, TimestampMetadata
from iea_agent.core.strangers import strangers_text

HTTPS = "https://host.example"


def report_of(verdict: Verdict) -> ServerReport:
    return ServerReport(Role.AUTHENTICATION, "https://authentication.example", Diagnosis(verdict))


def verdicts_with(question: Callable[[VerdictFacts], bool]) -> set[Verdict]:
    return {verdict for verdict in Verdict if question(verdict.facts)}


def test_every_verdict_has_its_facts() -> None:
    assert set(FACTS) == set(Verdict)


@pytest.mark.parametrize(
    ("question", "verdicts"),
    [
        (lambda facts: facts.is_good, {Verdict.CONNECTED, Verdict.ACCESSIBLE}),
        (
            lambda facts: facts.answer is not LicenceAnswer.FAILED,
            {
                Verdict.CONNECTED,
                Verdict.REFUSED,
                Verdict.LICENCE_UNKNOWN,
                Verdict.NOT_CONFIGURED,
                Verdict.BAD_SETTINGS,
            },
        ),
        (
            lambda facts: facts.before_any_stage,
            {
                Verdict.NOT_CONFIGURED,
                Verdict.BAD_SETTINGS,
                Verdict.KEY_STORE,
                Verdict.KEY_OPEN,
                Verdict.KEY_ORIGIN,
                Verdict.AGENT_FAULT,
                Verdict.BAD_CA_FILE,
                Verdict.NO_ROUTE,
            },
        ),
        (lambda facts: facts.origin is Origin.NETWORK, {Verdict.NO_ROUTE}),
        (lambda facts: facts.origin is Origin.STRANGER, {Verdict.PORTAL, Verdict.PROXY, Verdict.NOT_OUR_SERVER}),
        (
            lambda facts: facts.origin is Origin.SERVER and facts.answer is LicenceAnswer.FAILED,
            {Verdict.ACCESSIBLE, Verdict.BUSY, Verdict.SERVER_FAULT, Verdict.MOVED, Verdict.UPDATE_EXPIRED},
        ),
        (
            lambda facts: facts.begins is Begins.SETTINGS,
            {
                Verdict.NOT_CONFIGURED,
                Verdict.BAD_ADDRESS,
                Verdict.INSECURE,
                Verdict.NOT_OUR_SERVER,
                Verdict.MOVED,
                Verdict.LICENCE_UNKNOWN,
                Verdict.TLS_WRONG_HOST,
                Verdict.TLS_PROTOCOL,
                Verdict.KEY_ORIGIN,
            },
        ),
        (lambda facts: facts.begins is Begins.SUPPORT, {Verdict.REFUSED}),
        (lambda facts: facts.search_goes_on, {Verdict.PORTAL, Verdict.NOT_OUR_SERVER, Verdict.MOVED}),
    ],
)
def test_the_verdicts_of_a_kind_are_these(question: Callable[[VerdictFacts], bool], verdicts: set[Verdict]) -> None:
    assert verdicts_with(question) == verdicts


@pytest.mark.parametrize("verdict", Verdict)
def test_someone_acts_on_every_bad_verdict_and_no_one_on_a_good_one(verdict: Verdict) -> None:
    diagnosis = Diagnosis(verdict)
    assert (diagnosis.who is None) == verdict.facts.is_good == diagnosis.ok


@pytest.mark.parametrize(
    ("verdict", "who"),
    [
        (Verdict.NO_ROUTE, Who.YOU),
        (Verdict.PROXY, Who.IT),
        (Verdict.TLS_UNTRUSTED, Who.IT),
        (Verdict.TLS_EXPIRED, Who.SUPPORT),
        (Verdict.REFUSED, Who.SUPPORT),
        (Verdict.LICENCE_UNKNOWN, Who.SUPPORT),
    ],
)
def test_the_one_who_acts_is_the_one_who_can(verdict: Verdict, who: Who) -> None:
    assert Diagnosis(verdict).who is who


@pytest.mark.parametrize("verdict", Verdict)
def test_at_the_official_address_no_one_corrects_an_address(verdict: Verdict) -> None:
    of_official = Diagnosis(verdict, is_official=True)
    assert of_official.facts == FACTS_OF_OFFICIAL.get(verdict, verdict.facts)
    assert Diagnosis(verdict).facts == verdict.facts
    own_words = {Verdict.LICENCE_UNKNOWN, Verdict.NOT_CONFIGURED, Verdict.INSECURE, Verdict.BAD_ADDRESS}
    assert (of_official.begins is Begins.SETTINGS) is (verdict in own_words | {Verdict.KEY_ORIGIN})


BY_CLOCK = {Verdict.TLS_EXPIRED, Verdict.TLS_NOT_YET_VALID, Verdict.UPDATE_EXPIRED}


@pytest.mark.parametrize("verdict", sorted(BY_CLOCK))
@pytest.mark.parametrize(
    ("offset_s", "who"), [(86_400, Who.YOU), (-130, Who.YOU), (0, Who.SUPPORT), (-110, Who.SUPPORT)]
)
def test_the_clocks_tell_who_acts_on_what_is_valid_for_a_time(verdict: Verdict, offset_s: float, who: Who) -> None:
    assert Diagnosis(verdict, clock_offset_s=offset_s).who is who


@pytest.mark.parametrize("verdict", sorted(set(Verdict) - BY_CLOCK))
def test_a_wrong_clock_changes_nobody_else_s_part(verdict: Verdict) -> None:
    assert Diagnosis(verdict, clock_offset_s=86_400).who is Diagnosis(verdict).who


@given(st.floats(-120, 120))
def test_two_minutes_are_within_the_tolerance(offset_s: float) -> None:
    assert not Diagnosis(Verdict.CONNECTED, clock_offset_s=offset_s).clock_is_wrong


@given(st.floats(120.001, 1e9), st.sampled_from([-1, 1]))
def test_more_than_two_minutes_either_way_are_worth_a_remark(offset_s: float, sign: int) -> None:
    assert Diagnosis(Verdict.CONNECTED, clock_offset_s=sign * offset_s).clock_is_wrong


@pytest.mark.parametrize("verdict", [Verdict.PORTAL, Verdict.PROXY, Verdict.NOT_OUR_SERVER])
def test_the_clock_of_a_stranger_says_nothing(verdict: Verdict) -> None:
    assert not Diagnosis(verdict, clock_offset_s=-1.7e9).clock_is_wrong


@pytest.mark.parametrize("verdict", [Verdict.PORTAL, Verdict.NOT_OUR_SERVER])
def test_a_stranger_s_clock_counts_once_he_has_proved_a_name(verdict: Verdict) -> None:
    proved = (StageReport(Stage.ENCRYPTION, 1.0),)
    assert Diagnosis(verdict, stages=proved, clock_offset_s=3600.0).clock_is_wrong


def test_without_the_server_s_time_nothing_is_said_of_the_clock() -> None:
    for verdict in Verdict:
        assert not Diagnosis(verdict).clock_is_wrong
        assert Diagnosis(verdict).clock_times is None


def test_both_times_are_told_in_the_local_zone() -> None:
    here = datetime(2028, 11, 28, 10, 12, tzinfo=timezone(timedelta(hours=1)))
    found = Diagnosis(Verdict.ACCESSIBLE, clock_offset_s=-3600.0, clock_read=here)
    assert found.clock_times == (here, here - timedelta(hours=1))
    assert Diagnosis(Verdict.ACCESSIBLE, clock_read=here).clock_times is None
    assert Diagnosis(Verdict.ACCESSIBLE, clock_offset_s=1e300, clock_read=here).clock_times is None


@pytest.mark.parametrize("verified", [True, False])
def test_the_metadata_of_a_green_update_server_is_verified_or_not(verified: bool) -> None:  # noqa: FBT001 (drawn)
    stages = (
        StageReport(Stage.ANSWER, 1.0, HttpStatus(200)),
        StageReport(Stage.IDENTITY, 1.0, TimestampMetadata(strangers_text("3"), verified)),
    )
    assert Diagnosis(Verdict.ACCESSIBLE, stages=stages).metadata_is_verified is verified
    assert Diagnosis(Verdict.ACCESSIBLE, stages=stages[:1]).metadata_is_verified is None
    assert Diagnosis(Verdict.UPDATE_EXPIRED, stages=stages).metadata_is_verified is None


def test_all_green_wants_every_server_and_at_least_one() -> None:
    good, bad = report_of(Verdict.ACCESSIBLE), report_of(Verdict.DNS)
    assert all_green([good, good])
    assert not all_green([good, bad])
    assert not all_green([])


def test_a_deadline_before_the_first_stage_is_a_name_that_was_not_found() -> None:
    assert (overtime([], HTTPS).verdict, overtime([], HTTPS).stage) == (Verdict.DNS, Stage.NAME)


def test_a_deadline_before_the_proxy_was_reached_is_the_proxys() -> None:
    found = overtime([], HTTPS, Stage.PROXY)
    assert (found.verdict, found.stage) == (Verdict.PROXY, Stage.PROXY)


def test_a_deadline_before_the_authority_was_read_is_the_files() -> None:
    found = overtime([], HTTPS, Stage.ENCRYPTION)
    assert (found.verdict, found.stage) == (Verdict.BAD_CA_FILE, Stage.ENCRYPTION)


@pytest.mark.parametrize("reached", [Stage.CONNECTION, Stage.PROXY])
def test_without_encryption_no_deadline_is_laid_on_it(reached: Stage) -> None:
    assert overtime([StageReport(reached, 1.0)], "http://host.example").stage is Stage.ANSWER
    assert overtime([StageReport(reached, 1.0)], HTTPS).stage is Stage.ENCRYPTION


@pytest.mark.parametrize("reached", Stage)
def test_a_deadline_is_laid_on_the_stage_after_the_last_one_done(reached: Stage) -> None:
    stages = [StageReport(stage, 1.0) for stage in Stage if list(Stage).index(stage) <= list(Stage).index(reached)]
    diagnosis = overtime(stages, HTTPS)
    assert diagnosis.verdict is Verdict.TIMEOUT
    assert diagnosis.stages == tuple(stages)
    assert list(Stage).index(diagnosis.stage) > list(Stage).index(reached) or reached is Stage.IDENTITY
