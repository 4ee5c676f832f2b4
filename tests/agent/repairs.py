"""Stories about addresses that are no longer right: what they begin with, and what they ask."""

from msgspec.structs import replace

from iea_agent.core.diagnosis import Verdict
from iea_agent.core.launch import LaunchOutcome
from iea_agent.core.reconnect import REPAIR_SEARCH_S
from iea_agent.core.repair import (
    AddressPair,
    RepairMode,
    RepairOffer,
    RepairPolicy,
)
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES, Settings, addresses_of
from tests.agent.story import SAVED, Story

BEFORE = AddressPair(
    "http://impact-emploi.example/authentification", "http://impact-emploi.example/mise-a-jour", secure=False
)
AFTER = AddressPair(OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES)
OLD = replace(SAVED, secure=False, authentication_address=BEFORE.authentication, update_address=BEFORE.updates)
ELSEWHERE = replace(
    SAVED, authentication_address="https://ailleurs.example", update_address="https://ailleurs.example/updates"
)
OWN = replace(
    OLD,
    official_authentication_address="https://essai.example",
    official_update_address="https://essai.example/updates",
)
AUTOMATIC = RepairPolicy(mode=RepairMode.AUTOMATIC)


OLD_UPDATES = replace(SAVED, secure=False, update_address="http://impact-emploi.urssaf.fr/updates")


def ball_with_old_updates() -> Story:
    story = Story(settings=OLD_UPDATES)
    story.server_answers(Verdict.CONNECTED, updates=Verdict.INSECURE)
    story.pass_time(REPAIR_SEARCH_S)
    return story


def settled(story: Story, verdict: Verdict = Verdict.INSECURE) -> Story:
    """Answer the first attempt, and let the first search be due."""
    story.server_answers(verdict)
    story.pass_time(REPAIR_SEARCH_S)
    return story


def offered(settings: Settings = OLD, verdict: Verdict = Verdict.INSECURE) -> Story:
    story = settled(Story(settings=settings), verdict)
    story.proof_finds()
    return story


def proposed(story: Story) -> RepairOffer | None:
    return story.view.repair


def offered_addresses(story: Story) -> AddressPair | None:
    offer = proposed(story)
    return None if offer is None else offer.after


def seeks(story: Story) -> bool:
    return story.view.seeking_repair


def in_force(story: Story) -> AddressPair:
    return addresses_of(settings_of(story))


def settings_of(story: Story) -> Settings:
    assert isinstance(story.settings, Settings)
    return story.settings


def outcome(story: Story) -> LaunchOutcome:
    assert story.view.launch is not None
    return story.view.launch.outcome
