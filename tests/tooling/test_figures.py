"""What ``make figures`` counts."""

from pathlib import Path

import pytest
from tools.figures import ROOT, functions_of, main, product_files, room_of_file, room_of_module

PACKAGES = {"iea_agent", "iea_agent.core", "iea_agent.core.wire"}


@pytest.mark.parametrize(
    ("module", "room"),
    [
        ("iea_agent.tray_app", "tray_app"),
        ("iea_agent.core.menu", "core"),
        ("iea_agent.core.wire.codec", "core.wire"),
        ("iea_agent.core.wire", "core.wire"),
    ],
)
def test_a_module_is_in_the_room_of_its_folder(module: str, room: str) -> None:
    assert room_of_module(module, PACKAGES) == room


def test_files_at_the_top_are_in_no_folder(tmp_path: Path) -> None:
    assert room_of_file(tmp_path / "iea_agent" / "job_app.py", tmp_path) == ""
    assert room_of_file(tmp_path / "iea_agent" / "core" / "wire" / "codec.py", tmp_path) == "core.wire"


def test_the_demonstration_is_not_product() -> None:
    package = ROOT / "src" / "iea_agent"
    named = {path.relative_to(package).parts[0] for path in product_files(package)}
    assert {"agent", "core", "tray_app.py"} <= named
    assert "demo" not in named


def test_a_function_is_measured_from_its_first_to_its_last_line() -> None:
    found = functions_of([("a.py", "@decorated\ndef short():\n    pass\n\nasync def long():\n    1\n\n    2\n")])
    assert {(each.name, each.lines) for each in found} == {("a.py:short", 2), ("a.py:long", 4)}


def test_this_tree_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--rooms"]) == 0
    printed = capsys.readouterr().out
    assert f"| files | {len(list(product_files(ROOT / 'src' / 'iea_agent')))} |" in printed
    assert "| statements | " in printed
    assert "\nagent -> core  " in printed
    assert "\ncore -> adapters  " not in printed
