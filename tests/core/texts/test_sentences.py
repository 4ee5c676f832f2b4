"""Sentences made with a date, a duration, a count or a name."""

from datetime import date, datetime

import pytest
from msgspec.structs import replace

from iea_agent.core.diagnosis import Verdict
from iea_agent.core.prepared_mails import Occasion, PreparedMail
from iea_agent.core.texts import announcements, command_line, command_line_help, french, report_files
from iea_agent.core.texts.french import marked
from iea_agent.core.texts.windows import assistance_mode, mail_window, settings_window, status_window
from iea_agent.core.typed_addresses import AddressFault

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 23, 9, 5), "9 h 05"),  # noqa: DTZ001 (the local time of a person)
        (datetime(2026, 11, 1, 17, 40), "le 1er novembre à 17 h 40"),  # noqa: DTZ001
        (datetime(2025, 2, 14, 0, 0), "le 14 février 2025 à 0 h 00"),  # noqa: DTZ001
    ],
)
def test_a_moment_is_said_as_people_say_it(at: datetime, said: str) -> None:
    assert french.moment(at, TODAY).replace("\u00a0", " ") == said


@pytest.mark.parametrize(("ms", "said"), [(0.4, "0 ms"), (999.4, "999 ms"), (999.6, "1,0 s"), (12_345, "12,3 s")])
def test_a_duration_has_a_unit(ms: float, said: str) -> None:
    assert french.duration(ms).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("wait_s", "said"), [(0.2, "1 s"), (59.5, "1 min 00 s"), (185, "3 min 05 s"), (7260, "2 h 01 min")]
)
def test_a_wait_is_never_said_to_be_over_too_early(wait_s: float, said: str) -> None:
    assert french.waiting(wait_s).replace("\u00a0", " ") == said


def test_a_mail_is_remembered_with_its_day() -> None:
    at = datetime(2026, 11, 23, 9, 12)  # noqa: DTZ001
    mail = PreparedMail(Occasion.CONNECTION, 0.0, Verdict.DNS)
    said = mail_window.prepared(mail, at, Verdict.DNS, TODAY).replace("\u00a0", " ")
    assert said.startswith("Demande préparée le lundi 23 novembre à 9 h 12, inutile de renvoyer. ")
    assert " 2026 à " in mail_window.prepared(replace(mail, about=None), at, Verdict.DNS, date(2027, 1, 4))


def test_a_mail_about_another_trouble_does_not_replace_one_about_this() -> None:
    at = datetime(2026, 11, 23, 9, 12)  # noqa: DTZ001
    mail = PreparedMail(Occasion.CONNECTION, 0.0, Verdict.DNS)
    said = mail_window.prepared(mail, at, Verdict.REFUSED, TODAY).replace("\u00a0", " ")
    assert "inutile" not in said
    assert said.endswith("pour une autre panne : nom du serveur introuvable.")


@pytest.mark.parametrize("occasion", Occasion)
def test_every_mail_that_was_prepared_is_said_with_its_time(occasion: Occasion) -> None:
    at = datetime(2026, 11, 23, 9, 12)  # noqa: DTZ001
    said = mail_window.prepared(PreparedMail(occasion, 0.0), at, None, TODAY).replace("\u00a0", " ")
    assert "le lundi 23 novembre à 9 h 12" in said
    assert ("inutile de renvoyer" in said) is (occasion is not Occasion.QUESTION)


@pytest.mark.parametrize(("day", "useless"), [(TODAY, True), (date(2026, 11, 24), False)])
def test_a_password_that_was_asked_for_is_waited_for_on_its_day_only(day: date, *, useless: bool) -> None:
    at = datetime(2026, 11, 23, 9, 12)  # noqa: DTZ001
    said = mail_window.prepared(PreparedMail(Occasion.DAY_PASSWORD, 0.0), at, Verdict.DNS, day)
    assert said.startswith("Mot de passe demandé le lundi 23 novembre à 9")
    assert ("inutile" in said) is useless


def test_a_message_without_a_recipient_has_one_line_to_move() -> None:
    assert "la première ligne dans la case" in mail_window.paste_all("Ctrl+V", with_recipient=False)


def test_a_letter_that_a_label_does_not_have_is_an_error() -> None:
    with pytest.raises(ValueError, match="substring not found"):
        marked("Quitter", "z")


@pytest.mark.parametrize("fault", AddressFault)
def test_what_is_wrong_with_an_address_is_one_sentence(fault: AddressFault) -> None:
    assert settings_window.ADDRESS_FAULT[fault].endswith(".")


NOON = datetime(2026, 11, 23, 12, 30)  # noqa: DTZ001 (the local time of a person)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (status_window.since(NOON, TODAY), "Depuis 12 h 30."),
        (status_window.next_attempt(NOON, TODAY), "Prochaine tentative automatique : 12 h 30."),
        (status_window.next_check(NOON, TODAY), "Prochaine vérification automatique : 12 h 30."),
        (assistance_mode.tries_left(0), "Il ne reste plus d’essai pour le moment."),
        (assistance_mode.tries_left(1), "Il reste 1 essai avant un temps d’attente."),
        (assistance_mode.tries_left(3), "Il reste 3 essais avant un temps d’attente."),
        (assistance_mode.locked_until(NOON, 30, TODAY), "Prochain essai possible à 12 h 30, dans 30 s."),
        (
            assistance_mode.locked_until(NOON, 86400, date(2026, 11, 22)),
            "Prochain essai possible le 23 novembre à 12 h 30, dans 24 h 00 min.",
        ),
        (
            assistance_mode.believed_date(NOON),
            "D’après ce poste, nous sommes le lundi 23 novembre 2026 et il est 12 h 30.",
        ),
        (
            assistance_mode.password_source(TODAY, "12-345"),
            (
                "L’assistance vous envoie le mot de passe du jour par courriel. Ce mot de passe ne vaut que pour "
                "aujourd’hui, lundi 23 novembre 2026, et pour la licence 12-345."
            ),
        ),
        (
            assistance_mode.password_source(TODAY, ""),
            (
                "L’assistance vous envoie le mot de passe du jour par courriel. Ce mot de passe ne vaut que pour "
                "aujourd’hui, lundi 23 novembre 2026."
            ),
        ),
        (command_line.report_written("/tmp/r.zip"), "Rapport de diagnostic : /tmp/r.zip"),
        (command_line.answer_not_written("EIO"), "La réponse n’a pas pu être écrite.\nDétails : EIO"),
        (
            command_line_help.usage_error("iea-agent", command_line_help.value_missing("--auth")),
            (
                "iea-agent : commande ou option incorrecte (il manque une valeur après --auth).\n"
                "Essayez « iea-agent --help ».\n"
            ),
        ),
        (report_files.cut_file(12), "[… début non lu : 12 octets …]"),
        (report_files.unreadable("journal.log", "EIO"), "Le fichier journal.log ne peut pas être lu : EIO"),
        (
            mail_window.paste("Ctrl+V"),
            "Le texte est copié : collez le texte (Ctrl+V) dans le message, puis envoyez-le.",
        ),
        (
            mail_window.paste_all("Ctrl+V", with_recipient=True),
            "Collez le texte (Ctrl+V), puis déplacez les deux premières lignes dans les cases « À » et « Objet ».",
        ),
        (
            announcements.reminder(NOON).body,
            (
                "Mode assistance depuis le 23/11 : pour revenir en production, choisissez "
                "« Désactiver le mode assistance »."
            ),
        ),
    ],
)
def test_a_sentence_about_a_moment_or_a_count(said: str, words: str) -> None:
    assert said.replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("story", "words"),
    [
        (
            assistance_mode.assistance_story(NOON, "claire", "panne", TODAY),
            ("Mode assistance activé le lundi 23 novembre à 12 h 30 par claire.", "Motif : panne"),
        ),
        (assistance_mode.assistance_story(None, "claire", "", TODAY), ("Mode assistance activé par claire.",)),
        (assistance_mode.assistance_story(None, "", "", TODAY), ()),
    ],
)
def test_the_story_of_assistance_mode_says_what_is_known(story: tuple[str, ...], words: tuple[str, ...]) -> None:
    assert tuple(line.replace("\u00a0", " ") for line in story) == words


def test_what_the_desk_was_asked_for_can_still_be_sent() -> None:
    at = datetime(2026, 11, 23, 9, 5)  # noqa: DTZ001
    said = mail_window.asked(at, TODAY).replace("\u00a0", " ")
    assert said.startswith("L’assistance doit intervenir : demande préparée ")
    assert said.endswith(". Si ce message n’est pas encore parti, envoyez-le.")
