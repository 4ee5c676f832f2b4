"""States that the tests of what windows say have in common."""

from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.diagnosis import Begins, Diagnosis, KeyOrigins, LicenceAnswer, Role, ServerReport, Stage, Verdict
from iea_agent.core.shown.verdict import Act, Step
from iea_agent.core.shown.ways_on import HELPER, SETTINGS, SUPPORT
from iea_agent.core.view import AgentView

AGAIN = Act("&Encore", Step.AGAIN)
ORIGINS = KeyOrigins("https://kept.example", "https://asked.example")
BAD = tuple(verdict for verdict in Verdict if not verdict.facts.is_good)
FIRST = {Begins.AGAIN: AGAIN, Begins.SETTINGS: SETTINGS, Begins.PERSON: HELPER, Begins.SUPPORT: SUPPORT}
"""The next act, by what the remedy begins with."""
LINKS = {
    LicenceAnswer.REFUSED: Link.REFUSED,
    LicenceAnswer.LICENCE_REJECTED: Link.LICENCE_UNKNOWN,
    LicenceAnswer.LICENCE_MISSING: Link.NOT_CONFIGURED,
    LicenceAnswer.FAILED: Link.UNREACHABLE,
}
CONNECTED = AgentView(
    picture=Picture.BALL,
    mode=Mode.PRODUCTION,
    connection=Link.CONNECTED,
    diagnosis=Diagnosis(Verdict.CONNECTED, Stage.IDENTITY),
    licence_number="75-000042",
)
ASSISTANCE = AgentView(picture=Picture.BEETLE, mode=Mode.ASSISTANCE, connection=Link.DISCONNECTED)


def failed(verdict: Verdict, updates: Verdict | None = None) -> AgentView:
    """Return the state after a failed authentication."""
    origins = ORIGINS if verdict is Verdict.KEY_ORIGIN else None
    return AgentView(
        picture=Picture.HEART,
        mode=Mode.PRODUCTION,
        connection=LINKS[verdict.facts.answer],
        diagnosis=Diagnosis(verdict, key_origins=origins),
        updates=None if updates is None else update_server(updates),
        licence_number="75-000042",
    )


def update_server(verdict: Verdict) -> ServerReport:
    """Return a test of the update server."""
    return ServerReport(Role.UPDATES, "https://host.example/updates", Diagnosis(verdict))
