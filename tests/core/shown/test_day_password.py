"""What is said of a typed password of the day; what it never may say."""

import pytest
from msgspec.structs import replace

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import Action
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.shown import day_password
from iea_agent.core.shown.launching import LAUNCH
from iea_agent.core.shown.verdict import ShownVerdict, SignKind
from iea_agent.core.shown.ways_on import HELPER, SETTINGS
from iea_agent.core.texts import labels
from iea_agent.core.texts.remedies import PERSON
from iea_agent.core.texts.windows import assistance_mode, attempts
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import PasswordAnswered

BEETLE = AgentView(picture=Picture.BEETLE, mode=Mode.ASSISTANCE, connection=Link.DISCONNECTED)
BALL = AgentView(
    picture=Picture.BALL,
    mode=Mode.PRODUCTION,
    connection=Link.CONNECTED,
    diagnosis=Diagnosis(Verdict.CONNECTED),
)
REFUSED = replace(BALL, picture=Picture.HEART, connection=Link.REFUSED, diagnosis=Diagnosis(Verdict.REFUSED))
FAILED = [outcome for outcome in PasswordOutcome if outcome is not PasswordOutcome.RIGHT]
DATE = "Nous sommes le 23 novembre."


def outage(verdict: Verdict, then: Verdict | None = None) -> AgentView:
    return replace(BEETLE, history=(Period(PeriodKind.OUTAGE, 1.0, 2.0, verdict, then),))


def refused(outcome: PasswordOutcome, view: AgentView = BEETLE, *, tried_short: bool = False) -> ShownVerdict:
    answer = PasswordAnswered(outcome, left=3)
    return day_password.refused(answer, view, date=DATE, tried_short=tried_short)


@pytest.mark.parametrize("outcome", FAILED)
def test_a_password_that_changed_nothing_is_bad_and_says_the_tries_that_are_left(outcome: PasswordOutcome) -> None:
    shown = refused(outcome)
    assert shown.sign is SignKind.BAD
    assert (assistance_mode.tries_left(3) in shown.sentences) is outcome.is_counted
    assert (DATE in shown.sentences) is outcome.doubts_the_date


@pytest.mark.parametrize("outcome", FAILED)
def test_where_another_password_is_in_vain_there_is_another_next_act(outcome: PasswordOutcome) -> None:
    by_it = {PasswordOutcome.CLOCK, PasswordOutcome.NOT_WRITTEN}
    expected = SETTINGS if outcome.lacks_key else HELPER if outcome in by_it else None
    assert refused(outcome).primary is expected


@pytest.mark.parametrize("outcome", FAILED)
@pytest.mark.parametrize(
    ("view", "is_doubted"),
    [
        (BEETLE, False),
        (outage(Verdict.LICENCE_UNKNOWN), True),
        (outage(Verdict.DNS, Verdict.LICENCE_UNKNOWN), True),
        (outage(Verdict.LICENCE_UNKNOWN, Verdict.REFUSED), False),
    ],
)
def test_the_key_is_doubted_only_where_a_password_is_wrong_and_the_licence_was_unknown(
    outcome: PasswordOutcome, view: AgentView, *, is_doubted: bool
) -> None:
    shown = refused(outcome, view)
    expected = is_doubted and outcome is PasswordOutcome.WRONG
    assert (assistance_mode.KEY_MAY_BE_WRONG[0] in shown.sentences) is expected
    assert shown.words.count("Que faire") == 1
    if expected:
        assert shown.primary == SETTINGS, "Enter would try again in vain"


@pytest.mark.parametrize("outcome", FAILED)
def test_whoever_acts_besides_the_reader_has_a_button(outcome: PasswordOutcome) -> None:
    shown = refused(outcome)
    assert (PERSON in shown.words) is (HELPER in shown.acts)


@pytest.mark.parametrize("outcome", FAILED)
def test_eight_digits_may_be_too_few_only_where_they_are_wrong(outcome: PasswordOutcome) -> None:
    said = refused(outcome, tried_short=True).sentences
    assert (assistance_mode.EIGHT_DIGITS in said) is (outcome is PasswordOutcome.WRONG)


@pytest.mark.parametrize("asks", [False, True])
def test_what_runs_is_said_or_that_the_key_store_asks(*, asks: bool) -> None:
    compared = day_password.comparing(key_store_asks=asks)
    connecting = day_password.connecting("Nom trouvé", key_store_asks=asks)
    assert compared.is_busy
    assert connecting.is_busy
    assert compared.title == (attempts.KEY_STORE_ASKS if asks else assistance_mode.COMPARING)
    assert connecting.title == (attempts.KEY_STORE_ASKS if asks else assistance_mode.ASSISTANCE_LEFT_CONNECTING)
    assert connecting.sentences == ("Nom trouvé",)


def test_a_connection_that_comes_back_is_good() -> None:
    shown = day_password.left(BALL, mail="")
    assert (shown.sign, shown.title) == (SignKind.GOOD, labels.CONNECTED)
    assert shown.sentences[0] == assistance_mode.ASSISTANCE_LEFT


def test_a_connection_without_the_update_server_is_not_all_good() -> None:
    updates = ServerReport(Role.UPDATES, "https://a.example", Diagnosis(Verdict.DNS))
    assert day_password.left(replace(BALL, updates=updates), mail="").sign is SignKind.WARNING


def test_what_follows_the_connection_is_the_software_unless_it_runs() -> None:
    assert day_password.left(BALL, mail="").primary == LAUNCH
    assert day_password.left(replace(BALL, software_since=1.0), mail="").primary is None


def test_a_connection_that_does_not_come_back_says_that_assistance_mode_is_off_and_what_to_do() -> None:
    shown = day_password.left(REFUSED, mail="Demande préparée.")
    assert (shown.sign, shown.title) == (SignKind.BAD, labels.REFUSED)
    assert (shown.sentences[0], shown.sentences[-1]) == (assistance_mode.ASSISTANCE_LEFT, "Demande préparée.")
    assert Action.AUTHENTICATE in {act.does for act in shown.acts}
