"""The tree that a screen reader walks, live: every window in every state, on a real X server and its AT-SPI bus."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping

import pytest

if sys.platform != "linux":
    pytest.skip("AT-SPI is for Linux", allow_module_level=True)

from iea_agent.demo.tour.desktop.screen_reader import ScreenReader
from iea_agent.demo.tour.desktop.waiting import wait_until
from iea_agent.demo.tour.desktop.xfce import XfceDesktop
from tests.e2e import accessibility_rules as rules
from tests.e2e.accessibility_rules import Rule, Shown
from tests.requirements import desktop_programs

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def desktop() -> Iterator[XfceDesktop]:
    with desktop_programs(), XfceDesktop() as desktop:
        desktop.start_accessibility()
        yield desktop


@pytest.fixture(scope="module")
def stories(desktop: XfceDesktop) -> Mapping[str, Shown]:
    return shown_by(desktop, "stories")


@pytest.fixture(scope="module")
def samples(desktop: XfceDesktop) -> Mapping[str, Shown]:
    return shown_by(desktop, "samples")


def shown_by(desktop: XfceDesktop, which: str) -> dict[str, Shown]:
    """Read the windows that ``tree_script.py`` shows, by their names."""
    command = [sys.executable, "-m", "tests.e2e.tree_script", which]
    script = desktop.start(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    found: dict[str, Shown] = {}
    with script, ScreenReader(desktop.environ) as reader:
        assert script.stdin is not None
        assert script.stdout is not None
        for line in script.stdout:
            told = json.loads(line)
            wait_until(lambda: bool(reader.windows()), "the window in the tree")
            found[told["name"]] = Shown(reader.trees(), told["seen"], frozenset(told["buttons"]))
            script.stdin.write(b"\n")
            script.stdin.flush()
    assert script.returncode == 0
    return found


def faults(rule: Rule, stories: Mapping[str, Shown]) -> dict[str, list[str]]:
    """Return what a rule finds, by the windows that it finds it in."""
    return {name: found for name, shown in stories.items() if (found := sorted(set(rule(shown))))}


def test_every_window_is_read(stories: Mapping[str, Shown]) -> None:
    assert [
        name for name, shown in stories.items() if not any("focusable" in part.states for part in shown.parts)
    ] == []
    assert any(name.endswith(", unfolded") for name in stories)


def test_every_control_has_a_name(stories: Mapping[str, Shown]) -> None:
    assert faults(rules.every_control_has_a_name, stories) == {}


def test_every_field_has_a_label(stories: Mapping[str, Shown]) -> None:
    assert faults(rules.every_field_has_a_label, stories) == {}


def test_no_button_can_be_checked(stories: Mapping[str, Shown]) -> None:
    assert faults(rules.no_button_can_be_checked, stories) == {}


def test_a_disclosure_says_whether_it_is_open(stories: Mapping[str, Shown]) -> None:
    assert faults(rules.a_disclosure_says_whether_it_is_open, stories) == {}


def test_details_are_lists_with_named_rows(stories: Mapping[str, Shown]) -> None:
    assert faults(rules.details_are_lists_with_named_rows, stories) == {}


def test_every_name_is_one_line(stories: Mapping[str, Shown]) -> None:
    assert faults(rules.every_name_is_one_line, stories) == {}


def test_no_box_is_named_like_what_it_holds(stories: Mapping[str, Shown]) -> None:
    assert faults(rules.no_box_is_named_like_what_it_holds, stories) == {}


def test_every_description_is_on_the_screen(stories: Mapping[str, Shown]) -> None:
    assert faults(rules.every_description_is_on_the_screen, stories) == {}


def test_no_description_repeats_the_name(stories: Mapping[str, Shown]) -> None:
    assert faults(rules.no_description_repeats_the_name, stories) == {}


def test_words_of_systems_are_in_the_details_only(stories: Mapping[str, Shown]) -> None:
    assert faults(rules.words_of_systems_are_in_the_details_only, stories) == {}


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_a_rule_finds_its_bad_sample(rule: Rule, samples: Mapping[str, Shown]) -> None:
    assert f"test_{rule.__name__}" in globals()
    assert list(rule(samples["good"])) == []
    assert list(rule(samples[rule.__name__]))
