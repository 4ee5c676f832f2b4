"""The question about the licence key."""

from iea_agent.core.diagnosis import Diagnosis, KeyOrigins, Verdict
from iea_agent.core.texts import key_origin, verdicts
from tests.core.texts.typography import SLIP

ORIGINS = KeyOrigins("https://impact-emploi.urssaf.fr", "http://autre.example:81")


def test_a_person_reads_the_host_and_what_is_unusual() -> None:
    assert key_origin.host_shown("https://impact.example") == "impact.example"
    assert key_origin.host_shown("http://impact.example:81") == "http://impact.example:81"


def test_the_question_names_the_new_server() -> None:
    assert key_origin.question(ORIGINS) == "Envoyer la clé de licence à http://autre.example:81\u00a0?"
    assert key_origin.send(ORIGINS) == "En&voyer la clé à http://autre.example:81"
    assert key_origin.consequence(ORIGINS).startswith("http://autre.example:81 recevrait")


def test_the_button_shows_the_end_of_a_long_name() -> None:
    long = KeyOrigins("", f"https://impact-emploi.urssaf.fr.{'a' * 60}.autre.example")
    assert key_origin.send(long).endswith("aaa.autre.example")
    assert len(key_origin.send(long)) < 70
    assert "impact-emploi.urssaf.fr.aaa" in key_origin.question(long)


def test_the_verdict_names_both_servers_where_they_are_known() -> None:
    named = verdicts.message_of(Diagnosis(Verdict.KEY_ORIGIN, key_origins=ORIGINS))
    assert "enregistrée pour impact-emploi.urssaf.fr, et" in named
    assert "http://autre.example:81" in named
    assert "un autre serveur" in verdicts.message_of(Diagnosis(Verdict.KEY_ORIGIN))


def test_the_sentences_are_written_as_french_is() -> None:
    origins = KeyOrigins("https://impact-emploi.urssaf.fr", "https://autre.example")
    made = (key_origin.question, key_origin.consequence, key_origin.kept_for)
    assert not any(SLIP.search(sentence) for sentence in (key_origin.ADVICE, *(make(origins) for make in made)))
