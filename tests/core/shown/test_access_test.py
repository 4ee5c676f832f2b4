"""What a test of the servers says, while it runs and when it is over."""

import pytest

from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Stage, StageReport, Verdict, Who
from iea_agent.core.shown.access_test import verdict_of, words_of
from iea_agent.core.shown.checklist import Progress
from iea_agent.core.shown.verdict import Act, ShownVerdict, SignKind, Step
from iea_agent.core.shown.ways_on import HELPER, SETTINGS, SUPPORT
from iea_agent.core.texts import labels, verdicts
from iea_agent.core.texts.remedies import PERSON
from iea_agent.core.texts.windows import access_test
from tests.core.shown.samples import AGAIN, BAD, FIRST

CANCEL = Act("&Annuler", Step.CANCEL)
URL = "https://host.example"


def ended(authentication: Verdict, updates: Verdict) -> dict[Role, Progress]:
    both = ((Role.AUTHENTICATION, authentication), (Role.UPDATES, updates))
    return {role: Progress(URL, report=ServerReport(role, URL, Diagnosis(verdict))) for role, verdict in both}


def said_of(known: dict[Role, Progress]) -> ShownVerdict:
    shown = verdict_of(known, success="Les deux répondent.", again=AGAIN, cancel=CANCEL)
    assert shown is not None
    return shown


def test_success_is_green_and_says_what_follows() -> None:
    shown = said_of(ended(Verdict.ACCESSIBLE, Verdict.ACCESSIBLE))
    assert (shown.sign, shown.title, shown.sentences) == (
        SignKind.GOOD,
        labels.TEST_SUCCEEDED,
        ("Les deux répondent.",),
    )
    assert (shown.primary, shown.others) == (None, (AGAIN,))


@pytest.mark.parametrize("verdict", BAD)
@pytest.mark.parametrize("role", Role)
def test_a_failure_says_which_server_and_has_a_way_on(role: Role, verdict: Verdict) -> None:
    verdicts_of_both = {other: verdict if other is role else Verdict.ACCESSIBLE for other in Role}
    shown = said_of(ended(*verdicts_of_both.values()))
    assert shown.sign is SignKind.BAD
    assert access_test.SERVER[role] in shown.sentences[0]
    assert shown.primary in {AGAIN, SETTINGS, HELPER, SUPPORT}
    assert {AGAIN, SUPPORT} <= set(shown.acts)
    assert len(set(shown.acts)) == len(shown.acts)


@pytest.mark.parametrize("verdict", BAD)
def test_the_next_act_is_what_the_remedy_begins_with_and_then_whoever_acts(verdict: Verdict) -> None:
    acts = said_of(ended(verdict, Verdict.ACCESSIBLE)).acts
    assert acts[0] == FIRST[verdict.facts.begins]
    if verdict.facts.who is not Who.YOU:
        assert {Who.IT: HELPER, Who.SUPPORT: SUPPORT}[verdict.facts.who or Who.IT] in acts[:2]


@pytest.mark.parametrize("verdict", BAD)
def test_no_button_or_window_is_named_that_is_not_there(verdict: Verdict) -> None:
    assert "mode assistance" not in said_of(ended(verdict, verdict)).words
    inside = verdict_of(ended(verdict, verdict), success="", mend=None)
    assert inside is not None
    assert labels.SETTINGS_TITLE not in inside.words


def test_a_fault_of_both_servers_is_explained_once() -> None:
    shown = said_of(ended(Verdict.DNS, Verdict.DNS))
    assert len(shown.sentences) == 3
    assert shown.sentences[0].startswith(access_test.BOTH_SERVERS)
    assert len(said_of(ended(Verdict.DNS, Verdict.TIMEOUT)).sentences) == 6


def test_a_window_with_buttons_of_its_own_gives_none() -> None:
    shown = verdict_of(ended(Verdict.DNS, Verdict.DNS), success="", mend=None)
    assert shown is not None
    assert shown.acts == (SUPPORT,)


def test_while_it_runs_both_servers_say_how_far_they_are() -> None:
    known = ended(Verdict.ACCESSIBLE, Verdict.DNS)
    known[Role.UPDATES] = Progress(URL, [StageReport(Stage.NAME, 1.0)])
    shown = said_of(known)
    assert (shown.is_busy, shown.title, shown.acts) == (True, access_test.TEST_RUNNING, (CANCEL,))
    assert [said.split("\u00a0: ")[1] for said in shown.sentences] == ["accessible", "nom trouvé…"]
    known[Role.AUTHENTICATION] = Progress(URL)
    shown = verdict_of(known, success="") or shown
    assert (shown.sentences[0].split("\u00a0: ")[1], shown.acts) == (access_test.STARTING, ())


def test_a_test_that_was_cancelled_changed_nothing() -> None:
    known = ended(Verdict.ACCESSIBLE, Verdict.DNS)
    known[Role.UPDATES] = Progress(URL, cancelled=True)
    shown = said_of(known)
    assert (shown.sign, shown.title, shown.primary) == (SignKind.UNKNOWN, access_test.TEST_CANCELLED, AGAIN)
    assert words_of(known[Role.UPDATES]) == (SignKind.UNKNOWN, access_test.UNFINISHED)


def test_an_address_that_was_edited_since_has_no_result() -> None:
    known = ended(Verdict.DNS, Verdict.DNS)
    del known[Role.UPDATES]
    assert verdict_of(known, success="") is None
    assert verdict_of({}, success="") is None
    assert words_of(None) == (SignKind.UNKNOWN, access_test.UNTESTED)


@pytest.mark.parametrize(("verdict", "sign"), [(Verdict.DNS, SignKind.BAD), (Verdict.ACCESSIBLE, SignKind.GOOD)])
def test_at_the_end_of_an_address_stands_a_sign_with_words(verdict: Verdict, sign: SignKind) -> None:
    progress = ended(verdict, verdict)[Role.UPDATES]
    assert words_of(progress) == (sign, verdicts.short(Diagnosis(verdict)))


@pytest.mark.parametrize("verdict", BAD)
@pytest.mark.parametrize("is_official", [False, True])
def test_whoever_is_named_besides_the_reader_has_a_button(verdict: Verdict, *, is_official: bool) -> None:
    known = ended(verdict, Verdict.ACCESSIBLE)
    diagnosis = Diagnosis(verdict, is_official=is_official)
    known[Role.AUTHENTICATION] = Progress(URL, report=ServerReport(Role.AUTHENTICATION, URL, diagnosis))
    shown = said_of(known)
    assert shown.primary == FIRST[diagnosis.begins]
    assert PERSON not in shown.words or HELPER in shown.acts
    assert "écrivez" not in shown.words or SUPPORT in shown.acts
