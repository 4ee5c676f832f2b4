"""The launch gate."""

import pytest

from iea_agent.core.connection_state import AgentState, Link, Mode
from iea_agent.core.launch import is_decided, may_launch


@pytest.mark.parametrize("link", Link)
def test_only_a_connection_opens_the_gate(link: Link) -> None:
    state = AgentState(link=link)
    assert may_launch(state) is (link in {Link.CONNECTED, Link.VERIFYING})
    assert is_decided(state) is (link is not Link.CONNECTING)


def test_in_assistance_mode_the_gate_is_open() -> None:
    state = AgentState(mode=Mode.ASSISTANCE)
    assert may_launch(state)
    assert is_decided(state)
