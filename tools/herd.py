"""``make herd``: what a server sees of 100,000 agents, with the agent's policy and with simpler ones.

A simulation, event by event, with the very functions of ``core/reconnect.py``; nothing is sent. An agent is one
number, how often it has failed; an event is one request. What counts is the peak: the most requests in one second.

    python -m tools.herd [--agents 100000] [--seed N]
"""

import argparse
import heapq
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

from iea_agent.core import reconnect

AGENTS = 100_000
CHECK_EVERY_S = 900.0
OUTAGE_S = 600.0
END_S = 1800.0
MAX_DURING = 0.12
"""The most agents that may ask within one second while the server does not answer, as a share of all."""
MAX_AFTER = 0.02
"""The most that may ask once the server answers again: that is when it is easily overrun."""
NEVER = -1
"""An agent that has not been connected yet has no connection to confirm."""


class Fault(NamedTuple):
    """What a server does wrong."""

    takes_s: float
    """How long an attempt takes until it has failed, in seconds."""
    is_said: bool = False
    """Whether the server says itself that it is in trouble."""
    retry_after_s: float | None = None
    """What it asks for."""


SILENT = Fault(20 / 3)
"""Nothing comes back: the connection is given up after a third of 20 s."""
SAID = Fault(0.2, is_said=True)
AT_ONCE = Fault(0.2, is_said=True, retry_after_s=0.0)
ASKED = Fault(0.2, is_said=True, retry_after_s=120.0)


class Policy(Protocol):
    """When an agent asks again. Times are in seconds; ``chance`` is uniform in [0, 1)."""

    name: str

    def first(self, chance: float) -> float:
        """After the login."""

    def retry(self, failures: int, fault: Fault, chance: float) -> float:
        """After so many failures without success."""

    def confirm(self, fault: Fault, chance: float) -> float:
        """After the first failure of an agent that was connected."""

    def renewal(self, chance: float) -> float:
        """After a success."""

    def change(self, chance: float) -> float:
        """After the network came back."""


class Ours:
    """The agent's policy: a first failure is confirmed, then back-off with full jitter."""

    name = "l'agent"

    def first(self, chance: float) -> float:
        """As the agent."""
        return reconnect.first_attempt(chance)

    def retry(self, failures: int, fault: Fault, chance: float) -> float:
        """As the agent."""
        return reconnect.back_off(failures, fault.retry_after_s, chance, outage=fault.is_said)

    def confirm(self, fault: Fault, chance: float) -> float:
        """As the agent."""
        return self.retry(1, fault, chance) if fault.is_said else reconnect.confirmation(chance)

    def renewal(self, chance: float) -> float:
        """As the agent."""
        return reconnect.renewal(None, CHECK_EVERY_S, chance)

    def change(self, chance: float) -> float:
        """As the agent."""
        return reconnect.after_change(reconnect.Change.CAME_BACK, 2 * reconnect.CHANGE_SPACING_S, chance)


class Fixed:
    """Every 30 seconds, as many programs do."""

    name = "toutes les 30 s"

    def first(self, chance: float) -> float:  # noqa: ARG002 (a policy without chance)
        """At once."""
        return 0.0

    def retry(self, failures: int, fault: Fault, chance: float) -> float:  # noqa: ARG002 (the same)
        """Always the same."""
        return 30.0

    def confirm(self, fault: Fault, chance: float) -> float:
        """As any other failure."""
        return self.retry(1, fault, chance)

    def renewal(self, chance: float) -> float:  # noqa: ARG002 (the same)
        """Always the same."""
        return CHECK_EVERY_S

    def change(self, chance: float) -> float:  # noqa: ARG002 (the same)
        """At once."""
        return 0.0


class Exponential(Fixed):
    """Twice as long each time, without chance: agents that failed together stay together."""

    name = "doublée, sans hasard"

    def retry(self, failures: int, fault: Fault, chance: float) -> float:  # noqa: ARG002 (the same)
        """Twice as long each time, until the server asks for more, which is respected to the second."""
        if fault.retry_after_s:
            return fault.retry_after_s
        return min(reconnect.BACK_OFF_CAP_S, reconnect.BACK_OFF_BASE_S * 2.0 ** min(failures, 30))


POLICIES: tuple[Policy, ...] = (Ours(), Exponential(), Fixed())


class Scenario(NamedTuple):
    """What happens to all agents."""

    name: str
    fault: Fault
    """What the server does wrong, from the beginning."""
    begin: Callable[[Policy, Callable[[], float]], float]
    """When an agent first asks, in seconds."""
    were_connected: bool = False
    down_s: float = OUTAGE_S
    """How long the server fails, in seconds."""


def _at_work(policy: Policy, chance: Callable[[], float]) -> float:
    """Return when an agent asks next that has been connected for a while."""
    return policy.renewal(chance()) * chance()


def _all_at_once(policy: Policy, chance: Callable[[], float]) -> float:
    """Return when an agent first asks if all computers were switched on together."""
    return policy.first(chance())


def _at_nine(policy: Policy, chance: Callable[[], float]) -> float:
    """Return when an agent first asks if everyone logs in within one minute."""
    return 60 * chance() + policy.first(chance())


SCENARIOS = (
    Scenario("connexion de 9 heures : tous ouvrent leur session dans la même minute", SILENT, _at_nine, down_s=0.0),
    Scenario("panne de dix minutes, postes connectés, serveur muet", SILENT, _at_work, were_connected=True),
    Scenario("panne de dix minutes, postes connectés, serveur qui l'avoue (503)", SAID, _at_work, were_connected=True),
    Scenario("coupure de courant : tous démarrent ensemble, serveur muet", SILENT, _all_at_once),
    Scenario("coupure de courant : tous démarrent ensemble, serveur qui l'avoue (503)", SAID, _all_at_once),
    Scenario("coupure de courant : « revenez tout de suite » (503, Retry-After: 0)", AT_ONCE, _all_at_once),
    Scenario("coupure de courant : « revenez dans deux minutes » (503, Retry-After)", ASKED, _all_at_once),
)


def requests(scenario: Scenario, policy: Policy, agents: int, seed: int) -> Iterator[tuple[float, bool]]:
    """Yield each request of a simulation, in order: when it is made (seconds), and whether it is answered well."""
    chance = random.Random(seed).random
    fault, before = scenario.fault, 0 if scenario.were_connected else NEVER
    events = [(scenario.begin(policy, chance), before) for _ in range(agents)]
    heapq.heapify(events)
    while events:
        at, failures = events[0]
        if at >= END_S:
            return
        well = at >= scenario.down_s
        yield at, well
        if well:
            following = at + policy.renewal(chance()), 0
        elif failures == 0:
            following = at + fault.takes_s + policy.confirm(fault, chance()), 1
        else:
            failed = 1 if failures == NEVER else failures + 1
            following = at + fault.takes_s + policy.retry(failed, fault, chance()), failed
        heapq.heapreplace(events, following)


class Seen(NamedTuple):
    """What the server saw: the most requests in one second, while it failed and afterwards."""

    during: int
    after: int
    total: int


def seen(scenario: Scenario, policy: Policy, agents: int, seed: int) -> Seen:
    """Run a simulation and look at its peaks."""
    during: Counter[int] = Counter()
    after: Counter[int] = Counter()
    for at, well in requests(scenario, policy, agents, seed):
        (after if well else during)[int(at)] += 1
    return Seen(max(during.values(), default=0), max(after.values(), default=0), during.total() + after.total())


def is_bearable(found: Seen, agents: int) -> bool:
    """Tell whether the peaks are within the bounds."""
    return found.during <= MAX_DURING * agents and found.after <= MAX_AFTER * agents


def office(policy: Policy, people: int, seed: int) -> int:
    """Return the most requests in one second when the network of one office comes back."""
    chance = random.Random(seed).random
    return max(Counter(int(policy.change(chance())) for _ in range(people)).values())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and return 1 if a peak is too high."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--agents", type=int, default=AGENTS)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    good = True
    print(f"{options.agents} postes, graine {options.seed} ; au plus fort, par seconde : pendant la panne, puis après")
    for scenario in SCENARIOS:
        print(f"\n{scenario.name}")
        for policy in POLICIES:
            found = seen(scenario, policy, options.agents, options.seed)
            print(f"  {policy.name:22} {found.during:7} {found.after:7}   {found.total:9} demandes en 30 min")
            good = good and (policy is not POLICIES[0] or is_bearable(found, options.agents))
    print("\nle réseau d'un bureau de 500 postes revient")
    for policy in POLICIES:
        print(f"  {policy.name:22} {office(policy, 500, options.seed):15}")
    bounds = f"au plus {MAX_DURING:.0%} des postes par seconde pendant une panne, {MAX_AFTER:.0%} ensuite"
    print(f"\n{'bon' if good else 'PAS BON'} : {bounds}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
