"""Repair of addresses that are no longer right: what is proposed, what was done, and what is remembered.

Here is only what the process that is always on needs. When a repair is proposed, and to which addresses, is in
``repair_rules.py``; that process loads it only once an address may be wrong.
"""

from enum import StrEnum
from typing import Final

import msgspec

from iea_agent.core.diagnosis import Role, Verdict

UNDO_S: Final = 86_400.0
"""How long a repair can be undone (seconds)."""
HOLD_S: Final = 3_600.0
"""How long a repair that was taken back is not proposed again by itself (seconds)."""
SAVING_S: Final = 20.0
"""What saving the addresses may take (seconds)."""
MAX_GOOD: Final = 8
"""So many addresses that gave ``connected`` are remembered."""


class RepairMode(StrEnum):
    """What the agent does about addresses that are no longer right."""

    ASK = "ask"
    AUTOMATIC = "automatic"
    """Only a policy can say so: what is certain is repaired without a question, and said afterwards."""
    OFF = "off"


class RepairReason(StrEnum):
    """Why an address counts as no longer right."""

    HTTP = "http"
    MISTYPED = "mistyped"
    """It is no address."""
    SWAPPED = "swapped"
    """It is the address of the other server."""
    KNOWN_OLD = "known_old"
    MOVED = "moved"
    """The server has proved its name, and says that its address is the known good one."""
    NEVER_CONNECTED = "never_connected"
    """It fails, and never gave ``connected`` on this workstation."""
    SOFTWARE_CHANGED = "software_changed"
    """It fails, and the payroll software has another version than when it last gave ``connected``."""


class KnownGoodSource(StrEnum):
    """Who says that addresses are good, in the order of their weight."""

    POLICY = "policy"
    SIGNED = "signed"
    """Signed metadata of the update server."""
    BUILT_IN = "built_in"
    USER = "user"
    """``official_*`` of ``config.toml``: only a person may follow them."""


class AddressPair(msgspec.Struct, frozen=True):
    """The addresses of both servers, as the settings have them."""

    authentication: str
    updates: str
    secure: bool = True
    """Whether « Sécurisé » is ticked."""

    def changes_to(self, after: "AddressPair") -> tuple[tuple[Role, str, str], ...]:
        """Return each address that is another one in ``after``: the server's role, the address before and after."""
        both = (
            (Role.AUTHENTICATION, self.authentication, after.authentication),
            (Role.UPDATES, self.updates, after.updates),
        )
        return tuple(change for change in both if change[1] != change[2])


class RepairOffer(msgspec.Struct, frozen=True):
    """A repair that was proved: the authentication server answers at the addresses after it."""

    before: AddressPair
    after: AddressPair
    reason: RepairReason
    source: KnownGoodSource = KnownGoodSource.BUILT_IN
    updates: Verdict | None = None
    """What is wrong with the update server at the addresses after it; ``None``: nothing."""

    @property
    def keeps_authentication(self) -> bool:
        """Whether only the address of the update server changes."""
        return self.before.authentication == self.after.authentication


class RepairUndo(msgspec.Struct, frozen=True):
    """A repair that can be undone: « Revenir aux adresses précédentes »."""

    before: AddressPair
    """The addresses in force now."""
    after: AddressPair
    """Those that come back."""
    until: float
    """Until when it is offered (seconds since 1970 UTC)."""


class RepairOutcome(StrEnum):
    """What became of the last repair."""

    TRYING = "trying"
    """The addresses are saved; their first answer is awaited."""
    CONNECTED = "connected"
    RIGHT_SERVER = "right_server"
    """The server refused, or does not know the licence: it is the right one, and the addresses stay."""
    TAKEN_BACK = "taken_back"
    """The answer was another one: the addresses before are back."""
    NOT_WRITTEN = "not_written"
    """The settings could not be saved: the addresses are those before."""
    NOT_PUT_BACK = "not_put_back"
    """The addresses before could not be saved again: those after the repair stay."""
    UNDONE = "undone"
    """A person went back to the addresses before."""


class RepairReport(msgspec.Struct, frozen=True):
    """What the last repair did."""

    outcome: RepairOutcome
    before: AddressPair
    after: AddressPair
    attempt: int = 0
    """The number of the attempt that tries the new addresses."""
    verdict: Verdict | None = None
    """What that attempt found; ``None``: not known yet."""
    automatic: bool = False
    """Whether no person was asked."""
    detail: str = ""
    """Why the settings could not be saved."""


class RepairStage(StrEnum):
    """How far a repair went."""

    TRIAL = "trial"
    DONE = "done"
    TAKEN_BACK = "taken_back"
    UNDONE = "undone"


class RepairRecord(msgspec.Struct, frozen=True):
    """The last repair, as it survives restarts."""

    stage: RepairStage
    before: AddressPair
    after: AddressPair
    at: float
    """When it was made (seconds since 1970 UTC)."""
    automatic: bool = False

    def is_about(self, before: AddressPair, after: AddressPair) -> bool:
        """Tell whether it changed these addresses to those."""
        return (self.before, self.after) == (before, after)


class GoodAddress(msgspec.Struct, frozen=True):
    """An address of an authentication server that gave ``connected`` on this workstation."""

    address: str
    version: str = ""
    """The version of the payroll software at that time; empty: unknown."""


class RepairPolicy(msgspec.Struct, frozen=True):
    """What an administrator and signed metadata say of addresses; empty until there are such files."""

    mode: RepairMode | None = None
    addresses: AddressPair | None = None
    """The policy's addresses."""
    signed: AddressPair | None = None
    """The addresses of signed update metadata."""
    old: tuple[str, ...] = ()
    """Known old addresses of both; one without a path stands for its whole server."""
    ruled: frozenset[str] = frozenset()
    """The fields of ``AddressPair`` that the policy rules: a repair cannot change them."""

    def lets(self, before: AddressPair, after: AddressPair) -> bool:
        """Tell whether addresses may be replaced by others."""
        return all(getattr(before, name) == getattr(after, name) for name in self.ruled)


def effective_mode(of_settings: RepairMode, policy: RepairPolicy) -> RepairMode:
    """Return the mode in force: the policy's, else the user's, who cannot choose ``automatic``."""
    if policy.mode is not None:
        return policy.mode
    return RepairMode.OFF if of_settings is RepairMode.OFF else RepairMode.ASK


def undo_of(record: RepairRecord | None, in_force: AddressPair, now: float) -> RepairUndo | None:
    """Return what can be undone now; ``None`` if there is nothing. ``now``: seconds since 1970 UTC."""
    if record is None or record.stage is not RepairStage.DONE or record.after != in_force:
        return None
    until = record.at + UNDO_S
    return RepairUndo(record.after, record.before, until) if record.at <= now < until else None


def is_held(record: RepairRecord | None, before: AddressPair, after: AddressPair, now: float) -> bool:
    """Tell whether a repair was taken back so recently that it is not proposed again by itself."""
    if record is None or record.stage is not RepairStage.TAKEN_BACK or not record.is_about(before, after):
        return False
    return record.at <= now < record.at + HOLD_S


def remembered(known: tuple[GoodAddress, ...], address: str, version: str) -> tuple[GoodAddress, ...]:
    """Return the addresses that gave ``connected``, the latest first, after one has just done so."""
    if not version:  # what was known of it stays: the file with the version may be out of reach at the moment
        version = next((one.version for one in known if one.address == address), "")
    return (GoodAddress(address, version), *(one for one in known if one.address != address))[:MAX_GOOD]


class RepairAnswer(StrEnum):
    """What ``iea-agent repair`` answers."""

    PROPOSED = "proposed"
    REPAIRED = "repaired"
    NOTHING = "nothing"
    """The addresses are not to blame, or nothing can be undone."""
    IMPOSSIBLE = "impossible"
