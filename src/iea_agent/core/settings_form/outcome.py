"""What the window « Paramètres de connexion » says of the last test or saving: one outcome at a time."""

from enum import Enum, auto

import msgspec

from iea_agent.core.diagnosis import ServerReport, all_green
from iea_agent.core.errors import ErrorCode
from iea_agent.core.repair import RepairReport
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import RepairAgreed


class Said(Enum):
    """What the window says, where the words need nothing else."""

    TEST_REFUSED = auto()
    """An address is faulty: no test."""
    TESTING = auto()
    """The access test runs."""
    TEST_CANCELLED = auto()
    SAVE_REFUSED = auto()
    """A field is faulty: nothing is saved."""
    SAVING = auto()
    KEY_STORE_ASKS = auto()
    """The key store waits for its password, to store the key."""
    KEY_NOT_STORED = auto()
    KEY_FILE_NOT_WRITTEN = auto()


class Tested(msgspec.Struct, frozen=True):
    """The access test is completed."""

    __test__ = False
    reports: tuple[ServerReport, ...]
    """In the order of the addresses."""

    @property
    def succeeded(self) -> bool:
        """Whether both servers earn the green check."""
        return all_green(self.reports)


class NotSaved(msgspec.Struct, frozen=True):
    """The settings could not be written."""

    code: ErrorCode


class Awaits(Enum):
    """What the authentication that follows a saving waits for."""

    SERVER = auto()
    KEY_STORE = auto()
    """Its password, which a person must type."""
    END_OF_ASSISTANCE = auto()
    """Saved; it will be used once assistance mode is off."""


class Saved(msgspec.Struct, frozen=True):
    """The settings are saved; an authentication follows."""

    attempt: int
    """The attempt whose answer is awaited."""
    awaits: Awaits = Awaits.SERVER
    answer: AgentView | None = None
    """The agent's state with the answer; ``None``: not answered yet."""


class Repaired(msgspec.Struct, frozen=True):
    """A person had the agent correct the addresses, or take that back, from this window."""

    before: RepairReport | None
    """The last repair before this one, so that its report can be told from this one's."""
    agreed: RepairAgreed | None = None
    """The addresses that were agreed to; ``None``: a repair is taken back."""
    answer: AgentView | None = None
    """The agent's state once it is over; ``None``: it goes on."""


Outcome = Said | Tested | NotSaved | Saved | Repaired
"""What the window says: one at a time, so that no two can contradict each other."""
