"""What the command line says of a launch that was refused because the files cannot be read."""

from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.texts import file_notices, launches

REFUSED = LaunchReport(1, LaunchOutcome.NOT_CONNECTED)


def test_without_a_diagnosis_the_unreadable_files_are_the_reason() -> None:
    unreadable = FileNotice(OwnFile.STATE, FileFinding.UNREADABLE)
    refused = FileNotice(OwnFile.LOG, FileFinding.NOT_WRITTEN)
    said = launches.launched(REFUSED, None, (refused, unreadable))
    assert said.endswith(file_notices.sentence(unreadable))
    assert file_notices.sentence(refused) not in said
