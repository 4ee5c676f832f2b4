"""The demonstration's mail program, registered on the private desktop as a desktop environment does.

Desktop Entry Specification, and the Association between MIME types and applications, both of freedesktop.org.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

NAME = "iea-agent-demo-mail.desktop"


def install_mail_program(environ: Mapping[str, str]) -> None:
    """Make it the program for ``mailto:``, in the home that ``environ`` names."""
    applications = Path(environ["XDG_DATA_HOME"]) / "applications"
    applications.mkdir(parents=True, exist_ok=True)
    command = f'"{sys.executable}" -P -m iea_agent.demo.sandbox.mail %u'
    (applications / NAME).write_text(
        "[Desktop Entry]\nType=Application\nName=Messagerie (démonstration)\n"
        f"Exec={command}\nMimeType=x-scheme-handler/mailto;\n",
        encoding="utf-8",
    )
    (Path(environ["XDG_CONFIG_HOME"]) / "mimeapps.list").write_text(
        f"[Default Applications]\nx-scheme-handler/mailto={NAME}\n", encoding="utf-8"
    )
