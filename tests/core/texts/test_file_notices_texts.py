"""What is said about the files of the agent, and about errors without a window."""

import pytest

from iea_agent.core import errors
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.texts import errors as error_texts
from iea_agent.core.texts import file_notices as remark_texts


@pytest.mark.parametrize("stored", OwnFile)
@pytest.mark.parametrize("noticed", FileFinding)
def test_every_remark_names_its_file_and_is_whole(stored: OwnFile, noticed: FileFinding) -> None:
    said = remark_texts.sentence(FileNotice(stored, noticed))
    assert said.startswith(remark_texts.FILE[stored])
    assert said.endswith(".")
    assert "  " not in said


def test_a_file_that_is_lost_and_one_that_came_back_sound_different() -> None:
    said = {remark_texts.sentence(FileNotice(stored, noticed)) for stored in OwnFile for noticed in FileFinding}
    assert len(said) == len(OwnFile) * len(FileFinding)


def test_every_error_of_the_agent_has_a_sentence() -> None:
    said = {error_texts.sentence(error.code) for error in (errors.KeyStoreError, errors.StorageError)}
    assert len(said) == 2
    assert error_texts.sentence("never heard of") == error_texts.sentence("")
    assert (
        error_texts.sentence("control", "busy")
        != error_texts.sentence("control")
        == error_texts.sentence("control", "x")
    )
