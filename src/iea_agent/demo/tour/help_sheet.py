"""The help sheet, from its first line to its last, played by mouse and keyboard on a private desktop.

Each part starts from what the one before it left. A label that is not there stops the tour: nothing is pressed that a
person could not see. The captions are French: they are what the terminal and the pictures' index say.
"""

from collections.abc import Callable

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.connection_state import Mode, Picture
from iea_agent.core.texts import labels
from iea_agent.core.texts.windows import (
    access_test,
    assistance_mode,
    buttons,
    mail_window,
    repair_offer,
    report_window,
    status_window,
    verdict_box,
)
from iea_agent.demo.sandbox import mail, software
from iea_agent.demo.sandbox.behaviour import Behaviour
from iea_agent.demo.tour.servers import Servers
from iea_agent.demo.tour.workstation import Workstation

SETTINGS = labels.SETTINGS_TITLE
OLD_AUTHENTICATION = "http://impact-emploi.example/authentification"
OLD_UPDATES = "http://impact-emploi.example/mise-a-jour"
"""Addresses of before the update."""
REASON = "Le serveur refuse notre poste"
WANTED = "Faire la paie de novembre"
NAME = "Paulette Martin, 04 67 00 00 00"
"""What the clerk answers in the window of the mail."""

Camera = Callable[[str, str, str | None], None]
"""Takes a name, a caption, and the title of a window or ``None`` for the whole screen."""


class HelpSheet:
    """The parts of the help sheet; ``take`` is called at each step that a reader wants to see."""

    def __init__(self, workstation: Workstation, servers: Servers, take: Camera) -> None:
        self._workstation = workstation
        self._reader = workstation.reader
        self._servers = servers
        self._take = take

    # Two clicks.

    def repair_in_two_clicks(self) -> None:
        """Click on the icon, then « Corriger et se connecter »: the ball, and the software that waited."""
        workstation, reader, window = self._workstation, self._reader, labels.MENU_LAUNCH
        workstation.wait_for_picture(Picture.HEART)
        workstation.left_click()
        reader.wait_for_words(window, repair_offer.TITLE)
        self._take("correction-prete", "Après la mise à jour, un clic sur l’icône : la correction est prête", window)
        workstation.click_control(window, _plain(repair_offer.REPAIR))
        workstation.wait_for_picture(Picture.BALL)
        reader.wait_for_words(software.TITLE, software.words_of(Mode.PRODUCTION)[0])
        self._take("corrige", "« Corriger et se connecter » : la boule est bleue, Impact emploi s’ouvre", None)
        self._close_software()

    def go_back(self) -> None:
        """« Revenir aux adresses précédentes »: the heart, and the addresses of before the update."""
        workstation, reader, window = self._workstation, self._reader, status_window.STATUS_TITLE
        workstation.choose(labels.MENU_STATUS)
        reader.wait_for_window(window)
        workstation.desktop.wait_for_rest()  # a window that opens may still move
        workstation.click_control(window, _plain(verdict_box.SHOW_DETAILS))
        reader.wait_for_words(window, _plain(repair_offer.UNDO))
        self._take("revenir", "« Revenir aux adresses précédentes » annule la correction, pendant un jour", window)
        workstation.click_control(window, _plain(repair_offer.UNDO))
        workstation.wait_for_picture(Picture.HEART)
        workstation.close_window(window)

    # Case 1: the test succeeds.

    def repair_the_connection(self) -> None:
        """From old addresses and the heart to both green checks, and the ball."""
        workstation, reader = self._workstation, self._reader
        workstation.wait_for_picture(Picture.HEART)
        workstation.point_at(labels.MENU_SETTINGS)
        self._take("menu", "Le cœur rouge : clic droit sur l’icône, « Paramètres de connexion »", None)
        workstation.choose(labels.MENU_SETTINGS)
        reader.wait_for_window(SETTINGS)
        self._take("anciens-parametres", "Les paramètres d’avant la mise à jour", SETTINGS)
        workstation.click_control(SETTINGS, labels.SETTINGS_SECURE)
        self._retype(labels.SETTINGS_AUTHENTICATION, self._servers.address)
        self._retype(labels.SETTINGS_UPDATES, self._servers.update_address)
        self._take("nouveaux-parametres", "« Sécurisé » est coché, les deux adresses sont corrigées", SETTINGS)
        workstation.click_control(SETTINGS, labels.SETTINGS_TEST)
        reader.wait_for_words(SETTINGS, labels.TEST_SUCCEEDED)
        self._take("test-reussi", "« Tester l'accès aux serveurs » : deux signes verts", SETTINGS)
        workstation.click_control(SETTINGS, labels.SETTINGS_SAVE)
        workstation.wait_for_picture(Picture.BALL)
        workstation.click_control(SETTINGS, labels.SETTINGS_QUIT)
        reader.wait_for_no_window(SETTINGS)
        self._take("boule-bleue", "« Enregistrer », « Quitter » : la boule est bleue", None)

    def launch(self, mode: Mode) -> None:
        """Click on the icon: the software opens, and says in which mode."""
        self._workstation.left_click()
        self._reader.wait_for_window(software.TITLE)
        self._reader.wait_for_words(software.TITLE, software.words_of(mode)[0])
        self._take(f"logiciel-{mode}", "Un clic sur l’icône lance Impact emploi", None)
        self._close_software()

    def _close_software(self) -> None:
        self._workstation.click_control(software.TITLE, _plain(software.QUIT))
        self._reader.wait_for_no_window(software.TITLE)

    def _retype(self, field: str, text: str) -> None:
        self._workstation.click_control(SETTINGS, field, "text")
        self._workstation.desktop.press("ctrl+a")
        self._workstation.desktop.type_text(text)
        self._workstation.desktop.press("Tab")

    # Case 2: the test fails.

    def see_the_test_fail(self) -> None:
        """The servers are down: red barred circles, « Quitter », the heart."""
        workstation, reader = self._workstation, self._reader
        self._servers.behave(Behaviour.DOWN)
        workstation.choose(labels.MENU_SETTINGS)
        reader.wait_for_window(SETTINGS)
        workstation.click_control(SETTINGS, labels.SETTINGS_TEST)
        reader.wait_for_words(SETTINGS, access_test.TEST_FAILED)
        self._take("test-manque", "Le test échoue : deux ronds rouges barrés, et ce qu’il faut faire", SETTINGS)
        workstation.click_control(SETTINGS, labels.SETTINGS_QUIT)
        reader.wait_for_no_window(SETTINGS)
        workstation.wait_for_picture(Picture.HEART)
        self._take("coeur-rouge", "« Quitter » : la boule porte un cœur rouge", None)

    def ask_for_help(self) -> None:
        """Authenticate again; it still fails: « Écrire à l'assistance » prepares the mail."""
        workstation, reader, window = self._workstation, self._reader, labels.MENU_REAUTHENTICATE
        workstation.choose(labels.MENU_REAUTHENTICATE)
        reader.wait_for_window(window)
        reader.wait_for_words(window, labels.MENU_WRITE_SUPPORT)
        self._take("authentification-manquee", "« Relancer l'authentification auprès du serveur » échoue", window)
        workstation.click_control(window, labels.MENU_WRITE_SUPPORT)
        letter = labels.MENU_WRITE_SUPPORT
        reader.wait_for_window(letter)
        for field, answer in ((mail_window.WANTED_FIELD, WANTED), (mail_window.NAME_FIELD, NAME)):
            workstation.click_control(letter, _plain(field), "text")
            workstation.desktop.type_text(answer)
        self._take("ecrire", "« Écrire à l'assistance » : le message est prêt, à relire et à compléter", letter)
        workstation.click_control(letter, _plain(mail_window.OPEN))
        reader.wait_for_window(mail.TITLE)
        self._take("messagerie", "La messagerie s’ouvre avec ce message", mail.TITLE)
        reader.wait_for_words(letter, mail_window.OPENED)
        self._workstation.close_window(mail.TITLE)
        self._workstation.close_window(letter)
        self._take("demande-preparee", "Le programme s’en souvient : inutile de renvoyer", window)
        self._workstation.close_window(window)

    # Case 3: the servers answer, the launch is refused.

    def see_the_launch_refused(self) -> None:
        """« Autorisation refusée », then « Licence d'installation non reconnue »."""
        self._servers.behave(Behaviour.REFUSED)
        self._workstation.wait_for_picture(Picture.HEART)
        self._see_launch(labels.REFUSED, "autorisation-refusee", "Le serveur répond, mais refuse ce poste")
        self._workstation.close_window(labels.REFUSED_TITLE)
        self._servers.behave(Behaviour.LICENCE_UNKNOWN)
        self._see_launch(labels.LICENCE_UNKNOWN, "licence-non-reconnue", "Le serveur ne connaît pas la licence")

    def _see_launch(self, verdict: str, name: str, caption: str) -> None:
        window = labels.REFUSED_TITLE
        self._workstation.choose(labels.MENU_LAUNCH)
        self._reader.wait_for_window(window)
        self._reader.wait_for_words(window, verdict)
        self._reader.wait_for_words(window, labels.MENU_WRITE_SUPPORT)
        self._reader.wait_for_words(window, labels.MENU_ENABLE_ASSISTANCE)
        self._workstation.wait_for_picture(Picture.HEART)
        self._take(name, f"{caption} : « {verdict} »", window)

    # Assistance mode.

    def enable_assistance(self) -> None:
        """Confirm « Activer le mode assistance »: the beetle."""
        workstation, reader, window = self._workstation, self._reader, labels.MENU_ENABLE_ASSISTANCE
        if labels.REFUSED_TITLE in reader.windows():
            workstation.click_control(labels.REFUSED_TITLE, labels.MENU_ENABLE_ASSISTANCE)
        else:
            workstation.point_at(labels.MENU_ENABLE_ASSISTANCE)
            self._take("menu-assistance", "« Demande de support technique », « Activer le mode assistance »", None)
            workstation.choose(labels.MENU_ENABLE_ASSISTANCE)
        reader.wait_for_window(window)
        workstation.click_control(window, _plain(assistance_mode.REASON))
        workstation.desktop.type_text(REASON)
        self._take("activer", "« Activer le mode assistance » dit ce qui change", window)
        workstation.click_control(window, labels.MENU_ENABLE_ASSISTANCE, "push button")
        reader.wait_for_no_window(window)
        workstation.wait_for_picture(Picture.BEETLE)
        self._take("scarabee", "Le scarabée rouge : on travaille sans le serveur de production", None)

    def ask_for_the_password(self) -> None:
        """« Désactiver le mode assistance » prepares the mail that asks for the password of the day, and says so."""
        workstation, reader, window = self._workstation, self._reader, labels.MENU_DISABLE_ASSISTANCE
        workstation.choose(window)
        reader.wait_for_window(window)
        workstation.click_control(window, buttons.ASK_PASSWORD_TITLE)
        letter = buttons.ASK_PASSWORD_TITLE
        reader.wait_for_window(letter)
        workstation.click_control(letter, _plain(mail_window.OPEN))
        reader.wait_for_window(mail.TITLE)
        self._take("messagerie-mot-de-passe", "Ce message ne demande que le mot de passe du jour", mail.TITLE)
        reader.wait_for_words(letter, mail_window.OPENED)
        workstation.close_window(mail.TITLE)
        workstation.close_window(letter)
        reader.wait_for_words(window, "Mot de passe demandé")

    def type_password(self, password: str) -> None:
        """Open « Désactiver le mode assistance », unless it is open, and type a password of the day."""
        workstation, reader, window = self._workstation, self._reader, labels.MENU_DISABLE_ASSISTANCE
        if window not in reader.windows():
            workstation.choose(labels.MENU_DISABLE_ASSISTANCE)
            reader.wait_for_window(window)
        workstation.click_control(window, _plain(assistance_mode.DAY_FIELD), "text")
        workstation.desktop.press("ctrl+a")
        workstation.desktop.type_text(f"{password}\n")

    def disable_assistance(self, right: str, wrong: str) -> None:
        """Type a wrong password, then the right one: ball and heart, then the ball by itself."""
        workstation, reader, window = self._workstation, self._reader, labels.MENU_DISABLE_ASSISTANCE
        self._servers.behave(Behaviour.UP)
        self.type_password(wrong)
        reader.wait_for_words(window, assistance_mode.PASSWORD_FAILED[PasswordOutcome.WRONG][0])
        self._take("mot-de-passe-faux", "Un mot de passe faux : le nombre d’essais qui restent est dit", window)
        self.type_password(right)
        workstation.wait_for_picture(Picture.BALL)
        self._take("mot-de-passe-juste", "Le bon mot de passe du jour : le poste se reconnecte tout seul", window)
        self._workstation.close_window(window)
        self._take("reconnecte", "La boule est bleue : tout est rentré dans l’ordre", None)

    # What is always there.

    def look_at_the_rest(self) -> None:
        """The status window with its history, and the diagnostic report."""
        workstation, reader = self._workstation, self._reader
        workstation.choose(labels.MENU_STATUS)
        reader.wait_for_window(status_window.STATUS_TITLE)
        workstation.click_control(status_window.STATUS_TITLE, _plain(verdict_box.SHOW_DETAILS))
        reader.wait_for_words(status_window.STATUS_TITLE, _plain(verdict_box.HIDE_DETAILS))
        self._take(
            "etat", "« État de la connexion » : l’état en mots, et ce qui s’est passé", status_window.STATUS_TITLE
        )
        self._workstation.close_window(status_window.STATUS_TITLE)
        workstation.choose(labels.MENU_REPORT)
        reader.wait_for_window(labels.MENU_REPORT)
        reader.wait_for_words(labels.MENU_REPORT, _plain(report_window.SAVE))
        self._take("rapport", "« Rapport de diagnostic » : à relire, puis à enregistrer", labels.MENU_REPORT)
        self._workstation.close_window(labels.MENU_REPORT)


def _plain(label: str) -> str:
    """Return a label without the mark of its mnemonic."""
    return label.replace("&", "")
