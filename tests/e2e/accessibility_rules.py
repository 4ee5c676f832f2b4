"""What has to hold for the accessibility tree of a window; each rule yields the faults that it finds, in words."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from iea_agent.core.texts.windows import about, verdict_box
from iea_agent.demo.tour.desktop.screen_reader import Branch

LISTS = frozenset({"list", "table", "tree", "tree table", "list box"})
ROWS = frozenset({"list item", "table cell", "table row", "tree item"})
DETAILS = frozenset({verdict_box.DETAILS, about.DETAILS})
WINDOWS = frozenset({"dialog", "frame", "window", "alert"})
FOREIGN = re.compile(r"\[Errno|\b(not|known|failed|failure|unable|denied|refused|error|such|timed)\b", re.IGNORECASE)
"""Words of systems and libraries that our stories hold."""


class Shown(NamedTuple):
    """What is on the screen at one moment: as it is read, and as it is seen."""

    trees: Sequence[Branch]
    seen: str
    """Every text and every tool tip."""
    buttons: frozenset[str]
    """The labels of the push buttons, by Qt's classes."""

    @property
    def parts(self) -> Iterator[Branch]:
        """What a screen reader finds, from the windows down."""
        for tree in self.trees:
            yield from walk(tree)

    def says(self, text: str) -> bool:
        """Tell whether a sentence, or a title of which the full stop is only spoken, can be seen."""
        return _plain(text) in _plain(self.seen) or _plain(text).removesuffix(".") in _plain(self.seen)


Rule = Callable[[Shown], Iterator[str]]


def walk(branch: Branch) -> Iterator[Branch]:
    """Yield what is visible in a part, itself first."""
    if "visible" in branch.states:
        yield branch
        for child in branch.children:
            yield from walk(child)


def every_control_has_a_name(shown: Shown) -> Iterator[str]:
    """What takes the focus is announced by its name."""
    for part in shown.parts:
        if "focusable" in part.states and part.role not in WINDOWS and not part.name.strip():
            yield f"a {part.role} without a name"


def every_field_has_a_label(shown: Shown) -> Iterator[str]:
    """A field is tied to the label that stands beside it, and bears its name."""
    for part in shown.parts:
        if "editable" in part.states and part.name not in part.labels:
            yield f"the field {part.name!r} with the labels {part.labels}"


def no_button_can_be_checked(shown: Shown) -> Iterator[str]:
    """A button that stays down is read as a check box; what unfolds something is none."""
    for part in shown.parts:
        is_button = _plain(part.name) in {_plain(label) for label in shown.buttons}
        if part.role in {"check box", "toggle button"} and is_button and "expandable" not in part.states:
            yield f"the button {part.name!r} can be checked"


def a_disclosure_says_whether_it_is_open(shown: Shown) -> Iterator[str]:
    """Its label says what it does next, its state what is so, and what it unfolds is there or not there."""
    lists = [part for part in shown.parts if part.role in LISTS and part.name in DETAILS]
    for part in shown.parts:
        is_open = part.name == _plain(verdict_box.HIDE_DETAILS)
        if not is_open and part.name != _plain(verdict_box.SHOW_DETAILS):
            continue
        if "expandable" not in part.states or ("expanded" in part.states) is not is_open:
            yield f"the {part.role} {part.name!r} is {sorted(part.states)}"
        if is_open is not bool(lists):
            yield f"the {part.role} {part.name!r} with {len(lists)} lists of details"


def details_are_lists_with_named_rows(shown: Shown) -> Iterator[str]:
    """Details can be walked, row by row."""
    for part in shown.parts:
        if part.role in LISTS:
            if not part.name:
                yield "a list without a name"
            if part.name in DETAILS and not part.children:
                yield "details without a row"
            yield from (f"a row of {part.name!r} without a name" for row in part.children if not row.name.strip())
        elif part.name in DETAILS:
            yield f"details that are a {part.role}"


def every_name_is_one_line(shown: Shown) -> Iterator[str]:
    """Orca reads the first line of a label, and spells what may wrap inside a word."""
    for part in shown.parts:
        if re.search("[\n\r\u2028\u200b]", part.name + part.description):
            yield f"the {part.role} {part.name!r} ({part.description!r})"


def no_box_is_named_like_what_it_holds(shown: Shown) -> Iterator[str]:
    """Orca drops a label that the box around it has named already. What scrolls, and takes the focus, needs a name."""
    for box in shown.parts:
        if box.role in WINDOWS or "focusable" in box.states or not box.name:
            continue
        for part in walk(box):
            if part is not box and part.name == box.name and part.role != "filler":  # Qt names it like its group
                yield f"the {box.role} and the {part.role} in it are both {box.name!r}"


def every_description_is_on_the_screen(shown: Shown) -> Iterator[str]:
    """A description says nothing that other people do not see: a help text, a tool tip, the verdict."""
    for part in shown.parts:
        for sentence in re.split(r"(?<=[.?!…]) ", part.description):
            if sentence and not shown.says(sentence):
                yield f"the {part.role} {part.name!r} is described by {sentence!r}"


def no_description_repeats_the_name(shown: Shown) -> Iterator[str]:
    """What is said twice is heard twice."""
    for part in shown.parts:
        if part.description and _plain(part.description) == _plain(part.name):
            yield f"the {part.role} {part.name!r} is described by its name"


def words_of_systems_are_in_the_details_only(shown: Shown) -> Iterator[str]:
    """« Name or service not known » is read with a French voice: nobody has to hear it but whoever unfolds it."""
    for part in shown.parts:
        if part.role not in ROWS and FOREIGN.search(f"{part.name} {part.description}"):
            yield f"the {part.role} {part.name!r} ({part.description!r})"


RULES: Sequence[Rule] = (
    every_control_has_a_name,
    every_field_has_a_label,
    no_button_can_be_checked,
    a_disclosure_says_whether_it_is_open,
    details_are_lists_with_named_rows,
    every_name_is_one_line,
    no_box_is_named_like_what_it_holds,
    every_description_is_on_the_screen,
    no_description_repeats_the_name,
    words_of_systems_are_in_the_details_only,
)


def _plain(text: str) -> str:
    """Return a text without mnemonics and places to wrap, and with plain spaces."""
    return " ".join(text.replace("&", "").replace("\u200b", "").split())
