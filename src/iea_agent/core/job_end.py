"""How a job ended, and the diagnosis of an exchange whose job ended without an answer."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from iea_agent.core.diagnosis import Diagnosis, StageReport, Verdict, overtime
from iea_agent.core.errors import ErrorCode
from iea_agent.core.printable import printable


class JobFault(StrEnum):
    """How a job can end badly; all are one ordinary failure to whoever started it."""

    CANNOT_START = "cannot_start"
    CRASHED = "crashed"
    SILENT = "silent"
    NONSENSE = "nonsense"
    FLOODED = "flooded"
    OVERTIME = "overtime"
    UNSENDABLE = "unsendable"
    """Its order, or a further message to it, does not fit into a line."""
    CANCELLED = "cancelled"
    FAILED = "failed"
    """The job reported an error, with its code."""


class JobEnd(msgspec.Struct, frozen=True):
    """How a job ended: well when ``fault`` is ``None``."""

    fault: JobFault | None = None
    code: ErrorCode = ErrorCode.AGENT
    """Of the error that the job reported (``FAILED``), or that sending to it raised (``UNSENDABLE``)."""
    detail: str = ""

    def __str__(self) -> str:
        """Return the facts for the log and for technical details."""
        code = "" if self.code is ErrorCode.AGENT else self.code
        return printable(f"{self.fault or 'no result'} {code} {self.detail}")


def diagnosis_of(end: JobEnd, reached: Sequence[StageReport], address: str) -> Diagnosis:
    """Judge an exchange of which its job said nothing more before it ended.

    A job at work detects a silent name server itself, long before it is killed. One that is killed before any stage
    was stuck elsewhere: the address is not to blame.

    Args:
        end: how the job ended.
        reached: the stages that it reported, in order.
        address: of the server.
    """
    if end.fault is JobFault.OVERTIME and reached:
        return overtime(reached, address)
    return Diagnosis(Verdict.AGENT_FAULT, detail=str(end), stages=tuple(reached))
