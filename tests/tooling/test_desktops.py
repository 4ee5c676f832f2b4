"""What the tool for the desktops says: what was not tried never counts as a success."""

from pathlib import Path

import pytest
from tools.desktops.keyboard_story import key_of
from tools.desktops.report import BEGIN, END, Report, parts_of, tables, write

from iea_agent.demo.tour.desktop.errors import NeverCameError, NotThereError


def succeed() -> None:
    """Stand for a step that succeeds."""


def fail() -> None:
    raise NeverCameError("never came: the icon")


def test_each_step_is_one_line_with_its_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(tmp_path)
    assert report.step("xfce4-panel 4.18", "icône", succeed)
    assert not report.step("xfce4-panel 4.18", "menu", fail)
    first, second = capsys.readouterr().out.splitlines()
    assert first.split() == ["xfce4-panel", "4.18", "icône", "ok", "0.0", "s"]
    assert "ÉCHEC" in second
    assert "never came: the icon" in second


def test_what_was_not_tried_is_no_success(tmp_path: Path) -> None:
    assert not Report(tmp_path).succeeded, "nothing was tried at all"
    report = Report(tmp_path)
    report.step("xfce4-panel", "icône", succeed)
    assert report.succeeded
    other = Report(tmp_path)
    other.step("xfce4-panel", "icône", succeed)
    other.skip("GNOME", ["icône"], "not installed")
    assert not other.succeeded


def test_a_picture_is_taken_whatever_the_step_came_to(tmp_path: Path) -> None:
    report = Report(tmp_path)
    report.step("KDE Plasma", "icône : la boule", succeed, picture=lambda path: path.write_text("1"))
    report.step("KDE Plasma", "menu", fail, picture=lambda path: path.write_text("2"))
    assert sorted(path.name for path in (tmp_path / "kde-plasma").iterdir()) == ["01-icône-la-boule.png", "02-menu.png"]


def test_the_table_has_a_row_for_each_step_and_a_column_for_each_desktop(tmp_path: Path) -> None:
    report = Report(tmp_path)
    for host in ("a", "b"):
        report.step(host, "icône", succeed)
    report.step("a", "menu", fail)
    report.skip("sway", ["fenêtre"], "absent")
    assert tables(parts_of(report.lines)).splitlines() == [
        "| | a | b |",
        "| --- | --- | --- |",
        "| icône | ok, 0.0 s | ok, 0.0 s |",
        "| menu | ÉCHEC | – |",
        "",
        "| | sway |",
        "| --- | --- |",
        "| fenêtre | non joué |",
    ]


def test_the_table_goes_between_its_marks(tmp_path: Path) -> None:
    document = tmp_path / "desktops.md"
    begin, end = BEGIN.format("a"), END.format("a")
    document.write_text(f"Before\n{begin}\nold\n{end}\nAfter\n", encoding="utf-8")
    write("a", "new", document)
    assert document.read_text(encoding="utf-8") == f"Before\n{begin}\n\nnew\n\n{end}\nAfter\n"
    with pytest.raises(ValueError, match="no marks of b"):
        write("b", "new", document)


def test_a_mnemonic_is_pressed_with_alt() -> None:
    assert key_of("&Corriger") == "alt+c"
    assert key_of("Tester l'a&Ccès") == "alt+c"
    with pytest.raises(NotThereError, match="no mnemonic"):
        key_of("Quitter")
