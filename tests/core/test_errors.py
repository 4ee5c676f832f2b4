"""The errors: a stable code each, the one that the command line and the control channel speak of."""

from collections.abc import Iterator

import pytest

from iea_agent.core import errors
from iea_agent.core.errors import AgentError, ErrorCode
from iea_agent.core.launch import StartFault


def all_of(kind: type[AgentError]) -> Iterator[type[AgentError]]:
    yield kind
    for leaf in kind.__subclasses__():
        yield from all_of(leaf)


KINDS = [kind for kind in all_of(AgentError) if kind.__module__ == errors.__name__]


def test_every_code_is_that_of_one_error() -> None:
    assert sorted(kind.code for kind in KINDS) == sorted(ErrorCode)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_stands_in_the_tree_at_the_top(kind: type[AgentError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")


def test_what_an_error_says_is_for_the_log() -> None:
    assert str(errors.StorageError("disk full")) == "disk full"


def test_a_start_that_failed_says_why() -> None:
    error = errors.StartError("no such file", StartFault.NOT_FOUND)
    assert (str(error), error.fault) == ("no such file", StartFault.NOT_FOUND)
