"""What is said to the support desk about its list of licences."""

from collections.abc import Mapping
from typing import Final

from iea_agent.core.cleaning import Entry
from iea_agent.core.desk import BadRow, RowFault, TableFault
from iea_agent.core.texts import characters

TABLE: Final[Mapping[TableFault, str]] = {
    TableFault.EMPTY: "La liste est vide.",
    TableFault.NO_NUMBERS: "La première ligne de la liste ne nomme pas de colonne « licence ».",
    TableFault.NO_SECRETS: "La première ligne de la liste ne nomme ni colonne « key » ni colonne « secret ».",
    TableFault.TWICE: "La première ligne de la liste nomme deux fois la même colonne.",
    TableFault.FORM: "La première ligne de la liste n’est pas celle d’un tableau (CSV).",
}
_ROW: Final[Mapping[RowFault, str]] = {
    RowFault.NO_NUMBER: "il manque le numéro de licence",
    RowFault.NO_SECRET: "il manque la clé ou le secret",
    RowFault.NUMBER: "le numéro de licence contient un caractère de trop",
    RowFault.KEY: "la clé contient un caractère qui n’est pas d’une clé",
    RowFault.SECRET: "le secret n’a pas 64 chiffres hexadécimaux",
    RowFault.QUOTE: "un guillemet manque ou est en trop, ou la ligne est trop longue",
    RowFault.CELLS: "cette ligne a plus de colonnes que la première",
}
NOT_TEXT: Final = "La liste n’est pas du texte en UTF-8, en UTF-16 ni en Windows-1252."
NOT_READ: Final = "La liste ne peut pas être lue."


def no_such_list(file: str) -> str:
    """Return that there is no such file."""
    return f"Il n’y a pas de fichier « {file} »."


def bad_row(row: BadRow) -> str:
    """Return why a row is left out."""
    why = _ROW[row.fault] if row.finding is None else characters.found(row.finding, Entry.NUMBER)
    return f"ligne {row.line} : {why}"


def passwords_are_for(day: str) -> str:
    """Return for which day the passwords are."""
    return f"Mots de passe du jour pour le {day} (heure de Paris)."
