"""What ``make mutants`` says of the mutants that are alive."""

from pathlib import Path

import pytest
from tools.mutants import LIST, Survivor, becomes_of, function_of, judge, listed, sample_of

DIFF = """\
--- src/iea_agent/core/lockout.py
+++ src/iea_agent/core/lockout.py
@@ -1,3 +1,3 @@
 def is_locked():
-    return tries > 5
+    return tries >= 5
"""
KNOWN = Survivor("core.lockout.is_locked", "return tries >= 5")


@pytest.mark.parametrize(
    ("mutant", "function"),
    [
        ("iea_agent.core.menu.x_entries__mutmut_1", "iea_agent.core.menu.entries"),
        ("iea_agent.core.menu.x__entries__mutmut_12", "iea_agent.core.menu._entries"),
        ("iea_agent.agent.agent.xǁAgentǁ__init____mutmut_29", "iea_agent.agent.agent.Agent.__init__"),
    ],
)
def test_a_mutant_is_named_by_its_function(mutant: str, function: str) -> None:
    assert function_of(mutant) == function


def test_a_mutant_is_known_by_the_line_that_it_changes() -> None:
    assert becomes_of(DIFF) == "return tries >= 5"


def test_a_survivor_that_is_not_listed_is_a_fault() -> None:
    other = Survivor("core.lockout.count", "return None")
    assert judge([KNOWN, other], {KNOWN: "five is as good"}, complete=False) == [
        "alive, not listed: core.lockout.count\n    return None"
    ]


def test_an_entry_that_is_killed_is_a_fault_only_of_a_complete_run() -> None:
    assert judge([], {KNOWN: "five is as good"}, complete=False) == []
    assert len(judge([], {KNOWN: "five is as good"}, complete=True)) == 1


def test_the_sample_is_the_same_each_time_and_hardly_changes_with_the_code() -> None:
    names = [f"x__mutmut_{number}" for number in range(1000)]
    chosen = sample_of(names, 100)
    assert chosen == sample_of(reversed(names), 100)
    assert len(set(chosen) & set(sample_of([*names, *(f"y__mutmut_{n}" for n in range(50))], 100))) > 80


def test_every_entry_of_the_list_has_a_reason(tmp_path: Path) -> None:
    listed(LIST)
    bare = tmp_path / "alive.toml"
    bare.write_text('[[alive]]\nfunction = "f"\nbecomes = "x"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="no reason"):
        listed(bare)
