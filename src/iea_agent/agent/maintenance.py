"""What is looked at from time to time while not all is well: the calendar, the clock, and a disk that refused."""

from collections.abc import Callable

ROUND_S = 900.0
"""A reminder may be this late; more often would only wake the processor."""
SOON_S = 60.0
"""What a disk refused is tried again this often: somebody may have made room."""


class Maintenance:
    """Says when the next look is due. Times are those of a clock that never jumps, in seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._due: float | None = None

    @property
    def due_in_s(self) -> float | None:
        """How long until the next look; ``None`` when none is needed."""
        return None if self._due is None else max(0.0, self._due - self._monotonic())

    def plan(self, *, needed: bool, soon: bool) -> None:
        """See that a look is planned while one is needed, ``soon`` or not, and none otherwise."""
        due = self._monotonic() + (SOON_S if soon else ROUND_S)
        if not needed:
            self._due = None
        elif self._due is None or due < self._due:
            self._due = due

    def take_due(self) -> None:
        """Forget the planned look: it is being taken."""
        self._due = None
