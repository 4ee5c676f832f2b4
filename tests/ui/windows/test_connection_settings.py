import logging

import pytest
from msgspec.structs import replace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMessageBox, QPushButton

from iea_agent.core.autostart import AutostartStatus
from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.connection_state import Link
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.errors import (
    AgentError,
    BadSettingsError,
    ErrorCode,
    InUseError,
    InvalidFileError,
    NewerFileError,
    StorageError,
)
from iea_agent.core.file_notices import FileFinding, FileFlaw, FileNotice, FlawKind, OwnFile
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.licence_key import UNLOCK_S, KeyFault
from iea_agent.core.repair import AddressPair, RepairOutcome, RepairReport
from iea_agent.core.secret import Secret
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES, Settings
from iea_agent.core.settings_form.state import Do
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts import desktops, file_notices, labels, repair, verdicts
from iea_agent.core.texts.remedies import PERSON, WHAT_TO_DO
from iea_agent.core.texts.windows import access_test, attempts, buttons, repair_offer, settings_window, verdict_box
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import (
    ChangesHeld,
    KeyStoreAsking,
    KeyStored,
    LeaveWindow,
    RepairAgreed,
    StoreKeyOrder,
    TestOrder,
)
from iea_agent.ui.app import dispatch
from iea_agent.ui.forms.autostart_box import AutostartBox
from iea_agent.ui.parts.widgets import Fault
from iea_agent.ui.windows.connection_settings import ConnectionSettingsDialog
from tests.ui.stories import (
    ASSISTANCE,
    BEFORE_UPDATE,
    CONNECTED,
    DNS,
    GOOD,
    LICENSED,
    NO_KEY,
    OFFER,
    OFFICIAL,
    OLD,
    REPAIRABLE,
    UNKNOWN,
    UNREACHABLE,
    Scene,
    button_named,
    field_named,
    open_window,
    press,
    settings_repair,
    visible_buttons,
    visible_words,
)

KEY = "k7Qm2-X9vTz-4LpWs-8RbNc-3HdGf"
CHARACTER_IN_KEY = (
    "La clé de licence contient le caractère «\u00a0symbole (U+1F511)\u00a0» à la position 2. "
    "Tapez ce caractère au clavier."
)
DETAILS = verdict_box.SHOW_DETAILS.replace("&", "")
LOCKED = JobEnd(JobFault.FAILED, ErrorCode.KEY_STORE, "locked")


OLD_PAIR = AddressPair(OLD.authentication_address, OLD.update_address)
REPAIRED = RepairReport(
    RepairOutcome.CONNECTED, before=OLD_PAIR, after=AddressPair(OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES)
)


def opened(settings: Settings = LICENSED) -> Scene:
    return open_window(DialogKind.CONNECTION_SETTINGS, CONNECTED, settings)


def dialog(scene: Scene) -> ConnectionSettingsDialog:
    assert isinstance(scene.window, ConnectionSettingsDialog)
    return scene.window


def address(scene: Scene, role: Role = Role.AUTHENTICATION) -> QLineEdit:
    return dialog(scene).addresses.fields[role].edit


def sign(scene: Scene, role: Role) -> SignKind | None:
    return dialog(scene).results[role].sign.kind


def said(scene: Scene, role: Role) -> str:
    return dialog(scene).results[role].words.text()


def faults(scene: Scene) -> list[str]:
    """Return what is said below the number and the key."""
    return [fault.words for fault in dialog(scene).licence.findChildren(Fault) if fault.words]


def after_a_test(scene: Scene) -> Scene:
    press(scene, labels.SETTINGS_TEST)
    scene.answer(GOOD, DNS)
    return scene


def question(scene: Scene) -> QMessageBox:
    return next(box for box in scene.window.findChildren(QMessageBox) if box.isVisible())


def choose(scene: Scene, label: str) -> None:
    found: list[QAbstractButton] = question(scene).buttons()
    next(made for made in found if made.text() == label).click()
    scene.work()


def test_every_effect_of_the_machine_is_carried_out() -> None:
    assert set(dialog(opened()).effects) == set(Do)


# Addresses.


def test_the_form_shows_what_is_saved() -> None:
    scene = opened(OLD)
    assert address(scene).text() == OLD.authentication_address
    assert address(scene, Role.UPDATES).text() == OLD.update_address
    assert not dialog(scene).addresses.secure.isChecked()
    assert not dialog(scene).state.unsaved


def test_a_pasted_address_is_tidied_when_the_field_is_left() -> None:
    scene = opened()
    address(scene).setFocus()
    address(scene).setText("  http://Example.FR/sso/\t")
    address(scene, Role.UPDATES).setFocus()
    assert address(scene).text() == "https://example.fr/sso"


def test_ticking_secure_turns_http_into_https() -> None:
    scene = opened(OLD)
    press(scene, "Sécurisé")
    assert address(scene).text() == OLD.authentication_address.replace("http:", "https:")
    assert address(scene, Role.UPDATES).text() == OLD.update_address.replace("http:", "https:")


def test_the_window_warns_as_long_as_secure_is_not_ticked() -> None:
    scene = opened(OLD)
    warning = dialog(scene).addresses.warning
    assert settings_window.INSECURE_WARNING in warning.words
    press(scene, "Sécurisé")
    assert warning.words == ""


def test_a_faulty_address_is_said_beside_its_field_and_not_tested() -> None:
    scene = opened()
    address(scene).setText("")
    press(scene, labels.SETTINGS_TEST)
    field = dialog(scene).addresses.fields[Role.AUTHENTICATION]
    assert field.fault.words == "Saisissez une adresse."
    assert field.edit.accessibleDescription() == field.fault.words
    assert scene.jobs.started == []
    address(scene).setText("h")
    assert field.fault.words == ""


def test_restoring_the_official_addresses_shows_before_and_after_first() -> None:
    scene = opened(OLD)
    press(scene, labels.SETTINGS_RESTORE)
    shown = dialog(scene).addresses.restore.words.replace("\u200b", "").split("\n")
    for before, after in (
        (OLD.authentication_address, OFFICIAL_AUTHENTICATION),
        (OLD.update_address, OFFICIAL_UPDATES),
        ("non", "oui"),
    ):
        assert shown.index(after) == shown.index(before) + 2
    assert address(scene).text() == OLD.authentication_address
    press(scene, "Rétablir")
    assert address(scene).text() == OFFICIAL_AUTHENTICATION
    assert address(scene, Role.UPDATES).text() == OFFICIAL_UPDATES
    assert dialog(scene).addresses.secure.isChecked()
    assert scene.settings.saved == OLD
    assert dialog(scene).addresses.restore.isHidden()


def test_a_screen_reader_says_what_restoring_changes_in_plain_sentences(heard: list[str]) -> None:
    scene = opened(OLD)
    assert QTest.qWaitForWindowActive(scene.window)
    heard.clear()
    press(scene, labels.SETTINGS_RESTORE)
    (said,) = heard
    assert "\u200b" not in said
    for before, after in (
        (OLD.authentication_address, OFFICIAL_AUTHENTICATION),
        (OLD.update_address, OFFICIAL_UPDATES),
        ("non", "oui"),
    ):
        assert f"\u00a0: {before} devient {after}." in said


def test_keeping_the_addresses_changes_nothing() -> None:
    scene = opened(OLD)
    press(scene, labels.SETTINGS_RESTORE)
    press(scene, "Garder ces adresses")
    assert not dialog(scene).state.unsaved
    assert button_named(scene, labels.SETTINGS_RESTORE).hasFocus()


@pytest.mark.parametrize(
    ("settings", "hint"),
    [
        (
            Settings(authentication_address=OFFICIAL_UPDATES, update_address=OFFICIAL_AUTHENTICATION),
            settings_window.SWAPPED,
        ),
        (OLD, settings_window.ONE_IS_HTTP),
        (Settings(authentication_address="https://old.example.fr"), settings_window.NOT_OFFICIAL),
    ],
)
def test_addresses_that_are_not_the_official_ones_are_pointed_out(settings: Settings, hint: str) -> None:
    assert dialog(opened(settings)).addresses.restore.words == hint


def test_the_official_addresses_are_left_alone() -> None:
    assert dialog(opened()).addresses.restore.isHidden()


def test_a_very_long_address_does_not_widen_the_window() -> None:
    scene = opened(replace(OLD, update_address="https://example.fr/" + "a" * 1900))
    press(scene, labels.SETTINGS_RESTORE)
    assert scene.window.width() <= scene.window.screen().availableGeometry().width()


# The access test.


def test_there_are_no_details_before_a_test() -> None:
    assert DETAILS not in visible_buttons(opened())


def test_the_test_is_about_the_form_and_saves_nothing() -> None:
    scene = opened()
    address(scene).setText("https://example.fr ")
    press(scene, labels.SETTINGS_TEST)
    order = scene.jobs.last.order
    assert order == TestOrder(replace(LICENSED, authentication_address="https://example.fr"))
    assert scene.jobs.last.deadline_s == LICENSED.test_deadline_s
    assert scene.settings.saved == LICENSED


def test_each_address_gets_its_sign_and_words() -> None:
    scene = after_a_test(opened())
    assert (sign(scene, Role.AUTHENTICATION), said(scene, Role.AUTHENTICATION)) == (SignKind.GOOD, "accessible")
    assert (sign(scene, Role.UPDATES), said(scene, Role.UPDATES)) == (SignKind.BAD, "nom du serveur introuvable")


def test_success_is_said() -> None:
    scene = opened()
    press(scene, labels.SETTINGS_TEST)
    scene.answer(GOOD, GOOD)
    assert dialog(scene).verdict.kind is SignKind.GOOD
    assert dialog(scene).verdict.words.startswith("Connexion aux serveurs réussie")


def test_after_a_test_the_field_of_an_address_says_how_it_went_until_the_address_changes() -> None:
    scene = opened()
    described = {role: address(scene, role).accessibleDescription for role in Role}
    press(scene, labels.SETTINGS_TEST)
    assert {said() for said in described.values()} == {""}, "not before it is known"
    scene.answer(GOOD, DNS)
    for role, said in described.items():
        assert said() == dialog(scene).results[role].words.text()
    address(scene, Role.UPDATES).setText("https://ailleurs.example")
    assert described[Role.UPDATES]() == ""
    assert described[Role.AUTHENTICATION]() == dialog(scene).results[Role.AUTHENTICATION].words.text()
    address(scene).setText("")
    dialog(scene).addresses.tidy()
    assert described[Role.AUTHENTICATION]() == dialog(scene).addresses.fields[Role.AUTHENTICATION].fault.words


def test_a_failure_says_what_failed_the_likely_cause_and_who_acts() -> None:
    scene = after_a_test(opened())
    _, cause, remedy = verdicts.explain(DNS)
    lines = dialog(scene).verdict.words.split("\n")
    assert lines == [
        access_test.TEST_FAILED,
        "Serveur de mise à jour\u00a0: nom du serveur introuvable.",
        cause,
        f"Que faire\u00a0: {remedy}",
    ]


def test_the_same_fault_of_both_servers_is_explained_once() -> None:
    scene = opened()
    press(scene, labels.SETTINGS_TEST)
    scene.answer(DNS, DNS)
    shown = dialog(scene).verdict.words
    assert "Les deux serveurs" in shown
    assert shown.count(verdicts.explain(DNS)[1]) == 1


def test_editing_an_address_clears_its_sign_and_the_verdict_about_both() -> None:
    scene = after_a_test(opened())
    address(scene).setText("https://example.fr")
    assert (sign(scene, Role.AUTHENTICATION), said(scene, Role.AUTHENTICATION)) == (
        SignKind.UNKNOWN,
        access_test.UNTESTED,
    )
    assert sign(scene, Role.UPDATES) is SignKind.BAD
    assert dialog(scene).verdict.words == ""


def test_unticking_secure_clears_both_signs() -> None:
    scene = after_a_test(opened())
    press(scene, "Sécurisé")
    assert {sign(scene, role) for role in Role} == {SignKind.UNKNOWN}


def test_leaving_a_tested_address_untouched_keeps_its_sign() -> None:
    scene = after_a_test(opened())
    address(scene).setFocus()
    address(scene, Role.UPDATES).setFocus()
    assert sign(scene, Role.AUTHENTICATION) is SignKind.GOOD


def test_cancel_cancels_at_once_and_what_comes_late_means_nothing() -> None:
    scene = opened()
    button_named(scene, labels.SETTINGS_TEST).setFocus()
    press(scene, labels.SETTINGS_TEST)
    assert button_named(scene, labels.CANCEL).hasFocus()
    press(scene, labels.CANCEL)
    assert scene.jobs.last.cancelled
    assert button_named(scene, labels.SETTINGS_TEST).hasFocus()
    assert access_test.TEST_CANCELLED in dialog(scene).verdict.words
    scene.answer(GOOD, GOOD)
    assert {said(scene, role) for role in Role} == {access_test.UNFINISHED}
    assert access_test.TEST_CANCELLED in dialog(scene).verdict.words


def test_editing_an_address_while_it_is_tested_cancels_the_test() -> None:
    scene = opened()
    press(scene, labels.SETTINGS_TEST)
    address(scene).setText("https://example.fr")
    assert scene.jobs.last.cancelled
    assert not dialog(scene).test.running


@pytest.mark.parametrize(
    ("end", "short"),
    [
        (JobEnd(JobFault.CRASHED), "la vérification n’a pas pu se faire"),
        (JobEnd(JobFault.OVERTIME), "la vérification n’a pas pu se faire"),
        (JobEnd(), "la vérification n’a pas pu se faire"),
    ],
)
def test_a_test_that_ends_badly_is_a_failure_like_any_other(end: JobEnd, short: str) -> None:
    scene = opened()
    press(scene, labels.SETTINGS_TEST)
    scene.jobs.last.end(end)
    scene.work()
    assert {said(scene, role) for role in Role} == {short}
    assert dialog(scene).test.failed


def test_details_unfold_the_checklist_with_times() -> None:
    scene = after_a_test(opened())
    details = dialog(scene).verdict.details
    assert not details.isVisible()
    press(scene, DETAILS)
    assert details.isVisible()
    shown = dialog(scene).verdict.shown
    assert shown is not None
    lines = [row.line for row in shown.details]
    assert "nom (DNS)\u00a0: 192.0.2.10 (14\u00a0ms)" in lines
    assert "proxy\u00a0: connexion directe" in lines
    assert "réponse\u00a0: HTTP 200 (1,2\u00a0s)" in lines
    assert "nom (DNS)\u00a0: nom du serveur introuvable" in lines
    assert "identité du serveur\u00a0: non atteint" in lines


# Saving.


def test_saving_writes_tells_the_agent_and_shows_the_verdict_that_follows() -> None:
    scene = opened()
    address(scene).setText(" https://other.example ")
    press(scene, labels.SETTINGS_SAVE)
    assert scene.settings.saved == replace(LICENSED, authentication_address="https://other.example")
    assert scene.host.asked == [Action.TAKE_NEW_SETTINGS]
    outcome = dialog(scene).verdict
    assert outcome.words == settings_window.SAVED_CONNECTING
    scene.tell(CONNECTED)  # an older answer that was on its way
    assert outcome.words == settings_window.SAVED_CONNECTING
    scene.tell(replace(CONNECTED, connection=Link.CONNECTING, attempt=4, attempting=True))
    assert outcome.words == settings_window.SAVED_CONNECTING
    scene.tell(replace(CONNECTED, attempt=4))
    assert (outcome.kind, outcome.words) == (SignKind.GOOD, f"{labels.CONNECTED}\n{settings_window.SAVED}")
    scene.tell(replace(UNKNOWN, attempt=5))
    assert outcome.kind is SignKind.BAD
    assert outcome.words.startswith(f"{labels.LICENCE_UNKNOWN}\n{settings_window.SAVED}\n")


def test_a_later_attempt_does_not_wipe_what_is_being_read() -> None:
    scene = opened()
    address(scene).setText("https://other.example")
    press(scene, labels.SETTINGS_SAVE)
    scene.tell(replace(UNKNOWN, attempt=4))
    said = dialog(scene).verdict.words
    scene.tell(replace(UNKNOWN, attempt=5, attempting=True))
    assert dialog(scene).verdict.words == said


def test_another_number_needs_its_key() -> None:
    scene = opened()
    field_named(scene, "Numéro de licence").setText("75-000043")
    press(scene, labels.SETTINGS_SAVE)
    assert scene.settings.log == []
    assert faults(scene) == [settings_window.KEY_NEEDED_FOR_NUMBER]
    field_named(scene, "Numéro de licence").setText("75-000042")
    press(scene, labels.SETTINGS_SAVE)
    assert faults(scene) == []


@pytest.mark.parametrize("number", ["75-000043", ""])
def test_the_key_may_be_left_empty_only_where_that_keeps_one(number: str) -> None:
    scene = opened()
    key = field_named(scene, "Clé de licence")
    assert key.placeholderText() == settings_window.KEY_PLACEHOLDER
    field_named(scene, "Numéro de licence").setText(number)
    assert key.placeholderText() == ""
    field_named(scene, "Numéro de licence").setText("75-000042")
    assert key.placeholderText() == settings_window.KEY_PLACEHOLDER


def test_a_key_that_was_just_saved_may_be_left_empty() -> None:
    scene = opened(Settings())
    assert field_named(scene, "Clé de licence").placeholderText() == ""
    field_named(scene, "Numéro de licence").setText("75-000042")
    field_named(scene, "Clé de licence").setText(KEY)
    press(scene, labels.SETTINGS_SAVE)
    scene.jobs.last.end(JobEnd())
    scene.work()
    assert field_named(scene, "Clé de licence").placeholderText() == settings_window.KEY_PLACEHOLDER


def test_the_key_is_stored_before_the_settings_are_written() -> None:
    scene = opened()
    field_named(scene, "Clé de licence").setText(f" {KEY}\n")
    press(scene, labels.SETTINGS_SAVE)
    assert scene.settings.log == ["StoreKeyOrder"]
    assert scene.jobs.last.order == StoreKeyOrder(LICENSED.licence_number, Secret(KEY), origin=OFFICIAL_AUTHENTICATION)
    assert (scene.jobs.last.deadline_s or 0) > UNLOCK_S
    assert scene.host.asked == []
    scene.jobs.last.end(JobEnd())
    scene.work()
    assert scene.settings.log == ["StoreKeyOrder", "save"]
    assert KeyStored(LICENSED.licence_number) in scene.host.said
    assert scene.host.asked == [Action.TAKE_NEW_SETTINGS]


def test_a_key_store_that_asks_for_its_password_is_said_while_it_does() -> None:
    scene = opened()
    field_named(scene, "Clé de licence").setText(KEY)
    press(scene, labels.SETTINGS_SAVE)
    for asking, said in ((True, attempts.KEY_STORE_ASKS), (False, settings_window.SAVING)):
        scene.jobs.last.say(KeyStoreAsking(asking=asking))
        scene.work()
        assert dialog(scene).verdict.words == said
    scene.jobs.last.end(JobEnd())
    scene.work()
    scene.tell(replace(UNKNOWN, attempt=1, attempting=True, connection=Link.CONNECTING, key_store_asks=True))
    assert dialog(scene).verdict.words == attempts.KEY_STORE_ASKS


def test_the_key_is_shown_nowhere_and_gone_after_saving(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    scene = opened()
    key = field_named(scene, "Clé de licence")
    assert key.echoMode() is QLineEdit.EchoMode.Password
    key.setText(KEY)
    press(scene, labels.SETTINGS_SAVE)
    scene.jobs.last.end(LOCKED)
    scene.work()
    press(scene, labels.SETTINGS_SAVE)
    scene.jobs.last.end(JobEnd())
    scene.work()
    assert key.text() == ""
    key.undo()
    assert key.text() == ""
    assert KEY not in caplog.text
    assert KEY not in repr(scene.jobs.started) + repr(scene.host.said) + repr(vars(dialog(scene)))


def test_a_key_store_that_fails_loses_nothing_and_offers_a_file_without_ticking_it() -> None:
    scene = opened()
    key = field_named(scene, "Clé de licence")
    key.setText(KEY)
    press(scene, labels.SETTINGS_SAVE)
    scene.jobs.last.end(LOCKED)
    scene.work()
    assert key.text() == KEY
    assert scene.settings.log == ["StoreKeyOrder"]
    assert settings_window.KEY_NOT_STORED in dialog(scene).verdict.words
    agreement = button_named(scene, "Conserver la clé dans un fichier protégé de ce poste")
    assert not agreement.isChecked()
    press(scene, "Conserver la clé dans un fichier protégé de ce poste")
    press(scene, labels.SETTINGS_SAVE)
    assert scene.jobs.last.order == StoreKeyOrder(
        LICENSED.licence_number, Secret(KEY), in_file=True, origin=OFFICIAL_AUTHENTICATION
    )
    scene.jobs.last.end(JobEnd())
    scene.work()
    assert scene.settings.saved.key_in_file


def test_the_file_is_not_offered_before_it_is_needed() -> None:
    assert dialog(opened()).licence.in_file.isHidden()
    assert not dialog(opened(replace(LICENSED, key_in_file=True))).licence.in_file.isHidden()


def test_moving_the_key_needs_the_key() -> None:
    scene = opened(replace(LICENSED, key_in_file=True))
    press(scene, "Modifier")
    press(scene, "Conserver la clé dans un fichier protégé de ce poste")
    assert field_named(scene, "Clé de licence").placeholderText() == ""
    press(scene, labels.SETTINGS_SAVE)
    assert scene.settings.log == []
    assert faults(scene) == [settings_window.KEY_NEEDED_TO_MOVE]


def test_a_key_needs_a_number() -> None:
    scene = opened(Settings())
    field_named(scene, "Clé de licence").setText(KEY)
    press(scene, labels.SETTINGS_SAVE)
    assert scene.settings.log == []
    assert faults(scene) == [settings_window.KEY_NEEDS_NUMBER]
    assert field_named(scene, "Numéro de licence").hasFocus()


@pytest.mark.parametrize("error", [BadSettingsError("no"), NewerFileError("no"), StorageError("no"), AgentError("no")])
def test_settings_that_cannot_be_written_lose_nothing(error: AgentError) -> None:
    scene = opened()
    scene.settings.save_error = error
    field_named(scene, "Numéro de licence").setText("75-000043")
    field_named(scene, "Clé de licence").setText(KEY)
    press(scene, labels.SETTINGS_SAVE)
    scene.jobs.last.end(JobEnd())
    scene.work()
    assert dialog(scene).verdict.words.split("\n") == [
        settings_window.NOT_SAVED,
        *settings_window.SAVE_FAULT.get(error.code, settings_window.SAVE_FAULT_OTHER),
        settings_window.NOTHING_LOST,
    ]
    assert field_named(scene, "Numéro de licence").text() == "75-000043"
    assert field_named(scene, "Clé de licence").text() == KEY
    assert scene.host.asked == []
    assert button_named(scene, labels.SETTINGS_SAVE).isEnabled()


def test_a_faulty_form_is_not_saved() -> None:
    scene = opened()
    address(scene).setText("ftp://example.fr")
    press(scene, labels.SETTINGS_SAVE)
    assert scene.settings.log == []
    assert dialog(scene).verdict.words == settings_window.SAVE_NEEDS_CORRECTION


@pytest.mark.parametrize(
    ("key", "words_said"),
    [("x" * 1000, settings_window.KEY_FAULT[KeyFault.TOO_LONG]), ("a\U0001f511b", CHARACTER_IN_KEY)],
)
def test_a_key_that_cannot_be_kept_is_pointed_out_and_not_tried(key: str, words_said: str) -> None:
    scene = opened()
    dialog(scene).licence.key.setText(key)
    press(scene, labels.SETTINGS_SAVE)
    assert faults(scene) == [words_said]
    assert scene.jobs.started == []
    assert not dialog(scene).licence.in_file.isVisible(), "a file would not help"
    dialog(scene).licence.key.setText("x" * 999)
    press(scene, labels.SETTINGS_SAVE)
    assert isinstance(scene.jobs.last.order, StoreKeyOrder)


def test_a_character_that_no_address_has_is_named() -> None:
    scene = opened()
    field_named(scene, labels.SETTINGS_AUTHENTICATION).setText("https://impact\u2014emploi.urssaf.fr")
    press(scene, labels.SETTINGS_SAVE)
    said = "Cette adresse contient le caractère «\u00a0tiret cadratin (U+2014)\u00a0», qu’une adresse n’a pas."
    assert dialog(scene).addresses.fields[Role.AUTHENTICATION].fault.words == said
    assert scene.settings.log == []


PASTED = (
    "{} ",
    "{}\u00a0",
    "\ufeff{}\r\n",
    "{}\u200b",
    "« {} »",
    '"{}"',
    "\u201c{}\u201d",
    "<{}>",
)


@pytest.mark.parametrize("around", PASTED)
@pytest.mark.parametrize(
    ("before", "after"),
    [("-", "-"), ("-", "\u00a0-"), ("-", " - "), ("-", "\u2011"), ("-", "\u2013"), ("-", "-\u00ad"), ("-", "-\n")],
)
def test_a_number_and_a_key_are_saved_as_they_were_meant(around: str, before: str, after: str) -> None:
    scene = opened(Settings())
    licence = dialog(scene).licence
    licence.number.setText(around.format("75-000042".replace(before, after)))
    licence.number.editingFinished.emit()
    assert licence.number.text() == "75-000042"
    licence.key.setText(around.format(KEY.replace(before, after)))
    assert not licence.refuse(Settings())
    press(scene, labels.SETTINGS_SAVE)
    assert scene.jobs.last.order == StoreKeyOrder("75-000042", Secret(KEY), origin=OFFICIAL_AUTHENTICATION)


def test_a_character_of_the_number_that_may_stand_for_another_is_named() -> None:
    scene = opened(Settings())
    dialog(scene).licence.number.setText("75\u2014000042")
    assert dialog(scene).licence.refuse(Settings())
    press(scene, labels.SETTINGS_SAVE)
    (said,) = faults(scene)
    assert "«\u00a0tiret cadratin (U+2014)\u00a0» à la position 3" in said
    assert dialog(scene).licence.number.hasFocus()
    assert scene.settings.log == []
    dialog(scene).licence.number.setText("7" * 101)
    press(scene, labels.SETTINGS_SAVE)
    assert faults(scene) == [settings_window.KEY_FAULT[KeyFault.NUMBER_TOO_LONG]]


def test_a_saved_number_stays_as_it_was_registered() -> None:
    scene = opened(Settings(licence_number="75 000042"))
    assert dialog(scene).licence.apply_to(Settings()).licence_number == "75 000042"
    assert not dialog(scene).licence.refuse(Settings(licence_number="75 000042"))


def test_what_is_typed_while_the_key_is_being_stored_is_still_unsaved_afterwards() -> None:
    scene = opened()
    field_named(scene, "Clé de licence").setText(KEY)
    press(scene, labels.SETTINGS_SAVE)
    field_named(scene, "Numéro de licence").setText("75-000099")
    scene.jobs.last.end(JobEnd())
    scene.work()
    assert scene.settings.saved == LICENSED
    assert dialog(scene).state.unsaved


INVALID = InvalidFileError("config.toml: line 3", FileFlaw(FlawKind.QUOTE, 3, 8))


@pytest.mark.parametrize(
    ("known", "finding", "more"),
    [(OLD, FileFinding.INVALID, []), (None, FileFinding.NO_SETTINGS, [settings_window.LOAD_FAULT_DEFAULTS])],
)
def test_with_a_file_that_cannot_be_used_the_settings_in_force_are_shown_and_the_flaw_is_said(
    known: Settings | None, finding: FileFinding, more: list[str]
) -> None:
    scene = open_window(DialogKind.CONNECTION_SETTINGS, UNREACHABLE, load_error=INVALID, known=known)
    assert dialog(scene).load_fault.words.split("\n") == [
        settings_window.LOAD_FAULT_TITLE,
        file_notices.sentence(FileNotice(OwnFile.SETTINGS, finding, INVALID.flaw)),
        *more,
    ]
    assert address(scene).text() == (known or Settings()).authentication_address
    assert scene.settings.log == []


def test_over_a_file_that_cannot_be_used_is_saved_after_a_question() -> None:
    scene = open_window(DialogKind.CONNECTION_SETTINGS, UNREACHABLE, load_error=INVALID, known=LICENSED)
    press(scene, labels.SETTINGS_SAVE)
    choose(scene, buttons.DO_NOT_SAVE)
    assert scene.settings.log == []
    assert settings_window.SAVE_FAULT[ErrorCode.INVALID_FILE][0] in dialog(scene).verdict.words
    press(scene, labels.SETTINGS_SAVE)
    assert question(scene).text() == settings_window.KEEP_BESIDE_BODY
    choose(scene, settings_window.KEEP_BESIDE)
    assert scene.settings.log == ["save beside"]
    assert scene.settings.saved == LICENSED
    assert dialog(scene).load_fault.words == ""
    assert scene.host.asked == [Action.TAKE_NEW_SETTINGS]


def test_a_question_that_is_closed_with_the_window_saves_nothing() -> None:
    scene = open_window(DialogKind.CONNECTION_SETTINGS, UNREACHABLE, load_error=INVALID)
    press(scene, labels.SETTINGS_SAVE)
    press(scene, labels.SETTINGS_SAVE)
    assert question(scene).isVisible()
    scene.window.close_unasked()
    scene.work()
    assert scene.settings.log == []


def test_a_corrected_file_is_shown_by_itself_unless_something_was_typed() -> None:
    scene = open_window(DialogKind.CONNECTION_SETTINGS, UNREACHABLE, load_error=INVALID)
    scene.settings.load_error, scene.settings.saved = None, OLD
    dialog(scene).read_again()
    assert address(scene).text() == OLD.authentication_address
    assert dialog(scene).load_fault.words == ""
    address(scene).setText("https://typed.example")
    scene.settings.saved = LICENSED
    dialog(scene).read_again()
    assert address(scene).text() == "https://typed.example"


@pytest.mark.parametrize(
    ("error", "finding"),
    [
        (StorageError("no"), FileFinding.UNREADABLE),
        (InUseError("backup"), FileFinding.IN_USE),
        (NewerFileError("2"), FileFinding.NEWER),
    ],
)
def test_a_file_that_cannot_be_read_is_waited_for_without_default_values_in_its_place(
    error: AgentError, finding: FileFinding
) -> None:
    scene = open_window(DialogKind.CONNECTION_SETTINGS, UNREACHABLE, load_error=error)
    title, body = settings_window.LOAD_WAITING_TITLE, settings_window.LOAD_WAITING_BODY
    if finding is FileFinding.NEWER:  # waiting is no use
        title, body = settings_window.LOAD_NEWER_TITLE, settings_window.LOAD_NEWER_BODY
    assert dialog(scene).load_fault.words.split("\n") == [
        title,
        file_notices.sentence(FileNotice(OwnFile.SETTINGS, finding)),
        body,
    ]
    assert not address(scene).isVisible()
    assert not field_named(scene, "Numéro de licence").isVisible()
    assert not button_named(scene, labels.SETTINGS_SAVE).isEnabled()
    scene.settings.load_error, scene.settings.saved = None, OLD
    dialog(scene).read_again()
    scene.work()
    assert address(scene).isVisible()
    assert address(scene).text() == OLD.authentication_address
    assert button_named(scene, labels.SETTINGS_SAVE).isEnabled()
    assert not dialog(scene).state.unsaved or OLD.authentication_address.startswith("http:")


def test_what_an_administrator_changed_meanwhile_is_not_taken_back() -> None:
    scene = opened()
    scene.settings.saved = replace(LICENSED, software_command=("iea", "--new"))
    address(scene).setText("https://example.fr")
    press(scene, labels.SETTINGS_SAVE)
    assert scene.settings.saved.software_command == ("iea", "--new")
    assert scene.settings.saved.authentication_address == "https://example.fr"
    assert not dialog(scene).state.unsaved


# What a failure leads to, in this window.


def test_an_address_in_http_leads_to_the_box_that_is_to_be_ticked() -> None:
    scene = opened(OLD)
    press(scene, labels.SETTINGS_TEST)
    insecure = Diagnosis(Verdict.INSECURE)
    scene.answer(insecure, insecure)
    assert default(scene) == settings_window.TICK_SECURE
    press(scene, "Cochez «\u00a0Sécurisé\u00a0»")
    assert dialog(scene).addresses.secure.isChecked()
    assert address(scene).text().startswith("https://")
    assert dialog(scene).verdict.words == ""
    assert button_named(scene, labels.SETTINGS_TEST).hasFocus()


def test_addresses_that_are_not_the_official_ones_lead_to_them() -> None:
    scene = opened(replace(LICENSED, authentication_address="https://old.example.fr"))
    press(scene, labels.SETTINGS_TEST)
    scene.answer(Diagnosis(Verdict.MOVED), GOOD)
    assert default(scene) == settings_window.RESTORE_HERE
    dialog(scene).verdict.primary.click()
    scene.work()
    assert "Rétablir" in visible_buttons(scene)


def test_a_licence_that_the_server_does_not_know_leads_to_its_fields() -> None:
    scene = opened()
    press(scene, labels.SETTINGS_SAVE)
    scene.tell(replace(UNKNOWN, attempt=4))
    press(scene, "Corriger la licence")
    assert field_named(scene, "Numéro de licence").hasFocus()
    assert field_named(scene, "Clé de licence").isVisible()


def test_a_test_whose_failure_may_be_over_is_made_again() -> None:
    scene = after_a_test(opened())
    press(scene, "Réessayer")
    assert dialog(scene).test.running
    assert len(scene.jobs.started) == 2


def test_what_only_another_attempt_can_answer_is_tried_again() -> None:
    scene = opened()
    press(scene, labels.SETTINGS_SAVE)
    scene.tell(replace(UNREACHABLE, attempt=4))
    press(scene, "Réessayer")
    assert scene.host.asked == [Action.TAKE_NEW_SETTINGS, Action.AUTHENTICATE]
    assert dialog(scene).verdict.words == settings_window.SAVED_CONNECTING


def test_a_repair_that_is_offered_after_a_failed_test_is_followed_in_this_window() -> None:
    scene = settings_repair()
    press(scene, "Corriger et se connecter")
    assert RepairAgreed(BEFORE_UPDATE, OFFICIAL) in scene.host.said
    assert scene.host.asked == []
    assert dialog(scene).verdict.words == repair_offer.WORKING
    scene.settings.saved = LICENSED
    scene.tell(replace(CONNECTED, attempt=4, repaired=REPAIRED))
    assert dialog(scene).verdict.kind is SignKind.GOOD
    assert dialog(scene).verdict.words.split("\n")[:2] == [labels.CONNECTED, repair.OUTCOME[RepairOutcome.CONNECTED]]
    assert address(scene).text() == OFFICIAL_AUTHENTICATION
    assert default(scene) == settings_window.QUIT_SETTINGS


def test_an_offer_that_was_replaced_at_the_moment_of_the_click_is_shown_and_asked_about_again() -> None:
    scene = settings_repair()
    press(scene, "Corriger et se connecter")
    other = replace(OFFICIAL, updates="https://ailleurs.example")
    scene.tell(replace(REPAIRABLE, repair=replace(OFFER, after=other)))
    assert "https://ailleurs.example" in dialog(scene).verdict.words
    press(scene, "Corriger et se connecter")
    assert scene.host.said[-1] == RepairAgreed(BEFORE_UPDATE, other)


def test_after_a_repair_the_addresses_are_those_that_the_agent_has_saved() -> None:
    scene = opened(OLD)
    scene.settings.saved = LICENSED
    scene.tell(replace(CONNECTED, attempt=4, repaired=REPAIRED))
    assert address(scene).text() == OFFICIAL_AUTHENTICATION
    assert not dialog(scene).state.unsaved


# One verdict, and the button that comes next.


def default(scene: Scene) -> str:
    """Return the label of the button that Enter presses."""
    return next(made.text() for made in scene.window.findChildren(QPushButton) if made.isVisible() and made.isDefault())


def test_a_test_after_a_saving_ends_what_the_saving_said_whatever_the_agent_says_later() -> None:
    scene = opened()
    press(scene, labels.SETTINGS_SAVE)
    scene.tell(replace(CONNECTED, attempt=4))
    press(scene, labels.SETTINGS_TEST)
    scene.answer(DNS, DNS)
    said = dialog(scene).verdict.words
    assert access_test.TEST_FAILED in said
    assert settings_window.SAVED not in said
    scene.tell(replace(CONNECTED, attempt=5))
    assert dialog(scene).verdict.words == said


def test_a_saving_ends_the_test_that_runs() -> None:
    scene = opened()
    press(scene, labels.SETTINGS_TEST)
    press(scene, labels.SETTINGS_SAVE)
    assert scene.jobs.last.cancelled
    assert dialog(scene).verdict.words == settings_window.SAVED_CONNECTING


def test_an_update_server_that_is_down_is_no_success() -> None:
    scene = opened()
    press(scene, labels.SETTINGS_SAVE)
    down = replace(CONNECTED, attempt=4, updates=ServerReport(Role.UPDATES, OFFICIAL_UPDATES, DNS))
    scene.tell(down)
    assert dialog(scene).verdict.kind is SignKind.WARNING


def test_the_buttons_come_in_the_order_of_the_help_sheet() -> None:
    scene = opened()
    assert default(scene) == settings_window.TEST
    press(scene, labels.SETTINGS_TEST)
    scene.answer(GOOD, GOOD)
    assert default(scene) == settings_window.SAVE
    press(scene, labels.SETTINGS_SAVE)
    scene.tell(replace(CONNECTED, attempt=4))
    assert default(scene) == settings_window.QUIT_SETTINGS


# The licence, folded while nothing has to be done about it.


def licence_is_folded(scene: Scene) -> bool:
    return not dialog(scene).licence.isVisible()


def test_a_licence_whose_key_is_kept_is_one_line_until_it_is_to_be_changed() -> None:
    scene = opened()
    assert licence_is_folded(scene)
    assert "75-000042, clé enregistrée" in visible_words(scene).replace("\u200b", "")
    press(scene, "Modifier")
    assert not licence_is_folded(scene)
    assert field_named(scene, "Numéro de licence").hasFocus()
    assert "Modifier" not in visible_buttons(scene)


@pytest.mark.parametrize("view", [UNKNOWN, NO_KEY], ids=["unknown", "no key"])
def test_a_licence_that_has_to_be_corrected_is_there_at_once(view: AgentView) -> None:
    assert not licence_is_folded(open_window(DialogKind.CONNECTION_SETTINGS, view))


def test_without_a_licence_its_fields_are_there() -> None:
    assert not licence_is_folded(opened(Settings()))


# What is said of « Sécurisé ».


@pytest.mark.parametrize("settings", [LICENSED, OLD], ids=["ticked", "not ticked"])
def test_a_screen_reader_says_of_the_box_what_stands_below_it(settings: Settings) -> None:
    scene = opened(settings)
    box = dialog(scene).addresses.secure
    for _ in range(2):
        assert box.accessibleDescription() in visible_words(scene).split("\n")
        assert (box.accessibleDescription() == settings_window.SECURE_HELP) is box.isChecked()
        press(scene, "Sécurisé")


# Assistance mode.


def test_in_assistance_mode_the_addresses_are_read_only_and_the_window_says_why() -> None:
    scene = opened()
    scene.tell(ASSISTANCE)
    assert address(scene).isReadOnly()
    assert address(scene, Role.UPDATES).isReadOnly()
    assert not dialog(scene).addresses.secure.isEnabled()
    assert settings_window.READ_ONLY_TITLE in dialog(scene).read_only.words
    press(scene, labels.SETTINGS_SAVE)
    assert settings_window.SAVED_IN_ASSISTANCE_BODY in dialog(scene).verdict.words
    scene.tell(CONNECTED)
    assert not address(scene).isReadOnly()


def test_in_assistance_mode_the_window_says_since_when_and_why_and_by_whom() -> None:
    said = dialog(open_window(DialogKind.CONNECTION_SETTINGS, ASSISTANCE)).read_only.words
    assert "activé le dimanche 22 novembre à " in said
    assert "par paulette" in said
    assert ASSISTANCE.reason in said
    assert settings_window.READ_ONLY_LICENCE in said


def test_in_assistance_mode_the_licence_can_be_corrected_whatever_the_addresses_are() -> None:
    faulty = replace(LICENSED, update_address="not an address")
    scene = open_window(DialogKind.CONNECTION_SETTINGS, ASSISTANCE, faulty)
    field_named(scene, "Numéro de licence").setText("75-000043")
    field_named(scene, "Clé de licence").setText(KEY)
    press(scene, labels.SETTINGS_SAVE)
    assert scene.jobs.last.order == StoreKeyOrder("75-000043", Secret(KEY), origin=OFFICIAL_AUTHENTICATION)
    scene.jobs.last.end(JobEnd())
    scene.work()
    assert scene.settings.saved.licence_number == "75-000043"
    assert settings_window.SAVED_IN_ASSISTANCE_BODY in dialog(scene).verdict.words


# Leaving.


def test_quitting_asks_nothing_when_everything_is_saved() -> None:
    scene = opened()
    press(scene, labels.SETTINGS_QUIT)
    assert not scene.window.isVisible()
    assert scene.host.asked == []


def test_quitting_asks_when_something_is_unsaved_and_can_be_called_off() -> None:
    scene = opened()
    field_named(scene, "Clé de licence").setText(KEY)
    scene.window.close()
    scene.work()
    choose(scene, buttons.CANCEL_QUIT)
    assert scene.window.isVisible()
    assert field_named(scene, "Clé de licence").text() == KEY


def test_leaving_without_saving_saves_nothing() -> None:
    scene = opened()
    address(scene).setText("https://example.fr")
    press(scene, labels.SETTINGS_QUIT)
    choose(scene, buttons.DO_NOT_SAVE)
    assert not scene.window.isVisible()
    assert scene.settings.log == []


def test_saving_on_the_way_out_saves_and_leaves() -> None:
    scene = opened()
    field_named(scene, "Clé de licence").setText(KEY)
    press(scene, labels.SETTINGS_QUIT)
    choose(scene, settings_window.SAVE)
    assert scene.window.isVisible()
    scene.jobs.last.end(JobEnd())
    scene.work()
    assert scene.settings.log == ["StoreKeyOrder", "save"]
    assert not scene.window.isVisible()


def held(scene: Scene) -> list[bool]:
    return [message.held for message in scene.host.said if isinstance(message, ChangesHeld)]


def test_the_agent_knows_whether_something_would_be_lost() -> None:
    scene = opened()
    before = address(scene).text()
    address(scene).setText("https://example.fr")
    address(scene).setText("https://example.fr/x")
    assert held(scene) == [True]
    address(scene).setText(before)
    assert held(scene) == [True, False]
    address(scene).setText("https://example.fr")
    press(scene, labels.SETTINGS_SAVE)
    assert held(scene) == [True, False, True, False]


def test_when_the_agent_is_to_quit_the_user_is_asked_and_the_agent_told() -> None:
    scene = opened()
    address(scene).setText("https://example.fr")
    dispatch(LeaveWindow(), scene.window)
    scene.work()
    choose(scene, buttons.DO_NOT_SAVE)
    assert scene.host.asked == [Action.QUIT]
    assert not scene.window.isVisible()


def test_when_the_agent_is_to_quit_saving_comes_first() -> None:
    scene = opened()
    address(scene).setText("https://example.fr")
    dispatch(LeaveWindow(), scene.window)
    scene.work()
    choose(scene, settings_window.SAVE)
    assert scene.settings.log == ["save"]
    assert scene.host.asked == [Action.TAKE_NEW_SETTINGS, Action.QUIT]
    assert not scene.window.isVisible()


def test_quitting_the_agent_can_be_called_off() -> None:
    scene = opened()
    address(scene).setText("https://example.fr")
    dispatch(LeaveWindow(), scene.window)
    scene.work()
    choose(scene, buttons.CANCEL_QUIT)
    assert scene.window.isVisible()
    press(scene, labels.SETTINGS_QUIT)
    choose(scene, buttons.DO_NOT_SAVE)
    assert scene.host.asked == []


def test_a_failed_saving_on_the_way_out_stays() -> None:
    scene = opened()
    field_named(scene, "Clé de licence").setText(KEY)
    press(scene, labels.SETTINGS_QUIT)
    choose(scene, settings_window.SAVE)
    scene.jobs.last.end(LOCKED)
    scene.work()
    assert scene.window.isVisible()
    assert field_named(scene, "Clé de licence").text() == KEY


def test_quitting_after_a_failed_test_has_the_saved_settings_checked() -> None:
    scene = after_a_test(opened())
    press(scene, labels.SETTINGS_QUIT)
    assert scene.host.asked == [Action.RECHECK]


def test_quitting_after_a_failed_test_and_a_saving_asks_for_nothing_more() -> None:
    scene = after_a_test(opened())
    press(scene, labels.SETTINGS_SAVE)
    press(scene, labels.SETTINGS_QUIT)
    assert scene.host.asked == [Action.TAKE_NEW_SETTINGS]


def test_quitting_during_a_test_cancels_it() -> None:
    scene = opened()
    press(scene, labels.SETTINGS_TEST)
    press(scene, labels.SETTINGS_QUIT)
    assert scene.jobs.last.cancelled
    assert scene.host.asked == []


def test_the_agent_closes_the_window_and_its_question_unasked() -> None:
    scene = opened()
    address(scene).setText("https://example.fr")
    press(scene, labels.SETTINGS_QUIT)
    box = question(scene)
    scene.window.close_unasked()
    scene.work()
    assert not scene.window.isVisible()
    assert not box.isVisible()


def test_what_needs_an_answer_is_scrolled_into_sight() -> None:
    scene = after_a_test(opened())
    press(scene, DETAILS)
    field_named(scene, "Clé de licence").setText(KEY)
    press(scene, labels.SETTINGS_SAVE)
    scene.jobs.last.end(LOCKED)
    scene.work()
    agreement = dialog(scene).licence.in_file
    assert agreement.hasFocus()
    assert not agreement.visibleRegion().isEmpty()


# Starting at login.


def login_scene(status: AutostartStatus | None) -> Scene:
    return open_window(DialogKind.CONNECTION_SETTINGS, CONNECTED, autostart=status)


@pytest.mark.parametrize(
    ("status", "ticked", "enabled"),
    [
        (AutostartStatus.ON, True, True),
        (AutostartStatus.OFF, False, True),
        (AutostartStatus.DISABLED, False, True),
        (AutostartStatus.MOVED, False, True),
        (AutostartStatus.OTHER, False, False),
        (AutostartStatus.SYSTEM, True, False),
        (None, False, False),
    ],
)
def test_the_box_is_what_the_system_has_and_explains_it(
    status: AutostartStatus | None,
    ticked: bool,  # noqa: FBT001 (a parameter of the test)
    enabled: bool,  # noqa: FBT001
) -> None:
    scene = login_scene(status)
    box = dialog(scene).autostart
    assert (box.box.isChecked(), box.box.isEnabled()) == (ticked, enabled)
    assert box.help.text() == (desktops.HELP_PROFILE if status is None else desktops.AUTOSTART_HELP[status])
    assert box.box.accessibleDescription() == box.help.text()
    assert not dialog(scene).state.unsaved


@pytest.mark.parametrize("before", [AutostartStatus.ON, AutostartStatus.OFF, AutostartStatus.DISABLED])
def test_the_box_counts_when_it_is_saved(before: AutostartStatus) -> None:
    scene = login_scene(before)
    press(scene, desktops.AT_LOGIN)
    assert dialog(scene).state.unsaved
    assert scene.autostart.now is before
    press(scene, labels.SETTINGS_SAVE)
    assert scene.autostart.now is (AutostartStatus.OFF if before.starts else AutostartStatus.ON)
    assert not dialog(scene).state.unsaved
    assert Action.TAKE_NEW_SETTINGS in scene.host.asked


def test_what_is_saved_without_the_box_leaves_the_system_alone() -> None:
    scene = login_scene(AutostartStatus.DISABLED)
    scene.autostart.change_error = StorageError("must not be touched")
    address(scene).setText("https://example.fr")
    press(scene, labels.SETTINGS_SAVE)
    assert not dialog(scene).state.unsaved


def test_a_system_that_refuses_is_said_below_the_box_and_the_window_stays() -> None:
    scene = login_scene(AutostartStatus.OFF)
    scene.autostart.change_error = StorageError("read only")
    press(scene, desktops.AT_LOGIN)
    press(scene, labels.SETTINGS_QUIT)
    choose(scene, settings_window.SAVE)
    box = dialog(scene).autostart
    assert scene.window.isVisible()
    assert box.fault.words == desktops.AUTOSTART_NOT_SET
    assert box.box.accessibleDescription() == desktops.AUTOSTART_NOT_SET
    assert box.box.isChecked()
    assert dialog(scene).state.unsaved
    assert (WHAT_TO_DO in box.fault.words, PERSON in box.fault.words) == (True, True)
    press(scene, buttons.PREPARE_MESSAGE.replace("&", ""))
    assert scene.host.asked[-1] == Open(DialogKind.HELPER_MAIL)
    scene.autostart.change_error = None
    press(scene, labels.SETTINGS_SAVE)
    assert box.fault.words == ""
    assert not dialog(scene).login_help.isVisible()
    assert not dialog(scene).state.unsaved


def test_a_change_that_did_not_come_about_is_no_success() -> None:
    scene = login_scene(AutostartStatus.ON)
    scene.autostart.off = lambda: None  # type: ignore[method-assign]
    press(scene, desktops.AT_LOGIN)
    press(scene, labels.SETTINGS_SAVE)
    assert dialog(scene).autostart.fault.words == desktops.AUTOSTART_NOT_SET
    press(scene, desktops.AT_LOGIN)
    assert dialog(scene).autostart.fault.words == ""


def test_what_the_system_does_not_tell_cannot_be_changed() -> None:
    scene = login_scene(AutostartStatus.ON)
    scene.autostart.look_error = StorageError("unreadable")
    box = AutostartBox(scene.autostart)
    assert not box.box.isEnabled()
    assert box.help.text() == desktops.HELP_UNKNOWN
    assert box.save()
