"""What a server sees of many agents, on a small scale: a peak is a share, whatever the number."""

import pytest
from tools.herd import POLICIES, SCENARIOS, Scenario, is_bearable, office, seen

AGENTS = 20_000
OURS, *SIMPLER = POLICIES


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_the_agents_are_bearable(scenario: Scenario) -> None:
    found = seen(scenario, OURS, AGENTS, seed=7)
    assert is_bearable(found, AGENTS)
    assert found.total > AGENTS  # they do ask


@pytest.mark.parametrize("policy", SIMPLER, ids=lambda policy: policy.name)
def test_simpler_agents_are_not(policy: object) -> None:
    worst = SCENARIOS[-1]
    assert not is_bearable(seen(worst, policy, AGENTS, seed=7), AGENTS)  # type: ignore[arg-type]  # (a policy)


def test_an_office_does_not_come_back_as_one() -> None:
    assert office(OURS, 500, seed=7) < 300
