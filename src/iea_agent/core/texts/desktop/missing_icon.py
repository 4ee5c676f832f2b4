"""A desktop without a tray: how to work without the icon, and how to get one.

The names of applets and plug-ins are those of the desktops' own French translations.
"""

from collections.abc import Mapping

from iea_agent.core.desktops import Desktop

NO_ICON_TITLE = "Votre bureau n'affiche pas l'icône de l'agent"
NO_ICON_BODY = (
    "L'agent surveille la connexion quand même, et cette fenêtre remplace l'icône. Pour la rouvrir, lancez l'agent à "
    "nouveau."
)
WAY_TO_ICON: Mapping[Desktop, str] = {
    Desktop.BUDGIE: "Pour avoir l'icône, ajoutez « Zone de notification » au tableau de bord (réglages de Budgie).",
    Desktop.CINNAMON: "Pour avoir l'icône, ajoutez l'applet « XApp Status » au tableau de bord (clic droit dessus).",
    Desktop.GNOME: "Pour avoir l'icône, GNOME a besoin de « AppIndicator and KStatusNotifierItem Support ». "
    "Votre informaticien installe le paquet gnome-shell-extension-appindicator ; fermez et rouvrez alors la session, "
    "puis activez l'extension dans l'application « Extensions ».",
    Desktop.KDE: "Pour avoir l'icône, ajoutez « Boîte à miniatures » au tableau de bord (clic droit dessus).",
    Desktop.LXDE: "Le tableau de bord de LXDE ne sait pas afficher cette icône : votre informaticien peut le remplacer "
    "par xfce4-panel ou lxqt-panel.",
    Desktop.LXQT: "Pour avoir l'icône, ajoutez « Information du statut » au tableau de bord (clic droit dessus).",
    Desktop.MATE: "Pour avoir l'icône, ajoutez « Zone de notification » au tableau de bord (clic droit dessus).",
    Desktop.WLROOTS: "Pour avoir l'icône, il faut une barre qui affiche les icônes « StatusNotifierItem », par exemple "
    "waybar avec son module « tray » : voyez votre informaticien.",
    Desktop.XFCE: "Pour avoir l'icône, ajoutez « Greffon de barre d'état » au tableau de bord (clic droit dessus).",
    Desktop.OTHER: "Pour avoir l'icône, il faut un tableau de bord qui affiche les icônes « StatusNotifierItem », par "
    "exemple xfce4-panel : voyez votre informaticien.",
}
SAID_ONCE = "Ce message ne sera plus affiché. L'icône apparaîtra d'elle-même dès que le bureau saura l'afficher."
