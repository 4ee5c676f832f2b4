"""When addresses are believed to be no longer right, and which better ones there may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from iea_agent.core.connection_state import AnnouncedLink, Link
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.repair import AddressPair, GoodAddress, KnownGoodSource, RepairPolicy, RepairReason
from iea_agent.core.repair_rules import (
    KNOWN_OLD,
    MAX_SHOWN,
    SILENT_ABOUT_THE_ADDRESS,
    Candidate,
    Known,
    candidates_of,
    known_good,
)
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES, Settings

BUILT_IN = AddressPair(OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES)
NONE = RepairPolicy()
POLICY = RepairPolicy(addresses=AddressPair("https://policy.example", "https://policy.example/updates"))
HERE = "https://here.example"
HERE_UPDATES = "https://here.example/updates"
DNS = Known(Link.UNREACHABLE, Diagnosis(Verdict.DNS))


def with_(authentication: str = HERE, updates: str = HERE_UPDATES) -> Settings:
    return Settings(authentication_address=authentication, update_address=updates)


def failing(verdict: Verdict, **facts: object) -> Known:
    return Known(Link.UNREACHABLE, Diagnosis(verdict, **facts))  # type: ignore[arg-type]


def reason_of(settings: Settings, known: Known, policy: RepairPolicy = NONE) -> RepairReason | None:
    found = candidates_of(settings, policy, known)
    return found[0].reason if found else None


# Reasons.


@pytest.mark.parametrize(
    ("authentication", "updates", "verdict", "reason"),
    [
        ("http://here.example", HERE_UPDATES, Verdict.INSECURE, RepairReason.HTTP),
        ("http://impact-emploi.urssaf.fr", OFFICIAL_UPDATES, Verdict.INSECURE, RepairReason.HTTP),
        ("", HERE_UPDATES, Verdict.BAD_ADDRESS, RepairReason.MISTYPED),
        ("https://here example", HERE_UPDATES, Verdict.BAD_ADDRESS, RepairReason.MISTYPED),
        ("https://here.example/?a=b", HERE_UPDATES, Verdict.BAD_ADDRESS, RepairReason.MISTYPED),
        ("https", HERE_UPDATES, Verdict.BAD_ADDRESS, RepairReason.MISTYPED),
        (OFFICIAL_UPDATES, OFFICIAL_AUTHENTICATION, Verdict.NOT_OUR_SERVER, RepairReason.SWAPPED),
        (OFFICIAL_UPDATES, OFFICIAL_UPDATES, Verdict.NOT_OUR_SERVER, RepairReason.SWAPPED),
        ("https://here.example/updates", "https://here.example", Verdict.SERVER_FAULT, RepairReason.SWAPPED),
        (HERE, HERE_UPDATES, Verdict.DNS, RepairReason.NEVER_CONNECTED),
        (HERE, HERE_UPDATES, Verdict.TIMEOUT, None),
        (HERE, HERE_UPDATES, Verdict.PROXY, None),
        (HERE, HERE_UPDATES, Verdict.NO_ROUTE, None),
        (HERE, HERE_UPDATES, Verdict.BUSY, None),
        (HERE, HERE_UPDATES, Verdict.KEY_STORE, None),
        (HERE, HERE_UPDATES, Verdict.MOVED, None),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/updates", Verdict.TIMEOUT, None),
        ("http://localhost", "http://localhost/updates", Verdict.REFUSED_CONNECTION, RepairReason.NEVER_CONNECTED),
    ],
)
def test_why_an_authentication_address_counts_as_no_longer_right(
    authentication: str, updates: str, verdict: Verdict, reason: RepairReason | None
) -> None:
    assert reason_of(with_(authentication, updates), failing(verdict)) is reason


@pytest.mark.parametrize("verdict", Verdict)
def test_failures_that_say_nothing_about_the_address_count_where_it_never_worked(verdict: Verdict) -> None:
    reason = RepairReason.NEVER_CONNECTED if verdict in SILENT_ABOUT_THE_ADDRESS else None
    assert reason_of(with_(), failing(verdict)) is reason


def test_those_failures_are_written_out() -> None:
    others = {Verdict.DNS, Verdict.REFUSED_CONNECTION, Verdict.NOT_OUR_SERVER}
    assert {verdict for verdict in Verdict if verdict.startswith("tls_")} | others == SILENT_ABOUT_THE_ADDRESS


@pytest.mark.parametrize(
    ("then", "now", "reason"),
    [
        ("3.00.41", "3.00.42", RepairReason.SOFTWARE_CHANGED),
        ("3.00.41", "3.00.41", None),
        ("", "3.00.42", None),
        ("3.00.41", "", None),
        ("", "", None),
    ],
)
def test_an_address_that_worked_is_questioned_only_after_a_change_of_the_software(
    then: str, now: str, reason: RepairReason | None
) -> None:
    known = replace(DNS, good=(GoodAddress("https://HERE.example/", then),), version=now)
    assert reason_of(with_(), known) is reason


def test_an_address_that_worked_is_not_called_swapped() -> None:
    settings = with_("https://here.example/updates", "https://here.example")
    known = failing(Verdict.TIMEOUT)
    assert reason_of(settings, known) is RepairReason.SWAPPED
    assert reason_of(settings, replace(known, good=(GoodAddress("https://here.example/updates"),))) is None


def test_a_wrong_clock_is_no_wrong_address() -> None:
    assert reason_of(with_(), failing(Verdict.TLS_EXPIRED, clock_offset_s=-9e6)) is None
    assert reason_of(with_(), failing(Verdict.TLS_EXPIRED, clock_offset_s=1.0)) is RepairReason.NEVER_CONNECTED
    assert reason_of(with_(), failing(Verdict.DNS, clock_offset_s=-9e6)) is RepairReason.NEVER_CONNECTED


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (OFFICIAL_AUTHENTICATION, RepairReason.MOVED),
        (f"{OFFICIAL_AUTHENTICATION}:443", RepairReason.MOVED),
        ("http://impact-emploi.urssaf.fr", None),
        ("https://evil.example", None),
        ("", None),
    ],
)
def test_a_server_that_has_moved_counts_if_it_leads_to_a_known_good_one(
    target: str, reason: RepairReason | None
) -> None:
    known = failing(Verdict.MOVED, moved_to=target)
    good = (GoodAddress(HERE),)
    assert reason_of(with_(), replace(known, good=good)) is reason
    assert reason_of(with_(), failing(Verdict.DNS, moved_to=target)) is RepairReason.NEVER_CONNECTED


@pytest.mark.parametrize("link", [Link.UNREACHABLE, Link.REFUSED, Link.LICENCE_UNKNOWN])
def test_a_known_old_address_counts_whatever_it_answers_but_connected(link: AnnouncedLink) -> None:
    policy = RepairPolicy(old=("https://here.example",))
    known = Known(link, Diagnosis(Verdict.TIMEOUT), good=(GoodAddress(HERE),))
    assert reason_of(with_(), known, policy) is RepairReason.KNOWN_OLD
    assert reason_of(with_("https://here.example/a/path"), known, policy) is RepairReason.KNOWN_OLD
    assert reason_of(with_("https://here.example:8443"), replace(known, good=()), policy) is None
    assert reason_of(with_(), known, RepairPolicy(old=("https://here.example/path", "no address"))) is None


@pytest.mark.parametrize(
    "link",
    [Link.DISCONNECTED, Link.NOT_CONFIGURED, Link.CONNECTING, Link.CONNECTED, Link.REFUSED, Link.LICENCE_UNKNOWN],
)
@pytest.mark.parametrize("address", ["http://here.example", "", OFFICIAL_UPDATES, HERE])
def test_without_a_failure_the_authentication_address_stays(link: AnnouncedLink, address: str) -> None:
    assert candidates_of(with_(address), NONE, Known(link, Diagnosis(Verdict.INSECURE))) == ()


# The update address.


def on_a_ball(verdict: Verdict = Verdict.ACCESSIBLE, moved_to: str = "") -> Known:
    report = ServerReport(Role.UPDATES, "", Diagnosis(verdict, moved_to=moved_to))
    return Known(Link.CONNECTED, Diagnosis(Verdict.CONNECTED), report)


@pytest.mark.parametrize(
    ("updates", "known", "reason"),
    [
        ("http://impact-emploi.urssaf.fr/updates", on_a_ball(), RepairReason.HTTP),
        ("https//", on_a_ball(), RepairReason.MISTYPED),
        (OFFICIAL_AUTHENTICATION, on_a_ball(Verdict.NOT_OUR_SERVER), RepairReason.SWAPPED),
        (HERE_UPDATES, on_a_ball(Verdict.MOVED, OFFICIAL_AUTHENTICATION), RepairReason.MOVED),
        (HERE_UPDATES, on_a_ball(Verdict.MOVED, "https://evil.example"), None),
        (HERE_UPDATES, on_a_ball(Verdict.DNS), None),
        (HERE_UPDATES, on_a_ball(), None),
        (HERE_UPDATES, Known(Link.CONNECTED), None),
        (OFFICIAL_UPDATES, on_a_ball(Verdict.DNS), None),
        ("https://IMPACT-emploi.urssaf.fr:443/updates/", on_a_ball(Verdict.DNS), None),
        ("http://impact-emploi.urssaf.fr/updates", failing(Verdict.DNS), None),
        ("http://impact-emploi.urssaf.fr/updates", Known(Link.REFUSED), None),
    ],
)
def test_why_an_update_address_counts_as_no_longer_right(
    updates: str, known: Known, reason: RepairReason | None
) -> None:
    settings = with_(OFFICIAL_AUTHENTICATION, updates)
    found = candidates_of(settings, NONE, known)
    assert [one.reason for one in found] == ([] if reason is None else [reason])
    assert all(one.keeps_authentication and one.after.updates == OFFICIAL_UPDATES for one in found)


def test_an_old_update_address_is_one_of_the_list() -> None:
    policy = RepairPolicy(old=("https://mirror.example",))
    settings = with_(OFFICIAL_AUTHENTICATION, "https://mirror.example/iea")
    assert reason_of(settings, on_a_ball(), policy) is RepairReason.KNOWN_OLD


def test_beside_an_authentication_server_that_nobody_calls_good_the_update_address_stays() -> None:
    assert candidates_of(with_(HERE, "http://here.example/updates"), NONE, on_a_ball()) == ()


def test_the_address_of_the_right_server_keeps_its_spelling() -> None:
    settings = with_("https://IMPACT-EMPLOI.urssaf.fr/", "http://impact-emploi.urssaf.fr/updates")
    (found,) = candidates_of(settings, NONE, on_a_ball())
    assert found.after.authentication == "https://IMPACT-EMPLOI.urssaf.fr/"


# Known good ones.


def test_they_stand_in_the_order_of_their_weight() -> None:
    signed = AddressPair("https://signed.example", "https://signed.example/updates")
    settings = replace(
        with_(),
        official_authentication_address="https://own.example",
        official_update_address="https://own.example/updates",
    )
    own = AddressPair("https://own.example", "https://own.example/updates")
    found = known_good(settings, replace(POLICY, signed=signed))
    assert found == (
        (KnownGoodSource.POLICY, POLICY.addresses),
        (KnownGoodSource.SIGNED, signed),
        (KnownGoodSource.BUILT_IN, BUILT_IN),
        (KnownGoodSource.USER, own),
    )
    candidates = candidates_of(settings, replace(POLICY, signed=signed), DNS)
    assert [one.after for one in candidates] == [pair for _, pair in found]


def test_each_is_tried_once() -> None:
    assert [one.source for one in candidates_of(with_(), NONE, DNS)] == [KnownGoodSource.BUILT_IN]


@pytest.mark.parametrize("address", ["http://own.example", "", "own example"])
def test_what_cannot_be_used_is_not_good(address: str) -> None:
    policy = RepairPolicy(addresses=AddressPair(address, "https://own.example/updates"))
    assert KnownGoodSource.POLICY not in dict(known_good(with_(), policy))


def test_http_on_this_machine_is_good_without_secure_mode() -> None:
    policy = RepairPolicy(addresses=AddressPair("http://127.0.0.1:8000", "http://127.0.0.1:8000/updates"))
    assert dict(known_good(with_(), policy))[KnownGoodSource.POLICY].secure is False
    assert dict(known_good(with_(), POLICY))[KnownGoodSource.POLICY].secure is True


def test_a_known_good_address_is_not_given_up_for_one_of_less_weight() -> None:
    settings = replace(with_(OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES), official_authentication_address=HERE)
    assert candidates_of(settings, NONE, DNS) == ()
    assert [one.source for one in candidates_of(settings, POLICY, DNS)] == [KnownGoodSource.POLICY]


@pytest.mark.parametrize("settings", [with_(f"http://{'a' * MAX_SHOWN}"), with_(updates=f"http://{'a' * MAX_SHOWN}")])
def test_addresses_that_are_too_long_for_a_message_are_left_alone(settings: Settings) -> None:
    assert candidates_of(settings, NONE, failing(Verdict.BAD_ADDRESS)) == ()
    long = f"https://policy.example/{'a' * MAX_SHOWN}"
    assert KnownGoodSource.POLICY not in dict(known_good(with_(), RepairPolicy(addresses=AddressPair(HERE, long))))


# What may be done without a question.


def candidate(before: str, after: str, reason: RepairReason, source: KnownGoodSource) -> Candidate:
    return Candidate(AddressPair(before, HERE_UPDATES), AddressPair(after, HERE_UPDATES), reason, source)


@pytest.mark.parametrize(
    ("before", "reason", "is_certain"),
    [
        ("http://policy.example", RepairReason.HTTP, True),
        ("http://policy.example:8080/old", RepairReason.HTTP, True),
        ("http://here.example", RepairReason.HTTP, False),
        ("https://here.example", RepairReason.MOVED, True),
        ("https://here.example", RepairReason.KNOWN_OLD, True),
        ("https://here.example", RepairReason.SWAPPED, False),
        ("here example", RepairReason.MISTYPED, False),
        ("https://here.example", RepairReason.NEVER_CONNECTED, False),
        ("https://here.example", RepairReason.SOFTWARE_CHANGED, False),
    ],
)
@pytest.mark.parametrize("source", KnownGoodSource)
def test_what_is_certain(before: str, reason: RepairReason, is_certain: bool, source: KnownGoodSource) -> None:  # noqa: FBT001
    found = candidate(before, "https://policy.example", reason, source)
    assert found.is_certain is (is_certain and source is not KnownGoodSource.USER)


def test_the_host_that_counts_is_that_of_the_address_that_changes() -> None:
    before = AddressPair(HERE, "http://updates.example/a")
    same, other = AddressPair(HERE, "https://updates.example/b"), AddressPair(HERE, "https://here.example/updates")
    assert of_updates(before, same, RepairReason.HTTP).is_certain
    assert not of_updates(before, other, RepairReason.HTTP).is_certain


def of_updates(before: AddressPair, after: AddressPair, reason: RepairReason) -> Candidate:
    return Candidate(before, after, reason, KnownGoodSource.BUILT_IN, reason)


OLD_OFFICIAL = "http://impact-emploi.urssaf.fr"


@pytest.mark.parametrize(
    ("updates", "known", "is_certain"),
    [
        (OFFICIAL_UPDATES, failing(Verdict.INSECURE), True),
        ("https://IMPACT-emploi.urssaf.fr:443/updates", failing(Verdict.INSECURE), True),
        (f"{OLD_OFFICIAL}/updates", failing(Verdict.INSECURE), True),
        ("http://mirror.example/updates", failing(Verdict.INSECURE), False),
        (HERE_UPDATES, failing(Verdict.INSECURE), False),
        ("https//", failing(Verdict.INSECURE), False),
        (HERE_UPDATES, replace(failing(Verdict.INSECURE), updates=on_a_ball(Verdict.DNS).updates), False),
        (
            HERE_UPDATES,
            replace(failing(Verdict.INSECURE), updates=on_a_ball(Verdict.MOVED, OFFICIAL_AUTHENTICATION).updates),
            True,
        ),
    ],
)
def test_where_both_addresses_change_both_have_to_be_certain(updates: str, known: Known, *, is_certain: bool) -> None:
    (found,) = candidates_of(with_(OLD_OFFICIAL, updates), NONE, known)
    assert found.reason is RepairReason.HTTP
    assert found.is_certain is is_certain


def test_http_that_is_no_address_is_not_certain() -> None:
    assert not candidate("http", "https://policy.example", RepairReason.HTTP, KnownGoodSource.BUILT_IN).is_certain


# Never.

ADDRESSES = st.sampled_from(
    [HERE, "http://here.example", OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES, "https://policy.example", "", *KNOWN_OLD]
) | st.text(max_size=20)
PAIRS = st.none() | st.builds(AddressPair, ADDRESSES, ADDRESSES)
POLICIES = st.builds(RepairPolicy, addresses=PAIRS, signed=PAIRS, old=st.lists(ADDRESSES, max_size=2).map(tuple))
DIAGNOSES = st.builds(Diagnosis, st.sampled_from(Verdict), moved_to=ADDRESSES)
KNOWN = st.builds(
    Known,
    st.sampled_from([link for link in Link if link.announced_as is link]),
    st.none() | DIAGNOSES,
    st.none() | st.builds(ServerReport, st.just(Role.UPDATES), ADDRESSES, DIAGNOSES),
    st.lists(st.builds(GoodAddress, ADDRESSES, st.sampled_from(["", "1", "2"])), max_size=3).map(tuple),
    st.sampled_from(["", "1", "2"]),
)


@given(st.builds(with_, ADDRESSES, ADDRESSES), POLICIES, KNOWN)
def test_a_healthy_address_is_never_given_up(settings: Settings, policy: RepairPolicy, known: Known) -> None:
    worked = {one.address: one.version for one in known.good}
    for found in candidates_of(settings, policy, known):
        assert found.after != found.before
        assert known.connection is not Link.CONNECTED or found.keeps_authentication
        address = settings.authentication_address
        if address in worked and not found.keeps_authentication:
            assert found.reason in {
                RepairReason.HTTP,
                RepairReason.MISTYPED,
                RepairReason.KNOWN_OLD,
                RepairReason.MOVED,
                RepairReason.SOFTWARE_CHANGED,
            }
            if found.reason is RepairReason.SOFTWARE_CHANGED:
                assert {known.version, worked[address]} == {"1", "2"} or len(known.good) > len(worked)


@given(st.builds(with_, ADDRESSES, ADDRESSES), POLICIES, KNOWN)
def test_only_known_good_addresses_are_ever_proposed(settings: Settings, policy: RepairPolicy, known: Known) -> None:
    good = dict(known_good(settings, policy))
    for found in candidates_of(settings, policy, known):
        assert found.after.updates == good[found.source].updates
        assert found.keeps_authentication or found.after == good[found.source]
        assert found.before == AddressPair(settings.authentication_address, settings.update_address)
