"""Play the stories with Orca: ``python -m tools.voice [STORY…]``; 1 if an act was not heard as it is shown.

What was shown and said is in ``build/voice/transcript.txt``, act by act.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from iea_agent.demo.tour.desktop.errors import MissingProgramError, TourError
from tools.voice.hearing import Heard, write_transcript
from tools.voice.story import STORIES

TRANSCRIPT: Final = Path(__file__).resolve().parents[2] / "build" / "voice" / "transcript.txt"


def tell(heard: Heard) -> None:
    """Print the row of an act; below it what was shown and said, if it failed."""
    print(f"{'ÉCHEC' if heard.problems else 'ok':6}{heard.act}", flush=True)
    if heard.problems:
        for mark, lines in (("!", heard.problems), ("écran", heard.shown), ("Orca", heard.said)):
            for line in lines:
                print(f"      {mark:6}{line}", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Play all stories, or those that are named; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stories", nargs="*", metavar="STORY", help=f"one of: {', '.join(STORIES)}")
    chosen: list[str] = parser.parse_args(arguments).stories
    if unknown := set(chosen) - set(STORIES):
        parser.error(f"no such story: {', '.join(sorted(unknown))}")
    acts: list[Heard] = []

    def note(heard: Heard) -> None:
        acts.append(heard)
        tell(heard)

    broken = 0
    for name in chosen or STORIES:
        try:
            STORIES[name](note)
        except MissingProgramError as error:
            print(f"Il manque des programmes sur ce poste : {error}", flush=True)
            return 1
        except TourError as error:
            broken += 1
            print(f"ÉCHEC {name} : interrompu : {error}", flush=True)
        finally:
            write_transcript(TRANSCRIPT, acts)
    failed = sum(bool(heard.problems) for heard in acts)
    print(f"{len(acts) - failed} actes entendus sur {len(acts)}. Ce qui a été dit : {TRANSCRIPT}")
    return 1 if failed or broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
