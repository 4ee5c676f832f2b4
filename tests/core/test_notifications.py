"""A notification says the state in its title and one sentence in its body, and fits, whatever is announced."""

import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from iea_agent.core.connection_state import AgentState, Link, Mode, picture_of
from iea_agent.core.diagnosis import (
    BlockedBy,
    Diagnosis,
    KeyOrigins,
    Role,
    ServerReport,
    Stage,
    StageReport,
    Verdict,
)
from iea_agent.core.file_notices import FileFinding, FileFlaw, FileNotice, FlawKind, OwnFile
from iea_agent.core.notification import MAX_BODY, MAX_TITLE, Notification, Urgency, utf16_units
from iea_agent.core.repair import AddressPair, RepairOffer, RepairReason
from iea_agent.core.texts import announcements, file_notices, labels, verdict_words
from iea_agent.core.view import AgentView
from tests.core.texts.typography import SLIP

MAX_WORDS = 20
CLOCKS = (None, 0.0, 86_400.0)
ORIGINS = KeyOrigins("https://impact-emploi.urssaf.fr", "https://impact.tiers-de-confiance.example:8443")
NOON = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001 (the local time of a person)
BAD = [verdict for verdict in Verdict if not verdict.facts.is_good]


def circumstances(verdict: Verdict) -> set[Diagnosis]:
    """Each circumstance that changes the words of a verdict, with each clock."""
    verified = (StageReport(Stage.ENCRYPTION, 1.0),)
    found: set[Diagnosis] = set()
    for offset, stages in itertools.product(CLOCKS, ((), verified)):
        plain = Diagnosis(verdict, clock_offset_s=offset, clock_read=NOON, stages=stages)
        found |= {
            plain,
            replace(plain, locked=verdict is Verdict.KEY_STORE),
            replace(plain, is_official=True),
            replace(plain, outdated_store=verdict is Verdict.TLS_UNTRUSTED),
            replace(plain, key_origins=ORIGINS if verdict is Verdict.KEY_ORIGIN else None),
            replace(plain, blocked_by=BlockedBy.HOSTS_FILE if verdict is Verdict.BLOCKED else None),
        }
    return found


def updates_of(diagnosis: Diagnosis) -> ServerReport:
    return ServerReport(Role.UPDATES, "https://updates.example", diagnosis)


BEFORE = AddressPair("http://impact-emploi.urssaf.fr", "http://impact-emploi.urssaf.fr/maj")
AFTER = AddressPair("https://impact-emploi.urssaf.fr", "https://impact-emploi.urssaf.fr/updates")
OFFERS = (
    RepairOffer(BEFORE, AFTER, RepairReason.HTTP),
    RepairOffer(AddressPair(AFTER.authentication, BEFORE.updates), AFTER, RepairReason.KNOWN_OLD),
)
REPAIRS = (None, OFFERS[0])
UPDATES = (None, updates_of(Diagnosis(Verdict.ACCESSIBLE)), updates_of(Diagnosis(Verdict.TLS_NOT_YET_VALID)))


def views(
    link: Link, diagnosis: Diagnosis | None, updates: Iterable[ServerReport | None] = UPDATES
) -> Iterator[AgentView]:
    """Each view that a verdict may be announced in; the first is the plainest."""
    for mode, report, secure, repair in itertools.product(Mode, updates, (True, False), REPAIRS):
        yield AgentView(
            picture=picture_of(AgentState(mode=mode, link=link)),
            mode=mode,
            connection=link,
            diagnosis=diagnosis,
            updates=report,
            secure=secure,
            repair=repair,
        )


def check(notification: Notification) -> None:
    title, body, button, urgency = notification
    assert utf16_units(title) <= MAX_TITLE, title
    assert utf16_units(body) <= MAX_BODY, body
    words = [word for word in body.split() if any(map(str.isalnum, word))]
    assert len(words) <= MAX_WORDS, f"{len(words)}: {body}"
    assert body.endswith(".")
    assert not re.search(r"[.?!…]\s", body), f"more than a sentence: {body}"
    assert body[0].isupper()
    assert button
    assert urgency in Urgency
    state = title.removeprefix("Impact emploi\N{NO-BREAK SPACE}: ")
    assert state != title
    assert state
    for text in (title, body, button):
        assert not SLIP.search(text), text


def state_of(notification: Notification) -> str:
    return notification.title.partition(": ")[2]


@pytest.mark.parametrize("verdict", Verdict)
def test_whatever_is_known_the_state_is_told_in_one_sentence(verdict: Verdict) -> None:
    for diagnosis, link in itertools.product(circumstances(verdict), Link):
        for view in views(link, diagnosis):
            check(announcements.of_state(view, lost=True))
            check(announcements.of_state(view))


@pytest.mark.parametrize("verdict", Verdict)
def test_whatever_is_wrong_with_the_update_server_a_connection_is_told_in_one_sentence(verdict: Verdict) -> None:
    for view in views(Link.CONNECTED, Diagnosis(Verdict.CONNECTED), map(updates_of, circumstances(verdict))):
        check(announcements.of_state(view))


@pytest.mark.parametrize("link", Link)
def test_a_state_without_a_diagnosis_is_told_too(link: Link) -> None:
    for view in views(link, None):
        check(announcements.of_state(view))


@pytest.mark.parametrize("verdict", BAD)
def test_the_title_is_the_state_and_the_body_the_cause_and_what_to_do(verdict: Verdict) -> None:
    (view, *_) = views(Link.UNREACHABLE, Diagnosis(verdict))
    told, lost = announcements.of_state(view), announcements.of_state(view, lost=True)
    assert (state_of(told), state_of(lost)) == ("non connecté", "connexion perdue")
    assert told.body == lost.body
    assert told.body.lower().startswith(f"{verdict_words.WORDS[verdict].short.lower()}\N{NO-BREAK SPACE}: ")
    assert told.urgency is Urgency.NORMAL


@pytest.mark.parametrize(
    ("link", "verdict", "label"),
    [
        (Link.REFUSED, Verdict.REFUSED, labels.REFUSED),
        (Link.LICENCE_UNKNOWN, Verdict.LICENCE_UNKNOWN, labels.LICENCE_UNKNOWN),
    ],
)
def test_a_refusal_is_the_state_and_is_said_once(link: Link, verdict: Verdict, label: str) -> None:
    (view, *_) = views(link, Diagnosis(verdict))
    told = announcements.of_state(view, lost=True)
    words = label.replace("'", "’").lower()  # the label keeps its straight apostrophe, a sentence does not
    assert state_of(told).lower() == words
    assert words not in told.body.lower()


def test_a_connection_is_good_news_and_a_bad_update_server_is_told_with_it() -> None:
    for view in views(Link.CONNECTED, Diagnosis(Verdict.CONNECTED)):
        told = announcements.of_state(view)
        assert told.urgency is Urgency.LOW
        if view.mode is Mode.PRODUCTION:
            assert state_of(told) == "connecté"
            bad = view.updates is not None and not view.updates.ok
            assert ("serveur de mise à jour" in told.body) is bad


def test_assistance_mode_is_the_state_whatever_else_is_known() -> None:
    for view in views(Link.UNREACHABLE, Diagnosis(Verdict.DNS)):
        assert (state_of(announcements.of_state(view)) == "mode assistance") is (view.mode is Mode.ASSISTANCE)


def test_a_wrong_clock_is_what_to_act_on_where_it_may_be_the_cause() -> None:
    def body(offset_s: float) -> str:
        (view, *_) = views(Link.UNREACHABLE, Diagnosis(Verdict.TLS_EXPIRED, clock_offset_s=offset_s))
        return announcements.of_state(view).body

    assert "réglez la date et l’heure" in body(86_400.0)
    assert "date" not in body(0.0)


def test_a_correction_that_is_ready_is_what_to_do() -> None:
    for view in views(Link.UNREACHABLE, Diagnosis(Verdict.DNS)):
        if view.mode is Mode.PRODUCTION:
            told = announcements.of_state(view)
            assert (told.button == announcements.CORRECT) is (view.repair is not None)
            assert ("correction" in told.body) is (view.repair is not None)
    told_apart = {announcements.repair_ready(offer).body for offer in OFFERS}
    assert len(told_apart) == len(OFFERS)
    for offer in OFFERS:
        told = announcements.repair_ready(offer)
        assert (state_of(told), told.button) == (announcements.REPAIR_READY, announcements.CORRECT)


@pytest.mark.parametrize("file", OwnFile)
@pytest.mark.parametrize("finding", FileFinding)
@pytest.mark.parametrize("line", [0, 999_999])
def test_a_finding_about_a_file_is_told_in_one_sentence(file: OwnFile, finding: FileFinding, line: int) -> None:
    for kind in FlawKind:
        told = announcements.of_file(FileNotice(file, finding, FileFlaw(kind, line, line)))
        check(told)
        assert file_notices.FILE[file] in told.body
    check(announcements.of_file(FileNotice(file, finding)))


def test_every_file_and_finding_sounds_different_or_calls_for_the_same() -> None:
    told = {(file, announcements.of_file(FileNotice(file, finding))) for file in OwnFile for finding in FileFinding}
    same = 1  # INVALID and NO_SETTINGS
    assert len(told) == len(OwnFile) * (len(FileFinding) - same)


@pytest.mark.parametrize(
    "notification",
    [
        announcements.UNSTABLE,
        announcements.MODE_NOT_KEPT,
        announcements.ICON_FAILS,
        announcements.WINDOW_FAILED,
        announcements.REPAIRED_BY_ITSELF,
        announcements.REPAIR_TAKEN_BACK,
        announcements.REPAIR_NOT_WRITTEN,
        announcements.REPAIR_NOT_TAKEN_BACK,
        *map(announcements.repair_ready, OFFERS),
        *(announcements.reminder(NOON + timedelta(days=days)) for days in (0, 9, 40)),
    ],
)
def test_what_else_is_announced_has_the_same_form(notification: Notification) -> None:
    check(notification)


def test_units_are_counted_as_windows_does() -> None:
    assert [utf16_units(text) for text in ("", "é", "\N{LADY BEETLE}", "\ud800")] == [0, 1, 2, 1]
