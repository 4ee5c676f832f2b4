"""« Désactiver le mode assistance », with fakes."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Link
from iea_agent.core.day_password import TypingFault
from iea_agent.core.diagnosis import Verdict
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.secret import Secret
from iea_agent.core.shown.repairing import agreeing_to
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import assistance_mode, attempts
from iea_agent.core.wire.jobs import AttemptProgressed, KeyAllowed, PasswordAnswered, PasswordTyped, RepairAgreed
from iea_agent.ui.app import dispatch
from iea_agent.ui.windows.day_password import DayPasswordDialog
from tests.ui.stories import (
    ASSISTANCE,
    BEFORE_UPDATE,
    CONNECTED,
    NOW,
    OFFER,
    OFFICIAL,
    OTHER_ORIGIN,
    REFUSED,
    REPAIRABLE,
    STAGES,
    UNREACHABLE,
    Scene,
    button_named,
    open_window,
    password_answered,
    password_comparing,
    password_fresh,
    password_right,
    password_wrong_after,
    password_wrong_by_key,
    prepared,
    press,
    type_digits,
    visible_buttons,
    visible_words,
)

ASK = "Demander le mot de passe du jour"
DISABLE = "Désactiver le mode assistance"
FAILED = [outcome for outcome in PasswordOutcome if outcome is not PasswordOutcome.RIGHT]
COUNTED = {PasswordOutcome.YESTERDAY, PasswordOutcome.OTHER_DAY, PasswordOutcome.WRONG, PasswordOutcome.AGENT_FAULT}


def window_of(scene: Scene) -> DayPasswordDialog:
    assert isinstance(scene.window, DayPasswordDialog)
    return scene.window


def typed_passwords(scene: Scene) -> list[str]:
    return [message.typed.value for message in scene.host.said if isinstance(message, PasswordTyped)]


# The key store.


def test_a_key_store_that_asks_for_its_own_password_is_said_while_it_does() -> None:
    scene = password_comparing()
    window = window_of(scene)
    scene.tell(replace(ASSISTANCE, key_store_asks=True))
    assert window.verdict.words == attempts.KEY_STORE_ASKS
    scene.tell(ASSISTANCE)
    assert window.verdict.words == assistance_mode.COMPARING
    scene.tell(replace(UNREACHABLE, connection=Link.CONNECTING, attempting=True, key_store_asks=True))
    assert attempts.KEY_STORE_ASKS in window.verdict.words


def test_what_it_asks_for_another_reason_hides_no_answer() -> None:
    scene = password_fresh()
    scene.tell(replace(ASSISTANCE, key_store_asks=True))
    assert window_of(scene).verdict.words == ""


# Typing.


def test_the_window_says_where_the_password_comes_from_and_for_which_day() -> None:
    said = visible_words(password_fresh())
    assert "L’assistance vous envoie le mot de passe du jour par courriel." in said
    assert "aujourd’hui, lundi 23 novembre 2026, et pour la licence 75-000042." in said
    assert "par paulette" in said


@pytest.mark.parametrize("typed", ["341471202", "341 471 202", "341-471-202", " 341.471.202"])
def test_digits_are_grouped_whatever_separates_them(typed: str) -> None:
    scene = password_fresh()
    type_digits(scene, typed)
    assert window_of(scene).field.text() == "341 471 202"
    press(scene, DISABLE)
    assert typed_passwords(scene) == ["341471202"]


def test_a_password_is_found_in_a_mail_that_is_pasted_whole() -> None:
    scene = password_fresh()
    scene.app.clipboard().setText(
        "Bonjour,\n\nle mot de passe du jour de la licence 75-000042\nest : 500 694 231.\n\nTél. 01 23 45 67 89\n"
    )
    window_of(scene).field.paste()
    assert window_of(scene).field.text() == "500 694 231"


@pytest.mark.parametrize(
    ("pasted", "fault"),
    [
        ("Lundi : 500 694 231.\nMardi : 341 471 202.", TypingFault.SEVERAL_IN_WORDS),
        ("Bonjour, votre licence 75-000042 est bien enregistrée.", TypingFault.NONE_IN_WORDS),
    ],
)
def test_a_mail_that_is_no_help_is_said_at_once(pasted: str, fault: TypingFault) -> None:
    scene = password_fresh()
    scene.app.clipboard().setText(pasted)
    window = window_of(scene)
    window.field.paste()
    assert window.fault.words == assistance_mode.TYPING_FAULT[fault]
    window.field.selectAll()
    type_digits(scene, "341471202")
    assert (window.field.text(), window.fault.words) == ("341 471 202", "")


def test_a_screen_reader_reads_digits_without_the_spaces_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    scene = password_fresh()
    type_digits(scene, "34147120")
    assert window_of(scene).field.text() == "34147120"
    type_digits(scene, "2")
    assert window_of(scene).field.text() == "341 471 202"


def test_a_pasted_password_is_grouped_too() -> None:
    scene = password_fresh()
    scene.app.clipboard().setText("341\u00a0471\u2011202\n")
    window_of(scene).field.paste()
    assert window_of(scene).field.text() == "341 471 202"


def test_the_cursor_stays_where_a_digit_is_corrected() -> None:
    scene = password_fresh()
    type_digits(scene, "341471202")
    field = window_of(scene).field
    field.setCursorPosition(4)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert (field.text(), field.cursorPosition()) == ("341 471 202", 3)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert (field.text(), field.cursorPosition()) == ("341 712 02", 3)
    QTest.keyClicks(field, "4")
    assert (field.text(), field.cursorPosition()) == ("341 471 202", 5)


def test_letters_stay_as_they_were_typed() -> None:
    scene = password_fresh()
    type_digits(scene, "34l 47l")
    assert window_of(scene).field.text() == "34l 47l"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", TypingFault.EMPTY),
        ("34l 471 202", TypingFault.NOT_DIGITS),
        ("341 471", TypingFault.TOO_SHORT),
        ("341 471 202 0", TypingFault.TOO_LONG),
        ("341 471 220", TypingFault.CHECK_DIGIT),
    ],
)
def test_a_slip_is_said_at_once_and_costs_no_try(typed: str, fault: TypingFault) -> None:
    scene = password_fresh()
    type_digits(scene, typed)
    press(scene, DISABLE)
    window = window_of(scene)
    assert window.fault.words == assistance_mode.TYPING_FAULT[fault]
    assert window.focusWidget() is window.field
    assert scene.host.said == []
    type_digits(scene, "1")
    assert window.fault.words == ""


def test_a_slip_takes_away_what_was_said_of_the_password_before() -> None:
    scene = password_answered(PasswordOutcome.OTHER_DAY, left=1)
    window = window_of(scene)
    assert window.verdict.words != ""
    type_digits(scene, "341 471")
    press(scene, DISABLE)
    assert window.fault.words == assistance_mode.TYPING_FAULT[TypingFault.TOO_SHORT]
    assert window.verdict.words == ""


def test_a_password_is_secret_on_its_way_and_asked_for_once() -> None:
    scene = password_comparing()
    assert scene.host.said == [PasswordTyped(Secret("341471202"))]
    assert "341471202" not in repr(scene.host.said)
    assert not button_named(scene, DISABLE).isEnabled()
    assert window_of(scene).field.isReadOnly()


def test_enter_pressed_twice_sends_once_and_leaves_the_window_open() -> None:
    scene = password_fresh()
    type_digits(scene, "341471202")
    for _ in range(2):
        QTest.keyClick(window_of(scene).field, Qt.Key.Key_Return)
    assert typed_passwords(scene) == ["341471202"]
    assert scene.window.isVisible()


# What the agent answers.


def test_every_answer_has_words_of_its_own() -> None:
    said = [window_of(password_answered(outcome)).verdict.words for outcome in FAILED]
    assert all(said)
    assert len(set(said)) == len(FAILED)


@pytest.mark.parametrize("outcome", FAILED)
def test_the_tries_that_are_left_are_said_where_one_was_used_up(outcome: PasswordOutcome) -> None:
    assert ("Il reste 3\u00a0essais" in window_of(password_answered(outcome)).verdict.words) is (outcome in COUNTED)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (2, "Il reste 2 essais avant un temps d’attente."),
        (1, "Il reste 1 essai avant un temps d’attente."),
        (0, "Il ne reste plus d’essai pour le moment."),
    ],
)
def test_tries_are_counted_in_good_french(left: int, said: str) -> None:
    assert said in window_of(password_answered(PasswordOutcome.WRONG, left)).verdict.words.replace("\u00a0", " ")


@pytest.mark.parametrize("outcome", [PasswordOutcome.OTHER_DAY, PasswordOutcome.CLOCK])
def test_where_the_date_may_be_wrong_it_is_shown(outcome: PasswordOutcome) -> None:
    scene = password_answered(outcome)
    assert "D’après ce poste, nous sommes le lundi 23 novembre 2026 et il est " in window_of(scene).verdict.words


def test_eight_wrong_digits_may_be_nine_with_one_forgotten() -> None:
    scene = password_fresh()
    type_digits(scene, "50069423")
    press(scene, DISABLE)
    dispatch(PasswordAnswered(PasswordOutcome.WRONG, left=3), scene.window)
    scene.work()
    assert assistance_mode.EIGHT_DIGITS in window_of(scene).verdict.words


def test_nine_wrong_digits_are_not_said_to_be_too_few() -> None:
    assert assistance_mode.EIGHT_DIGITS not in window_of(password_answered(PasswordOutcome.WRONG)).verdict.words


def test_where_the_licence_was_unknown_the_key_may_be_what_is_wrong() -> None:
    scene = password_wrong_by_key()
    assert assistance_mode.KEY_MAY_BE_WRONG[0] in window_of(scene).verdict.words
    press(scene, "Paramètres de connexion")
    assert scene.host.asked == [Open(DialogKind.CONNECTION_SETTINGS)]


@pytest.mark.parametrize("made", [password_wrong_by_key, lambda: password_answered(PasswordOutcome.NO_KEY)])
def test_what_is_typed_after_an_answer_is_what_enter_tries(made: Callable[[], Scene]) -> None:
    scene = made()
    window = window_of(scene)
    assert window.verdict.primary.isDefault()
    window.field.setFocus()
    window.field.selectAll()
    type_digits(scene, "500694231")
    before = len(typed_passwords(scene))
    QTest.keyClick(window.field, Qt.Key.Key_Return)
    scene.work()
    assert typed_passwords(scene)[before:] == ["500694231"]
    assert scene.host.asked == []


def test_where_the_server_last_said_something_else_the_key_is_not_doubted() -> None:
    scene = password_wrong_after(Verdict.LICENCE_UNKNOWN, Verdict.REFUSED)
    assert assistance_mode.KEY_MAY_BE_WRONG[0] not in window_of(scene).verdict.words
    assert "Paramètres de connexion" not in visible_buttons(scene)


def test_after_a_wrong_password_another_can_be_typed_over_it() -> None:
    scene = password_answered(PasswordOutcome.WRONG)
    window = window_of(scene)
    assert window.field.isEnabled()
    assert window.field.selectedText() == "341 471 202"
    type_digits(scene, "500694231")
    press(scene, DISABLE)
    assert typed_passwords(scene) == ["341471202", "500694231"]
    assert window.verdict.words == assistance_mode.COMPARING


@pytest.mark.parametrize("outcome", [PasswordOutcome.NO_KEY, PasswordOutcome.KEY_UNREADABLE])
def test_a_key_that_is_missing_is_one_click_away(outcome: PasswordOutcome) -> None:
    scene = password_answered(outcome)
    assert scene.window.focusWidget() is button_named(scene, "Paramètres de connexion")
    press(scene, "Paramètres de connexion")
    assert scene.host.asked == [Open(DialogKind.CONNECTION_SETTINGS)]


def test_the_support_desk_is_one_click_away() -> None:
    scene = password_fresh()
    assert visible_buttons(scene) == [ASK, "Écrire à l'assistance", DISABLE, "Annuler"]
    press(scene, "Écrire à l'assistance")
    assert scene.host.asked == [Open(DialogKind.SUPPORT_MAIL)]


# Asking for it.


def test_the_first_act_is_to_ask_for_the_password() -> None:
    scene = password_fresh()
    assert window_of(scene).focusWidget() is window_of(scene).field
    press(scene, ASK)
    assert scene.host.asked == [Open(DialogKind.PASSWORD_MAIL)]


def test_when_it_was_asked_for_is_said_as_soon_as_it_is_known() -> None:
    scene = password_fresh()
    window = window_of(scene)
    assert window.requested.text() == ""
    scene.tell(replace(ASSISTANCE, mails=prepared(Occasion.DAY_PASSWORD, NOW)))
    assert window.requested.text().startswith("Mot de passe demandé le lundi 23 novembre à ")
    assert "inutile de renvoyer" in window.requested.text()
    scene.tell(replace(ASSISTANCE, mails=prepared(Occasion.DAY_PASSWORD, NOW - 86400)))
    assert "inutile" not in window.requested.text()


def test_another_mail_is_not_taken_for_it() -> None:
    scene = open_window(DialogKind.DAY_PASSWORD, replace(ASSISTANCE, mails=prepared(Occasion.QUESTION, NOW)))
    assert window_of(scene).requested.text() == ""


# Lockout.


@pytest.mark.parametrize("outcome", [PasswordOutcome.WRONG, PasswordOutcome.LOCKED, PasswordOutcome.YESTERDAY])
def test_while_locked_the_wait_is_counted_down_and_nothing_can_be_sent(outcome: PasswordOutcome) -> None:
    scene = password_answered(outcome, 0, NOW + 95)
    window = window_of(scene)
    assert window.lock.text().replace("\u00a0", " ").endswith("dans 1 min 35 s.")
    assert not window.field.isEnabled()
    assert not button_named(scene, DISABLE).isEnabled()
    scene.clock.at += 70
    window.clock.timeout.emit()
    assert window.lock.text().replace("\u00a0", " ").endswith("dans 25 s.")
    assert window.clock.isActive()
    scene.clock.at += 25
    window.clock.timeout.emit()
    assert window.lock.text() == assistance_mode.LOCK_OVER
    assert not window.verdict.isVisible()
    assert window.field.isEnabled()
    assert window.focusWidget() is window.field
    assert not window.clock.isActive()


def test_a_refusal_and_its_wait_are_one_announcement(heard: list[str]) -> None:
    scene = password_comparing()
    window = window_of(scene)
    assert QTest.qWaitForWindowActive(window)
    heard.clear()
    dispatch(PasswordAnswered(PasswordOutcome.WRONG, 0, NOW + 95), window)
    (said,) = heard
    assert window.verdict.shown is not None
    assert said == f"{window.verdict.shown.spoken} {window.lock.text()}"
    assert window.focusWidget() is button_named(scene, "Annuler")


@pytest.mark.usefixtures("orca")
def test_orca_reads_a_refusal_and_its_wait_with_what_gets_the_focus() -> None:
    scene = password_comparing()
    window = window_of(scene)
    assert QTest.qWaitForWindowActive(window)
    dispatch(PasswordAnswered(PasswordOutcome.WRONG, 0, NOW + 95), window)
    assert window.verdict.shown is not None
    leave = button_named(scene, "Annuler")
    assert leave.hasFocus()
    assert leave.accessibleDescription() == f"{window.verdict.shown.spoken} {window.lock.text()}"


@pytest.mark.usefixtures("orca")
def test_the_end_of_the_lock_describes_the_field_that_can_be_filled_again() -> None:
    scene = password_answered(PasswordOutcome.WRONG, 0, NOW + 95)
    window = window_of(scene)
    assert QTest.qWaitForWindowActive(window)
    scene.clock.at += 95
    window.clock.timeout.emit()
    assert window.field.hasFocus()
    assert window.field.accessibleDescription() == assistance_mode.LOCK_OVER


def test_what_is_locked_until_tomorrow_says_the_day() -> None:
    window = window_of(password_answered(PasswordOutcome.LOCKED, 0, NOW + 82_800))
    said = window.lock.text().replace("\u00a0", " ")
    assert "possible le 24 novembre à " in said
    assert said.endswith("dans 23 h 00 min.")


def test_a_lock_ends_with_the_mode() -> None:
    scene = password_answered(PasswordOutcome.LOCKED, 0, NOW + 95)
    scene.tell(CONNECTED)
    scene.tell(ASSISTANCE)
    window = window_of(scene)
    assert not window.clock.isActive()
    assert (window.lock.text(), window.verdict.words, window.field.text()) == ("", "", "")
    assert window.field.isEnabled()


# The connection after assistance mode.


def test_a_right_password_shows_how_the_connection_comes_back() -> None:
    scene = password_right()
    window = window_of(scene)
    assert window.verdict.words.split("\n") == [assistance_mode.ASSISTANCE_LEFT_CONNECTING, "Chiffrement vérifié…"]
    assert visible_buttons(scene) == ["Fermer"]
    scene.tell(CONNECTED)
    assert window.verdict.shown is not None
    assert window.verdict.shown.sign is SignKind.GOOD
    assert window.verdict.words.startswith(labels.CONNECTED)
    press(scene, "Fermer")
    assert not window.isVisible()


def test_a_connection_that_does_not_come_back_offers_the_ways_on() -> None:
    scene = password_right()
    scene.tell(REFUSED)
    window = window_of(scene)
    assert window.verdict.words.startswith("Autorisation refusée\nMode assistance désactivé.")
    assert window.windowTitle() == "Serveur d'authentification"
    ways = ["Écrire à l'assistance", "Réessayer", "Paramètres de connexion", "Activer le mode assistance"]
    assert visible_buttons(scene)[:4] == ways
    assert button_named(scene, "Écrire à l'assistance").hasFocus()
    press(scene, "Paramètres de connexion")
    press(scene, "Réessayer")
    assert scene.host.asked == [Open(DialogKind.CONNECTION_SETTINGS), Action.AUTHENTICATE]
    scene.tell(replace(UNREACHABLE, connection=Link.CONNECTING, attempting=True))
    assert window.verdict.shown is not None
    assert window.verdict.shown.is_busy
    assert visible_buttons(scene) == ["Fermer"]


def test_a_key_that_was_kept_for_another_server_is_asked_about() -> None:
    scene = password_right()
    scene.tell(OTHER_ORIGIN)
    made = next(act for act in visible_buttons(scene) if act.startswith("Envoyer la clé à "))
    press(scene, made)
    assert KeyAllowed("https://autre.example:8443") in scene.host.said


def test_addresses_that_are_no_longer_right_are_offered_to_be_corrected() -> None:
    scene = password_right()
    scene.tell(REPAIRABLE)
    window = window_of(scene)
    assert window.verdict.shown is not None
    assert window.verdict.shown.primary == agreeing_to(OFFER)
    window.verdict.primary.click()
    assert RepairAgreed(BEFORE_UPDATE, OFFICIAL) in scene.host.said


def test_a_mode_that_was_left_elsewhere_needs_no_password() -> None:
    scene = password_fresh()
    scene.tell(CONNECTED)
    assert window_of(scene).verdict.words.startswith(labels.CONNECTED)
    dispatch(PasswordAnswered(PasswordOutcome.WRONG, 3), scene.window)
    assert window_of(scene).verdict.words.startswith(labels.CONNECTED)


def test_a_mode_that_is_enabled_again_brings_the_form_back() -> None:
    scene = password_right()
    scene.tell(UNREACHABLE)
    scene.tell(ASSISTANCE)
    window = window_of(scene)
    assert window.verdict.words == ""
    assert visible_buttons(scene) == [ASK, "Écrire à l'assistance", DISABLE, "Annuler"]
    assert window.field.isEnabled()


def test_what_the_agent_says_meanwhile_leaves_what_was_typed() -> None:
    scene = password_fresh()
    type_digits(scene, "341")
    scene.tell(replace(ASSISTANCE, software_since=NOW))
    dispatch(AttemptProgressed(1, STAGES[0]), scene.window)
    assert window_of(scene).field.text() == "341"


def test_without_a_licence_number_none_is_named() -> None:
    scene = open_window(DialogKind.DAY_PASSWORD, replace(ASSISTANCE, licence_number=""))
    assert window_of(scene).source.text().endswith("lundi 23 novembre 2026.")
