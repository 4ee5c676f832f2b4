"""Windows read and pressed by their French names, as a screen reader does (AT-SPI)."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.e2e.waiting import wait_until

DRIVER = Path(__file__).with_name("screen_reader_driver.py")
SYSTEM_PYTHON = "/usr/bin/python3"


class ScreenReader:
    """Sees every window on one private display and bus."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [SYSTEM_PYTHON, str(DRIVER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(environ),
            text=True,
            encoding="utf-8",
        )

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def windows(self) -> list[str]:
        return list(self._ask(do="windows"))

    def wait_for_window(self, title: str) -> None:
        wait_until(lambda: title in self.windows(), f"the window {title!r}, among {self.windows()}")

    def wait_for_no_window(self, title: str) -> None:
        wait_until(lambda: title not in self.windows(), f"the end of the window {title!r}")

    def read(self, window: str) -> list[dict[str, Any]]:
        return list(self._ask(do="read", window=window))

    def words(self, window: str) -> str:
        """Return all that a person can read in a window."""
        shown = [node for node in self.read(window) if node["showing"]]
        return "\n".join(part for node in shown for part in (node["name"], node["text"], node["description"]) if part)

    def wait_for_words(self, window: str, words: str) -> None:
        wait_until(lambda: words in self.words(window), f"{words!r} in {window!r}")

    def press(self, window: str, name: str) -> None:
        self._ask(do="press", window=window, name=name)

    def type(self, window: str, name: str, text: str) -> None:
        self._ask(do="type", window=window, role="text", name=name, text=text)

    def unnamed(self, window: str) -> list[dict[str, Any]]:
        """Return the controls that a screen reader could not announce."""
        return [node for node in self.read(window) if node["focusable"] and node["showing"] and not node["name"]]

    def _ask(self, **request: str) -> Any:  # noqa: ANN401 (whatever the driver answers)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        reply = json.loads(self._process.stdout.readline())
        if "error" in reply:
            raise LookupError(reply["error"])
        return reply["ok"]
