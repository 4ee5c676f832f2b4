"""Names in files and messages of earlier versions stay, whatever the fields are called."""

import msgspec

from iea_agent.core.connection_state import Link, Mode, Picture
from iea_agent.core.file_notices import FileFinding, FileNotice, OwnFile
from iea_agent.core.lockout import Lockout
from iea_agent.core.saved_state import SavedState
from iea_agent.core.view import AgentView


def test_the_lockout_is_called_tries_in_the_saved_state() -> None:
    assert msgspec.to_builtins(SavedState(lockout=Lockout(2, 5.0)))["tries"] == {"failed": 2, "locked_until": 5.0}


def test_file_notices_are_called_remarks_in_the_view() -> None:
    notice = FileNotice(OwnFile.STATE, FileFinding.RESET)
    view = AgentView(picture=Picture.HEART, mode=Mode.PRODUCTION, connection=Link.CONNECTING, file_notices=(notice,))
    assert msgspec.to_builtins(view)["remarks"] == ({"stored": "state", "noticed": "reset_to_defaults"},)
