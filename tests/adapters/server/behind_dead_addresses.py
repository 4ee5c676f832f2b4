"""Tests the access to a server whose name has dead addresses before the living one; run in a network of its own.

    python -m tests.adapters.server.behind_dead_addresses FOLDER LIVING DEAD…

Writes what was found as one line of JSON.
"""

import json
import sys
from pathlib import Path

from tests.adapters.server.crowded import crowded
from tests.adapters.server.exchanges import authority, ca_file, look, tls
from tests.adapters.server.raw_servers import AuthenticationServer, settings_for

NAME = "serveur.test"


def main(folder: Path, living: str, *dead: str) -> None:
    """Have every dead address swallow connections at the port of the server, then ask it."""
    with AuthenticationServer(host=living, tls=tls(authority().issue_cert(NAME))) as server:
        address = f"https://{NAME}:{server.port}"
        server.publish(issuer=address, token_endpoint=f"{address}/token")
        with crowded(*dead, port=server.port):
            found = look(settings_for(server, authentication_address=address, ca_file=ca_file(folder)))
    stages = {report.stage: (found.detail_of(report.stage), report.ms) for report in found.progress}
    sys.stdout.write(json.dumps({"verdict": found.verdict, "stages": stages}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
