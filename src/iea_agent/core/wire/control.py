"""The messages of the control channel: requests of other processes of the same user, and replies."""

from enum import StrEnum

from iea_agent.core.session import Seat
from iea_agent.core.view import AgentView
from iea_agent.core.wire.message import Message


class Verb(StrEnum):
    """What another process of the same user may ask of the agent."""

    STATUS = "status"
    AUTHENTICATE = "authenticate"
    SETTINGS = "settings"
    LAUNCH = "launch"
    ASSISTANCE = "assistance"
    SUPPORT = "support"
    REPORT = "report"
    SHOW = "show"
    VISIT = "visit"
    """As ``SHOW``, if whoever asks sits in front of another screen."""
    QUIT = "quit"


class ControlRequest(Message, frozen=True, tag=True):
    """One request on the control channel."""

    verb: Verb
    seat: Seat | None = None
    """Where whoever asks sits; ``None`` without a screen."""


class ControlReply(Message, frozen=True, tag=True):
    """The answer: the state after the request was taken."""

    view: AgentView


class ControlRefusal(Message, frozen=True, tag=True):
    """The request could not be taken."""

    code: str


Control = ControlRequest | ControlReply | ControlRefusal
