"""``python -m iea_agent.demo.sandbox``: the demonstration server alone, for developers; ends with Ctrl-C or SIGTERM."""

import signal
import sys
import tempfile
import threading
from pathlib import Path

from iea_agent.demo.sandbox.server import DemoServer


def main() -> int:
    """Serve until told to end."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with tempfile.TemporaryDirectory(prefix="iea-agent-sandbox-") as folder, DemoServer.start(Path(folder)) as server:
        sys.stdout.write(
            f"authentification  {server.address}\n"
            f"mises à jour      {server.update_address}\n"
            f"autorité (PEM)    {server.ca_file}\n"
            f"licence           {server.licence_number}\n"
            f"comportement      {server.control_url}\n"
        )
        sys.stdout.flush()
        while not ended.wait(1.0):  # an endless wait would hold back signals on Windows
            pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
