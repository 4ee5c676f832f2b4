"""Starts the system's Orca without a sound card: what it says is written, a line each; run by the system's Python.

Never imported: ``orca.py`` starts it, with the file and the folder of Orca's settings. The client of speech-dispatcher,
which waits for a sound card, is replaced; all that decides what is said is Orca's own.
"""

import sys
import time
from pathlib import Path
from typing import Any

import gi  # type: ignore[import-not-found]  # only the system's Python has it

for library in ("Gdk", "Gtk"):  # a later one may be there, which Orca does not know
    gi.require_version(library, "3.0")
from orca import speechdispatcherfactory  # type: ignore[import-not-found]  # noqa: E402 (it imports these libraries)

transcript = Path(sys.argv[1]).open("a", encoding="utf-8", buffering=1)  # noqa: SIM115 (as long as Orca runs)
ORCA = Path("/usr/bin/orca")


class Client:
    """Takes what speech-dispatcher would be told, and does nothing."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever Orca calls)
        """Return something to call."""
        return self.ignore

    @staticmethod
    def ignore(*_arguments: object, **_options: object) -> None:
        """Do nothing."""


def start(server: Any) -> None:  # noqa: ANN401 (an object of Orca, which has no types)
    """Have a client without a connection."""
    vars(server).update(_client=Client(), _current_voice_properties={}, _last_key_echo_time=time.time())


def write(_server: object, text: str, *_arguments: object, **_options: object) -> None:
    """Write what is said."""
    transcript.write(" ".join(text.split()) + "\n")


server_class = speechdispatcherfactory.SpeechServer
replaced = {"_init": start, "_speak": write}
for name in (
    "_send_command",
    "_apply_acss",
    "_cancel",
    "_debug_sd_values",
    "updateCapitalizationStyle",
    "updatePunctuationLevel",
):
    replaced[name] = Client.ignore
for name, made in replaced.items():
    setattr(server_class, name, made)
sys.argv[:] = [str(ORCA), "--user-prefs", sys.argv[2], "--enable", "speech"]
program: dict[str, Any] = {"__name__": "program", "__file__": str(ORCA)}
exec(compile(ORCA.read_text(encoding="utf-8"), str(ORCA), "exec"), program)  # noqa: S102 (a script, not a module)
# Other Orcas of this user, on other displays, are left alone, and do not find this one.
program |= {"otherOrcas": list, "setProcessName": Client.ignore}
sys.exit(program["main"]())
