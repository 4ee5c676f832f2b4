"""The saved state: what survives restarts and power cuts, in ``state.json`` (``adapters/files/checksummed.py``)."""

import msgspec

from iea_agent.core.connection_state import AgentState, Mode
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.lockout import Lockout
from iea_agent.core.prepared_mails import Occasion, PreparedMails, known_from, without
from iea_agent.core.repair import GoodAddress, RepairRecord


class SavedState(msgspec.Struct, frozen=True):
    """The mode, and what belongs to it. Times are seconds since 1970 UTC. Encoded names are keys of ``state.json``."""

    mode: Mode = Mode.PRODUCTION
    mode_since: float = 0.0
    reason: str = ""
    """Why assistance mode was enabled, in the user's words."""
    who: str = ""
    """The system's name of the user who enabled it."""
    reminded_on: str = ""
    """The day of the last reminder (ISO 8601), in the local time of the workstation."""
    lockout: Lockout = msgspec.field(default=Lockout(), name="tries")
    """Passwords of the day that were typed since the last right one."""
    clock_mark: float = 0.0
    """The latest time seen: a clock that is far behind it was set back."""
    mail_prepared: float = 0.0
    """When a mail was last prepared, as older versions remembered it; 0: none is pending."""
    mail_about: Verdict | None = None
    """The failure that it was about; ``None`` when unknown."""
    icon_advised: str = ""
    """The ``Desktop`` without a tray on which the user was told how to get an icon; empty once there is one."""
    mails: PreparedMails = ()
    """The mails that were prepared and are not settled yet; see ``mails_of()``."""
    good_addresses: tuple[GoodAddress, ...] = ()
    """The addresses that gave ``connected``, the latest first."""
    repair: RepairRecord | None = None
    """The last repair of the addresses."""
    repairs_announced: tuple[str, ...] = ()
    """The repairs that were announced, the latest first, until the situation is over: each is announced once."""
    welcomed: bool | msgspec.UnsetType = msgspec.UNSET
    """Whether the window of the first start was shown: a later login does not open it by itself. Unset: not yet."""


def state_from(saved: SavedState) -> AgentState:
    """Return the state that an agent starts with."""
    return AgentState(mode=saved.mode, mode_since=saved.mode_since, reason=saved.reason, who=saved.who)


def with_mode_of(saved: SavedState, state: AgentState) -> SavedState:
    """Return the saved state with the mode of a state that has just changed it.

    A password of the day that was asked for is not waited for any more.
    """
    return msgspec.structs.replace(
        with_mails(saved, without(mails_of(saved), {Occasion.DAY_PASSWORD})),
        mode=state.mode,
        mode_since=state.mode_since,
        reason=state.reason,
        who=state.who,
        reminded_on="",
    )


def mails_of(saved: SavedState) -> PreparedMails:
    """Return the mails that were prepared, the one that an older version remembered among them."""
    return known_from(saved.mails, saved.mail_prepared, saved.mail_about)


def with_mails(saved: SavedState, mails: PreparedMails) -> SavedState:
    """Return the saved state with other mails."""
    return msgspec.structs.replace(saved, mails=mails, mail_prepared=0.0, mail_about=None)


def without_mode(saved: SavedState) -> SavedState:
    """Return what is used of a saved state that other users may have written: the mode is the default."""
    return with_mode_of(saved, AgentState())


def without_repair(saved: SavedState) -> SavedState:
    """Return what is used of a saved state that other users may have written: the agent writes no addresses of theirs.

    The addresses that worked stay: they only keep a repair from being proposed, and the key from being asked about
    after a repair that this agent made.
    """
    return msgspec.structs.replace(saved, repair=None)
