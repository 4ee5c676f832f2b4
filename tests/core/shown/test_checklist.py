"""The rows of a checklist, for any progress."""

from datetime import date

from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Stage, StageReport, Verdict
from iea_agent.core.shown.checklist import Progress, rows_of, rows_of_diagnosis
from iea_agent.core.shown.verdict import Detail, SignKind
from iea_agent.core.stage_facts import Certificate, DirectPeer
from iea_agent.core.strangers import strangers_text
from iea_agent.core.texts import checklist
from iea_agent.core.texts.windows import access_test

ROLE = Role.AUTHENTICATION
URL = "https://host.example"
NAME, PEER = StageReport(Stage.NAME, 12.0), StageReport(Stage.CONNECTION, 20.0, DirectPeer("host.example:443"))


def signs(rows: tuple[Detail, ...]) -> list[SignKind | None]:
    return [row.sign for row in rows]


def row_named(rows: tuple[Detail, ...], name: str) -> Detail:
    return next(row for row in rows if row.name == name)


def test_nothing_was_tested_yet() -> None:
    rows = rows_of(ROLE, None)
    assert rows[0] == Detail(access_test.SERVER[ROLE], is_heading=True)
    assert signs(rows[1:]) == [SignKind.UNKNOWN] * 7


def test_a_running_test_waits_for_what_is_to_come() -> None:
    rows = rows_of(ROLE, Progress(URL, [NAME]))
    assert signs(rows[1:4]) == [SignKind.GOOD, SignKind.GOOD, SignKind.WAITING]
    assert rows[2].time == "12\u00a0ms"
    assert signs(rows_of(ROLE, Progress(URL, [NAME], cancelled=True)))[3] is SignKind.UNKNOWN


def test_a_stage_that_was_passed_over_says_why() -> None:
    rows = rows_of(ROLE, Progress(URL, [NAME, PEER, StageReport(Stage.ANSWER, 1.0)]))
    assert row_named(rows, checklist.STAGE[Stage.PROXY]).words == checklist.NO_PROXY
    assert row_named(rows, checklist.STAGE[Stage.ENCRYPTION]).words == checklist.NOT_ENCRYPTED


def test_the_failure_stands_at_its_stage_and_strangers_words_on_a_row_of_their_own() -> None:
    diagnosis = Diagnosis(
        Verdict.TLS_UNTRUSTED, Stage.ENCRYPTION, "verify failed", (NAME, PEER), words=strangers_text("Zscaler")
    )
    rows = rows_of_diagnosis(ROLE, diagnosis)
    at = rows.index(row_named(rows, checklist.STAGE[Stage.ENCRYPTION]))
    assert rows[at].sign is SignKind.BAD
    assert rows[at + 1] == Detail(checklist.TECHNICAL, "verify failed")
    assert rows[at + 2].line == "signé par\u00a0: Zscaler"


def test_the_signer_of_a_good_certificate_has_a_row() -> None:
    certificate = Certificate(strangers_text("Certigna"), date(2027, 3, 4))
    rows = rows_of(ROLE, Progress(URL, [StageReport(Stage.ENCRYPTION, 3.0, certificate)]))
    lines = [row.line for row in rows]
    assert lines[lines.index("chiffrement (TLS)\u00a0: expire le 04/03/2027 (3\u00a0ms)") + 1] == (
        "signé par\u00a0: Certigna"
    )


def test_a_fault_of_this_workstation_accuses_no_stage() -> None:
    rows = rows_of_diagnosis(ROLE, Diagnosis(Verdict.NO_ROUTE))
    assert rows[1].sign is SignKind.BAD
    assert set(signs(rows[2:])) == {SignKind.UNKNOWN}


def test_a_wrong_clock_is_a_remark_about_the_workstation() -> None:
    report = ServerReport(ROLE, URL, Diagnosis(Verdict.ACCESSIBLE, Stage.IDENTITY, clock_offset_s=9000.0))
    assert rows_of(ROLE, Progress(URL, report=report))[1].sign is SignKind.WARNING
