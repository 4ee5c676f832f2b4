"""What the agent needs of the world outside; the composition roots put it together."""

from collections.abc import Callable
from typing import NamedTuple

from iea_agent.core.ports import Display, Jobs, SettingsStore, StateStore


class World(NamedTuple):
    """Ports, clocks and chance."""

    jobs: Jobs
    settings: SettingsStore
    states: StateStore
    display: Display
    now: Callable[[], float]
    """The wall clock (seconds since 1970 UTC), for what people read."""
    monotonic: Callable[[], float]
    """A clock that never jumps (seconds), for waiting."""
    chance: Callable[[], float]
    """Uniform in [0, 1)."""
