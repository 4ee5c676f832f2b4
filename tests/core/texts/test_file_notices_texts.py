"""What is said about the files of the agent, and about errors without a window."""

import pytest

from iea_agent.core.errors import KeyStoreError, StorageError
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.texts import errors, file_notices


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


def test_every_error_of_the_agent_has_a_sentence() -> None:
    said = {errors.sentence(error.code) for error in (KeyStoreError, StorageError)}
    assert len(said) == 2
    assert errors.sentence("never heard of") == errors.sentence("")
    assert errors.sentence("control", "busy") != errors.sentence("control") == errors.sentence("control", "x")
