"""Chapters 11 and 12 of EN 301 549 v3.2.1, clause by clause: what holds, and the tests or the look that support it.

A verdict is « conforme » only where a test or a named look supports it. Clauses that the standard leaves empty for
software (11.2.4.1, 11.2.4.2, 11.2.4.5, 11.3.1.2, 11.3.2.3, 11.3.2.4) are left out.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Final, NamedTuple


class Verdict(Enum):
    """What is known of a clause; the value is what the table says."""

    HOLDS = "conforme"
    PARTLY = "en partie"
    FAILS = "non conforme"
    UNKNOWN = "non vérifié"
    NOT_APPLICABLE = "sans objet"


class Clause(NamedTuple):
    """One requirement."""

    number: str
    theme: str
    """Its subject, in French."""
    verdict: Verdict
    words: str = ""
    """What holds; where something is missing, what that is."""
    tests: tuple[str, ...] = ()
    """Node ids of pytest: ``path::test``."""
    looked: str = ""
    """What was looked at by hand, with what."""


HOLDS, PARTLY, FAILS, UNKNOWN, NONE = Verdict

TREE: Final = "tests/e2e/test_accessibility_tree.py::"
EVERY: Final = "tests/ui/windows/test_every_window.py::"
BOX: Final = "tests/ui/parts/test_verdict_box.py::"
ONE: Final = "tests/ui/test_one_verdict.py::"
ICONS: Final = "tests/test_icons.py::"
HELP: Final = "tests/tooling/test_help_pages.py::"
SCALED: Final = "tests/ui/test_scaled_windows.py::test_every_window_is_whole_at_this_scale"
CONTRAST: Final = "tests/ui/test_contrast.py::"
SETTINGS: Final = "tests/ui/windows/test_connection_settings.py::"
DESKTOP: Final = "tests/e2e/test_private_desktop.py::"
MORNING: Final = "tests/e2e/test_a_clerks_morning.py::"
SIZES: Final = "tests/ui/test_sizes.py::test_every_window_is_whole"
KEYBOARD: Final = "tests/e2e/test_repair_by_hand.py::test_by_keyboard_alone"

_NO_MEDIA: Final = "Ni son, ni vidéo."

CLAUSES: Final[Sequence[Clause]] = (
    # 11.1 What is perceived.
    Clause(
        "11.1.1.1",
        "Images",
        HOLDS,
        "Chaque signe a un nom ; les mots à côté d’une image disent la même chose.",
        (
            EVERY + "test_every_sign_has_a_name_and_words_beside_it",
            BOX + "test_the_sign_has_the_colour_and_the_name_of_its_kind",
        ),
    ),
    *(
        Clause(number, theme, NONE, _NO_MEDIA)
        for number, theme in (
            ("11.1.2.1", "Son seul, vidéo seule"),
            ("11.1.2.2", "Sous-titres"),
            ("11.1.2.3", "Audiodescription ou texte"),
            ("11.1.2.4", "Sous-titres en direct"),
            ("11.1.2.5", "Audiodescription"),
        )
    ),
    Clause(
        "11.1.3.1",
        "Structure",
        PARTLY,
        "Les détails sont une liste, ses titres sont dits « Titre ». Les titres en gras des fenêtres sont lus comme du "
        "texte : à l’ouverture d’une fenêtre, Orca 43 lit les textes, et laisserait de côté un titre.",
        (
            TREE + "test_details_are_lists_with_named_rows",
            TREE + "test_every_field_has_a_label",
            "tests/core/shown/test_verdict.py::test_a_row_is_read_with_its_sign_in_words",
        ),
    ),
    Clause("11.1.3.2", "Ordre de lecture", HOLDS, "L’ordre suit l’œil.", (EVERY + "test_tab_follows_the_eye",)),
    Clause(
        "11.1.3.3",
        "Caractéristiques sensorielles",
        HOLDS,
        "Ce qu’il faut faire est dit par le nom d’un bouton, jamais par sa place ou sa couleur seules.",
        (EVERY + "test_every_sign_has_a_name_and_words_beside_it", ONE + "test_a_verdict_that_is_bad_has_a_next_act"),
    ),
    Clause(
        "11.1.3.4",
        "Orientation",
        HOLDS,
        "Rien n’impose un sens à l’écran.",
        (EVERY + "test_the_whole_window_stays_on_the_screen",),
    ),
    Clause(
        "11.1.3.5",
        "Finalité des champs",
        NONE,
        "Aucun champ n’attend une donnée que le système sait remplir.",
    ),
    Clause(
        "11.1.4.1",
        "Couleur",
        HOLDS,
        "Forme et mots disent ce que dit la couleur, aussi pour une personne daltonienne.",
        (
            ICONS + "test_two_pictures_differ_without_colour",
            ICONS + "test_two_pictures_differ_for_a_colour_blind_person",
            EVERY + "test_every_sign_has_a_name_and_words_beside_it",
        ),
    ),
    Clause("11.1.4.2", "Contrôle du son", NONE, _NO_MEDIA),
    Clause(
        "11.1.4.3",
        "Contraste des textes",
        HOLDS,
        "4,5 : 1 au moins, clair, sombre et contraste élevé, textes inactifs et exemples des champs vides compris.",
        (
            CONTRAST + "test_everything_can_be_seen_in_every_state",
            CONTRAST + "test_every_control_can_be_seen_in_every_state",
            EVERY + "test_every_text_can_be_read",
            BOX + "test_the_words_of_the_next_act_can_be_read_on_every_highlight_colour",
            SCALED,
        ),
    ),
    Clause(
        "11.1.4.4",
        "Agrandissement du texte",
        HOLDS,
        "Jusqu’à 200 %, aussi sur un écran de 1024 × 600 : rien n’est coupé, le contenu défile.",
        (SIZES, EVERY + "test_a_larger_font_cuts_nothing"),
    ),
    Clause(
        "11.1.4.5",
        "Images de texte",
        HOLDS,
        "Aucun texte n’est une image.",
        (EVERY + "test_every_sign_has_a_name_and_words_beside_it",),
    ),
    Clause(
        "11.1.4.10",
        "Redistribution",
        PARTLY,
        "Les textes et les boutons passent à la ligne, les fenêtres défilent. Une largeur de 320 pixels n’est "
        "pas prévue.",
        (
            SIZES,
            BOX + "test_rows_are_as_high_as_they_need_at_every_width",
        ),
    ),
    Clause(
        "11.1.4.11",
        "Contraste des contours",
        HOLDS,
        "3 : 1 au moins pour les contours, les signes, les cases et le focus, aussi en contraste élevé.",
        (
            CONTRAST + "test_everything_can_be_seen_in_every_state",
            CONTRAST + "test_every_control_can_be_seen_in_every_state",
        ),
    ),
    Clause("11.1.4.12", "Espacement du texte", NONE, "Les fenêtres ne sont pas écrites dans un langage à balises."),
    Clause(
        "11.1.4.13",
        "Contenu au survol",
        HOLDS,
        "Une bulle ne fait que compléter un bouton ; un lecteur d’écran dit les mêmes mots. Échap la ferme.",
        (TREE + "test_every_description_is_on_the_screen",),
    ),
    # 11.2 What is used.
    Clause(
        "11.2.1.1",
        "Clavier",
        PARTLY,
        "Toutes les fenêtres, leur texte (Ctrl + C) et la fiche d’aide. Sous XFCE, aucune touche ne mène à l’icône : "
        "« État de la connexion », dans le menu des applications, a les mêmes commandes. "
        "Sous Windows, ce n’est pas essayé.",
        (
            EVERY + "test_every_control_is_reached_with_alt_and_a_letter_of_its_own",
            KEYBOARD,
            "tests/ui/windows/test_copying.py::test_ctrl_c_copies_what_the_window_says",
            "tests/e2e/test_always_at_hand.py::test_the_menu_of_applications_opens_the_state_although_no_agent_runs",
            "tests/ui/windows/test_status.py::test_all_that_the_menu_offers_is_offered_here_and_nothing_else",
        ),
        "La fiche d’aide sans souris sous XFCE, Plasma et GNOME (`make test-desktops`)",
    ),
    Clause(
        "11.2.1.2",
        "Pas de piège au clavier",
        HOLDS,
        "Tab quitte chaque champ, Échap ferme chaque fenêtre.",
        (
            "tests/ui/windows/test_support_mail.py::test_tab_leaves_the_body",
            EVERY + "test_escape_closes_a_window_in_which_nothing_is_unsaved",
        ),
    ),
    Clause(
        "11.2.1.4",
        "Raccourcis d’une seule touche",
        HOLDS,
        "Aucun : une lettre soulignée veut la touche Alt.",
        (EVERY + "test_every_control_is_reached_with_alt_and_a_letter_of_its_own",),
    ),
    Clause(
        "11.2.2.1",
        "Délais",
        HOLDS,
        "Aucun délai ne ferme une fenêtre. Une notification qui s’efface est redite par « État de la connexion ».",
        ("tests/core/test_notifications.py::test_whatever_is_known_the_state_is_told_in_one_sentence",),
        "Notifications et fenêtres laissées ouvertes, XFCE",
    ),
    Clause(
        "11.2.2.2",
        "Mouvement",
        HOLDS,
        "Seule bouge la barre d’une attente, et pas si les animations sont désactivées dans le système.",
        ("tests/ui/parts/test_motion.py::test_no_bar_where_nothing_may_move",),
    ),
    Clause("11.2.3.1", "Flashs", HOLDS, "Rien ne clignote.", (), "Toutes les fenêtres, à l’œil"),
    Clause(
        "11.2.4.3",
        "Parcours du focus",
        PARTLY,
        "L’ordre suit l’œil ; le focus reste sur le même acte ou va au prochain. "
        "Avec un très grand texte, « Paramètres de connexion » commence par la zone qui défile.",
        (EVERY + "test_tab_follows_the_eye", BOX + "test_the_focus_stays_while_the_next_act_is_the_same"),
    ),
    Clause(
        "11.2.4.4",
        "Fonction des liens",
        HOLDS,
        "Chaque bouton dit ce qu’il fait ; aucun n’est là deux fois.",
        (TREE + "test_every_control_has_a_name", ONE + "test_no_button_stands_twice"),
    ),
    Clause(
        "11.2.4.6",
        "Titres et étiquettes",
        HOLDS,
        "Fenêtres, champs et parties sont nommés par ce qu’ils contiennent.",
        (TREE + "test_every_field_has_a_label", TREE + "test_no_box_is_named_like_what_it_holds"),
    ),
    Clause(
        "11.2.4.7",
        "Focus visible",
        PARTLY,
        "Un cadre plus épais, d’un contraste d’au moins 3 : 1, qui diffère du bouton de la touche Entrée. "
        "La ligne courante des détails se voit mal ; avec un très grand texte, le focus peut être hors de vue.",
        (
            CONTRAST + "test_the_focus_can_be_seen",
            CONTRAST + "test_the_button_that_enter_presses_looks_otherwise_than_the_focused_one",
        ),
    ),
    Clause("11.2.5.1", "Gestes", HOLDS, "Un clic simple suffit partout.", (), "Toutes les fenêtres, à la souris"),
    Clause(
        "11.2.5.2",
        "Annulation du pointeur",
        HOLDS,
        "Un bouton agit quand on le relâche.",
        (),
        "Toutes les fenêtres, à la souris",
    ),
    Clause(
        "11.2.5.3",
        "Étiquette dans le nom",
        HOLDS,
        "Le nom d’un bouton ou d’un champ est ce qu’on y lit.",
        (TREE + "test_every_field_has_a_label", TREE + "test_every_control_has_a_name"),
    ),
    Clause("11.2.5.4", "Mouvements de l’appareil", NONE, "Aucun n’est utilisé."),
    # 11.3 What is understood.
    Clause(
        "11.3.1.1",
        "Langue",
        HOLDS,
        "Tout est en français ; les mots du système ne se trouvent que dans les détails, après « message technique ».",
        (
            TREE + "test_words_of_systems_are_in_the_details_only",
            "tests/core/shown/test_words_of_systems.py::test_they_stand_in_the_details_of_a_verdict_only",
            "tests/tooling/test_french.py::test_everything_that_is_displayed_keeps_to_the_rules",
        ),
    ),
    Clause(
        "11.3.2.1",
        "Au focus",
        HOLDS,
        "Rien ne change quand le focus arrive.",
        (KEYBOARD,),
    ),
    Clause(
        "11.3.2.2",
        "À la saisie",
        HOLDS,
        "Rien n’est enregistré ni envoyé avant un bouton.",
        (SETTINGS + "test_restoring_the_official_addresses_shows_before_and_after_first",),
    ),
    Clause(
        "11.3.3.1",
        "Erreurs signalées",
        HOLDS,
        "Une faute est dite en mots, sous son champ, et annoncée.",
        (ONE + "test_a_verdict_that_is_bad_has_a_next_act", TREE + "test_every_description_is_on_the_screen"),
    ),
    Clause(
        "11.3.3.2",
        "Étiquettes ou consignes",
        HOLDS,
        "Chaque champ a son étiquette.",
        (TREE + "test_every_field_has_a_label",),
    ),
    Clause(
        "11.3.3.3",
        "Suggestions après une erreur",
        HOLDS,
        "Chaque verdict dit que faire, et a le bouton pour le faire.",
        (
            ONE + "test_a_failed_test_has_a_way_on_for_who_acts",
            "tests/core/shown/test_connection.py::test_whoever_acts_has_a_button_and_there_is_one_next_act",
        ),
    ),
    Clause(
        "11.3.3.4",
        "Prévention des erreurs",
        HOLDS,
        "Une correction montre l’avant et l’après, puis s’annule pendant un jour. C’est vous qui envoyez un message.",
        (
            "tests/core/shown/test_repairing.py::test_who_confirms_confirms_the_addresses_that_were_shown",
            "tests/e2e/test_repair.py::test_the_addresses_are_proposed_repaired_and_undone",
        ),
    ),
    # 11.4 What is robust.
    Clause("11.4.1.1", "Analyse syntaxique", NONE, "Les fenêtres ne sont pas écrites dans un langage à balises."),
    Clause(
        "11.4.1.2",
        "Nom, rôle, valeur",
        HOLDS,
        "Lus dans chaque fenêtre et chaque état, comme un lecteur d’écran les lit. Le bouton des détails dit "
        "s’il affiche ou s’il masque, par son nom et par son état.",
        (
            TREE + "test_every_control_has_a_name",
            TREE + "test_no_button_can_be_checked",
            TREE + "test_a_disclosure_says_whether_it_is_open",
            "tests/ui/parts/test_expandable.py::test_it_says_what_any_button_says",
            TREE + "test_every_description_is_on_the_screen",
        ),
    ),
    Clause(
        "11.4.1.3",
        "Messages d’état",
        PARTLY,
        "Orca 43.1 dit chaque résultat, en entier et une seule fois. Sous Windows et macOS, l’annonce est faite, "
        "et n’est pas encore écoutée.",
        (
            "tests/e2e/test_voice.py::test_what_went_wrong_is_heard_as_it_is_shown",
            "tests/ui/parts/test_speech.py::test_what_is_announced_describes_the_focus_until_it_leaves",
            EVERY + "test_changes_are_announced_to_a_screen_reader",
        ),
    ),
    # 11.5 Assistive technology.
    Clause("11.5.1", "Fonctionnalité fermée", NONE, "Les technologies d’assistance peuvent toutes être utilisées."),
    Clause("11.5.2.1", "Services de la plateforme", NONE, "Le programme n’est pas une plateforme."),
    Clause("11.5.2.2", "Services pour les aides techniques", NONE, "Le programme n’est pas une plateforme."),
    Clause(
        "11.5.2.3",
        "Emploi des services d’accessibilité",
        PARTLY,
        "AT-SPI sous Linux, essayé. UI Automation sous Windows et l’accessibilité de macOS, par Qt, ne sont pas "
        "essayées.",
        (TREE + "test_every_window_is_read",),
    ),
    Clause("11.5.2.4", "Aide technique", NONE, "Le programme n’en est pas une."),
    Clause(
        "11.5.2.5",
        "Information sur les objets",
        HOLDS,
        "Rôle, états, place, nom et description.",
        (
            TREE + "test_every_control_has_a_name",
            DESKTOP + "test_a_window_is_read_with_its_roles_and_states",
        ),
    ),
    Clause("11.5.2.6", "Lignes, colonnes, en-têtes", NONE, "Aucun tableau : les détails sont une liste."),
    Clause(
        "11.5.2.7",
        "Valeurs",
        HOLDS,
        "Le texte d’un champ et l’état d’une case sont lus.",
        (DESKTOP + "test_a_window_is_read_with_its_roles_and_states",),
    ),
    Clause(
        "11.5.2.8",
        "Relations d’étiquette",
        HOLDS,
        "Chaque champ est lié à son étiquette.",
        (TREE + "test_every_field_has_a_label",),
    ),
    Clause(
        "11.5.2.9",
        "Relations de parenté",
        HOLDS,
        "Les lignes se trouvent dans leur liste, les parties dans leur fenêtre.",
        (TREE + "test_details_are_lists_with_named_rows",),
    ),
    Clause(
        "11.5.2.10",
        "Texte",
        PARTLY,
        "Chaque texte est lu entier. À l’ouverture d’une fenêtre, Orca 43 laisse de côté les textes d’un ou deux mots.",
        (TREE + "test_every_name_is_one_line", EVERY + "test_a_screen_reader_reads_every_text_whole"),
    ),
    *(
        Clause(number, theme, HOLDS, words, (MORNING + test,))
        for number, theme, words, test in (
            ("11.5.2.11", "Liste des actions", "Chaque bouton a son action.", "test_a_clerks_morning"),
            (
                "11.5.2.12",
                "Exécution des actions",
                "Un bouton est pressé par un lecteur d’écran.",
                "test_a_clerks_morning",
            ),
            (
                "11.5.2.17",
                "Modification des valeurs et du texte",
                "Un champ est rempli par un lecteur d’écran.",
                "test_to_quit_from_the_menu_is_no_way_to_lose_what_was_typed",
            ),
        )
    ),
    *(
        Clause(number, theme, HOLDS, words, (DESKTOP + "test_a_window_is_read_with_its_roles_and_states",))
        for number, theme, words in (
            ("11.5.2.13", "Suivi du focus et de la sélection", "Le focus est lu là où il est."),
            ("11.5.2.16", "Modification des états", "L’état d’une case est lu après un clic."),
        )
    ),
    Clause("11.5.2.14", "Modification du focus et de la sélection", UNKNOWN, "Qt l’offre ; aucun essai ne le fait."),
    Clause(
        "11.5.2.15",
        "Avis de changement",
        HOLDS,
        "Un changement est annoncé sans que le focus bouge.",
        (EVERY + "test_changes_are_announced_to_a_screen_reader",),
    ),
    # 11.6, 11.7 and 11.8.
    Clause("11.6.1", "Accessibilité de la plateforme", NONE, "Le programme n’est pas une plateforme."),
    Clause(
        "11.6.2",
        "Pas de perturbation",
        HOLDS,
        "Les fenêtres suivent le système et ne changent aucun de ses paramètres.",
        (),
        "Police, taille et thème sombre de XFCE, avec Orca 43.1",
    ),
    Clause(
        "11.7",
        "Préférences du système",
        PARTLY,
        "Police, taille, fond sombre et contraste élevé sont suivis. Celui de Windows n’est pas essayé.",
        (SCALED, "tests/adapters/desktop/test_high_contrast.py::test_the_theme_of_the_server_is_followed"),
    ),
    Clause("11.8", "Outils de création", NONE, "Le programme ne crée pas de contenu."),
    # 12 Documentation and support.
    Clause(
        "12.1.1",
        "Documentation : accessibilité et compatibilité",
        HOLDS,
        "Le guide a une page « Au clavier et au lecteur d’écran ».",
        (HELP + "test_every_page_that_the_program_opens_is_there",),
        "Page « Au clavier et au lecteur d’écran »",
    ),
    Clause(
        "12.1.2",
        "Documentation accessible",
        HOLDS,
        "Des pages pour le navigateur, avec titres, langue et descriptions d’images, sans réseau.",
        (HELP + "test_a_screen_reader_finds_its_way", "tests/core/test_help.py::test_every_dialog_has_a_page"),
    ),
    *(
        Clause(number, theme, UNKNOWN, "L’assistance n’est pas tenue par les auteurs du programme.")
        for number, theme in (
            ("12.2.2", "Assistance : accessibilité et compatibilité"),
            ("12.2.3", "Assistance : communication"),
            ("12.2.4", "Assistance : documents accessibles"),
        )
    ),
)
