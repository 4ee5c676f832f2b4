"""What is said about the files of the agent."""

import pytest

from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.texts import file_notices


@pytest.mark.parametrize("stored", OwnFile)
@pytest.mark.parametrize("noticed", FileFinding)
def test_every_remark_names_its_file_and_is_whole(stored: OwnFile, noticed: FileFinding) -> None:
    said = file_notices.sentence(FileNotice(stored, noticed))
    assert said.startswith(file_notices.FILE[stored])
    assert said.endswith(".")
    assert "  " not in said


def test_a_file_that_is_lost_and_one_that_came_back_sound_different() -> None:
    said = {file_notices.sentence(FileNotice(stored, noticed)) for stored in OwnFile for noticed in FileFinding}
    assert len(said) == len(OwnFile) * len(FileFinding)
