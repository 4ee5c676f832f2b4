"""The codes that programs read are those of docs/cli.md."""

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import get_args

import pytest

from iea_agent.core.connection_state import AnnouncedLink, Mode, Picture
from iea_agent.core.diagnosis import Role, Stage, Verdict, Who
from iea_agent.core.file_notices import FileFinding, FlawKind, OwnFile
from iea_agent.core.launch import LaunchOutcome

CONTRACT = (Path(__file__).resolve().parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
CODES = set(re.findall(r'[`"]([a-z_]+)[`"]', CONTRACT))


@pytest.mark.parametrize(
    "codes",
    [
        set(Verdict) - {Verdict.ACCESSIBLE},  # said as "ok": true
        get_args(AnnouncedLink),
        Mode,
        Picture,
        Stage,
        Role,
        Who,
        set(LaunchOutcome) - {LaunchOutcome.CHECKING},  # the command line waits for another one
        OwnFile,
        FileFinding,
        FlawKind,
    ],
    ids=lambda codes: type(next(iter(codes))).__name__,
)
def test_every_code_is_in_the_contract(codes: Iterable[StrEnum]) -> None:
    assert {code.value for code in codes} <= CODES
