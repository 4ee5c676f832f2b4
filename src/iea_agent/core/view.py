"""The state of the agent as others see it."""

import msgspec

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.desktops import Desktop
from iea_agent.core.diagnosis import Diagnosis, ServerReport
from iea_agent.core.file_notices import FileNotice
from iea_agent.core.history import History
from iea_agent.core.launch import LaunchReport
from iea_agent.core.prepared_mails import PreparedMails
from iea_agent.core.repair import RepairOffer, RepairReport, RepairUndo


class AgentView(msgspec.Struct, frozen=True, kw_only=True):
    """The state as others see it: windows, the control channel, ``status --json``."""

    picture: Picture
    mode: Mode
    connection: Link
    since: float | None = None
    """Since when the connection is so (seconds since 1970 UTC); ``None``: never looked at."""
    next_attempt: float | None = None
    """When the next automatic attempt is planned (seconds since 1970 UTC)."""
    attempt: int = 0
    """Counts the attempts started, so that an answer can be told from an older one."""
    attempting: bool = False
    key_store_asks: bool = False
    """Whether the key store asks the person for its password, and is waited for."""
    diagnosis: Diagnosis | None = None
    updates: ServerReport | None = None
    mode_since: float | None = None
    reason: str = ""
    who: str = ""
    """Who enabled assistance mode."""
    mode_is_kept: bool = True
    """Whether the mode will survive a restart; if not, the disk refused it."""
    locked_until: float | None = None
    """When the next password of the day will be taken (seconds since 1970 UTC); ``None``: at once."""
    secure: bool = True
    licence_number: str = ""
    software_since: float | None = None
    """Since when the payroll software runs (seconds since 1970 UTC); ``None``: it does not, as far as is known."""
    launch: LaunchReport | None = None
    """The last launch that was requested."""
    tested: tuple[ServerReport, ...] = ()
    """What the last access test of a person found, while its window is open."""
    password: PasswordOutcome | None = None
    """How the last typed password of the day went, while its window is open and assistance mode goes on."""
    mails: PreparedMails = ()
    """The mails that were prepared and are not settled yet."""
    history: History = ()
    """The latest periods, oldest first."""
    file_notices: tuple[FileNotice, ...] = msgspec.field(default=(), name="remarks")
    """What is wrong with the files of the agent, and what was repaired."""
    icon_fails: bool = False
    """Whether the system has refused to show the icon for a while: it may show a picture that is not true any more."""
    unsaved: bool = False
    """Whether a window holds something that is not saved."""
    icon_advice: Desktop | None = None
    """The desktop without a tray on which the user is to be told the way to an icon; ``None``: nothing to tell."""
    repair: RepairOffer | None = None
    """Better addresses, proved: to be offered now."""
    undo: RepairUndo | None = None
    """The addresses before the last repair, to which « Revenir aux adresses précédentes » leads."""
    repaired: RepairReport | None = None
    """What the last repair did, since the agent began."""
    addresses_wrong: bool = False
    """Whether an address is no longer right, as far as is known, whether or not better ones answer."""
    seeking_repair: bool = False
    """Whether known good addresses are tested while a person or a launch waits, or the settings are being saved."""
    repair_searches: int = 0
    """Counts the searches that were asked for and are done."""
