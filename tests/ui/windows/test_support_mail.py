"""« Écrire à l'assistance » prepares a mail, sends nothing, and loses nothing that was typed."""

import logging
import threading

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMessageBox

from iea_agent import __version__
from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Link
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.errors import BadSettingsError
from iea_agent.core.mail import MailOutcome
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.settings import Settings
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts.windows import mail_window
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import ChangesHeld, LeaveWindow, MailPrepared
from iea_agent.ui.app import dispatch
from iea_agent.ui.windows.support_mail import MailDialog, SupportMailDialog
from tests.ui.stories import (
    ASSISTANCE,
    CONNECTED,
    LICENSED,
    NOW,
    REFUSED,
    UNKNOWN,
    UNREACHABLE,
    Scene,
    button_named,
    field_named,
    open_window,
    prepared,
    press,
    settle,
    visible_buttons,
)

INSTALLED = replace(LICENSED, software_version="3.00.12")
TYPED = "Je n’arrive pas à ouvrir la paie."
WANTED, NAME = "Ce que vous vouliez faire", "Votre nom et téléphone"
SIDES = 12
"""What the frame of a field takes of its width (pixels)."""
RECIPIENT = "impact-emploi-association@urssaf.fr"


def writing(view: AgentView = UNREACHABLE, settings: Settings = INSTALLED) -> tuple[Scene, SupportMailDialog]:
    scene = open_window(DialogKind.SUPPORT_MAIL, view, settings)
    assert isinstance(scene.window, SupportMailDialog)
    return scene, scene.window


def fill_in(scene: Scene, field: str, said: str) -> None:
    QTest.keyClicks(field_named(scene, field), said)
    scene.work()


def type_in(scene: Scene, window: SupportMailDialog) -> None:
    window.form.text.insertPlainText(TYPED)
    scene.work()


def hand_over(scene: Scene, outcome: MailOutcome = MailOutcome.OPENED) -> None:
    scene.mail.outcome = outcome
    press(scene, "Ouvrir dans ma messagerie")
    settle(scene)


def clipboard() -> str:
    return QApplication.clipboard().text().replace("\u00a0", " ")


def question_of(scene: Scene) -> QMessageBox:
    return next(box for box in scene.window.findChildren(QMessageBox) if box.isVisible())


def answer(scene: Scene, name: str) -> None:
    buttons: list[QAbstractButton] = question_of(scene).buttons()
    next(made for made in buttons if made.text().replace("&", "") == name).click()
    scene.work()


@pytest.mark.parametrize("typed", [False, True])
def test_a_version_file_that_is_slow_does_not_hold_up_the_window(*, typed: bool) -> None:
    read = threading.Event()

    def version(_: Settings) -> str:
        read.wait()
        return "3.00.99"

    settings = replace(INSTALLED, software_version_file="/mnt/partage/version.txt")
    scene = open_window(DialogKind.SUPPORT_MAIL, UNREACHABLE, settings, software_version=version)
    try:
        assert isinstance(scene.window, SupportMailDialog)
        assert "3.00" not in field_named(scene, "Objet").text()
        if typed:
            type_in(scene, scene.window)
    finally:
        read.set()
    settle(scene)
    subject, body = field_named(scene, "Objet").text(), scene.window.form.typed
    assert (TYPED in body) is typed
    assert ("3.00.99" in body, subject.endswith(" 3.00.99")) == (not typed, not typed)


def test_the_preview_shows_recipient_subject_and_state() -> None:
    scene, window = writing()
    assert field_named(scene, "Destinataire").text() == RECIPIENT
    assert field_named(scene, "Objet").text() == "Serveur de connexion 3.00.12"
    body = window.form.typed.replace("\u00a0", " ")
    assert "75-000042" in body
    assert "nom du serveur introuvable (code dns)" in body
    assert f"Version du programme de connexion : {__version__}" in body


def test_recipient_and_subject_can_be_copied_but_not_changed() -> None:
    scene, _ = writing()
    for name in ("Destinataire", "Objet"):
        field = field_named(scene, name)
        before = field.text()
        QTest.keyClicks(field, "x")
        assert field.text() == before
        field.selectAll()
        assert field.selectedText() == before


# The answers.


def test_the_answers_are_asked_for_first_and_stand_in_the_text() -> None:
    scene, window = writing()
    assert field_named(scene, WANTED).hasFocus()
    fill_in(scene, WANTED, "Établir la paie.")
    fill_in(scene, NAME, "Paulette, 04 67 00 00 00")
    body = window.form.typed
    assert "\n\nCe que je voulais faire : Établir la paie.\n\nLicence d'installation" in body
    assert body.endswith("\n\nCordialement,\nPaulette, 04 67 00 00 00")
    hand_over(scene)
    assert scene.mail.mails == [(RECIPIENT, "Serveur de connexion 3.00.12", body)]


def test_an_answer_leaves_what_was_changed_in_the_text() -> None:
    scene, window = writing()
    type_in(scene, window)
    fill_in(scene, WANTED, "Établir la paie.")
    assert TYPED in window.form.typed
    assert "Établir la paie." in window.form.typed


def test_answers_are_kept_when_the_mail_is_generated_again() -> None:
    scene, window = writing()
    fill_in(scene, WANTED, "Établir la paie.")
    scene.tell(REFUSED)
    assert "code refused" in window.form.typed
    assert "Ce que je voulais faire : Établir la paie." in window.form.typed
    assert window.unsent


def test_answers_that_are_deleted_are_not_asked_about() -> None:
    scene, window = writing()
    fill_in(scene, NAME, "P")
    QTest.keyClick(field_named(scene, NAME), Qt.Key.Key_Backspace)
    assert not window.unsent
    held = [message.held for message in scene.host.said if isinstance(message, ChangesHeld)]
    assert held == [True, False]


def test_enter_in_an_answer_opens_the_mail_program() -> None:
    scene, _ = writing()
    fill_in(scene, NAME, "Paulette")
    QTest.keyClick(field_named(scene, NAME), Qt.Key.Key_Return)
    settle(scene)
    assert len(scene.mail.mails) == 1


# Occasions.


@pytest.mark.parametrize(
    ("view", "occasion", "subject"),
    [
        (UNREACHABLE, Occasion.CONNECTION, "Serveur de connexion 3.00.12"),
        (REFUSED, Occasion.REFUSED, "Autorisation refusée – licence 75-000042 – Serveur de connexion 3.00.12"),
        (CONNECTED, Occasion.QUESTION, "Demande d’aide – licence 75-000042 – Serveur de connexion 3.00.12"),
    ],
)
def test_the_mail_to_the_support_desk_fits_the_state(view: AgentView, occasion: Occasion, subject: str) -> None:
    scene, _ = writing(view)
    assert field_named(scene, "Objet").text() == subject
    hand_over(scene)
    assert MailPrepared(occasion) in scene.host.said


def test_a_mail_changes_its_occasion_with_the_state() -> None:
    scene, _ = writing()
    scene.tell(REFUSED)
    assert field_named(scene, "Objet").text().startswith("Autorisation refusée – ")
    hand_over(scene)
    assert MailPrepared(Occasion.REFUSED) in scene.host.said


def test_the_password_is_asked_for_in_a_mail_of_its_own() -> None:
    scene = open_window(DialogKind.PASSWORD_MAIL, ASSISTANCE, INSTALLED)
    assert scene.window.windowTitle() == "Demander le mot de passe du jour"
    assert field_named(scene, NAME).hasFocus()
    assert [found for found in scene.window.findChildren(QLineEdit) if found.accessibleName() == WANTED] == []
    hand_over(scene)
    ((recipient, subject, body),) = scene.mail.mails
    assert (recipient, subject) == (
        RECIPIENT,
        "Mot de passe du jour – licence 75-000042 – Serveur de connexion 3.00.12",
    )
    assert "par paulette" in " ".join(body.split())
    assert MailPrepared(Occasion.DAY_PASSWORD) in scene.host.said


def test_a_password_that_was_asked_for_is_said() -> None:
    asked = replace(ASSISTANCE, mails=prepared(Occasion.DAY_PASSWORD, NOW - 60))
    scene = open_window(DialogKind.PASSWORD_MAIL, asked, INSTALLED)
    assert isinstance(scene.window, MailDialog)
    assert scene.window.verdict.words.startswith("Mot de passe demandé le lundi 23 novembre")


def test_in_assistance_mode_asking_for_the_password_is_one_click_away() -> None:
    scene, _ = writing(ASSISTANCE)
    press(scene, "Demander le mot de passe du jour")
    assert scene.host.asked == [Open(DialogKind.PASSWORD_MAIL)]
    scene.tell(CONNECTED)
    assert "Demander le mot de passe du jour" not in visible_buttons(scene)


def test_a_message_for_whoever_looks_after_the_computers_has_no_recipient() -> None:
    scene = open_window(DialogKind.HELPER_MAIL, UNREACHABLE, INSTALLED)
    assert scene.window.windowTitle() == "Préparer un message"
    assert field_named(scene, "Destinataire").text() == mail_window.UNKNOWN_RECIPIENT
    hand_over(scene)
    assert [mail[:2] for mail in scene.mail.mails] == [("", "Impact emploi\u00a0: nom du serveur introuvable")]
    assert MailPrepared(Occasion.HELPER) in scene.host.said


def test_a_copied_message_without_a_recipient_says_so() -> None:
    scene = open_window(DialogKind.HELPER_MAIL, UNREACHABLE, INSTALLED)
    press(scene, "Copier le message")
    assert clipboard().startswith("Objet : Impact emploi : nom du serveur introuvable\n\nBonjour,")
    assert isinstance(scene.window, MailDialog)
    assert "la première ligne dans la case" in scene.window.verdict.words


# Opening and copying.


def test_tab_leaves_the_body() -> None:
    scene, window = writing()
    before = window.form.typed
    window.form.text.setFocus()
    QTest.keyClick(window.form.text, Qt.Key.Key_Tab)
    assert window.form.typed == before
    assert button_named(scene, "Copier le message").hasFocus()


def test_the_mail_program_gets_what_was_edited_and_the_agent_is_told() -> None:
    scene, window = writing()
    type_in(scene, window)
    body = window.form.typed
    hand_over(scene)
    assert scene.mail.mails == [(RECIPIENT, "Serveur de connexion 3.00.12", body)]
    assert TYPED in body
    assert scene.host.said.count(MailPrepared(Occasion.CONNECTION)) == 1
    assert window.verdict.shown is not None
    assert window.verdict.shown.sign is SignKind.GOOD
    assert "envoyez-le" in window.verdict.words


def slow(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Make the mail program block until the event is set."""
    go_on, fast = threading.Event(), scene.mail.open

    def wait_and_open(recipient: str, subject: str, body: str) -> MailOutcome:
        go_on.wait()
        return fast(recipient, subject, body)

    monkeypatch.setattr(scene.mail, "open", wait_and_open)
    return go_on


def test_while_the_mail_program_opens_nothing_is_handed_over_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    scene, window = writing()
    go_on = slow(scene, monkeypatch)
    press(scene, "Ouvrir dans ma messagerie")
    window.open_button.clicked.emit()
    assert not window.copy_button.isEnabled()
    assert window.verdict.words == mail_window.OPENING
    go_on.set()
    settle(scene)
    assert len(scene.mail.mails) == 1
    assert window.copy_button.isEnabled()


def test_a_second_enter_opens_no_second_mail() -> None:
    scene, window = writing()
    hand_over(scene)
    assert window.leave_button.isDefault()
    assert not window.open_button.isDefault()
    assert window.leave_button.text() == "&Fermer"


@pytest.mark.parametrize("outcome", [MailOutcome.OPENED_WITHOUT_BODY, MailOutcome.NO_PROGRAM, None])
def test_what_has_to_be_pasted_can_be_copied_again_with_enter(outcome: MailOutcome | None) -> None:
    scene, window = writing()
    if outcome is None:
        press(scene, "Copier le message")
    else:
        hand_over(scene, outcome)
    assert window.copy_button.isDefault()
    assert window.copy_button.hasFocus()
    assert not window.open_button.isDefault()
    assert not window.leave_button.isDefault(), "this window is still needed"


@pytest.mark.parametrize("kind", [DialogKind.SUPPORT_MAIL, DialogKind.PASSWORD_MAIL, DialogKind.HELPER_MAIL])
@pytest.mark.parametrize("view", [REFUSED, UNKNOWN, UNREACHABLE, ASSISTANCE])
def test_the_whole_subject_can_be_read(kind: DialogKind, view: AgentView) -> None:
    subject = field_named(open_window(kind, view, INSTALLED), "Objet")
    assert subject.fontMetrics().horizontalAdvance(subject.text()) < subject.width() - SIDES


def test_a_password_typed_in_vain_stays_in_the_mail_when_its_window_is_closed() -> None:
    view = replace(ASSISTANCE, password=PasswordOutcome.CLOCK)
    scene = open_window(DialogKind.HELPER_MAIL, view)
    scene.tell(replace(view, password=None))
    assert field_named(scene, "Objet").text().replace("\u00a0", " ") == "Impact emploi : horloge reculée"
    scene.tell(UNREACHABLE)
    assert "horloge" not in field_named(scene, "Objet").text()


def test_a_mail_program_without_the_body_gets_it_from_the_clipboard() -> None:
    scene, window = writing()
    type_in(scene, window)
    hand_over(scene, MailOutcome.OPENED_WITHOUT_BODY)
    assert clipboard() == window.form.typed.replace("\u00a0", " ")
    assert "collez le texte" in window.verdict.words
    assert MailPrepared(Occasion.CONNECTION) in scene.host.said


def test_without_a_mail_program_all_is_copied_and_the_way_is_said() -> None:
    scene, window = writing()
    hand_over(scene, MailOutcome.NO_PROGRAM)
    assert clipboard().startswith(f"À : {RECIPIENT}\nObjet : Serveur de connexion 3.00.12\n\nBonjour,")
    assert "navigateur" in window.verdict.words
    assert MailPrepared(Occasion.CONNECTION) in scene.host.said


def test_a_mail_program_that_fails_unexpectedly_is_none(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    scene, window = writing()

    def fail(*_: str) -> MailOutcome:
        raise OSError("no")

    monkeypatch.setattr(scene.mail, "open", fail)
    with caplog.at_level(logging.ERROR):
        hand_over(scene)
    assert window.verdict.words.startswith(mail_window.NOT_OPENED)
    assert "the mail program was not opened" in caplog.text


def test_copying_copies_all_and_counts_as_prepared() -> None:
    scene, window = writing()
    type_in(scene, window)
    press(scene, "Copier le message")
    assert clipboard().startswith(f"À : {RECIPIENT}\n")
    assert TYPED in clipboard()
    assert MailPrepared(Occasion.CONNECTION) in scene.host.said
    assert window.verdict.words.startswith(mail_window.COPIED)
    assert scene.mail.mails == []


def test_the_report_is_one_click_away() -> None:
    scene, _ = writing()
    press(scene, "Joindre un rapport de diagnostic…")
    assert scene.host.asked == [Open(DialogKind.REPORT)]


def test_a_mail_is_prepared_even_if_the_settings_cannot_be_read() -> None:
    scene = open_window(DialogKind.SUPPORT_MAIL, UNREACHABLE, load_error=BadSettingsError("no"))
    assert field_named(scene, "Objet").text() == "Serveur de connexion"


# What was prepared before.


def test_a_mail_that_was_prepared_before_is_said_and_another_is_allowed() -> None:
    scene, window = writing(replace(REFUSED, mails=prepared(Occasion.REFUSED, NOW - 60)))
    assert window.verdict.words.startswith("Demande préparée le lundi 23 novembre")
    hand_over(scene)
    assert len(scene.mail.mails) == 1


def test_the_mail_of_this_window_is_no_reason_not_to_send_it() -> None:
    scene, window = writing()
    assert window.verdict.words == ""
    hand_over(scene)
    scene.tell(replace(UNREACHABLE, mails=prepared(Occasion.CONNECTION, NOW)))
    assert window.verdict.words.startswith(mail_window.OPENED)


# A state that changes meanwhile.


def test_the_mail_is_about_the_state_as_it_is_now() -> None:
    scene, window = writing()
    scene.tell(replace(UNREACHABLE, connection=Link.CONNECTING, attempting=True, diagnosis=None))
    assert "code dns" in window.form.typed
    scene.tell(REFUSED)
    assert "code refused" in window.form.typed
    assert not window.unsent


def test_a_failed_test_stays_in_the_mail_when_its_window_is_closed() -> None:
    failed = ServerReport(Role.AUTHENTICATION, "https://neuf.example", Diagnosis(Verdict.PROXY))
    scene, window = writing(replace(CONNECTED, tested=(failed,)))
    assert "code proxy" in window.form.typed
    scene.tell(CONNECTED)
    assert "code proxy" in window.form.typed
    scene.tell(UNREACHABLE)
    assert "code proxy" not in window.form.typed


def test_what_was_typed_is_not_replaced_by_a_new_state() -> None:
    scene, window = writing()
    type_in(scene, window)
    scene.tell(REFUSED)
    assert TYPED in window.form.typed
    assert "code dns" in window.form.typed


def test_what_was_handed_over_is_not_replaced_by_a_new_state() -> None:
    scene, window = writing()
    hand_over(scene)
    scene.tell(CONNECTED)
    assert "code dns" in window.form.typed


# Leaving.


def test_a_generated_text_is_left_without_a_question() -> None:
    scene, window = writing()
    press(scene, "Annuler")
    assert not window.isVisible()
    assert ChangesHeld(held=True) not in scene.host.said


def test_what_was_typed_and_handed_over_is_left_without_a_question() -> None:
    scene, window = writing()
    type_in(scene, window)
    hand_over(scene)
    press(scene, "Fermer")
    assert not window.isVisible()
    held = [message.held for message in scene.host.said if isinstance(message, ChangesHeld)]
    assert held == [True, False]


def test_closing_first_asks_about_what_was_typed() -> None:
    scene, window = writing()
    type_in(scene, window)
    window.reject()
    window.reject()
    scene.work()
    answer(scene, "Annuler")
    assert window.isVisible()
    window.reject()
    scene.work()
    answer(scene, "Fermer sans envoyer")
    assert not window.isVisible()
    assert scene.mail.mails == []


def test_closing_can_open_the_mail_program_first() -> None:
    scene, window = writing()
    type_in(scene, window)
    window.reject()
    scene.work()
    answer(scene, "Ouvrir dans ma messagerie")
    settle(scene)
    assert len(scene.mail.mails) == 1
    assert not window.isVisible()


@pytest.mark.parametrize("outcome", MailOutcome)
def test_closing_waits_for_the_mail_program_and_for_what_is_left_to_say(
    outcome: MailOutcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, window = writing()
    scene.mail.outcome = outcome
    go_on = slow(scene, monkeypatch)
    press(scene, "Ouvrir dans ma messagerie")
    window.reject()
    assert window.isVisible()
    go_on.set()
    settle(scene)
    assert window.isVisible() is (outcome is not MailOutcome.OPENED)


def test_without_a_mail_program_the_window_says_so_even_if_it_was_being_closed() -> None:
    scene, window = writing()
    type_in(scene, window)
    scene.mail.outcome = MailOutcome.NO_PROGRAM
    window.reject()
    scene.work()
    answer(scene, "Ouvrir dans ma messagerie")
    settle(scene)
    assert window.isVisible()
    assert window.verdict.words.startswith(mail_window.NOT_OPENED)


def test_quitting_the_agent_asks_about_what_was_typed() -> None:
    scene, window = writing()
    type_in(scene, window)
    dispatch(LeaveWindow(), window)
    scene.work()
    answer(scene, "Annuler")
    assert scene.host.asked == []
    dispatch(LeaveWindow(), window)
    scene.work()
    answer(scene, "Fermer sans envoyer")
    assert scene.host.asked == [Action.QUIT]


def test_quitting_goes_on_once_the_mail_program_is_open() -> None:
    scene, window = writing()
    type_in(scene, window)
    dispatch(LeaveWindow(), window)
    scene.work()
    answer(scene, "Ouvrir dans ma messagerie")
    settle(scene)
    assert scene.host.asked == [Action.QUIT]


def test_a_window_that_the_agent_closes_takes_its_question_with_it() -> None:
    scene, window = writing()
    type_in(scene, window)
    window.reject()
    scene.work()
    question = question_of(scene)
    window.close_unasked()
    scene.work()
    assert not question.isVisible()
