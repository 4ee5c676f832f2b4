"""What is said about the files of the agent."""

import pytest

from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.texts import file_notices


@pytest.mark.parametrize("file", OwnFile)
@pytest.mark.parametrize("finding", FileFinding)
def test_every_notice_names_its_file_and_is_whole(file: OwnFile, finding: FileFinding) -> None:
    said = file_notices.sentence(FileNotice(file, finding))
    assert said.startswith(file_notices.FILE[file])
    assert said.endswith(".")
    assert "  " not in said


def test_a_detail_follows_its_sentence() -> None:
    notice = FileNotice(OwnFile.SETTINGS, FileFinding.OPEN_TO_OTHERS, detail="/x (uid 7, gid 7, mode 0666)")
    assert file_notices.whole(notice) == f"{file_notices.sentence(notice)} Détail\N{NO-BREAK SPACE}: {notice.detail}"
    plain = FileNotice(OwnFile.SETTINGS, FileFinding.RESET)
    assert file_notices.whole(plain) == file_notices.sentence(plain)


def test_a_file_that_is_lost_and_one_that_came_back_sound_different() -> None:
    said = {file_notices.sentence(FileNotice(file, finding)) for file in OwnFile for finding in FileFinding}
    assert len(said) == len(OwnFile) * len(FileFinding)
