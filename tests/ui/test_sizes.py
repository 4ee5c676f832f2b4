"""Every window on small screens, with usual and with large text; each in a process: Qt reads its screen once.

1366 × 768 at a scale of 200 % is 683 × 384 for Qt.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
)

from iea_agent.core.commands import DialogKind
from iea_agent.ui.app import application
from iea_agent.ui.fitting import FittingDialog
from tests.ui.sizes import faults_of
from tests.ui.stories import STORIES, open_window

ROOT = Path(__file__).parents[2]
USUAL, LARGE = 10, 20
"""Sizes of the text, in points."""


@pytest.mark.parametrize(
    ("screen", "scale", "points"),
    [
        ((1366, 768), 1, USUAL),
        ((1366, 768), 1, LARGE),
        ((1024, 600), 1, USUAL),
        ((1024, 600), 1, LARGE),
        ((1366, 768), 2, USUAL),
    ],
)
def test_every_window_is_whole(screen: tuple[int, int], scale: int, points: int, tmp_path: Path) -> None:
    config = tmp_path / "screen.json"
    width, height = screen
    config.write_text(json.dumps({"screens": [{"name": "one", "width": width, "height": height}]}), encoding="utf-8")
    environ = {
        **os.environ,
        "QT_QPA_PLATFORM": f"offscreen:configfile={config}",
        "QT_SCALE_FACTOR": str(scale),
    }
    command = [sys.executable, "-m", "tests.ui.sizes", str(points)]
    done = subprocess.run(command, cwd=ROOT, env=environ, check=False, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == f"{len(STORIES)} states, 0 faults"


@pytest.mark.parametrize("kind", DialogKind)
def test_another_size_of_the_text_is_followed_while_a_window_is_open(kind: DialogKind) -> None:
    scene = open_window(kind)
    before, usual = scene.window.size(), scene.app.font()
    larger = scene.app.font()
    larger.setPointSizeF(usual.pointSizeF() * 1.5)
    try:
        scene.app.setFont(larger)
        scene.work()
        assert [fault for fault in faults_of(scene.window) if "target" not in fault] == []  # those are walked above
        assert scene.window.height() > before.height()
    finally:
        scene.app.setFont(usual)
        scene.work()
    assert scene.window.size() == before


def faults_in(window: QDialog) -> str:
    window.show()
    application().processEvents()
    return "\n".join(faults_of(window))


def test_a_window_that_is_too_large_is_found() -> None:
    application()
    window = QDialog()
    window.setFixedSize(3000, 3000)
    assert "3000 × 3000" in faults_in(window)


def test_what_is_cut_is_found() -> None:
    application()
    window = QDialog()
    label, button, field = QLabel("Nom du serveur"), QPushButton("Lancer Impact emploi"), QLineEdit()
    field.setPlaceholderText("Laisser vide pour garder la clé")
    column = QVBoxLayout(window)
    for part in (label, button, field):
        part.setFixedSize(30, 40)
        column.addWidget(part)
    found = faults_in(window).splitlines()
    assert [line.split(" ")[0] for line in found if "cut" in line] == ["QLabel", "QLabel", "QPushButton", "QLineEdit"]


def test_a_small_target_is_found() -> None:
    application()
    window = QDialog()
    button, rows = QPushButton("Oui"), QListWidget()
    button.setFixedHeight(12)
    rows.addItems(["une ligne"])
    rows.item(0).setSizeHint(QSize(100, 20))
    row = QHBoxLayout(window)
    row.addWidget(button)
    row.addWidget(rows)
    found = [line for line in faults_in(window).splitlines() if "target" in line]
    assert [line.split(" ")[0] for line in found] == ["QPushButton", "QListWidget"]


def test_a_default_button_out_of_sight_is_found() -> None:
    application()
    window = FittingDialog(title="", width=30)
    for number in range(60):
        window.body.addWidget(QLabel(f"Ligne {number}"))
    below = QPushButton("Continuer")
    below.setDefault(True)
    window.body.addWidget(below)
    assert "out of sight" not in faults_in(window)  # it was scrolled to
    window.findChildren(QScrollArea)[0].verticalScrollBar().setValue(0)
    assert "default button out of sight" in faults_in(window)
