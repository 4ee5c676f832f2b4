"""How long each planning effect means, given what is known."""

from typing import Literal, assert_never

from iea_agent.core import reconnect
from iea_agent.core.connection_state import AgentState, Effect
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.settings import Settings

_SAID_BY_THE_SERVER = frozenset({Verdict.BUSY, Verdict.SERVER_FAULT})
Planning = Literal[Effect.PLAN_RENEWAL, Effect.PLAN_CONFIRMATION, Effect.PLAN_RETRY, Effect.PLAN_HOURLY]


def delay_s(
    effect: Planning, state: AgentState, settings: Settings, expires_in_s: float | None, chance: float
) -> float:
    """Return in how many seconds the next attempt is due.

    ``expires_in_s`` is the life of the last token (seconds), ``None`` when unknown; ``chance`` is uniform in [0, 1).
    """
    retry_after_s = state.diagnosis.retry_after_s if state.diagnosis else None
    match effect:
        case Effect.PLAN_RENEWAL:
            return reconnect.renewal(expires_in_s, settings.check_every_s, chance)
        case Effect.PLAN_CONFIRMATION:
            return reconnect.confirmation(retry_after_s, chance)
        case Effect.PLAN_RETRY:
            outage = state.diagnosis is not None and state.diagnosis.verdict in _SAID_BY_THE_SERVER
            return reconnect.back_off(state.failures, retry_after_s, chance, outage=outage)
        case Effect.PLAN_HOURLY:
            return reconnect.hourly(chance)
        case _:
            assert_never(effect)
