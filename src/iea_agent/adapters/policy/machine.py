"""Where the administrator of this workstation says what is in force."""

import sys
from typing import Protocol

from iea_agent.core.policy.precedence import Machine


class MachinePolicy(Protocol):
    """Reads what the administrator says."""

    def read(self) -> Machine:
        """Return what is said now. Never fails."""


class NoPolicy:
    """No administrator: macOS, for which there is no such file yet."""

    def read(self) -> Machine:
        """Return that nothing is said."""
        return Machine()


if sys.platform == "win32":

    def machine_policy() -> MachinePolicy:
        """Return the reader for this system."""
        from iea_agent.adapters.policy.registry import Registry

        return Registry()
elif sys.platform == "darwin":

    def machine_policy() -> MachinePolicy:
        """Return the reader for this system."""
        return NoPolicy()
else:

    def machine_policy() -> MachinePolicy:
        """Return the reader for this system."""
        from iea_agent.adapters.policy.machine_files import MachineFiles

        return MachineFiles()
