"""What is looked at from time to time while not all is well: the calendar, and the clock."""

from collections.abc import Callable

ROUND_S = 900.0
"""A reminder may be this late; more often would only wake the processor."""


class Rounds:
    """Says when the next look is due. Times are those of a clock that never jumps, in seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._due: float | None = None

    @property
    def due_in_s(self) -> float | None:
        """How long until the next look; ``None`` when none is needed."""
        return None if self._due is None else max(0.0, self._due - self._monotonic())

    def plan(self, *, needed: bool) -> None:
        """See that a look is planned while one is needed, and none otherwise."""
        if not needed:
            self._due = None
        elif self._due is None:
            self._due = self._monotonic() + ROUND_S

    def take_due(self) -> None:
        """Forget the planned look: it is being taken."""
        self._due = None
