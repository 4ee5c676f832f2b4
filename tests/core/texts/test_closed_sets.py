"""Whatever can be said has its words: a table of texts that is keyed by a closed set has a row for each member.

The tables are found, not listed: a new member of a set, or a new table, is checked without being named here.
"""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from enum import Enum

import pytest

from iea_agent.core import texts
from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import DialogKind
from iea_agent.core.diagnosis import FACTS_OF_OFFICIAL, Stage, Verdict
from iea_agent.core.errors import ErrorCode
from iea_agent.core.file_notices import FileFinding, OwnFile
from iea_agent.core.launch import LaunchOutcome
from iea_agent.core.occasions import WORKSTATION_FAULTS

NOT_FAULTS = {
    LaunchOutcome.CHECKING,
    LaunchOutcome.STARTED,
    LaunchOutcome.ALREADY_RUNNING,
    LaunchOutcome.NOT_CONNECTED,
    LaunchOutcome.CANCELLED,
}
WITHOUT: Mapping[str, set[Enum]] = {
    "launches.LAUNCH_FAULT": {*NOT_FAULTS},
    "launches._FURTHER": {*LaunchOutcome} - {LaunchOutcome.NO_COMMAND},
    "launches._LAUNCHED": {*LaunchOutcome} - NOT_FAULTS,
    "windows.assistance_mode.PASSWORD_FAILED": {PasswordOutcome.RIGHT},
    "command_line.OPENED": {  # no command opens them
        DialogKind.SERVER_TEST,
        DialogKind.REAUTHENTICATE,
        DialogKind.LAUNCH,
        DialogKind.OTHER_SESSION,
        DialogKind.HELP,
        DialogKind.ABOUT,
    },
    "checklist.NOT_NEEDED": {Stage.NAME, Stage.ANSWER, Stage.IDENTITY},  # no exchange passes them over
    "file_notices._FOUND": {
        *(FileFinding.RESET, FileFinding.NOT_WRITTEN),  # each file has its own words
        *(FileFinding.OPEN_TO_OTHERS, FileFinding.NOT_OURS),
        *(FileFinding.INVALID, FileFinding.NO_SETTINGS),  # the flaw stands between
    },
    "file_notices._BODY": {FileFinding.RESET},  # each file has its own words
    "acts._OFFICIAL": {*Verdict} - {*FACTS_OF_OFFICIAL},  # the others say nothing of the address
    "verdict_words._OFFICIAL": {*Verdict} - {*FACTS_OF_OFFICIAL},
    "acts.ACT": {verdict for verdict in Verdict if verdict.facts.is_good},
    "support_mail.PASSWORD_FAULT": {*PasswordOutcome} - WORKSTATION_FAULTS,  # another person mends only these
    "file_notices._DETAIL": {*FileFinding} - {FileFinding.OTHER_ENCODING},
    "file_notices._RESET": {OwnFile.LOG, OwnFile.SETTINGS},  # the one is not read, the other stays as it is
    "file_notices._NOT_WRITTEN": {OwnFile.SETTINGS},  # the window says it
    # The rest has one sentence in common, which stands beside the table.
    "windows.settings_window.SAVE_FAULT": {*ErrorCode}
    - {ErrorCode.BAD_SETTINGS, ErrorCode.INVALID_FILE, ErrorCode.IN_USE, ErrorCode.NEWER_FILE, ErrorCode.STORAGE}
    - {ErrorCode.OPEN_TO_OTHERS},
    "verdict_words._CLOCK_IS_RIGHT": {verdict for verdict in Verdict if not verdict.facts.by_clock},
    "windows.report_window.FAULT": {*ErrorCode} - {ErrorCode.STORAGE},
}
"""The members that a table leaves out, and why."""


def tables() -> Iterator[tuple[str, Mapping[Enum, object]]]:
    for found in pkgutil.walk_packages(texts.__path__, f"{texts.__name__}."):
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            if isinstance(value, Mapping) and isinstance(next(iter(value), None), Enum):
                yield f"{found.name.removeprefix(f'{texts.__name__}.')}.{name}", value


TABLES = dict(tables())


@pytest.mark.parametrize("name", TABLES)
def test_every_member_of_a_closed_set_has_its_words(name: str) -> None:
    table = TABLES[name]
    members = {member for kind in {type(key) for key in table} for member in kind}
    assert set(table) == members - WITHOUT.get(name, set())
    assert all(table.values())


def test_what_is_left_out_is_left_out_of_a_table() -> None:
    assert set(WITHOUT) <= set(TABLES)
