"""Walks every window in every state at the scale and palette of its environment: ``python -m tests.ui.scaled dark``.

Run by ``test_scaled_windows.py``, as Qt reads its scale once.
"""

import sys

from iea_agent.core.commands import DialogKind
from iea_agent.ui.app import application
from tests.ui.palettes import Look, wear
from tests.ui.stories import STORIES
from tests.ui.windows.test_every_window import (
    test_every_text_can_be_read,
    test_nothing_is_cut,
    test_the_whole_window_stays_on_the_screen,
)

CHECKS = (test_nothing_is_cut, test_the_whole_window_stays_on_the_screen, test_every_text_can_be_read)


def main() -> int:
    app = application()
    wear(app, Look(sys.argv[1]))
    faults = 0
    without_story = set(DialogKind)
    for story in STORIES:
        scene = story()
        without_story.discard(scene.kind)
        for check in CHECKS:
            try:
                check(scene)
            except AssertionError as fault:
                faults += 1
                sys.stdout.write(f"{story.__name__}: {check.__name__}: {fault}\n")
        scene.window.close_unasked()
        scene.window.deleteLater()
        scene.work()
    for kind in without_story:
        faults += 1
        sys.stdout.write(f"no story in tests/ui/stories.py shows {kind}\n")
    sys.stdout.write(f"{len(STORIES)} states at {app.devicePixelRatio()}, {faults} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
