"""The first start: one window from nothing to the ball."""

from msgspec.structs import replace

from iea_agent.core.commands import Action, DialogKind, Open
from iea_agent.core.errors import ErrorCode, InUseError
from iea_agent.core.job_end import JobEnd, JobFault
from iea_agent.core.licence_key import KeyFault
from iea_agent.core.secret import Secret
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION, Settings
from iea_agent.core.settings_form.state import Do
from iea_agent.core.shown.verdict import SignKind
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import buttons, settings_window, welcome_window
from iea_agent.core.wire.jobs import ChangesHeld, KeyStored, StoreKeyOrder
from iea_agent.ui.parts.widgets import Fault
from iea_agent.ui.windows.welcome import WelcomeDialog
from tests.ui.stories import (
    CONNECTED,
    NO_KEY,
    Scene,
    button_named,
    field_named,
    open_window,
    press,
    visible_buttons,
    visible_words,
    welcome_connected,
    welcome_elsewhere,
    welcome_faulty,
    welcome_fresh,
    welcome_unknown,
)

NUMBER, KEY = "75-000042", "k7Qm2-X9vTz"


def dialog(scene: Scene) -> WelcomeDialog:
    assert isinstance(scene.window, WelcomeDialog)
    return scene.window


def faults(scene: Scene) -> list[str]:
    return [fault.words for fault in dialog(scene).licence.findChildren(Fault) if fault.words]


def filled() -> Scene:
    scene = welcome_fresh()
    field_named(scene, labels.SETTINGS_LICENCE_NUMBER).setText(NUMBER)
    field_named(scene, labels.SETTINGS_LICENCE_KEY).setText(KEY)
    return scene


def test_every_effect_of_the_machine_is_carried_out() -> None:
    assert set(dialog(welcome_fresh()).effects) == set(Do)


def test_it_says_what_the_three_pictures_mean_and_shows_nothing_red() -> None:
    scene = welcome_fresh()
    said = visible_words(scene)
    assert [line for line in welcome_window.PICTURES.values() if line not in said] == []
    assert dialog(scene).verdict.words == ""
    assert field_named(scene, labels.SETTINGS_LICENCE_NUMBER).hasFocus()


def test_assistance_mode_is_never_offered() -> None:
    for scene in (welcome_fresh(), welcome_faulty()):
        assert labels.MENU_ENABLE_ASSISTANCE not in visible_buttons(scene)


def test_a_number_that_is_saved_is_there_and_its_key_is_what_is_missing() -> None:
    scene = open_window(DialogKind.WELCOME, replace(NO_KEY, licence_number=NUMBER), Settings(licence_number=NUMBER))
    assert field_named(scene, labels.SETTINGS_LICENCE_NUMBER).text() == NUMBER
    assert field_named(scene, labels.SETTINGS_LICENCE_KEY).hasFocus()
    assert welcome_window.KEY_IS_MISSING in visible_words(scene)
    press(scene, "Se connecter")
    assert faults(scene) == [settings_window.KEY_FAULT[KeyFault.EMPTY]]


def test_without_number_and_key_nothing_is_saved() -> None:
    scene = welcome_faulty()
    assert faults(scene) == ["Saisissez le numéro de licence."]
    assert (scene.settings.log, scene.host.asked) == ([], [])


def test_one_click_stores_the_key_saves_and_connects() -> None:
    scene = filled()
    press(scene, "Se connecter")
    assert scene.jobs.last.order == StoreKeyOrder(NUMBER, Secret(KEY), origin=OFFICIAL_AUTHENTICATION)
    scene.jobs.last.end(JobEnd())
    scene.work()
    assert scene.settings.saved == Settings(licence_number=NUMBER)
    assert KeyStored(NUMBER) in scene.host.said
    assert scene.host.asked == [Action.TAKE_NEW_SETTINGS]
    assert dialog(scene).verdict.kind is SignKind.WAITING


def test_the_ball_is_said_in_the_same_window_and_the_software_is_what_comes_next() -> None:
    scene = welcome_connected()
    assert dialog(scene).verdict.kind is SignKind.GOOD
    assert labels.CONNECTED in dialog(scene).verdict.words
    assert "Se connecter" not in visible_buttons(scene)
    assert welcome_window.CONNECTED in visible_words(scene)
    press(scene, labels.MENU_LAUNCH)
    assert scene.host.asked[-1] is Action.LAUNCH
    assert not scene.window.isVisible()


def test_what_the_server_does_not_know_can_be_corrected_at_once() -> None:
    scene = welcome_unknown()
    assert dialog(scene).verdict.kind is SignKind.BAD
    assert field_named(scene, labels.SETTINGS_LICENCE_KEY).placeholderText() == "", "it cannot be left empty here"
    field_named(scene, labels.SETTINGS_LICENCE_KEY).setText("4LpWs-8RbNc")
    assert dialog(scene).verdict.words == ""
    press(scene, "Se connecter")
    assert scene.jobs.last.order == StoreKeyOrder(NUMBER, Secret("4LpWs-8RbNc"), origin=OFFICIAL_AUTHENTICATION)


def test_where_the_key_goes_is_said_before_it_is_given_unless_it_is_the_official_server() -> None:
    scene = welcome_elsewhere()
    window = dialog(scene)
    assert "impact.tiers-de-confiance.example:8443" in window.server.words.replace("\u200b", "")
    assert "Que faire" in window.server.words
    at = {part: part.mapTo(window, part.rect().topLeft()).y() for part in (window.server, window.connect_button)}
    assert at[window.server] < at[window.connect_button]
    field_named(scene, labels.SETTINGS_LICENCE_NUMBER).setText(NUMBER)
    field_named(scene, labels.SETTINGS_LICENCE_KEY).setText(KEY)
    press(scene, "Se connecter")
    origin = "https://impact.tiers-de-confiance.example:8443"
    assert scene.jobs.last.order == StoreKeyOrder(NUMBER, Secret(KEY), origin=origin)
    scene.jobs.last.end(JobEnd())
    scene.work()
    scene.tell(replace(CONNECTED, attempt=4))
    assert window.server.words == ""
    assert dialog(filled()).server.words == ""


def test_the_server_is_the_one_that_the_settings_have_by_now() -> None:
    scene = welcome_fresh()
    scene.settings.saved = Settings(
        authentication_address="http://vieux.example", official_authentication_address="http://vieux.example"
    )
    dialog(scene).read_again()
    assert "http://vieux.example" in dialog(scene).server.words.replace("\u200b", "")
    scene.settings.saved = Settings(authentication_address=f"{OFFICIAL_AUTHENTICATION}/")
    dialog(scene).read_again()
    assert dialog(scene).server.words == ""


def test_a_key_store_that_refuses_offers_the_file() -> None:
    scene = filled()
    press(scene, "Se connecter")
    scene.jobs.last.end(JobEnd(JobFault.FAILED, ErrorCode.KEY_STORE, "locked"))
    scene.work()
    assert settings_window.KEY_NOT_STORED in dialog(scene).verdict.words
    assert dialog(scene).licence.in_file.hasFocus()
    press(scene, "Réessayer")
    assert len(scene.jobs.started) == 2
    assert scene.jobs.last.order == StoreKeyOrder(NUMBER, Secret(KEY), origin=OFFICIAL_AUTHENTICATION)


def test_what_is_typed_is_not_lost_without_a_question() -> None:
    scene = filled()
    assert ChangesHeld(held=True) in scene.host.said
    press(scene, "Plus tard")
    assert scene.window.isVisible()
    fresh = welcome_fresh()
    press(fresh, "Plus tard")
    assert not fresh.window.isVisible()


def test_addresses_that_cannot_be_used_are_corrected_in_their_window() -> None:
    scene = open_window(DialogKind.WELCOME, NO_KEY, Settings(update_address="ftp://example.fr"))
    field_named(scene, labels.SETTINGS_LICENCE_NUMBER).setText(NUMBER)
    field_named(scene, labels.SETTINGS_LICENCE_KEY).setText(KEY)
    press(scene, "Se connecter")
    assert scene.host.asked == [Open(DialogKind.CONNECTION_SETTINGS)]
    assert scene.settings.log == []


def test_settings_that_cannot_be_read_are_waited_for() -> None:
    scene = open_window(DialogKind.WELCOME, NO_KEY, Settings(), load_error=InUseError("backup"))
    assert not button_named(scene, "Se connecter").isEnabled()
    assert settings_window.LOAD_WAITING_TITLE in dialog(scene).load_fault.words
    scene.settings.load_error = None
    dialog(scene).read_again()
    assert button_named(scene, "Se connecter").isEnabled()


def test_once_connected_it_is_closed_without_a_question() -> None:
    scene = welcome_connected()
    press(scene, buttons.CLOSE.replace("&", ""))
    assert not scene.window.isVisible()


def test_the_window_is_no_taller_than_what_it_says() -> None:
    assert welcome_fresh().window.height() < 600
