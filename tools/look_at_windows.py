"""Renders windows at scales 1 and 2, light, dark and in high contrast: ``look_at_windows.py FOLDER [STATE…]``.

For reviewers: nothing is compared. Qt reads its scale once, so each scale is a process of its own.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Render the pictures; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("states", nargs="*", help="functions of tests/ui/stories.py; by default all")
    parser.add_argument("--looks", default="light,dark,contrast", help="which of tests/ui/palettes.py, by commas")
    parser.add_argument("--points", type=float, help="the size of the text; by default that of the platform")
    parser.add_argument("--scale", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.scale:
        return _render(arguments.folder, arguments.states, arguments.scale, arguments.looks, arguments.points)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    render(arguments.folder, arguments.states, looks=arguments.looks, points=arguments.points)
    return 0


def render(  # noqa: PLR0913 (what a screen can be)
    folder: Path,
    states: list[str],
    *,
    width: int = 1920,
    height: int = 1080,
    looks: str = "light",
    points: float | None = None,
    scales: tuple[str, ...] = ("1", "2"),
) -> None:
    """Render these states, or all, into ``FOLDER/STATE-x1.png`` and ``FOLDER/STATE-x2.png``.

    Of looks other than the light one, the name follows: ``STATE-x1-dark.png``.

    ``width`` and ``height`` of the screen are in pixels: at scale 2, the usual screen is a small one.
    """
    screen = folder / "screen.json"
    screen.write_text(json.dumps({"screens": [{"name": "one", "width": width, "height": height}]}), encoding="utf-8")
    environ = {"QT_QPA_PLATFORM": f"offscreen:configfile={screen}", **os.environ}
    for scale in scales:
        command = [sys.executable, str(Path(__file__).resolve()), str(folder), *states]
        command += ["--scale", scale, "--looks", looks]
        command += [] if points is None else ["--points", str(points)]
        subprocess.run(command, env={**environ, "QT_SCALE_FACTOR": scale}, check=True)
    screen.unlink()


def _render(folder: Path, states: list[str], scale: str, looks: str, points: float | None) -> int:
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    from tests.ui.palettes import Look, wear
    from tests.ui.stories import STORIES

    from iea_agent.ui.app import application

    app = application()
    for look in map(Look, looks.split(",")):
        wear(app, look)
        if points is not None:
            font = app.font()
            font.setPointSizeF(points)
            app.setFont(font)
        suffix = "" if look is Look.LIGHT else f"-{look.value}"
        for story in STORIES:
            if states and story.__name__ not in states:
                continue
            scene = story()
            for number, shown in enumerate(top for top in app.topLevelWidgets() if top.isVisible()):
                name = story.__name__ + (f"-{number}" if number else "")
                path = folder / f"{name}-x{scale}{suffix}.png"
                shown.grab().save(str(path))
                print(path.name, shown.width(), shown.height())
            scene.window.close_unasked()
            scene.window.deleteLater()
            scene.work()
    return 0


if __name__ == "__main__":
    sys.exit(main())
