"""Looks on while the agent works, and finds secrets where none may be: in processes, messages and files.

The forms of a secret are spelled out here once more, on purpose: a slip in ``core/report/known_secrets.py`` must not be
able to hide what it lets through.
"""

import base64
import contextlib
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from iea_agent.core.secret import Secret
from iea_agent.core.wire.codec import encode
from iea_agent.core.wire.jobs import StoreKeyOrder

if TYPE_CHECKING:
    from iea_agent.demo.tour.desktop.private_desktop import PrivateDesktop

KEY = "k9Zz3-MARKE-4LpWs-8RbNc-TEMOIN"
TOKEN = "jeton-TEMOIN-6b1f0c"
EVERY_S = 0.02
ALLOWED = {"home/licence-key.json", "home/licence-key.json.bak"}
"""Where the key is by agreement."""


def forms_of(secret: str) -> set[bytes]:
    """Return a secret as it might be written: plain, encoded for an address, in hex, in UTF-16, in Base64."""
    raw = secret.encode()
    forms = {raw, quote(secret, safe="").encode(), raw.hex().encode(), raw.hex().upper().encode()}
    forms |= {secret.encode("utf-16-le"), raw[::-1]}
    for before in range(3):  # Base64 looks different with each place in a group of three
        encoded = base64.b64encode(b"\0" * before + raw)
        forms.add(encoded[4 if before else 0 : -4])
    return forms


FORMS = forms_of(KEY) | forms_of(TOKEN)


def betrays(data: bytes) -> bool:
    """Tell whether some bytes hold a secret."""
    return any(form in data for form in FORMS)


class Witness:
    """Looks at all processes again and again, hears the session bus, and in the end reads all files."""

    def __init__(self) -> None:
        self.leaks: set[str] = set()
        """Where secrets were found."""
        self.processes: set[str] = set()
        """The command lines that were looked at."""
        self.files: set[str] = set()
        """The files that were looked at."""
        self.messages = b""
        """What was said on the session bus."""
        self.report: list[str] = []
        """What is in the diagnostic report."""
        self._done = threading.Event()

    @contextmanager
    def watch(self, home: Path, desktop: "PrivateDesktop") -> Iterator[None]:
        """Look on as long as this is held."""
        heard = desktop.folder / "bus.txt"
        looking = threading.Thread(target=self._look_at_processes, args=(desktop.mark,))
        with heard.open("wb") as file:
            monitor = desktop.start(["dbus-monitor", "--session"], stdout=file.fileno())
            looking.start()
            try:
                yield
                self._use_the_key_otherwise(desktop)
            finally:
                self._done.set()
                looking.join()
                monitor.terminate()
                monitor.wait()
        self._look_at_messages(heard)
        self._look_at_report(home, desktop)
        self.look_at_files("home", home)
        self.look_at_files("desktop", desktop.folder)

    def _use_the_key_otherwise(self, desktop: "PrivateDesktop") -> None:
        """Do what the help sheet does not: keep a key that was typed, and compute the password of the day from one."""
        program = [sys.executable, "-m", "iea_agent"]
        command = [*program, "day-password", "--licence", "75-000043"]
        done = subprocess.run(command, env=desktop.environ, input=KEY.encode(), check=True, capture_output=True)
        said = done.stdout + done.stderr
        with subprocess.Popen(
            [*program, "job"],
            env=desktop.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as job:
            assert job.stdin is not None
            assert job.stdout is not None
            assert job.stderr is not None
            job.stdin.write(encode(StoreKeyOrder("75-000043", Secret(KEY), in_file=True)))
            job.stdin.flush()
            said += job.stdout.read() + job.stderr.read()
        assert b"JobDone" in said
        if betrays(said):
            self.leaks.add("what is said by who holds a key")

    def _look_at_processes(self, mark: bytes) -> None:
        while not self._done.wait(EVERY_S):
            for process in Path("/proc").iterdir():
                if process.name.isdecimal():
                    with contextlib.suppress(OSError):
                        self.look_at_process(process, mark)

    def look_at_process(self, process: Path, mark: bytes) -> bool:
        """Look at one process, if it is one of ours; return whether it is."""
        # In this order: what was started just now may still look like its parent, which has no mark.
        environ, command = ((process / name).read_bytes() for name in ("environ", "cmdline"))
        if mark not in environ:
            return False
        words = command.replace(b"\0", b" ").decode("utf-8", "replace")
        self.processes.add(words)
        if betrays(command) or betrays(environ):
            self.leaks.add(f"process {words}")
        return True

    def _look_at_messages(self, heard: Path) -> None:
        self.messages = heard.read_bytes()
        if betrays(self.messages):
            self.leaks.add("the session bus")
        heard.unlink()

    def _look_at_report(self, home: Path, desktop: "PrivateDesktop") -> None:
        path = desktop.folder / "report.zip"
        command = [sys.executable, "-m", "iea_agent", "report", str(path)]
        done = subprocess.run(command, env=desktop.environ, check=False, capture_output=True)
        if betrays(done.stdout + done.stderr):
            self.leaks.add(f"what is said of {home.name}")
        with zipfile.ZipFile(BytesIO(path.read_bytes())) as report:
            self.report = report.namelist()
            for name in self.report:
                if betrays(report.read(name)):
                    self.leaks.add(f"report {name}")

    def look_at_files(self, name: str, folder: Path) -> None:
        """Look at all files of a folder, which is called ``name``."""
        for path in folder.rglob("*"):
            place = f"{name}/{path.relative_to(folder)}"
            if path.is_file() and place not in ALLOWED:
                self.files.add(place)
                with contextlib.suppress(OSError):
                    if betrays(path.read_bytes()):
                        self.leaks.add(place)
