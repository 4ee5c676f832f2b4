"""What a test needs of the machine it runs on."""

import contextlib
import functools
import glob
import os
import shutil
from collections.abc import Iterator

import pytest

from iea_agent.demo.tour.desktop.errors import MissingProgramError
from tests.isolated import can_be_isolated


def require_program(*names: str) -> None:
    """Skip the test, with the reason, where a program is missing; on a CI machine that is a failure."""
    missing = [name for name in names if shutil.which(name) is None]
    if not missing:
        return
    go_without(f"not installed: {', '.join(missing)}")


def require_file(*patterns: str) -> None:
    """Skip the test, with the reason, where a file of the system is missing; on a CI machine that is a failure."""
    missing = [pattern for pattern in patterns if not glob.glob(pattern)]  # noqa: PTH207 (absolute patterns)
    if missing:
        go_without(f"not installed: {', '.join(missing)}")


def require_own_network() -> None:
    """Skip the test, with the reason, where a user may not have a network of his own; on a CI machine it fails."""
    if not _has_own_network():
        go_without("this system lets no user have a network namespace of his own")


@functools.cache
def _has_own_network() -> bool:
    return can_be_isolated()


@contextlib.contextmanager
def desktop_programs() -> Iterator[None]:
    """Skip the test where a private desktop cannot be had because of a missing program; on a CI machine it fails."""
    try:
        yield
    except MissingProgramError as error:
        go_without(str(error))


def is_ci() -> bool:
    """Tell whether this machine checks changes: there nothing may be missing."""
    return os.environ.get("CI") == "true"


def go_without(reason: str) -> None:
    """Skip the test, with the reason; on a CI machine that is a failure."""
    if is_ci():
        pytest.fail(reason)
    pytest.skip(reason)
