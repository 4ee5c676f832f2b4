"""Whether the agent is started when the session opens."""

from iea_agent.core.autostart import AutostartStatus


def test_only_an_enabled_entry_of_this_installation_or_the_administrator_starts_the_agent() -> None:
    assert {status for status in AutostartStatus if status.starts} == {AutostartStatus.ON, AutostartStatus.SYSTEM}
