"""What is tried on the private Windows, step by step; each builds on those before it.

A step is a method that ``steps.step`` notes, in the order of the imports below; it fails with one of ``FAULTS``.
"""

import contextlib

from tools.windows.steps import FAULTS, STEPS, Step
from tools.windows.story_connection import Connection
from tools.windows.story_launch import Launch
from tools.windows.story_repair import Repair
from tools.windows.story_rules import Rules
from tools.windows.story_session import Session

__all__ = ["FAULTS", "STEPS", "Step", "Story"]


class Story(Connection, Launch, Repair, Rules, Session):
    """The steps, in order."""

    def play(self, step: Step) -> None:
        """Do a step; take a picture of its end, unless it took its own, or if it fails."""
        before = self.machine.taken
        try:
            step.do(self)
        except FAULTS:
            before = self.machine.taken
            raise
        finally:
            if self.machine.taken == before:
                with contextlib.suppress(*FAULTS):
                    self.machine.take(step.name.replace(" ", "-"))
