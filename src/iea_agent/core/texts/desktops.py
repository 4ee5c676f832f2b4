"""What the agent enters in the desktop, autostart and the shortcut, and a desktop without a tray."""

from collections.abc import Mapping

from iea_agent.core.autostart import AutostartStatus
from iea_agent.core.desktops import Desktop
from iea_agent.core.shortcut import ShortcutStatus
from iea_agent.core.texts.french import marked

# Autostart: the command line's answers, and the box of the settings window.

AT_LOGIN = "Lancer Connexion Impact emploi à l’ouverture de session"
AT_LOGIN_BOX = marked(AT_LOGIN, "o")

AGENT_NAME = "Connexion Impact emploi"
AGENT_COMMENT = "Dit près de l’horloge si ce poste est connecté au serveur de production"
"""Shown in the system's list of start-up programs."""

AUTOSTART: Mapping[AutostartStatus, str] = {
    AutostartStatus.ON: "Le programme de connexion est lancé à l’ouverture de votre session.",
    AutostartStatus.OFF: "Le programme de connexion n’est pas lancé à l’ouverture de votre session.",
    AutostartStatus.DISABLED: (
        "Le programme de connexion est désactivé parmi les programmes de démarrage "
        "(Gestionnaire des tâches, ou paramètres du bureau)."
    ),
    AutostartStatus.MOVED: (
        "L’ouverture de votre session lance une autre installation du programme de connexion, "
        "ou une installation qui n’existe plus."
    ),
    AutostartStatus.OTHER: (
        "Un autre programme du même nom est lancé à l’ouverture de session : ce programme est laissé tel quel."
    ),
    AutostartStatus.SYSTEM: (
        "La personne qui gère vos ordinateurs fait lancer le programme de connexion à l’ouverture de chaque session."
    ),
}
ONLY_THE_ADMINISTRATOR = "Seule la personne qui gère vos ordinateurs peut changer cela."
NOT_FOR_A_PROFILE = (
    "Ce programme range tout dans un dossier à part (IEA_AGENT_HOME). "
    "L’ouverture de session ne connaît pas ce dossier : elle ne peut pas lancer ce programme."
)

AUTOSTART_HELP: Mapping[AutostartStatus, str] = {
    AutostartStatus.ON: "L’icône est là dès que votre session est ouverte.",
    AutostartStatus.OFF: "L’icône est là dès que votre session est ouverte.",
    AutostartStatus.DISABLED: (
        "Désactivé dans le Gestionnaire des tâches ou dans les paramètres du bureau ; cochez pour réactiver."
    ),
    AutostartStatus.MOVED: "Une autre installation est lancée pour le moment ; cochez pour lancer celle-ci.",
    AutostartStatus.OTHER: AUTOSTART[AutostartStatus.OTHER],
    AutostartStatus.SYSTEM: f"{AUTOSTART[AutostartStatus.SYSTEM]} {ONLY_THE_ADMINISTRATOR}",
}
HELP_PROFILE = "Indisponible : ce programme range tout dans un dossier à part."
HELP_UNKNOWN = "Ce poste n’a pas dit si le programme de connexion est lancé à l’ouverture de session."
AUTOSTART_NOT_SET = (
    "Le lancement à l’ouverture de session n’a pas pu être changé. "
    "Le disque est plein ou protégé, ou ce poste interdit ce changement. Le reste est enregistré. "
    "Que faire : libérez de la place sur le disque, puis enregistrez à nouveau. "
    "Si cela dure, prévenez la personne qui gère vos ordinateurs."
)

# The shortcut « Impact emploi », and what the command line says of it.

SHORTCUT_NAME = "Impact emploi"
SHORTCUT_COMMENT = "Lance Impact emploi après avoir vérifié la connexion au serveur"
SHORTCUT_KEYWORDS = ("paie", "lancer")
"""Words by which menus find it."""
STATE_NAME = "Impact emploi – État de la connexion"
STATE_COMMENT = "Montre si ce poste est connecté au serveur de production, et que faire sinon"
STATE_KEYWORDS = ("état", "connexion", "icône", "boule", "cœur", "aide")
SHORTCUT: Mapping[ShortcutStatus, str] = {
    ShortcutStatus.ON: "Le raccourci « Impact emploi » est en place : dans le menu des applications et sur le bureau.",
    ShortcutStatus.MENU: (
        "Le raccourci « Impact emploi » est dans le menu des applications, pas sur le bureau. "
        "Ce poste n’a pas de bureau, ou le dossier du bureau n’est pas accessible."
    ),
    ShortcutStatus.DESKTOP: "Le raccourci « Impact emploi » est sur le bureau, pas dans le menu des applications.",
    ShortcutStatus.OFF: "Il n’y a pas de raccourci « Impact emploi ».",
    ShortcutStatus.OTHER: "Un autre raccourci « Impact emploi », que ce programme n’a pas créé, est en place.",
}
STATE_ENTRY: Mapping[ShortcutStatus, str] = {
    ShortcutStatus.ON: f"« {STATE_NAME} » est dans le menu des applications.",
    ShortcutStatus.MENU: f"« {STATE_NAME} » est dans le menu des applications.",
    ShortcutStatus.DESKTOP: f"« {STATE_NAME} » n’est plus dans le menu des applications, mais à son ancienne place.",
    ShortcutStatus.OFF: f"« {STATE_NAME} » n’est pas dans le menu des applications.",
    ShortcutStatus.OTHER: f"Une autre entrée « {STATE_NAME} » est dans le menu des applications.",
}
NO_SHORTCUTS = "Ce système ne connaît pas ces raccourcis."

# A desktop without a tray: how to work without the icon, and how to get one. The names of applets and plug-ins are
# those of the desktops' own French translations.

NO_ICON_TITLE = "Votre bureau n’affiche pas l’icône de connexion"
NO_ICON_BODY = (
    "La connexion est surveillée quand même, et cette fenêtre remplace l’icône. "
    f"Pour rouvrir cette fenêtre : « {STATE_NAME} », dans le menu des applications."
)
WAY_TO_ICON: Mapping[Desktop, str] = {
    Desktop.BUDGIE: "Pour avoir l’icône, ajoutez « Zone de notification » au tableau de bord (paramètres de Budgie).",
    Desktop.CINNAMON: "Pour avoir l’icône, ajoutez l’applet « XApp Status » au tableau de bord (clic droit dessus).",
    Desktop.GNOME: "Pour avoir l’icône, GNOME a besoin de « AppIndicator and KStatusNotifierItem Support ». "
    "La personne qui gère vos ordinateurs installe le paquet gnome-shell-extension-appindicator. "
    "Fermez et rouvrez alors la session, puis activez l’extension dans l’application « Extensions ».",
    Desktop.KDE: "Pour avoir l’icône, ajoutez « Boîte à miniatures » au tableau de bord (clic droit dessus).",
    Desktop.LXDE: "Le tableau de bord de LXDE ne sait pas afficher cette icône. "
    "La personne qui gère vos ordinateurs peut installer xfce4-panel ou lxqt-panel à la place.",
    Desktop.LXQT: "Pour avoir l’icône, ajoutez « Information du statut » au tableau de bord (clic droit dessus).",
    Desktop.MATE: "Pour avoir l’icône, ajoutez « Zone de notification » au tableau de bord (clic droit dessus).",
    Desktop.WLROOTS: "Pour avoir l’icône, il faut une barre qui affiche les icônes « StatusNotifierItem », par exemple "
    "waybar avec son module « tray ». Prévenez la personne qui gère vos ordinateurs.",
    Desktop.XFCE: "Pour avoir l’icône, ajoutez « Greffon de barre d’état » au tableau de bord (clic droit dessus).",
    Desktop.OTHER: "Pour avoir l’icône, il faut un tableau de bord qui affiche les icônes « StatusNotifierItem », par "
    "exemple xfce4-panel. Prévenez la personne qui gère vos ordinateurs.",
}
SAID_ONCE = "Ce message ne sera plus affiché. L’icône apparaîtra d’elle-même dès que le bureau saura l’afficher."
