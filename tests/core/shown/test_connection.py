"""What every window says of the connection, for each verdict."""

import pytest
from msgspec.structs import replace

from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Diagnosis, Role, Verdict, Who
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.prepared_mails import Occasion, PreparedMail
from iea_agent.core.shown import connection
from iea_agent.core.shown.verdict import SignKind, Step
from iea_agent.core.shown.ways_on import ASSISTANCE, ENTER_LICENCE, HELPER, SETTINGS, SUPPORT
from iea_agent.core.texts import labels, verdicts
from iea_agent.core.texts.remedies import PERSON
from iea_agent.core.texts.windows import access_test
from iea_agent.core.view import AgentView
from tests.core.shown.samples import AGAIN, BAD, CONNECTED, FIRST, ORIGINS, failed, update_server


@pytest.mark.parametrize("verdict", BAD)
def test_whoever_acts_has_a_button_and_there_is_one_next_act(verdict: Verdict) -> None:
    view = failed(verdict)
    shown = connection.failure(view, AGAIN)
    assert shown.sign is (SignKind.WARNING if verdict is Verdict.KEY_ORIGIN else SignKind.BAD)
    assert shown.primary is not None
    assert len(set(shown.acts)) == len(shown.acts) <= 6
    who = verdict.facts.who
    assert who is not None
    wanted = {Who.YOU: {AGAIN, SETTINGS}, Who.IT: {HELPER}, Who.SUPPORT: {SUPPORT}}
    assert wanted[who] <= set(shown.acts)
    assert shown.details


@pytest.mark.parametrize("verdict", BAD)
def test_the_next_act_is_what_the_remedy_begins_with_and_then_whoever_acts(verdict: Verdict) -> None:
    acts = connection.failure(failed(verdict), AGAIN).acts
    assert acts[0] == (ENTER_LICENCE if verdict is Verdict.NOT_CONFIGURED else FIRST[verdict.facts.begins])
    if verdict.facts.who is not Who.YOU:
        assert {Who.IT: HELPER, Who.SUPPORT: SUPPORT}[verdict.facts.who or Who.IT] in acts[:2]


def test_a_clock_that_is_wrong_is_set_before_the_desk_is_asked() -> None:
    view = replace(failed(Verdict.TLS_EXPIRED), diagnosis=Diagnosis(Verdict.TLS_EXPIRED, clock_offset_s=9000.0))
    assert connection.failure(view, AGAIN).primary == AGAIN
    right = replace(view, diagnosis=Diagnosis(Verdict.TLS_EXPIRED, clock_offset_s=0.0))
    assert connection.failure(right, AGAIN).primary == SUPPORT


@pytest.mark.parametrize(
    ("about", "first"), [(None, ASSISTANCE), (Verdict.REFUSED, ASSISTANCE), (Verdict.DNS, SUPPORT)]
)
def test_a_mail_that_was_prepared_about_this_is_not_the_next_act(about: Verdict | None, first: object) -> None:
    view = replace(failed(Verdict.REFUSED), mails=(PreparedMail(Occasion.REFUSED, 1.0, about),))
    shown = connection.failure(view, AGAIN, mail="Demande préparée.")
    assert shown.primary == first
    assert SUPPORT in shown.acts
    assert shown.sentences[-1] == "Demande préparée."
    remedy = "Que faire\u00a0: en attendant, activez le mode assistance pour continuer à travailler."
    assert (remedy in shown.sentences) is (first is ASSISTANCE)
    nowhere = connection.failure(view, AGAIN, mail="Demande préparée.", here=verdicts.Nearby())
    assert nowhere.primary == (AGAIN if first is ASSISTANCE else SUPPORT)
    assert ASSISTANCE not in nowhere.acts
    assert "mode assistance" not in nowhere.words


@pytest.mark.parametrize("verdict", BAD)
@pytest.mark.parametrize("clock_offset_s", [None, 0.0, 9000.0])
def test_nobody_is_told_to_write_again_what_was_asked(verdict: Verdict, clock_offset_s: float | None) -> None:
    diagnosis = Diagnosis(verdict, clock_offset_s=clock_offset_s)
    mails = tuple(PreparedMail(occasion, 1.0, verdict) for occasion in Occasion)
    shown = connection.failure(replace(failed(verdict), diagnosis=diagnosis, mails=mails), AGAIN, mail="Préparée.")
    assert diagnosis.who is not Who.SUPPORT or "écrivez" not in shown.words
    assert shown.primary != SUPPORT


@pytest.mark.parametrize("verdict", BAD)
@pytest.mark.parametrize("clock_offset_s", [None, 0.0, 9000.0])
@pytest.mark.parametrize("here", [verdicts.Nearby(), verdicts.Nearby(assistance=True)])
def test_assistance_mode_is_named_only_beside_its_button(
    verdict: Verdict, clock_offset_s: float | None, here: verdicts.Nearby
) -> None:
    view = replace(failed(verdict), diagnosis=Diagnosis(verdict, clock_offset_s=clock_offset_s))
    shown = connection.failure(view, AGAIN, here=here)
    assert "mode assistance" not in shown.words or ASSISTANCE in shown.acts
    assert ASSISTANCE not in shown.acts or here.assistance
    assert "mode assistance" not in connection.success(replace(CONNECTED, updates=update_server(verdict)), "").words


def test_a_message_that_was_prepared_for_the_helper_is_not_the_next_act() -> None:
    view = replace(failed(Verdict.PROXY), mails=(PreparedMail(Occasion.HELPER, 1.0, Verdict.PROXY),))
    assert connection.failure(view, AGAIN).primary == AGAIN


def test_assistance_mode_is_offered_in_production_only() -> None:
    view = failed(Verdict.DNS)
    assert ASSISTANCE in connection.failure(view, AGAIN).others
    assert ASSISTANCE not in connection.failure(replace(view, mode=Mode.ASSISTANCE), AGAIN).others


@pytest.mark.parametrize(
    ("verdict", "title"),
    [
        (Verdict.REFUSED, labels.REFUSED),
        (Verdict.LICENCE_UNKNOWN, labels.LICENCE_UNKNOWN),
        (Verdict.DNS, "Non connecté\u00a0: nom du serveur introuvable"),
    ],
)
def test_the_title_is_the_refusal_of_the_help_sheet_or_the_state(verdict: Verdict, title: str) -> None:
    shown = connection.failure(failed(verdict, Verdict.TIMEOUT), AGAIN, above=("Rien n'est lancé.",))
    assert (shown.title, shown.sentences[0]) == (title, "Rien n'est lancé.")


def test_without_a_diagnosis_there_is_one_act() -> None:
    view = replace(failed(Verdict.DNS), diagnosis=None)
    shown = connection.failure(view, AGAIN)
    assert (shown.acts, shown.details) == ((AGAIN,), ())
    assert view.diagnosis is None


def test_yes_is_a_quiet_answer_to_the_question_about_the_key() -> None:
    view = failed(Verdict.KEY_ORIGIN)
    shown = connection.failure(view, AGAIN)
    assert view.diagnosis is not None
    assert view.diagnosis.key_origins == ORIGINS
    assert shown.title.startswith("Envoyer la clé de licence à asked.example")
    assert shown.primary == SETTINGS
    assert (shown.others[0].does, shown.others[0].argument) == (Step.SEND_KEY, ORIGINS.asked)
    assert SETTINGS not in shown.others


def test_settings_that_are_not_used_are_said_before_the_cause() -> None:
    notices = (
        FileNotice(OwnFile.SETTINGS, FileFinding.OPEN_TO_OTHERS),
        FileNotice(OwnFile.LOG, FileFinding.OPEN_TO_OTHERS),
    )
    shown = connection.failure(replace(failed(Verdict.TLS_UNTRUSTED), file_notices=notices), AGAIN)
    assert "ne sont pas utilisés" in shown.sentences[0]
    assert len([said for said in shown.sentences if "autres utilisateurs" in said]) == 1


# Success.


def test_a_connected_workstation_is_green() -> None:
    shown = connection.success(replace(CONNECTED, updates=update_server(Verdict.ACCESSIBLE)), "Suite.")
    assert (shown.sign, shown.words.split("\n")) == (SignKind.GOOD, [labels.CONNECTED, "Suite."])


@pytest.mark.parametrize("verdict", BAD)
def test_a_verdict_that_holds_a_failure_is_never_green(verdict: Verdict) -> None:
    shown = connection.success(replace(CONNECTED, updates=update_server(verdict)), "Suite.")
    assert shown.sign is SignKind.WARNING
    assert verdicts.short(Diagnosis(verdict)) in shown.words
    assert shown.details[0].name == access_test.SERVER[Role.UPDATES]
    assert shown.primary is None, "nothing keeps anybody from working"
    assert verdict.facts.who is not None
    assert shown.others == ({Who.YOU: SETTINGS, Who.IT: HELPER, Who.SUPPORT: SUPPORT}[verdict.facts.who],)


@pytest.mark.parametrize(
    ("view", "is_over"),
    [
        (CONNECTED, True),
        (replace(CONNECTED, mode=Mode.ASSISTANCE, connection=Link.DISCONNECTED), True),
        (failed(Verdict.DNS), False),
    ],
)
def test_nothing_stands_in_the_way_of_the_software_any_more(view: AgentView, is_over: bool) -> None:  # noqa: FBT001
    assert connection.is_over(view) is is_over


def test_the_details_are_the_checklists_of_both_servers() -> None:
    names = [row.name for row in connection.details_of(failed(Verdict.DNS, Verdict.TIMEOUT)) if row.is_heading]
    assert names == [access_test.SERVER[role] for role in Role]
    assert connection.details_of(replace(CONNECTED, diagnosis=None)) == ()


@pytest.mark.parametrize("verdict", BAD)
@pytest.mark.parametrize("is_official", [False, True])
def test_whoever_is_named_besides_the_reader_has_a_button(verdict: Verdict, *, is_official: bool) -> None:
    view = failed(verdict)
    assert view.diagnosis is not None
    diagnosis = replace(view.diagnosis, is_official=is_official)
    shown = connection.failure(replace(view, diagnosis=diagnosis), AGAIN)
    has_own_act = verdict in {Verdict.KEY_ORIGIN, Verdict.NOT_CONFIGURED}
    assert has_own_act or shown.primary == FIRST[diagnosis.begins]
    assert PERSON not in shown.words or HELPER in shown.acts
    assert "écrivez" not in shown.words or SUPPORT in shown.acts
