"""What is said about the files of the agent."""

import pytest

from iea_agent.core.file_notices import FileFinding, FileFlaw, FileNotice, FlawKind, OwnFile
from iea_agent.core.shown.status import urgent
from iea_agent.core.texts import file_notices
from iea_agent.core.texts.remedies import WHAT_TO_DO


@pytest.mark.parametrize("file", OwnFile)
@pytest.mark.parametrize("finding", FileFinding)
def test_every_notice_names_its_file_and_is_whole(file: OwnFile, finding: FileFinding) -> None:
    said = file_notices.sentence(FileNotice(file, finding))
    assert said.startswith(file_notices.FILE[file])
    assert said.endswith(".")
    assert "  " not in said


@pytest.mark.parametrize("file", OwnFile)
@pytest.mark.parametrize("finding", FileFinding)
def test_whoever_has_to_act_is_told_what_to_do(file: OwnFile, finding: FileFinding) -> None:
    notice = FileNotice(file, finding)
    has_to = bool(urgent([notice])) or finding is FileFinding.OTHER_ENCODING
    assert (WHAT_TO_DO in file_notices.sentence(notice)) is has_to
    assert file_notices.sentence(notice).count(WHAT_TO_DO) <= 1


def test_a_detail_follows_its_sentence() -> None:
    notice = FileNotice(OwnFile.SETTINGS, FileFinding.OPEN_TO_OTHERS, detail="/x (uid 7, gid 7, mode 0666)")
    assert file_notices.whole(notice) == f"{file_notices.sentence(notice)} Détail\N{NO-BREAK SPACE}: {notice.detail}"
    plain = FileNotice(OwnFile.SETTINGS, FileFinding.RESET)
    assert file_notices.whole(plain) == file_notices.sentence(plain)


def test_a_file_that_is_lost_and_one_that_came_back_sound_different() -> None:
    said = {file_notices.sentence(FileNotice(file, finding)) for file in OwnFile for finding in FileFinding}
    assert len(said) == len(OwnFile) * len(FileFinding)


@pytest.mark.parametrize("kind", FlawKind)
@pytest.mark.parametrize("finding", [FileFinding.INVALID, FileFinding.NO_SETTINGS])
def test_what_is_wrong_and_where_is_said_as_far_as_it_is_known(kind: FlawKind, finding: FileFinding) -> None:
    def said(line: int, column: int) -> str:
        return file_notices.sentence(FileNotice(OwnFile.SETTINGS, finding, FileFlaw(kind, line, column)))

    assert f"une erreur (ligne 12, colonne 5)\u00a0: {file_notices.FLAW[kind]}." in said(12, 5)
    assert f"une erreur (ligne 12)\u00a0: {file_notices.FLAW[kind]}." in said(12, 0)
    assert f"une erreur\u00a0: {file_notices.FLAW[kind]}." in said(0, 0)
