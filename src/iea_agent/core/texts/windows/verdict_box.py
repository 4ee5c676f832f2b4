"""The parts of a verdict that every window shares."""

from iea_agent.core.texts.french import marked

SHOW_DETAILS = marked("Afficher les détails", "d")
HIDE_DETAILS = marked("Masquer les détails", "d")
DETAILS = "Détails"
"""The name of the list, for a screen reader."""
HEADING = "Titre"
"""Stands for the bold letters of a row of the details that heads others, for a screen reader."""
PROGRESS = "Progression"
"""The name of the bar while something runs, for a screen reader."""
BECOMES = "devient"
"""Stands for the arrow between an address and the one that replaces it, for a screen reader."""
