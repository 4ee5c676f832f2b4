"""Runs in the private Windows, and draws windows with the sources of this tree: ``draw.py FOLDER STYLE STATE…``.

A style is ``ours``, or the name of one of Qt's.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main(folder: Path, style: str, states: list[str]) -> int:
    """Draw these functions of ``tests/ui/stories.py`` into ``FOLDER/STATE-STYLE.png``."""
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    from tests.ui import stories

    from iea_agent.ui.app import application
    from iea_agent.ui.style import installed

    if style != "ours":
        installed._NATIVE = frozenset({sys.platform})  # type: ignore[misc]  # noqa: SLF001 (the one line that decides)
    app = application()
    if style != "ours":
        app.setStyle(style)
    for state in states:
        scene = getattr(stories, state)()
        scene.work()
        scene.window.grab().save(str(folder / f"{state}-{style}.png"))
        scene.window.close_unasked()
        scene.window.deleteLater()
        scene.work()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
