"""The state in words; the notifications are in ``tests/core/test_notifications.py``."""

import pytest
from msgspec.structs import replace

from iea_agent.core.connection_state import AgentState, Link, Mode, Picture, picture_of
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.notification import MAX_TOOLTIP, utf16_units
from iea_agent.core.repair import AddressPair, RepairOffer, RepairReason
from iea_agent.core.texts import announcements, labels, verdict_words, verdicts
from iea_agent.core.texts.windows import access_test
from iea_agent.core.view import AgentView

BAD = [verdict for verdict in Verdict if not verdict.facts.is_good]


def view_of(
    link: Link = Link.CONNECTED,
    *,
    mode: Mode = Mode.PRODUCTION,
    diagnosis: Diagnosis | None = None,
    updates: ServerReport | None = None,
    secure: bool = True,
) -> AgentView:
    return AgentView(
        picture=picture_of(AgentState(mode=mode, link=link)),
        mode=mode,
        connection=link,
        diagnosis=diagnosis,
        updates=updates,
        secure=secure,
    )


def updates_of(verdict: Verdict) -> ServerReport:
    return ServerReport(Role.UPDATES, "https://updates.example", Diagnosis(verdict))


@pytest.mark.parametrize(
    ("link", "line"),
    [
        (Link.CONNECTED, "Connecté au serveur de production"),
        (Link.VERIFYING, "Connecté au serveur de production"),
        (Link.CONNECTING, "Non connecté\u00a0: connexion en cours…"),
        (Link.DISCONNECTED, "Non connecté\u00a0: aucune tentative n’a encore été faite"),
        (Link.NOT_CONFIGURED, "Non connecté"),
        (Link.UNREACHABLE, "Non connecté"),
        (Link.REFUSED, "Non connecté"),
        (Link.LICENCE_UNKNOWN, "Non connecté"),
    ],
)
def test_every_link_has_its_state_line(link: Link, line: str) -> None:
    assert announcements.state_line(view_of(link)) == line


@pytest.mark.parametrize("verdict", BAD)
def test_the_cause_is_said_in_the_state_line(verdict: Verdict) -> None:
    line = announcements.state_line(view_of(Link.UNREACHABLE, diagnosis=Diagnosis(verdict)))
    assert line == f"Non connecté\u00a0: {verdict_words.WORDS[verdict].short}"


def test_a_locked_key_store_is_said_and_what_opens_it() -> None:
    locked = Diagnosis(Verdict.KEY_STORE, locked=True)
    view = AgentView(picture=Picture.HEART, mode=Mode.PRODUCTION, connection=Link.UNREACHABLE, diagnosis=locked)
    assert announcements.state_line(view) == "Non connecté\u00a0: coffre de mots de passe verrouillé"
    assert "Le coffre de mots de passe de ce poste est verrouillé." in verdicts.message_of(locked)
    assert verdicts.message_of(locked) != verdicts.message_of(Diagnosis(Verdict.KEY_STORE))


def test_only_a_proven_connection_is_called_connected() -> None:
    lines = {link: announcements.state_line(view_of(link)) for link in Link}
    connected = {link for link, line in lines.items() if line.startswith("Connecté")}
    assert connected == {Link.CONNECTED, Link.VERIFYING}


def test_the_update_server_is_said_only_when_something_is_wrong() -> None:
    assert announcements.state_line(view_of(updates=updates_of(Verdict.ACCESSIBLE))) == labels.CONNECTED
    line = announcements.state_line(view_of(updates=updates_of(Verdict.DNS)))
    assert line == f"{labels.CONNECTED} — serveur de mise à jour\u00a0: nom du serveur introuvable"


def test_the_state_line_warns_of_the_non_secure_mode_permanently() -> None:
    for link in Link:
        assert announcements.state_line(view_of(link, secure=False)).endswith("mode non sécurisé")


@pytest.mark.parametrize("verdict", BAD)
@pytest.mark.parametrize("updates", BAD)
def test_the_state_line_says_nothing_twice_and_goes_on_in_lower_case(verdict: Verdict, updates: Verdict) -> None:
    view = view_of(Link.UNREACHABLE, diagnosis=Diagnosis(verdict), updates=updates_of(updates), secure=False)
    _, *rest = line = announcements.state_line(replace(view, icon_fails=True)).split(" — ")
    assert sum("mode non sécurisé" in part for part in line) == 1
    assert all(part[0].islower() for part in rest)


def test_assistance_mode_says_nothing_else() -> None:
    view = view_of(Link.DISCONNECTED, mode=Mode.ASSISTANCE, updates=updates_of(Verdict.DNS), secure=False)
    assert announcements.state_line(view) == labels.ASSISTANCE


@pytest.mark.parametrize("role", Role)
def test_one_server_is_said_on_one_line(role: Role) -> None:
    report = ServerReport(role, "https://host.example", Diagnosis(Verdict.BUSY))
    assert access_test.server_line(report) == f"{access_test.SERVER[role]}\u00a0: serveur occupé"


# Tooltips.


def test_a_tooltip_is_the_state_line_where_that_has_room() -> None:
    view = view_of(Link.UNREACHABLE, diagnosis=Diagnosis(Verdict.DNS), updates=updates_of(Verdict.BUSY), secure=False)
    assert announcements.tooltip(view) == announcements.state_line(view)


@pytest.mark.parametrize("verdict", BAD)
@pytest.mark.parametrize("updates", BAD)
def test_a_tooltip_of_windows_cuts_no_word_and_keeps_the_warning(verdict: Verdict, updates: Verdict) -> None:
    view = view_of(Link.UNREACHABLE, diagnosis=Diagnosis(verdict), updates=updates_of(updates), secure=False)
    repair = RepairOffer(AddressPair("a", "b"), AddressPair("c", "d"), RepairReason.KNOWN_OLD)
    assert utf16_units(announcements.tooltip(replace(view, icon_fails=True, repair=repair))) <= MAX_TOOLTIP
    said = announcements.tooltip(replace(view, icon_fails=True))
    assert utf16_units(said) <= MAX_TOOLTIP
    assert verdict_words.WORDS[verdict].short in said
    assert "mode non sécurisé" in said
    assert said.endswith(announcements.ICON_NOT_SHOWN)
