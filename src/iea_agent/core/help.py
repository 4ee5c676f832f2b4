"""The pages of the guide, and which one each dialog opens with F1. ``tools/help_pages.py`` makes them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from iea_agent.core.commands import DialogKind


class HelpPage(StrEnum):
    """The pages that the program opens; the values are their file names without the suffix."""

    START = "index"
    WELCOME = "bienvenue"
    SETTINGS = "parametres"
    SERVER_TEST = "tester"
    REAUTHENTICATE = "relancer"
    LAUNCH = "lancer"
    ASSISTANCE = "mode-assistance"
    SUPPORT = "assistance"
    STATUS = "etat"
    REPORT = "rapport"
    ICON = "icone"
    ACCESSIBILITY = "accessibilite"
    LICENCES = "licences"


HELP_PAGES: Final[Mapping[DialogKind, HelpPage]] = {
    DialogKind.CONNECTION_SETTINGS: HelpPage.SETTINGS,
    DialogKind.SERVER_TEST: HelpPage.SERVER_TEST,
    DialogKind.REAUTHENTICATE: HelpPage.REAUTHENTICATE,
    DialogKind.STATUS: HelpPage.STATUS,
    DialogKind.LAUNCH: HelpPage.LAUNCH,
    DialogKind.ASSISTANCE: HelpPage.ASSISTANCE,
    DialogKind.DAY_PASSWORD: HelpPage.ASSISTANCE,
    DialogKind.SUPPORT_MAIL: HelpPage.SUPPORT,
    DialogKind.PASSWORD_MAIL: HelpPage.ASSISTANCE,
    DialogKind.HELPER_MAIL: HelpPage.SUPPORT,
    DialogKind.REPORT: HelpPage.REPORT,
    DialogKind.WELCOME: HelpPage.WELCOME,
    DialogKind.OTHER_SESSION: HelpPage.ICON,
    DialogKind.HELP: HelpPage.START,
    DialogKind.ABOUT: HelpPage.START,
}
"""The page about each dialog; a test walks the table."""
