"""What holds for every test.

« make test » runs two at a time, in processes of their own (pytest-xdist). Cases are made from ordered collections, so
that both processes collect the same ids. Files that share a folder, or a slow fixture, are in ``TOGETHER``.

« make quick » passes ``--quick``: only tests that start no program (``tests/quick.py``), with fewer examples of each
property. A program that such a test starts fails it.
"""

import sys
from collections.abc import Generator
from pathlib import Path, PurePosixPath
from typing import Any

import hypothesis
import pytest
from coverage import Coverage
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling, Scheduling

from tests.quick import may_be_quick

ROOT = Path(__file__).parents[1]
TOGETHER = {
    "tests/e2e/test_foreign_servers.py": "npm's packages",
    "tests/e2e/test_help_sheet.py": "npm's packages",
    "tests/e2e/test_secrets_stay.py": "the tour",
    "tests/e2e/test_tour.py": "the tour",
}
"""Files that one process runs, because they share what the value names."""

STARTS = {"os.fork", "os.forkpty", "os.posix_spawn", "os.startfile", "os.system", "subprocess.Popen"}
"""Audit events (PEP 578) that announce a new process."""

hypothesis.settings.register_profile("project", deadline=None)  # a busy machine is no failure
hypothesis.settings.register_profile("quick", deadline=None, max_examples=20)
hypothesis.settings.register_profile(  # « make mutants » runs the same tests many times in one process
    "mutants",
    deadline=None,
    max_examples=20,
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.differing_executors],
)
hypothesis.settings.load_profile("project")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know ``--quick``."""
    parser.addoption("--quick", action="store_true", help="only tests that start no program (tests/quick.py)")


def pytest_configure(config: pytest.Config) -> None:
    """Prepare a quick run."""
    if config.getoption("quick"):
        hypothesis.settings.load_profile("quick")
        config.pluginmanager.register(NoPrograms())


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what is not quick, in a quick run."""
    if not config.getoption("quick") or not collection_path.is_relative_to(ROOT / "tests"):
        return None
    return not may_be_quick(PurePosixPath(collection_path.relative_to(ROOT).as_posix())) or None


class NoPrograms:
    """Fails a test that starts a program; nothing before or after a test is looked at."""

    def __init__(self) -> None:
        self.testing = False
        sys.addaudithook(self._audit)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Generator[None, object, object]:
        """Note that a test runs, with its fixtures."""
        self.testing = True
        try:
            return (yield)
        finally:
            self.testing = False

    def _audit(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.testing and event in STARTS:
            pytest.fail(f"a quick test starts a program ({event} {arguments[:1]}): see tests/quick.py")


class Together(LoadScopeScheduling):
    """Hands out one test after the other, and those of ``TOGETHER`` to one process."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.partition("::")[0], nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Hand the tests out by ``Together``; pytest-xdist's own groups do not know the node ids of pytest 9.2."""
    return Together(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, dict[str, Any] | None, dict[str, Any] | None]:
    """Escape lone surrogates, which some tests log, so that a worker can send its report."""
    data = yield
    return {name: _without_surrogates(each) for name, each in data.items()} if data else data


def _without_surrogates(value: Any) -> Any:  # noqa: ANN401 (all that a report may hold)
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case dict():
            return {name: _without_surrogates(each) for name, each in value.items()}
        case list() | tuple():
            return type(value)(map(_without_surrogates, value))
        case _:
            return value


def pytest_sessionfinish() -> None:
    """Write what coverage has measured: what happens while the process ends must not lose it."""
    if (measurement := Coverage.current()) is not None:
        measurement.save()
