"""What « État de la connexion » says, for each state."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from iea_agent.core.connection_state import Link
from iea_agent.core.diagnosis import Begins, Diagnosis, Role, Verdict
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.history import Period, PeriodKind
from iea_agent.core.shown.status import headline_of, rows_of, urgent, verdict_of
from iea_agent.core.shown.verdict import Detail, SignKind
from iea_agent.core.shown.ways_on import ASSISTANCE as ASSISTANCE_MODE
from iea_agent.core.shown.ways_on import AUTHENTICATE, HELPER, SETTINGS, SUPPORT
from iea_agent.core.texts import file_notices, labels, periods, verdicts
from iea_agent.core.texts.remedies import PERSON
from iea_agent.core.texts.windows import access_test, status_window
from iea_agent.core.view import AgentView
from tests.core.shown.samples import ASSISTANCE, BAD, CONNECTED, FIRST, failed, update_server

TODAY = date(2026, 11, 23)


def lines_of(view: AgentView) -> list[str]:
    return [row.line for row in rows(view)]


def rows(view: AgentView) -> tuple[Detail, ...]:
    return rows_of(view, lambda at: datetime.fromtimestamp(at, tz=UTC), TODAY)


@pytest.mark.parametrize("verdict", BAD)
def test_the_cause_stands_once(verdict: Verdict) -> None:
    view = failed(verdict)
    shown = verdict_of(view, mail="Prête.")
    assert shown is not None
    assert view.diagnosis is not None
    assert headline_of(view) == "Non connecté"
    assert verdicts.short(view.diagnosis).lower() not in headline_of(view).lower()
    if verdict is not Verdict.NOT_CONFIGURED:
        assert shown.primary == {**FIRST, Begins.AGAIN: AUTHENTICATE}[verdict.facts.begins]
    assert len(shown.others) <= 1 + verdict.facts.assistance_helps
    assert (ASSISTANCE_MODE in shown.acts) is verdict.facts.assistance_helps
    assert shown.details == ()


@pytest.mark.parametrize("verdict", BAD)
@pytest.mark.parametrize("clock_offset_s", [None, 0.0, 9000.0])
def test_assistance_mode_is_named_only_beside_its_button(verdict: Verdict, clock_offset_s: float | None) -> None:
    view = failed(verdict, verdict)
    shown = verdict_of(replace(view, diagnosis=Diagnosis(verdict, clock_offset_s=clock_offset_s)))
    assert shown is not None
    assert "mode assistance" not in shown.words or ASSISTANCE_MODE in shown.acts
    ball = verdict_of(replace(CONNECTED, updates=update_server(verdict)))
    assert ball is not None
    assert "mode assistance" not in ball.words


def test_the_words_of_the_help_sheet_are_the_title_of_a_refusal() -> None:
    shown = verdict_of(failed(Verdict.LICENCE_UNKNOWN))
    assert shown is not None
    assert (shown.title, shown.primary, shown.others) == (labels.LICENCE_UNKNOWN, SETTINGS, (SUPPORT, ASSISTANCE_MODE))
    shown = verdict_of(failed(Verdict.DNS))
    assert shown is not None
    assert (shown.title, shown.others) == ("Le nom du serveur est introuvable", ())


def test_the_window_that_asks_about_the_key_is_one_click_away() -> None:
    shown = verdict_of(failed(Verdict.KEY_ORIGIN))
    assert shown is not None
    assert shown.acts == (SETTINGS, AUTHENTICATE)
    assert "?" not in shown.words


@pytest.mark.parametrize(
    "view",
    [
        CONNECTED,
        replace(CONNECTED, updates=update_server(Verdict.ACCESSIBLE)),
        ASSISTANCE,
        replace(failed(Verdict.DNS), connection=Link.CONNECTING, diagnosis=None),
    ],
)
def test_nothing_is_said_where_nothing_is_wrong(view: AgentView) -> None:
    assert verdict_of(view, mail="Prête.") is None


@pytest.mark.parametrize(
    ("verdict", "act"), [(Verdict.TIMEOUT, HELPER), (Verdict.SERVER_FAULT, SUPPORT), (Verdict.DNS, SETTINGS)]
)
def test_what_the_update_server_lacks_is_amber_on_a_ball(verdict: Verdict, act: object) -> None:
    shown = verdict_of(replace(CONNECTED, updates=update_server(verdict)))
    assert shown is not None
    assert (shown.sign, shown.acts) == (SignKind.WARNING, (act,))
    assert shown.title.startswith(access_test.SERVER[Role.UPDATES])


def test_the_headline_keeps_what_is_true_in_every_state() -> None:
    assert headline_of(CONNECTED) == labels.CONNECTED
    assert headline_of(ASSISTANCE) == labels.ASSISTANCE
    assert headline_of(replace(CONNECTED, secure=False)).endswith("mode non sécurisé")


# The details.


def test_the_servers_and_the_licence_come_first() -> None:
    assert lines_of(replace(CONNECTED, updates=update_server(Verdict.ACCESSIBLE)))[:3] == [
        "Serveur d'authentification\u00a0: connecté",
        "Serveur de mise à jour\u00a0: accessible",
        "Licence d'installation\u00a0: 75-000042",
    ]
    assert f"{status_window.LICENCE}\u00a0: {status_window.NO_LICENCE}" in lines_of(ASSISTANCE)


def test_a_server_that_was_not_asked_is_not_accused() -> None:
    assert lines_of(ASSISTANCE)[0].endswith(status_window.NOT_TESTED_IN_ASSISTANCE)
    assert lines_of(failed(Verdict.NOT_CONFIGURED))[0].endswith(status_window.NOT_TESTED)
    assert SignKind.BAD in [row.sign for row in rows(failed(Verdict.DNS))]


def test_all_notices_are_in_the_details_and_those_that_need_an_act_above() -> None:
    done, to_do = (FileNotice(OwnFile.STATE, finding) for finding in (FileFinding.RECOVERED, FileFinding.NOT_WRITTEN))
    view = replace(CONNECTED, file_notices=(done, to_do))
    assert urgent(view.file_notices) == (to_do,)
    lines = lines_of(view)
    at = lines.index(file_notices.TITLE)
    assert lines[at + 1 : at + 3] == [file_notices.whole(done), file_notices.whole(to_do)]


def test_the_history_is_the_last_and_says_the_latest_first() -> None:
    first, second = (Period(PeriodKind.OUTAGE, at, at + 60, verdict=Verdict.DNS) for at in (86400.0, 2 * 86400.0))
    lines = lines_of(replace(CONNECTED, history=(first, second)))
    assert lines[lines.index(status_window.HISTORY) + 1 :] == [
        periods.sentence(period, lambda at: datetime.fromtimestamp(at, tz=UTC), TODAY) for period in (second, first)
    ]
    assert lines_of(CONNECTED)[-1] == periods.NOTHING


@pytest.mark.parametrize("verdict", BAD)
def test_whoever_is_named_besides_the_reader_has_a_button(verdict: Verdict) -> None:
    shown = verdict_of(failed(verdict))
    assert shown is not None
    assert PERSON not in shown.words or HELPER in shown.acts
    assert "écrivez" not in shown.words or SUPPORT in shown.acts
