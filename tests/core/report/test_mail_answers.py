"""What the user answers gets into the mail, and nothing that stands in it is lost."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from iea_agent.core.report.mail_answers import Answers, farewell_of, refilled, wanted_in
from iea_agent.core.report.wrapping import MAX_LINE

BODY = "Bonjour,\n\nMerci de m’aider.\n\nLicence : 75-000042\n\nCordialement,"
NOTHING = Answers()
ANSWERS = st.builds(Answers, st.text(max_size=200), st.text(max_size=80))
BODIES = st.text(alphabet="ab ,\n", max_size=80) | st.just(BODY)


def is_in_order(lines: Iterable[str], whole: Iterable[str]) -> bool:
    left = iter(whole)
    return all(line in left for line in lines)


def test_the_answers_stand_where_a_reader_looks_for_them() -> None:
    given_ones = Answers("établir la paie", "Paulette, 04 67 00 00 00")
    assert refilled(BODY, NOTHING, given_ones) == (
        "Bonjour,\n\nMerci de m’aider.\n\nCe que je voulais faire : établir la paie\n\n"
        "Licence : 75-000042\n\nCordialement,\nPaulette, 04 67 00 00 00"
    )


def test_what_is_corrected_replaces_what_stood_there() -> None:
    first = Answers("établir la pa", "Pau")
    then = Answers("établir la paie", "Paulette")
    assert refilled(refilled(BODY, NOTHING, first), first, then) == refilled(BODY, NOTHING, then)


@given(ANSWERS)
def test_answers_that_are_deleted_leave_nothing(answers: Answers) -> None:
    assert refilled(refilled(BODY, NOTHING, answers), answers, NOTHING) == BODY


@given(BODIES, ANSWERS)
def test_in_any_text_the_answers_are_put_and_no_line_is_lost(body: str, answers: Answers) -> None:
    filled = refilled(body, NOTHING, answers)
    assert is_in_order(body.split("\n"), filled.split("\n"))
    assert f"\n{wanted_in(answers)}" in f"\n{filled}"
    if farewell_of(answers) != farewell_of(NOTHING):
        assert farewell_of(answers) in filled


@given(ANSWERS, ANSWERS)
def test_what_the_user_wrote_into_the_text_stays(before: Answers, after: Answers) -> None:
    edited = refilled(BODY, NOTHING, before).replace("Licence", "PS : urgent, licence")
    assert "PS : urgent, licence : 75-000042" in refilled(edited, before, after)


def test_an_answer_that_was_changed_in_the_text_is_not_lost() -> None:
    first = Answers("établir la paie")
    edited = refilled(BODY, NOTHING, first).replace("la paie", "la paie de mai")
    body = refilled(edited, first, Answers("imprimer"))
    assert "établir la paie de mai" in body
    assert "Ce que je voulais faire : imprimer" in body
    assert refilled(edited, first, NOTHING) == edited


def test_a_text_without_paragraphs_gets_the_answers_at_its_end() -> None:
    assert refilled("Urgent", NOTHING, Answers("imprimer", "Paulette")) == (
        "Urgent\n\nCe que je voulais faire : imprimer\n\nCordialement,\nPaulette"
    )


def test_an_answer_at_the_end_is_deleted_without_a_trace_of_it() -> None:
    first = Answers("imprimer")
    assert refilled("Urgent\n\nCe que je voulais faire : imprimer", first, NOTHING) == "Urgent\n"


def test_answers_are_lines_without_secrets_or_signs_that_nobody_sees() -> None:
    said = wanted_in(Answers("  saisir\u00a0la clé\u200b\n k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf "))
    assert said == "Ce que je voulais faire : saisir la clé …"
    assert farewell_of(Answers(name=" Paulette\t04 ")) == "Cordialement,\nPaulette 04"


@given(ANSWERS)
def test_answers_are_wrapped(answers: Answers) -> None:
    lines = wanted_in(answers).split("\n")
    assert all(len(line) <= MAX_LINE or " " not in line.strip() for line in lines)
