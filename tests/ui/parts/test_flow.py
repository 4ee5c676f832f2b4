"""Layouts that go on in the next line."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from iea_agent.ui.app import application
from iea_agent.ui.parts.flow import SPACING, BesideLayout, ButtonRow, FlowLayout


class Part(QWidget):
    """As large as wanted, but no narrower than half of it."""

    def __init__(self, width: int, height: int = 10) -> None:
        super().__init__()
        self._size = QSize(width, height)

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        return self._size

    def minimumSizeHint(self) -> QSize:  # noqa: N802 (Qt's name)
        return QSize(self._size.width() // 2, self._size.height())


def beside(*parts: tuple[QWidget, int]) -> tuple[QWidget, BesideLayout]:
    application()
    owner = QWidget()
    layout = BesideLayout(owner, across=SPACING, down=4)
    for part, share in parts:
        layout.put(part, share)
    return owner, layout


def places(owner: QWidget, width: int, height: int = 100) -> list[tuple[int, int, int, int]]:
    owner.resize(width, height)
    owner.show()
    parts = owner.findChildren(QWidget)
    found = [part.geometry() for part in parts if part.isVisible()]
    return [(place.x(), place.y(), place.width(), place.height()) for place in found]


def test_parts_with_room_are_side_by_side() -> None:
    owner, layout = beside((Part(100), 3), (Part(100), 1))
    assert [place[0] for place in places(owner, 408)] == [0, 308]
    assert [place[2] for place in places(owner, 408)] == [300, 100]
    assert layout.heightForWidth(408) == 10


def test_a_part_keeps_the_width_that_it_needs() -> None:
    owner, _ = beside((Part(100), 3), (Part(200), 1))
    assert [place[2] for place in places(owner, 308)] == [200, 100]


def test_parts_without_room_are_one_below_the_other() -> None:
    owner, layout = beside((Part(100), 3), (Part(60, 20), 1))
    assert [(place[0], place[1], place[2]) for place in places(owner, 80)] == [(0, 0, 80), (0, 14, 80)]
    assert layout.heightForWidth(80) == 34


def test_a_part_without_a_share_keeps_its_width() -> None:
    owner, _ = beside((Part(100), 0), (Part(100), 1))
    assert [place[2] for place in places(owner, 300)] == [100, 192]
    owner, _ = beside((Part(100), 0), (Part(100), 1))
    assert [place[2] for place in places(owner, 120)] == [100, 120]


def test_a_hidden_part_takes_no_room() -> None:
    hidden = Part(500)
    owner, layout = beside((Part(100), 1), (hidden, 1))
    hidden.hide()
    assert layout.heightForWidth(60) == 10
    assert layout.sizeHint() == QSize(100, 10)
    assert [place[2] for place in places(owner, 300)] == [300]


def test_a_part_can_be_removed() -> None:
    first, second = Part(100), Part(100)
    _, layout = beside((first, 0), (second, 1))
    layout.removeWidget(first)
    assert layout.count() == 1
    assert layout.itemAt(1) is None
    assert layout.takeAt(1) is None
    assert layout.is_beside(50)


def test_a_flow_goes_on_in_the_next_line() -> None:
    application()
    owner = QWidget()
    flow = FlowLayout(owner, across=10, down=6)
    for _ in range(3):
        flow.addWidget(Part(100))
    assert [place[:2] for place in places(owner, 215)] == [(0, 0), (110, 0), (0, 16)]
    assert flow.heightForWidth(215) == 26


def test_buttons_are_at_both_ends_of_one_line() -> None:
    application()
    owner = QWidget()
    left, right = Part(100), (Part(50), Part(50))
    owner.setLayout(ButtonRow((left,), right))
    assert [place[0] for place in places(owner, 300)] == [0, 300 - 108, 250]


def test_buttons_at_the_right_come_below_the_others() -> None:
    application()
    owner = QWidget()
    row = ButtonRow((Part(100),), (Part(80), Part(80)))
    owner.setLayout(row)
    assert [place[:2] for place in places(owner, 170)] == [(0, 0), (2, 18), (90, 18)]
    assert row.heightForWidth(170) == 28
    assert row.heightForWidth(100) == 46
    assert row.minimumSize().width() == 50


def test_no_button_takes_no_room() -> None:
    application()
    row = ButtonRow((), ())
    assert row.heightForWidth(100) == 0
    assert row.sizeHint() == QSize(0, 0)


def test_a_label_takes_the_height_that_its_text_needs() -> None:
    label = QLabel("Un texte qui est trop long pour une seule ligne de cette largeur")
    label.setWordWrap(True)
    _, layout = beside((label, 1), (QPushButton("Oui"), 0))
    assert layout.heightForWidth(200) >= label.fontMetrics().lineSpacing() * 2
