"""Events and effects of the window « Paramètres de connexion »: what it tells its machine, and what that has it do."""

from enum import Enum

import msgspec

from iea_agent.core.commands import Action
from iea_agent.core.errors import ErrorCode
from iea_agent.core.leaving import Answer, Leaving
from iea_agent.core.licence_key import KeyFault
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.settings_form.state import Form, KeyMissing
from iea_agent.core.view import AgentView

# Events.


class FormEdited(msgspec.Struct, frozen=True):
    """The form says something else."""

    form: Form


class AgentSaid(msgspec.Struct, frozen=True):
    """The agent announced its state."""

    view: AgentView


class TestAsked(msgspec.Struct, frozen=True):
    """The user wants an access test of what the form says."""

    __test__ = False


class TestEnded(msgspec.Struct, frozen=True):
    """An access test was completed."""

    __test__ = False
    failed: bool


class SaveAsked(msgspec.Struct, frozen=True):
    """The user chose « Enregistrer »."""


class KeyStoreAsked(msgspec.Struct, frozen=True):
    """The key store asks the user for its password, or does so no longer."""

    asking: bool


class KeyStoringEnded(msgspec.Struct, frozen=True):
    """The key was stored, or could not be."""

    stored: bool


class WritingEnded(msgspec.Struct, frozen=True):
    """The settings were written, or could not be."""

    code: ErrorCode | None = None
    """``None``: they were written."""


class LoginChanged(msgspec.Struct, frozen=True):
    """Starting at login is as the form says, or could not be changed."""

    done: bool


class LeaveAsked(msgspec.Struct, frozen=True):
    """The user leaves the window, or quits the agent."""

    wanted: Leaving


class QuestionAnswered(msgspec.Struct, frozen=True):
    """The user answered what to do with what is unsaved."""

    answer: Answer


Event = (
    FormEdited
    | AgentSaid
    | TestAsked
    | TestEnded
    | SaveAsked
    | KeyStoreAsked
    | KeyStoringEnded
    | WritingEnded
    | LoginChanged
    | LeaveAsked
    | QuestionAnswered
)


# Effects.


class Do(Enum):
    """The effects that carry no data."""

    POINT_OUT_ADDRESSES = "say beside each faulty address what is wrong, go to the first"
    POINT_TO_KEY_FILE = "offer the protected file as the place of the key"
    CHANGE_LOGIN = "change starting at login if the form says so; answered by LoginChanged"
    ASK_ABOUT_UNSAVED = "ask what to do with what is unsaved; answered by QuestionAnswered"
    CLOSE = "close the window"


class StartTest(msgspec.Struct, frozen=True):
    """Test the access to the servers of these settings; answered by ``TestEnded``, unless the test is cancelled."""

    settings: Settings


class PointOutLicence(msgspec.Struct, frozen=True):
    """Say beside the number or the key what is wrong, and go there."""

    fault: KeyFault | KeyMissing


class StoreKey(msgspec.Struct, frozen=True):
    """Store the key of these settings; answered by ``KeyStoringEnded``, after any ``KeyStoreAsked``."""

    settings: Settings
    key: Secret


class TellKeyStored(msgspec.Struct, frozen=True):
    """Tell the agent that this licence has another key."""

    number: str


class WriteSettings(msgspec.Struct, frozen=True):
    """Write the settings; answered by ``WritingEnded``."""

    settings: Settings


class ShowSaved(msgspec.Struct, frozen=True):
    """These settings are saved; if the field of the key still holds this one, empty it."""

    settings: Settings
    key: Secret | None


class Tell(msgspec.Struct, frozen=True):
    """Ask something of the agent."""

    command: Action


Effect = Do | StartTest | PointOutLicence | StoreKey | TellKeyStored | WriteSettings | ShowSaved | Tell
