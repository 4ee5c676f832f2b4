"""What an expired certificate, or one that is not yet valid, means: it can be the certificate, the clock or the store.

Not here: how the certificates that a server shows are fetched, and its time (``adapters/server/certificates.py``).
"""

from collections.abc import Sequence
from typing import NamedTuple

from iea_agent.core.diagnosis import CLOCK_TOLERANCE_S, Verdict


class Validity(NamedTuple):
    """When a certificate is valid, in seconds since 1970 UTC."""

    begins: float
    ends: float

    def holds(self, at: float) -> bool:
        """Tell whether it is valid at this time."""
        return self.begins <= at <= self.ends


class Judged(NamedTuple):
    """The verdict on a certificate that is not valid now."""

    verdict: Verdict
    offset_s: float | None = None
    """The server's time minus the local time (seconds), where it says whose fault this is."""
    outdated_store: bool = False
    """Whether the certificate of the server is valid, and an authority above it has expired."""


def telling_offset(offset_s: float | None, *, only_here: bool) -> float | None:
    """Return the server's time minus the local time (seconds) where it says whose fault it is, else ``None``.

    It does where both clocks agree, and where something is invalid by the local clock alone (``only_here``).
    """
    agree = offset_s is not None and abs(offset_s) <= CLOCK_TOLERANCE_S
    return offset_s if agree or only_here else None


def judge_validity(verdict: Verdict, chain: Sequence[Validity], now: float, offset_s: float | None) -> Judged:
    """Judge a chain that was refused as ``tls_expired`` or ``tls_not_yet_valid``.

    Nobody vouches for the server's time: it only counts where it agrees with the local clock, or where the whole chain
    is valid by it.

    Args:
        verdict: of the system; Windows calls both ends of the validity expired.
        chain: of the certificates that the server showed, its own first; may be empty.
        now: by the local clock.
        offset_s: the server's time minus the local time, if it is known.
    """
    if not chain:
        return Judged(verdict)
    there = now + (offset_s or 0.0)
    only_here = all(one.holds(there) for one in chain) and not all(one.holds(now) for one in chain)
    offset_s = telling_offset(offset_s, only_here=only_here)
    clock_is_wrong = offset_s is not None and abs(offset_s) > CLOCK_TOLERANCE_S
    if now < chain[0].begins:
        return Judged(Verdict.TLS_NOT_YET_VALID, offset_s)
    if now <= chain[0].ends and verdict is Verdict.TLS_EXPIRED and not clock_is_wrong:
        return Judged(Verdict.TLS_UNTRUSTED, offset_s, outdated_store=True)
    return Judged(verdict, offset_s)
