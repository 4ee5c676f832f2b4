"""What is said of a verdict: few words, three sentences, who acts."""

import re
from datetime import datetime, timedelta, timezone

import pytest

from iea_agent.core.diagnosis import FACTS_OF_OFFICIAL, Begins, BlockedBy, Diagnosis, Stage, StageReport, Verdict, Who
from iea_agent.core.stage_facts import TimestampMetadata
from iea_agent.core.strangers import strangers_text
from iea_agent.core.texts import acts, remedies, verdict_words, verdicts
from tests.core.texts.typography import SLIP

BAD = [verdict for verdict in Verdict if not verdict.facts.is_good]
GOOD = sorted(set(Verdict) - set(BAD))


def test_who_acts_is_named_as_in_the_specification() -> None:
    assert set(verdicts.WHO.values()) == {"vous", "la personne qui gère vos ordinateurs", "l’assistance"}


@pytest.mark.parametrize("verdict", BAD)
def test_a_bad_verdict_has_all_its_words(verdict: Verdict) -> None:
    assert all(verdict_words.WORDS[verdict])
    assert verdicts.who_acts(Diagnosis(verdict)).startswith("Que faire")


def test_different_verdicts_have_different_words() -> None:
    assert len({words.short for words in verdict_words.WORDS.values()}) == len(Verdict)
    assert len({verdicts.explain(Diagnosis(verdict)) for verdict in BAD}) == len(BAD)
    assert len({verdict_words.WORDS[verdict].past for verdict in BAD}) == len(BAD)


@pytest.mark.parametrize("verdict", BAD)
@pytest.mark.parametrize("detail", ["", "Antivirus Exemple"])
def test_an_explanation_is_what_failed_why_and_what_to_do(verdict: Verdict, detail: str) -> None:
    diagnosis = Diagnosis(verdict, detail=detail)
    what, cause, remedy = verdicts.explain(diagnosis)
    for part in (what, cause):
        assert re.fullmatch(r"[A-ZÀÉÊ].*[^.]\.", part)
        assert ". " not in part
        assert not SLIP.search(part), ascii(part)
    assert re.fullmatch(r"[a-zéèà].*[^.]\.", remedy)
    assert verdicts.who_acts(diagnosis) == f"Que faire\u00a0: {remedy}"
    assert not SLIP.search(remedy), ascii(remedy)
    assert verdicts.message_of(diagnosis) == f"{what} {cause} Que faire\u00a0: {remedy}"


@pytest.mark.parametrize("verdict", BAD)
def test_who_else_has_to_act_is_named_after_what_the_reader_can_do(verdict: Verdict) -> None:
    said = verdicts.who_acts(Diagnosis(verdict))
    named = {Who.IT: remedies.PERSON, Who.SUPPORT: "l’assistance"}.get(verdict.facts.who or Who.YOU, "")
    assert named.lower() in said.lower()
    assert not said.lower().startswith(f"que faire\u00a0: {named or 'à faire'}")


FIRST_WORDS = {
    Begins.AGAIN: "réessayez|patientez|vérifiez|ouvrez votre navigateur|déverrouillez|réglez",
    Begins.SETTINGS: "saisissez|corrigez l’adresse|choisissez|vérifiez l’adresse|cochez",
    Begins.PERSON: "prévenez la personne",
    Begins.SUPPORT: "écrivez à l’assistance",
}


@pytest.mark.parametrize("verdict", BAD)
@pytest.mark.parametrize("clock_offset_s", [None, 0.0, 9000.0])
def test_the_remedy_begins_with_what_the_buttons_begin_with(verdict: Verdict, clock_offset_s: float | None) -> None:
    diagnosis = Diagnosis(verdict, clock_offset_s=clock_offset_s)
    assert re.match(FIRST_WORDS[diagnosis.begins], verdicts.explain(diagnosis)[2])


VERIFIED = (StageReport(Stage.ENCRYPTION, 1.0),)
ABOUT_ADDRESSES = re.compile(
    "mal recopié|ancienne|(vérifie|corrige|rétablisse)z l’adresse|Rétablir|si l’adresse", re.IGNORECASE
)
ITS_OWN_FAULT = {Verdict.BAD_ADDRESS, Verdict.INSECURE, Verdict.KEY_ORIGIN}
"""What even an address that the settings call official can be at fault of."""


@pytest.mark.parametrize("verdict", sorted(set(BAD) - ITS_OWN_FAULT))
@pytest.mark.parametrize("stages", [(), VERIFIED])
def test_no_one_is_told_to_check_the_official_address(verdict: Verdict, stages: tuple[StageReport, ...]) -> None:
    found = Diagnosis(verdict, is_official=True, stages=stages)
    assert not ABOUT_ADDRESSES.search(verdicts.message_of(found))
    assert not ABOUT_ADDRESSES.search(acts.act(found))
    assert verdicts.short(found) == verdicts.short(Diagnosis(verdict, stages=stages))
    assert re.match(FIRST_WORDS[found.begins], verdicts.explain(found)[2])


@pytest.mark.parametrize("verdict", FACTS_OF_OFFICIAL)
def test_the_official_address_changes_whom_the_words_name(verdict: Verdict) -> None:
    assert ABOUT_ADDRESSES.search(verdicts.message_of(Diagnosis(verdict))) or verdict is Verdict.MOVED
    found = Diagnosis(verdict, is_official=True)
    named = {Who.IT: remedies.PERSON, Who.SUPPORT: "l’assistance"}[found.who or Who.YOU]
    assert named in verdicts.who_acts(found)
    assert verdicts.explain(found)[0] == verdicts.explain(Diagnosis(verdict))[0]


def test_where_the_official_name_is_not_found_the_network_of_this_workstation_is_looked_at() -> None:
    said = verdicts.message_of(Diagnosis(Verdict.DNS, is_official=True))
    assert "relié à Internet" in said
    assert said.index("vérifiez votre connexion à Internet") < said.index(remedies.PERSON) < said.index("réseau, et le")


@pytest.mark.parametrize("verdict", GOOD)
def test_there_is_nothing_to_explain_about_a_good_verdict(verdict: Verdict) -> None:
    short, what, *rest = verdict_words.WORDS[verdict]
    assert short
    assert verdicts.message_of(Diagnosis(verdict)) == what
    assert not any(rest)


@pytest.mark.parametrize("verdict", BAD)
def test_what_the_other_side_said_stands_in_no_sentence(verdict: Verdict) -> None:
    words = strangers_text("Appelez ce service")
    assert verdicts.message_of(Diagnosis(verdict, words=words)) == verdicts.message_of(Diagnosis(verdict))


@pytest.mark.parametrize("verdict", [Verdict.REFUSED, Verdict.LICENCE_UNKNOWN, Verdict.BUSY])
def test_a_wrong_clock_is_a_remark_that_hides_no_remedy(verdict: Verdict) -> None:
    what, cause, remedy = verdicts.explain(Diagnosis(verdict))
    assert verdicts.explain(Diagnosis(verdict, clock_offset_s=3600)) == (
        what,
        cause,
        f"{remedy} {verdicts.CLOCK_REMARK}",
    )


def test_a_name_blocked_on_this_machine_is_no_filters_fault() -> None:
    _, cause, remedy = verdicts.explain(Diagnosis(Verdict.BLOCKED, blocked_by=BlockedBy.HOSTS_FILE))
    assert "filtre" not in cause + remedy
    assert "filtre" in verdicts.explain(Diagnosis(Verdict.BLOCKED, blocked_by=BlockedBy.FILTER))[1]


def test_at_a_portal_no_one_is_told_to_set_the_clock() -> None:
    assert verdicts.explain(Diagnosis(Verdict.PORTAL, clock_offset_s=-1.7e9)) == verdicts.explain(
        Diagnosis(Verdict.PORTAL)
    )


def test_where_the_server_has_proved_its_name_no_wifi_is_suspected() -> None:
    proved = Diagnosis(Verdict.PORTAL, stages=(StageReport(Stage.ENCRYPTION, 1.0),))
    assert "Wi-Fi" in verdicts.message_of(Diagnosis(Verdict.PORTAL))
    what, _, remedy = verdicts.explain(proved)
    assert what == "Une autre page a répondu à la place du serveur."
    assert "Wi-Fi" not in verdicts.message_of(proved)
    assert remedy.index("navigateur") < remedy.index("adresses officielles")
    assert verdicts.short(proved) != verdicts.short(Diagnosis(Verdict.PORTAL))


def test_a_refusal_does_not_say_that_the_server_knows_this_installation() -> None:
    assert "refuse cette installation" in verdicts.message_of(Diagnosis(Verdict.REFUSED))
    assert "connaît" not in verdicts.message_of(Diagnosis(Verdict.REFUSED))


BY_CLOCK = [verdict for verdict in BAD if verdict.facts.by_clock]
HERE = datetime(2028, 11, 28, 10, 12, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize("verdict", BY_CLOCK)
def test_a_wrong_clock_is_the_cause_and_both_times_are_shown(verdict: Verdict) -> None:
    found = Diagnosis(verdict, clock_offset_s=-731 * 86_400.0, clock_read=HERE)
    _, cause, remedy = verdicts.explain(found)
    assert cause == ("L’horloge de ce poste indique le 28/11/2028 à 10 h 12, celle du serveur le 28/11/2026 à 10 h 12.")
    assert "vérifiez la date et l’heure" in remedy  # nobody vouches for the server's time: the person looks at a watch
    assert "horloge" in verdicts.explain(Diagnosis(verdict, clock_offset_s=-90_000))[1]


@pytest.mark.parametrize("verdict", BY_CLOCK)
def test_the_clock_is_suspected_where_it_is_not_known_and_only_there(verdict: Verdict) -> None:
    assert "horloge" in verdicts.explain(Diagnosis(verdict))[1]
    assert "horloge" not in verdicts.message_of(Diagnosis(verdict, clock_offset_s=3.0))


def test_a_good_answer_is_no_less_good_with_a_wrong_clock_and_it_is_said() -> None:
    found = Diagnosis(Verdict.CONNECTED, clock_offset_s=3600.0, clock_read=HERE)
    assert verdicts.message_of(found) == (
        f"{verdict_words.WORDS[Verdict.CONNECTED].what} L’horloge de ce poste indique le 28/11/2028 à 10 h 12, "
        "celle du serveur le 28/11/2028 à 11 h 12. Réglez la date et l’heure."
    )


def test_an_outdated_store_is_not_the_servers_to_renew() -> None:
    found = Diagnosis(Verdict.TLS_UNTRUSTED, outdated_store=True)
    assert found.who is Who.IT
    message = verdicts.message_of(found)
    assert "autorité" in message
    assert "renouvel" not in message


def test_metadata_that_nobody_known_has_signed_is_not_said_to_be_the_right_one() -> None:
    def stages(*, verified: bool) -> tuple[StageReport, ...]:
        return (StageReport(Stage.IDENTITY, 1.0, TimestampMetadata(strangers_text("3"), verified)),)

    found = Diagnosis(Verdict.ACCESSIBLE, stages=stages(verified=False))
    assert found.ok
    assert verdicts.short(found) == "répond\u00a0; signature non vérifiée"
    assert "le bon" not in verdicts.message_of(found)
    assert "le bon" in verdicts.message_of(Diagnosis(Verdict.ACCESSIBLE, stages=stages(verified=True)))
