"""What holds for every test.

« make test » runs two at a time, in processes of their own (pytest-xdist). Cases come from what has an order, so that
both see the same; what shares a folder, or a fixture that takes long, is named in ``TOGETHER``.
"""

from collections.abc import Generator
from typing import Any

import hypothesis
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling, Scheduling

TOGETHER = {
    "tests/e2e/test_foreign_servers.py": "npm's packages",
    "tests/e2e/test_help_sheet.py": "npm's packages",
    "tests/e2e/test_secrets_stay.py": "the tour",
    "tests/e2e/test_tour.py": "the tour",
}
"""What one process runs, by file: that in which the same is installed or played."""

hypothesis.settings.register_profile("project", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("project")


class Together(LoadScopeScheduling):
    """Hands out one test after the other, and those of ``TOGETHER`` to one process."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.partition("::")[0], nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Have the tests handed out so; pytest-xdist's own groups know nothing of the node ids of pytest 9.2."""
    return Together(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, dict[str, Any] | None, dict[str, Any] | None]:
    """Let a report get from a worker to who prints it: half a character, which some tests log, cannot be sent."""
    data = yield
    return {name: _without_half_characters(each) for name, each in data.items()} if data else data


def _without_half_characters(value: Any) -> Any:  # noqa: ANN401 (all that a report may hold)
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case dict():
            return {name: _without_half_characters(each) for name, each in value.items()}
        case list() | tuple():
            return type(value)(map(_without_half_characters, value))
        case _:
            return value
