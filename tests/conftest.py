"""What holds for every test.

« make test » runs two at a time, in processes of their own (pytest-xdist). Cases come from what has an order, so that
both see the same; what shares a folder, or a fixture that takes long, bears one ``xdist_group``.
"""

from collections.abc import Generator
from typing import Any

import hypothesis
import pytest

hypothesis.settings.register_profile("project", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("project")


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
