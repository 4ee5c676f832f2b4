"""The state, the events and the effects of the window « Paramètres de connexion ».

The state: the form, what is saved, how far a saving is, and the one outcome that the window says: of the test, or of
the saving, whichever was asked for last.
"""

from enum import Enum, auto
from typing import Final

import msgspec
from msgspec.structs import replace

from iea_agent.core.cleaning import Entry, Finding, clean
from iea_agent.core.commands import lacks_key
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Role, ServerReport
from iea_agent.core.errors import ErrorCode
from iea_agent.core.file_notices import FileFinding, FileNotice
from iea_agent.core.job_end import JobEnd
from iea_agent.core.leaving import Answer, Leaving
from iea_agent.core.licence_key import MAX_NUMBER, KeyFault, key_fault
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.settings_form.outcome import Outcome, Repaired, Saved, Tested
from iea_agent.core.typed_addresses import address_fault
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import DialogAsked, KeyAllowed, KeyStoreAsking, KeyStored, RepairAgreed, StoreKeyOrder


class Form(msgspec.Struct, frozen=True):
    """What the form says."""

    settings: Settings = Settings()
    """The saved settings with what was typed; the addresses are tidied."""
    key: Secret | None = None
    """The licence key that was typed; ``None``: the stored one stays."""
    login_changed: bool = False
    """Whether the box for starting at login differs from what the system has."""


class Phase(Enum):
    """How far a saving is."""

    WAITING = auto()
    """The settings cannot be read yet: there is no form, and nothing can be saved."""
    EDITING = auto()
    STORING_KEY = auto()
    WRITING = auto()
    ASKING = auto()
    """Whether to save over a file that a person has edited, and that cannot be used."""
    CHANGING_LOGIN = auto()
    CLOSED = auto()
    """The window is gone."""


SHOWS_SETTINGS: Final = frozenset({FileFinding.INVALID, FileFinding.NO_SETTINGS})
"""The findings with which there are settings to show all the same: those in force."""


class FormState(msgspec.Struct, frozen=True):
    """All that the window knows; replaced, never changed."""

    view: AgentView
    saved: Settings
    """The settings last loaded or saved: what the form is compared with."""
    form: Form
    needs_licence: bool = False
    """Whether nothing is saved without a number and a key: the window is there for them."""
    load_fault: FileNotice | None = None
    """Why the file could not be used when it was last read; ``None`` once it could, or others are saved."""
    phase: Phase = Phase.EDITING
    saving: Form = Form()
    """The form as it was when its saving began."""
    leaving: Leaving = Leaving.STAY
    test_failed: bool = False
    """Whether the last completed access test found a fault, and nothing was saved since."""
    outcome: Outcome | None = None
    """Of the test or of the saving, whichever was asked for last; an edit that it is not about ends it."""

    @property
    def unsaved(self) -> bool:
        """Whether something would be lost by leaving now."""
        return self.form.settings != self.saved or self.form.key is not None or self.form.login_changed

    @property
    def read_only(self) -> bool:
        """Whether the addresses can only be read."""
        return self.view.mode is Mode.ASSISTANCE

    @property
    def next_act(self) -> "NextAct":
        """The button of the window that comes next, as the help sheet has it: test, save, leave."""
        if self.phase is Phase.WAITING or (isinstance(self.outcome, Saved | Repaired) and not self.unsaved):
            return NextAct.LEAVE
        is_green = isinstance(self.outcome, Tested) and self.outcome.succeeded
        if is_green or (self.unsaved and has_same_addresses(self.form.settings, self.saved)):
            return NextAct.SAVE
        return NextAct.TEST


class NextAct(Enum):
    """The button that Enter presses, unless what the window says has one of its own."""

    TEST = auto()
    SAVE = auto()
    LEAVE = auto()


def has_same_addresses(one: Settings, other: Settings) -> bool:
    """Tell whether a test of the one would be a test of the other."""
    return one.secure is other.secure and all(one.address_of(role) == other.address_of(role) for role in Role)


def is_licence_settled(saved: Settings, view: AgentView) -> bool:
    """Tell whether number and key need no attention, as far as is known: a line says so, instead of the fields."""
    return bool(saved.licence_number) and not lacks_key(view) and view.connection is not Link.LICENCE_UNKNOWN


def with_settings(state: FormState, read: "SettingsRead") -> FormState:
    """Return the state after the file was read."""
    is_waiting = read.fault is not None and read.fault.finding not in SHOWS_SETTINGS
    phase = Phase.WAITING if is_waiting else Phase.EDITING
    return replace(state, saved=read.saved, form=read.form, load_fault=read.fault, phase=phase)


class KeyMissing(Enum):
    """Why the key cannot be left empty."""

    FOR_NUMBER = auto()
    """Each licence number has a key of its own."""
    TO_MOVE = auto()
    """A stored key is never read here, so it cannot be moved to or from its file."""


class StrayCharacter(msgspec.Struct, frozen=True):
    """A character of the number or the key that may stand for another one."""

    entry: Entry
    finding: Finding


LicenceFault = KeyFault | KeyMissing | StrayCharacter


def licence_fault(form: Form, saved: Settings, *, is_needed: bool = False) -> LicenceFault | None:
    """Return what is wrong with number and key; ``None`` if they can be saved. A saved number is not judged again.

    ``is_needed``: neither may be empty.
    """
    number = form.settings.licence_number
    if number != saved.licence_number:
        if stray := clean(number, Entry.NUMBER).refused:
            return StrayCharacter(Entry.NUMBER, stray)
        if len(number) > MAX_NUMBER:
            return KeyFault.NUMBER_TOO_LONG
    if form.key is not None and (stray := clean(form.key.value, Entry.KEY).refused):
        return StrayCharacter(Entry.KEY, stray)
    if form.key is not None:
        return key_fault(number, form.key.value)
    if is_needed:
        return KeyFault.EMPTY if number else KeyFault.NO_NUMBER
    if number not in {"", saved.licence_number}:
        return KeyMissing.FOR_NUMBER
    if form.settings.key_in_file is not saved.key_in_file:
        return KeyMissing.TO_MOVE
    return None


def addresses_are_faulty(settings: Settings) -> bool:
    """Tell whether an address cannot be used."""
    return any(address_fault(settings.address_of(role), secure=settings.secure) is not None for role in Role)


class TestAsked(msgspec.Struct, frozen=True):
    """The user wants an access test of what the form says."""

    __test__ = False


class TestEnded(msgspec.Struct, frozen=True):
    """An access test was completed."""

    __test__ = False
    reports: tuple[ServerReport, ...]
    """In the order of the addresses."""


class TestCancelled(msgspec.Struct, frozen=True):
    """The user chose « Annuler »."""

    __test__ = False


class SettingsRead(msgspec.Struct, frozen=True):
    """The file was read again."""

    saved: Settings
    """The settings in force, as far as they are known."""
    form: Form
    """What the form says of them."""
    fault: FileNotice | None = None


class SaveAsked(msgspec.Struct, frozen=True):
    """The user chose « Enregistrer »."""


class SendingAllowed(msgspec.Struct, frozen=True):
    """The user lets the kept key be sent to this origin (``core/key_origin.py``)."""

    origin: str


class TriedAgain(msgspec.Struct, frozen=True):
    """The user wants another authentication with what is saved."""


class RepairAsked(msgspec.Struct, frozen=True):
    """The user had the agent correct the addresses, or take that back."""

    agreed: RepairAgreed | None = None
    """The addresses that the window showed; ``None``: it is taken back."""


class KeepBesideAnswered(msgspec.Struct, frozen=True):
    """The answer to the question whether to save over a file that cannot be used."""

    agreed: bool


class WritingEnded(msgspec.Struct, frozen=True):
    """The settings were written, or could not be."""

    code: ErrorCode | None = None
    """``None``: they were written."""
    saved: Settings | None = None
    """All that stands in the file now, with what others have changed in it meanwhile."""


class LoginChanged(msgspec.Struct, frozen=True):
    """Starting at login is as the form says, or could not be changed."""

    done: bool


Event = (
    Form
    | AgentView
    | TestAsked
    | TestEnded
    | TestCancelled
    | SettingsRead
    | SaveAsked
    | SendingAllowed
    | TriedAgain
    | RepairAsked
    | KeepBesideAnswered
    | KeyStoreAsking
    | JobEnd
    | WritingEnded
    | LoginChanged
    | Leaving
    | Answer
)
"""``Form``: it was edited. ``AgentView``: the agent's new state. ``KeyStoreAsking`` and ``JobEnd``: from the job that
stores the key. ``Leaving``: the user leaves. ``Answer``: to the question about what is unsaved."""


class Do(Enum):
    """The effects whose data is in the state."""

    START_TEST = "test the access to the servers of the form; answered by TestEnded, unless cancelled"
    CANCEL_TEST = "cancel the test that runs; it is not answered any more"
    POINT_OUT_ADDRESSES = "say beside each faulty address what is wrong, go to the first"
    POINT_TO_KEY_FILE = "offer the protected file as the place of the key"
    WRITE_SETTINGS = "write the settings of the saving; answered by WritingEnded"
    ASK_TO_KEEP_BESIDE = "ask whether to save over the file that cannot be used; answered by KeepBesideAnswered"
    WRITE_BESIDE = "keep that file under another name, write the settings; answered by WritingEnded"
    SHOW_SAVED = "the settings of the saving are saved; if the field of the key still holds its key, empty it"
    CHANGE_LOGIN = "change starting at login if the form says so; answered by LoginChanged"
    ASK_ABOUT_UNSAVED = "ask what to do with what is unsaved; answered by Answer"
    CLOSE = "close the window"


Effect = Do | LicenceFault | StoreKeyOrder | KeyStored | KeyAllowed | DialogAsked
"""A ``LicenceFault``: say it beside the number or the key, go there. ``StoreKeyOrder``: start this job;
answered by ``JobEnd``, after any ``KeyStoreAsking``. ``KeyStored``, ``KeyAllowed``, ``DialogAsked``: tell the agent."""
