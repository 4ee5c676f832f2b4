"""What is remembered of a repair, and for how long."""

import pytest
from msgspec.structs import replace

from iea_agent.core.repair import (
    HOLD_S,
    MAX_GOOD,
    UNDO_S,
    AddressPair,
    GoodAddress,
    RepairMode,
    RepairOffer,
    RepairPolicy,
    RepairReason,
    RepairRecord,
    RepairStage,
    RepairUndo,
    effective_mode,
    is_held,
    remembered,
    undo_of,
)

BEFORE = AddressPair("http://old.example", "http://old.example/updates", secure=False)
AFTER = AddressPair("https://new.example", "https://new.example/updates")
DONE = RepairRecord(RepairStage.DONE, BEFORE, AFTER, at=1000.0)
TAKEN_BACK = replace(DONE, stage=RepairStage.TAKEN_BACK)


@pytest.mark.parametrize(
    ("of_settings", "of_policy", "found"),
    [
        (RepairMode.ASK, None, RepairMode.ASK),
        (RepairMode.OFF, None, RepairMode.OFF),
        (RepairMode.AUTOMATIC, None, RepairMode.ASK),
        (RepairMode.OFF, RepairMode.AUTOMATIC, RepairMode.AUTOMATIC),
        (RepairMode.ASK, RepairMode.OFF, RepairMode.OFF),
        (RepairMode.OFF, RepairMode.ASK, RepairMode.ASK),
    ],
)
def test_only_a_policy_can_have_it_done_by_itself(
    of_settings: RepairMode, of_policy: RepairMode | None, found: RepairMode
) -> None:
    assert effective_mode(of_settings, RepairPolicy(mode=of_policy)) is found


def test_a_repair_that_is_done_can_be_undone_for_a_day() -> None:
    assert undo_of(DONE, AFTER, 1000.0) == RepairUndo(AFTER, BEFORE, 1000.0 + UNDO_S)
    assert undo_of(DONE, AFTER, 1000.0 + UNDO_S - 1) is not None
    assert undo_of(DONE, AFTER, 1000.0 + UNDO_S) is None
    assert undo_of(DONE, AFTER, 999.0) is None  # the clock was set back


@pytest.mark.parametrize("stage", [stage for stage in RepairStage if stage is not RepairStage.DONE])
def test_nothing_else_can_be_undone(stage: RepairStage) -> None:
    assert undo_of(replace(DONE, stage=stage), AFTER, 1000.0) is None
    assert undo_of(None, AFTER, 1000.0) is None
    assert undo_of(DONE, BEFORE, 1000.0) is None  # a person has changed them since


def test_what_was_taken_back_is_held_for_an_hour() -> None:
    assert is_held(TAKEN_BACK, BEFORE, AFTER, 1000.0)
    assert is_held(TAKEN_BACK, BEFORE, AFTER, 1000.0 + HOLD_S - 1)
    assert not is_held(TAKEN_BACK, BEFORE, AFTER, 1000.0 + HOLD_S)
    assert not is_held(TAKEN_BACK, BEFORE, AFTER, 999.0)
    assert not is_held(TAKEN_BACK, AFTER, BEFORE, 1000.0)
    assert not is_held(DONE, BEFORE, AFTER, 1000.0)
    assert not is_held(None, BEFORE, AFTER, 1000.0)


def test_the_addresses_that_worked_are_remembered_latest_first() -> None:
    known = remembered((), "https://a.example", "1")
    known = remembered(known, "https://b.example", "1")
    assert remembered(known, "https://a.example", "2") == (
        GoodAddress("https://a.example", "2"),
        GoodAddress("https://b.example", "1"),
    )


def test_a_version_that_cannot_be_read_is_not_forgotten() -> None:
    known = (GoodAddress("https://a.example", "1"), GoodAddress("https://b.example", "2"))
    assert remembered(known, "https://b.example", "")[0] == GoodAddress("https://b.example", "2")
    assert remembered(known, "https://c.example", "")[0] == GoodAddress("https://c.example", "")


def test_only_some_are_remembered() -> None:
    known: tuple[GoodAddress, ...] = ()
    for number in range(MAX_GOOD + 3):
        known = remembered(known, f"https://{number}.example", "")
    assert len(known) == MAX_GOOD
    assert known[0].address == f"https://{MAX_GOOD + 2}.example"


def test_an_offer_knows_whether_the_authentication_server_changes() -> None:
    assert not RepairOffer(BEFORE, AFTER, RepairReason.HTTP).keeps_authentication
    updates = replace(AFTER, updates="https://new.example/old")
    assert RepairOffer(updates, AFTER, RepairReason.KNOWN_OLD).keeps_authentication
