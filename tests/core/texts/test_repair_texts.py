"""What is said of a repair of the addresses."""

import pytest

from iea_agent.core.connection_state import AgentState, Link, picture_of
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.repair import AddressPair, RepairOffer, RepairOutcome, RepairReason
from iea_agent.core.texts import announcements, repair
from iea_agent.core.texts.windows import repair_offer
from iea_agent.core.view import AgentView

BEFORE = AddressPair("http://old.example", "http://old.example/updates", secure=False)
AFTER = AddressPair("https://new.example", "https://new.example/updates")
OF_UPDATES = AddressPair("https://new.example", "http://old.example/updates", secure=False)
OFFER = RepairOffer(BEFORE, AFTER, RepairReason.HTTP)


def view_of(link: Link, offer: RepairOffer, diagnosis: Diagnosis, updates: ServerReport | None = None) -> AgentView:
    state = AgentState(link=link)
    return AgentView(
        picture=picture_of(state),
        mode=state.mode,
        connection=link,
        diagnosis=diagnosis,
        updates=updates,
        repair=offer,
    )


def test_the_state_line_says_that_a_correction_is_ready() -> None:
    line = announcements.state_line(view_of(Link.UNREACHABLE, OFFER, Diagnosis(Verdict.DNS)))
    assert line.startswith("Non connecté\u00a0: ")
    assert line.endswith(" — correction prête")


def test_where_only_the_update_address_is_old_it_stands_behind_the_update_server() -> None:
    offer = RepairOffer(OF_UPDATES, AFTER, RepairReason.HTTP)
    updates = ServerReport(Role.UPDATES, OF_UPDATES.updates, Diagnosis(Verdict.INSECURE))
    line = announcements.state_line(view_of(Link.CONNECTED, offer, Diagnosis(Verdict.CONNECTED), updates))
    assert line.startswith("Connecté au serveur de production — serveur de mise à jour")
    assert line.endswith(" — correction prête")


@pytest.mark.parametrize("offer", [OFFER, RepairOffer(OF_UPDATES, AFTER, RepairReason.KNOWN_OLD)])
def test_the_notification_says_what_is_wrong_and_what_to_do(offer: RepairOffer) -> None:
    told = announcements.repair_ready(offer)
    assert told.button == announcements.CORRECT
    assert "une correction est prête" in told.body
    assert ("mise à jour" in told.body) is offer.keeps_authentication
    assert told.body.startswith(repair_offer.title(offer))


@pytest.mark.parametrize("outcome", RepairOutcome)
def test_what_became_of_a_repair_is_one_sentence_for_all(outcome: RepairOutcome) -> None:
    assert repair.OUTCOME[outcome].endswith(".")
    assert "adresses" in repair.OUTCOME[outcome]


def test_each_address_that_changes_has_its_line() -> None:
    assert repair.changes(BEFORE, AFTER) == (
        "http://old.example → https://new.example",
        "http://old.example/updates → https://new.example/updates",
    )
    assert repair.changes(OF_UPDATES, AFTER) == ("http://old.example/updates → https://new.example/updates",)
    assert repair.changes(AddressPair("", AFTER.updates), AFTER) == ("(vide) → https://new.example",)
    assert repair.changes(AFTER, AFTER) == ()
