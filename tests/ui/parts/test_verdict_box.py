"""The one part that says how something went: what it shows, its focus, its announcements."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from iea_agent.core.commands import Action
from iea_agent.core.shown.verdict import Act, Asked, Change, Detail, ShownVerdict, SignKind, Step
from iea_agent.ui.app import application
from iea_agent.ui.fitting import FittingDialog
from iea_agent.ui.parts.emphasis import PrimaryButton
from iea_agent.ui.parts.flow import FlowLayout
from iea_agent.ui.parts.signs import Sign
from iea_agent.ui.parts.verdict import VerdictBox
from iea_agent.ui.parts.widgets import add, button
from tests.ui.pixels import Photo

AGAIN = Act("&Encore", Step.AGAIN)
LAUNCH = Act("&Lancer", Action.LAUNCH, "Explication")
BAD = ShownVerdict(sign=SignKind.BAD, title="Échec", sentences=("Une cause.", "", "Un remède."), primary=AGAIN)
GOOD = ShownVerdict(sign=SignKind.GOOD, title="Réussi")


class Bench:
    """A window with a field, a verdict and a button at its foot."""

    def __init__(self, *, takes_focus: bool = True) -> None:
        self.asked: list[Asked] = []
        self.stepped: list[Act] = []
        self.window = FittingDialog(title="Essai", width=60)
        self.field = QLineEdit()
        self.leave = button("&Fermer")
        self.box = VerdictBox(
            self.asked.append, {Step.AGAIN: self.stepped.append}, leave=self.leave, takes_focus=takes_focus
        )
        add(self.window.body, self.field, self.box, None)
        add(self.window.foot, self.leave)
        self.window.show()
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)

    @property
    def labels(self) -> list[str]:
        return [label.text() for label in self.box.findChildren(QLabel) if label.isVisible() and label.text()]

    @property
    def buttons(self) -> dict[str, QPushButton]:
        return {made.text().replace("&", ""): made for made in self.box.findChildren(QPushButton) if made.isVisible()}


def test_there_is_one_label_for_each_sentence_and_none_for_an_empty_one() -> None:
    bench = Bench()
    assert not bench.box.isVisible()
    bench.box.show_verdict(BAD)
    assert bench.labels == ["Échec", "Une cause.", "Un remède."]
    assert bench.box.words == "Échec\nUne cause.\nUn remède."
    assert bench.box.kind is SignKind.BAD
    assert bench.box.accessibleName() == "", "a name would hide the title from a screen reader"


def test_a_new_verdict_replaces_the_one_before() -> None:
    bench = Bench()
    bench.box.show_verdict(BAD)
    bench.box.show_verdict(GOOD)
    assert (bench.labels, list(bench.buttons)) == (["Réussi"], [])
    bench.box.show_verdict(None)
    assert (bench.box.isVisible(), bench.box.words) == (False, "")


def test_a_label_that_may_wrap_inside_a_word_is_read_whole() -> None:
    bench = Bench()
    address = "https://impact-emploi.example"
    bench.box.show_verdict(ShownVerdict(sign=SignKind.BAD, title=address, sentences=(address,)))
    assert all("\u200b" in said for said in bench.labels)
    spoken = [label.accessibleName() for label in bench.box.findChildren(QLabel) if "\u200b" in label.text()]
    assert spoken == [address] * 2


def test_what_is_after_stands_below_what_is_before_and_both_have_room() -> None:
    bench = Bench()
    change = Change("Authentification", "https://iea.example/avant", "https://iea.example/ensuite")
    bench.box.show_verdict(ShownVerdict(sign=SignKind.BAD, title="Adresses", changes=(change,)))
    QTest.qWait(0)
    shown = [label.replace("\u200b", "") for label in bench.labels]
    assert shown == ["Adresses", "Authentification", change.before, "→", change.after]
    *_, before, _, after = (label for label in bench.box.findChildren(QLabel) if label.isVisible() and label.text())
    assert before.height() < 2 * before.fontMetrics().height(), "it does not wrap"
    assert (before.x(), before.width()) == (after.x(), after.width())
    assert before.geometry().bottom() <= after.y()
    bench.box.show_verdict(GOOD)
    assert bench.labels == ["Réussi"]


# The acts.


def test_an_act_is_a_command_or_a_step_of_the_window() -> None:
    bench = Bench()
    bench.box.show_verdict(ShownVerdict(sign=SignKind.BAD, title="Échec", primary=AGAIN, others=(LAUNCH,)))
    bench.buttons["Encore"].click()
    bench.buttons["Lancer"].click()
    assert (bench.stepped, bench.asked) == ([AGAIN], [Action.LAUNCH])
    assert bench.buttons["Lancer"].accessibleDescription() == bench.buttons["Lancer"].toolTip() == "Explication"


def test_the_next_act_is_the_default_and_without_one_the_button_that_leaves() -> None:
    bench = Bench()
    bench.box.show_verdict(BAD)
    assert (bench.box.primary.isDefault(), bench.leave.isDefault()) == (True, False)
    assert bench.window.focusWidget() is bench.box.primary
    bench.box.show_verdict(GOOD)
    assert (bench.box.primary.isDefault(), bench.leave.isDefault()) == (False, True)
    assert bench.window.focusWidget() is bench.leave


def test_the_focus_stays_while_the_next_act_is_the_same() -> None:
    bench = Bench()
    bench.box.show_verdict(BAD)
    bench.field.setFocus()
    bench.box.show_verdict(ShownVerdict(sign=SignKind.BAD, title="Échec encore", primary=AGAIN))
    assert bench.window.focusWidget() is bench.field


def test_a_quiet_button_keeps_the_focus_where_it_moves() -> None:
    bench = Bench()
    other = Act("A&utre", Action.QUIT)
    bench.box.show_verdict(ShownVerdict(sign=SignKind.BAD, title="Échec", primary=AGAIN, others=(other, LAUNCH)))
    bench.buttons["Lancer"].setFocus()
    bench.box.show_verdict(ShownVerdict(sign=SignKind.BAD, title="Échec", primary=AGAIN, others=(LAUNCH,)))
    assert bench.buttons["Lancer"].hasFocus()
    bench.box.show_verdict(ShownVerdict(sign=SignKind.BAD, title="Échec", primary=AGAIN))
    assert bench.box.primary.hasFocus(), "a button that is gone leaves the focus to the next act"


def test_a_box_that_leaves_the_focus_alone_takes_it_only_back() -> None:
    bench = Bench(takes_focus=False)
    bench.field.setFocus()
    bench.box.show_verdict(BAD)
    assert bench.window.focusWidget() is bench.field
    bench.box.primary.setFocus()
    bench.box.clear()
    assert bench.window.focusWidget() is bench.leave


# The details.


def test_details_unfold_take_the_focus_and_fold_again() -> None:
    bench = Bench()
    rows = (Detail("Serveur", is_heading=True), Detail("nom", "trouvé", SignKind.GOOD, "1 ms"))
    bench.box.show_verdict(ShownVerdict(sign=SignKind.BAD, title="Échec", details=rows))
    assert not bench.box.details.isVisible()
    bench.buttons["Afficher les détails"].click()
    assert bench.box.details.hasFocus()
    spoken = bench.box.details.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "nom\u00a0: réussi, trouvé, 1 ms"
    assert not bench.box.details.item(1).icon().isNull()
    bench.buttons["Masquer les détails"].click()
    assert not bench.box.details.isVisible()
    bench.buttons["Afficher les détails"].click()
    bench.box.show_verdict(GOOD)
    assert not bench.box.details.isVisible(), "a verdict without details has none to show"


def test_rows_are_as_high_as_they_need_at_every_width() -> None:
    bench = Bench()
    long = Detail("message technique", "mot " * 60)
    bench.box.show_verdict(ShownVerdict(sign=SignKind.BAD, title="Échec", details=(long, Detail("court"))))
    details = bench.box.details
    assert details.heightForWidth(300) > details.heightForWidth(900)
    many = tuple(Detail(str(number)) for number in range(100))
    details.show_rows(many)
    assert details.heightForWidth(300) < 100 * details.fontMetrics().height(), "the list scrolls"
    assert (len(details.lines), details.count()) == (100, 0), "Qt says of rows that are folded away that they are shown"
    bench.box.disclosure.toggle()
    assert details.count() == 100
    bench.box.show_verdict(ShownVerdict(sign=SignKind.BAD, title="Échec", details=(long,)))
    assert details.count() == 1
    bench.box.disclosure.toggle()
    assert details.count() == 0


# Announcements.


def test_a_verdict_is_announced_whole_and_once(heard: list[str]) -> None:
    bench = Bench()
    bench.box.show_verdict(BAD)
    bench.box.show_verdict(BAD)
    assert heard == ["Échec. Une cause. Un remède."]


def test_what_is_said_elsewhere_in_the_window_is_part_of_the_same_announcement(heard: list[str]) -> None:
    bench = Bench()
    change = Change("Adresse", "http://impact-emploi.example", "https://impact-emploi.example")
    bench.box.show_verdict(replace(BAD, changes=(change,)), and_said="Patientez.")
    said = "Adresse\u00a0: http://impact-emploi.example devient https://impact-emploi.example."
    assert heard == [f"Échec. Une cause. Un remède. {said} Patientez."]


def test_a_window_in_the_background_says_nothing(heard: list[str]) -> None:
    behind, front = Bench(), Bench()
    assert front.window.isActiveWindow()
    behind.box.show_verdict(BAD)
    assert heard == []


def test_of_what_runs_only_the_title_is_announced(heard: list[str]) -> None:
    bench = Bench()
    for stage in ("Nom trouvé…", "Réponse reçue…"):
        bench.box.show_verdict(ShownVerdict(sign=SignKind.WAITING, title="En cours…", sentences=(stage,), is_busy=True))
    assert heard == ["En cours…"]


# What it is made of.


def test_a_row_goes_on_in_the_next_line_where_it_is_too_narrow() -> None:
    row = QWidget()
    flow = FlowLayout(row, across=10, down=4)
    assert (flow.sizeHint().width(), flow.heightForWidth(100)) == (0, 0)
    parts = [QPushButton(name) for name in ("Un", "Deux", "Trois")]
    for part in parts:
        flow.addWidget(part)
    one = flow.heightForWidth(2000)
    narrow = flow.minimumSize().width()
    assert flow.heightForWidth(narrow) == 3 * one + 2 * 4
    parts[1].hide()
    assert flow.heightForWidth(narrow) == 2 * one + 4
    row.resize(narrow, 200)
    row.show()
    assert [part.y() for part in (parts[0], parts[2])] == [0, one + 4]
    assert flow.expandingDirections() == Qt.Orientation(0)
    taken = flow.takeAt(0)
    assert taken is not None
    assert (flow.count(), flow.itemAt(9), flow.takeAt(9)) == (2, None, None)


@pytest.mark.parametrize("highlight", ["#308cc6", "#2a82da", "#e95420", "#91c9f7", "#000080", "#333333"])
def test_the_words_of_the_next_act_can_be_read_on_every_highlight_colour(highlight: str) -> None:
    app = application()
    before = app.palette()
    palette = app.palette()
    for role in (QPalette.ColorRole.Highlight, QPalette.ColorRole.Accent):
        palette.setColor(role, QColor(highlight))
    app.setPalette(palette)
    try:
        made = PrimaryButton("Corriger")
        made.setDefault(True)
        made.resize(160, 36)
        assert Photo(made).stands_out(QRect(8, 8, 144, 20)) >= 4.5
    finally:
        app.setPalette(before)


def test_the_sign_has_the_colour_and_the_name_of_its_kind() -> None:
    bench = Bench()
    for kind in SignKind:
        bench.box.show_verdict(ShownVerdict(sign=kind, title="Titre"))
        (sign,) = bench.box.findChildren(Sign)
        assert (sign.kind, sign.accessibleName()) == (kind, kind.value)
