"""The French names of characters, and what is said of one that the gate of ``core/cleaning.py`` did not let through."""

import unicodedata
from collections.abc import Mapping

from iea_agent.core.cleaning import Entry, Finding

NAME: Mapping[str, str] = {
    " ": "espace",
    "\t": "tabulation",
    "\n": "saut de ligne",
    "\r": "saut de ligne",
    "\u00a0": "espace insécable",
    "\u2028": "saut de ligne",
    "\u202f": "espace fine insécable",
    "\u00ad": "trait d’union conditionnel, invisible",
    "\u200b": "espace sans largeur, invisible",
    "\ufeff": "marque d’ordre des octets, invisible",
    "\u2010": "trait d’union typographique",
    "\u2011": "trait d’union insécable",
    "\u2012": "tiret numérique",
    "\u2013": "tiret demi-cadratin",
    "\u2014": "tiret cadratin",
    "\u2015": "barre horizontale",
    "\u2212": "signe moins",
    '"': "guillemet droit",
    "'": "apostrophe droite",
    "`": "accent grave seul",
    "«": "guillemet français ouvrant",
    "»": "guillemet français fermant",
    "\u2018": "apostrophe typographique ouvrante",
    "\u2019": "apostrophe typographique",
    "\u201c": "guillemet typographique ouvrant",
    "\u201d": "guillemet typographique fermant",
    "\u201e": "guillemet typographique bas",
    "\u2026": "points de suspension en un seul caractère",
    "\u00b7": "point médian",
    "\u00b4": "accent aigu seul",
    "<": "chevron ouvrant",
}
"""The names of what mail programs and word processors put into texts."""
_KIND: Mapping[str, str] = {
    "L": "lettre d’un autre alphabet",
    "M": "accent ou signe placé sur une lettre",
    "N": "chiffre ou nombre d’une autre écriture",
    "P": "signe de ponctuation",
    "S": "symbole",
    "Z": "espace spéciale",
    "C": "caractère invisible",
}
"""The kinds of all others, by the first letter of their category in Unicode."""
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_IN: Mapping[Entry, str] = {
    Entry.NUMBER: "Le numéro de licence contient",
    Entry.KEY: "La clé de licence contient",
    Entry.ADDRESS: "Cette adresse contient",
    Entry.PATH: "Ce nom de fichier contient",
    Entry.LINE: "Ce texte contient",
}


def name_of(char: str) -> str:
    """Return what a character is called: « tiret demi-cadratin (U+2013) »."""
    if ord(char) in _FULL_WIDTH:
        name = "caractère pleine largeur"
    else:
        name = NAME.get(char) or _KIND[unicodedata.category(char)[0]]
    return name if char.isascii() and char in NAME else f"{name} (U+{ord(char):04X})"


def found(finding: Finding, entry: Entry) -> str:
    """Return the sentence about a character: what it is, and where."""
    return f"{_IN[entry]} le caractère « {name_of(finding.char)} » à la position {finding.position}."
