"""The dialogs of the agent, by kind."""

from enum import StrEnum


class DialogKind(StrEnum):
    """The windows."""

    CONNECTION_SETTINGS = "connection-settings"
    SERVER_TEST = "server-test"
    REAUTHENTICATE = "reauthenticate"
    STATUS = "status"
    LAUNCH = "launch"
    ASSISTANCE = "assistance"
    DAY_PASSWORD = "day-password"  # noqa: S105 (the name of a window)
    SUPPORT_MAIL = "support-mail"
    REPORT = "report"
    OTHER_SESSION = "other-session"
    """« Continuer ici »: opened by a second start in another session, never by the agent."""
