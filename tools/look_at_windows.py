"""Renders every window in its main states, at scales 1 and 2, light and dark: ``look_at_windows.py FOLDER``.

For reviewers: nothing is compared. Qt reads its scale once, so each scale is a process of its own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Render all pictures; return the exit status."""
    if len(sys.argv) == 4 and sys.argv[1] == "--one":  # noqa: PLR2004 (--one FOLDER SCALE)
        return _render(Path(sys.argv[2]), sys.argv[3])
    if len(sys.argv) != 2:  # noqa: PLR2004 (FOLDER)
        print(__doc__)
        return 2
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    screen = folder / "screen.json"
    screen.write_text(json.dumps({"screens": [{"name": "one", "width": 1920, "height": 1080}]}), encoding="utf-8")
    environ = {"QT_QPA_PLATFORM": f"offscreen:configfile={screen}", **os.environ}
    for scale in ("1", "2"):
        command = [sys.executable, str(Path(__file__).resolve()), "--one", str(folder), scale]
        subprocess.run(command, env={**environ, "QT_SCALE_FACTOR": scale}, check=True)
    return 0


def _render(folder: Path, scale: str) -> int:
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    from PySide6.QtGui import QColor, QPalette
    from tests.ui.stories import STORIES

    from iea_agent.ui.app import application

    app = application()
    light = app.palette()
    for shade, palette in (("light", light), ("dark", QPalette(QColor(0x35, 0x39, 0x40), QColor(0x2B, 0x2E, 0x34)))):
        app.setPalette(palette)
        for story in STORIES:
            scene = story()
            for number, shown in enumerate(top for top in app.topLevelWidgets() if top.isVisible()):
                path = folder / f"{story.__name__}-{number}-x{scale}-{shade}.png"
                shown.grab().save(str(path))
                print(path.name, shown.width(), shown.height())
            scene.window.close_unasked()
            scene.window.deleteLater()
            scene.work()
    return 0


if __name__ == "__main__":
    sys.exit(main())
