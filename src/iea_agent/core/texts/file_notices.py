"""Notices about the agent's own files: notification, status window, command line, report."""

from collections.abc import Iterable, Mapping
from typing import Final, assert_never

from iea_agent.core.file_notices import CANNOT_BE_READ, FileFinding, FileFlaw, FileNotice, FlawKind, OwnFile

TITLE = "Fichiers du programme"
"""Above these sentences in the status window."""

FILE: Mapping[OwnFile, str] = {
    OwnFile.SETTINGS: "Le fichier des paramètres",
    OwnFile.STATE: "Le fichier de l’état de la connexion",
    OwnFile.HISTORY: "Le fichier de l’historique",
    OwnFile.LOG: "Le fichier du journal technique",
}

_FOUND: Mapping[FileFinding, str] = {
    FileFinding.RECOVERED: "était abîmé : sa copie de sauvegarde a été reprise.",
    FileFinding.MADE_READABLE: "ne pouvait pas être lu : ses droits d’accès ont été rétablis, rien n’est perdu.",
    FileFinding.NEWER: (
        "vient d’une version plus récente du programme : ce fichier ne sera pas modifié. "
        "Que faire : mettez ce programme à jour, ou prévenez la personne qui gère vos ordinateurs."
    ),
    FileFinding.UNREADABLE: "ne peut pas être lu. Que faire : prévenez la personne qui gère vos ordinateurs.",
    FileFinding.IN_USE: (
        "est utilisé par un autre programme : une nouvelle tentative sera faite automatiquement. "
        "Que faire : si cela dure, fermez les autres programmes, ou prévenez la personne qui gère vos ordinateurs."
    ),
    FileFinding.OTHER_ENCODING: (
        "n’est pas écrit comme attendu : ce fichier a été lu quand même. "
        "Que faire : choisissez « Enregistrer » dans « Paramètres de connexion »."
    ),
}
_IN_FORCE = (
    "Les derniers paramètres corrects restent en vigueur. Que faire : prévenez la personne qui gère vos ordinateurs."
)
_NOT_IN_FORCE = "Ce fichier est resté intact. Que faire : prévenez la personne qui gère vos ordinateurs."
FLAW: Mapping[FlawKind, str] = {
    FlawKind.EMPTY: "ce fichier est vide",
    FlawKind.NOT_A_FILE: "ce n’est pas un fichier",
    FlawKind.LINK: "c’est un lien qui ne mène à aucun fichier",
    FlawKind.TOO_LONG: "ce fichier est trop long",
    FlawKind.TOO_NESTED: "ce fichier contient trop de niveaux imbriqués",
    FlawKind.NOT_TEXT: "ce n’est pas du texte",
    FlawKind.BACKSLASH: "une barre oblique inverse « \\ » doit être doublée entre guillemets",
    FlawKind.QUOTE: "un guillemet manque",
    FlawKind.UNQUOTED: "cette valeur est mal écrite (un texte se met entre guillemets droits)",
    FlawKind.TWICE: "ce nom figure déjà plus haut",
    FlawKind.SYNTAX: "ce n’est pas de la forme « nom = valeur »",
    FlawKind.VALUE: "cette valeur n’est pas possible",
}
_DETAIL: Mapping[FileFinding, str] = {FileFinding.OTHER_ENCODING: "codage attendu UTF-8"}
"""What is always a detail of a finding."""
_OPEN_TO_OTHERS: Mapping[OwnFile, str] = {
    OwnFile.SETTINGS: "Par prudence, la commande, le certificat et les adresses officielles de ce fichier ne sont pas "
    "utilisés.",
    OwnFile.STATE: "Par prudence, le mode assistance et les adresses que ce fichier indique ne sont pas repris.",
    OwnFile.HISTORY: "Ce fichier peut donc contenir autre chose que les coupures de ce poste.",
    OwnFile.LOG: "Ce fichier peut donc contenir autre chose que ce que le programme y a écrit.",
}
_ASK_WHO_LOOKS_AFTER = "Que faire : prévenez la personne qui gère vos ordinateurs."
_RESET: Mapping[OwnFile, str] = {
    OwnFile.STATE: "était abîmé, sans copie de sauvegarde : le poste est en mode production.",
    OwnFile.HISTORY: "était abîmé, sans copie de sauvegarde : l’historique recommence.",
}
_REFUSED = "ne peut pas être écrit : le disque est plein ou protégé."
_NOT_WRITTEN: Mapping[OwnFile, str] = {
    OwnFile.STATE: "Ce qui change ne survivra pas à un redémarrage.",
    OwnFile.HISTORY: "Les coupures récentes ne survivront pas à un redémarrage.",
    OwnFile.LOG: "Le programme continue sans journal.",
}
_WHO_ACTS = "Que faire : libérez de la place, ou prévenez la personne qui gère vos ordinateurs."


def unreadable(notices: Iterable[FileNotice]) -> str:
    """Return the sentences about the files that cannot be read: why an agent has not begun."""
    return " ".join(sentence(notice) for notice in notices if notice.finding in CANNOT_BE_READ)


def sentence(notice: FileNotice) -> str:
    """Return what was found, and what to do if there is something to do."""
    file = FILE[notice.file]
    match notice.finding:
        case FileFinding.RESET:
            return f"{file} {_RESET.get(notice.file, _RESET[OwnFile.HISTORY])}"
        case FileFinding.NOT_WRITTEN:
            parts = (f"{file} {_REFUSED}", _NOT_WRITTEN.get(notice.file, ""), _WHO_ACTS)
            return " ".join(part for part in parts if part)
        case FileFinding.INVALID:
            return f"{file} contient une erreur{flaw(notice.flaw)}. {_IN_FORCE}"
        case FileFinding.NO_SETTINGS:
            return f"{file} contient une erreur{flaw(notice.flaw)}. {_NOT_IN_FORCE}"
        case (
            FileFinding.RECOVERED
            | FileFinding.MADE_READABLE
            | FileFinding.NEWER
            | FileFinding.UNREADABLE
            | FileFinding.IN_USE
            | FileFinding.OTHER_ENCODING
        ):
            return f"{file} {_FOUND[notice.finding]}"
        case FileFinding.OPEN_TO_OTHERS:
            others = "peut être modifié par d’autres utilisateurs de cet ordinateur."
            return f"{file} {others} {_OPEN_TO_OTHERS[notice.file]} {_ASK_WHO_LOOKS_AFTER}"
        case FileFinding.NOT_OURS:
            return (
                f"{file} est un lien, ou appartient à un autre utilisateur : rien n’y est écrit. {_ASK_WHO_LOOKS_AFTER}"
            )
        case _:
            assert_never(notice.finding)


def flaw(found: FileFlaw | None) -> str:
    """Return where a flaw is, and what it is, as far as known; to be put behind « une erreur »."""
    if found is None:
        return ""
    places = [f"ligne {found.line}"] * bool(found.line) + [f"colonne {found.column}"] * bool(found.column)
    where = f" ({', '.join(places)})" if places else ""
    return f"{where} : {FLAW[found.kind]}"


def detail(notice: FileNotice) -> str:
    """Return what the person who looks after the computer needs; empty if there is nothing more to say."""
    found = notice.detail or _DETAIL.get(notice.finding, "")
    return f"Détail : {found}" if found else ""


def whole(notice: FileNotice) -> str:
    """Return the sentence and the detail of a notice."""
    return f"{sentence(notice)} {detail(notice)}".rstrip()


# In a notification: a few words for its title, and one sentence.

_STATE: Final[Mapping[FileFinding, str]] = {
    FileFinding.RECOVERED: "fichier réparé",
    FileFinding.RESET: "fichier remis à zéro",
    FileFinding.MADE_READABLE: "fichier réparé",
    FileFinding.NEWER: "fichier d’une version plus récente",
    FileFinding.UNREADABLE: "fichier illisible",
    FileFinding.IN_USE: "fichier utilisé par un autre programme",
    FileFinding.NOT_WRITTEN: "disque plein ou protégé",
    FileFinding.OPEN_TO_OTHERS: "fichier mal protégé",
    FileFinding.NOT_OURS: "fichier mal protégé",
    FileFinding.INVALID: "erreur dans les paramètres",
    FileFinding.NO_SETTINGS: "erreur dans les paramètres",
    FileFinding.OTHER_ENCODING: "paramètres mal enregistrés",
}
_BODY: Final[Mapping[FileFinding, str]] = {
    FileFinding.RECOVERED: "était abîmé : sa copie de sauvegarde a été reprise.",
    FileFinding.MADE_READABLE: "ne pouvait pas être lu : ses droits d’accès ont été rétablis.",
    FileFinding.NEWER: "vient d’une version plus récente : mettez ce programme à jour.",
    FileFinding.UNREADABLE: "ne peut pas être lu : prévenez la personne qui gère vos ordinateurs.",
    FileFinding.IN_USE: "ne peut pas être lu : si cela dure, fermez les autres programmes.",
    FileFinding.NOT_WRITTEN: "ne peut pas être écrit : libérez de la place sur le disque.",
    FileFinding.OPEN_TO_OTHERS: "est ouvert à d’autres : prévenez la personne qui gère vos ordinateurs.",
    FileFinding.NOT_OURS: "n’est pas à vous : prévenez la personne qui gère vos ordinateurs.",
    FileFinding.INVALID: "est invalide{where} : prévenez la personne qui gère vos ordinateurs.",
    FileFinding.NO_SETTINGS: "est invalide{where} : prévenez la personne qui gère vos ordinateurs.",
    FileFinding.OTHER_ENCODING: "est à réécrire : choisissez « Enregistrer » dans « Paramètres de connexion ».",
}
_GOOD_NEWS: Final = frozenset({FileFinding.RECOVERED, FileFinding.MADE_READABLE})
"""Nothing has to be done."""


def in_short(notice: FileNotice) -> tuple[str, str]:
    """Return the state and the sentence of a notification."""
    if notice.finding is FileFinding.RESET:  # each file has its own words
        return _STATE[notice.finding], sentence(notice)
    where = f" à la ligne {notice.flaw.line}" if notice.flaw and notice.flaw.line else ""
    return _STATE[notice.finding], f"{FILE[notice.file]} {_BODY[notice.finding].format(where=where)}"


def is_good_news(notice: FileNotice) -> bool:
    """Tell whether nothing has to be done."""
    return notice.finding in _GOOD_NEWS
