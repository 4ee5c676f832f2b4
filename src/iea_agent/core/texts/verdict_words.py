"""The words of each verdict, in its circumstances; what is made of them is in ``verdicts.py``."""

from collections.abc import Mapping
from typing import NamedTuple

from iea_agent.core.diagnosis import BlockedBy, Diagnosis, Verdict
from iea_agent.core.texts import key_origin, labels
from iea_agent.core.texts.remedies import (
    ASK_SUPPORT,
    IF_IT_LASTS_BY_SUPPORT,
    by_person,
    if_it_lasts_by_person,
)


class Words(NamedTuple):
    """The words for a verdict; a good one has no cause, remedy and past."""

    short: str
    """A few words for the state line."""
    what: str
    """What failed, one sentence."""
    cause: str = ""
    """The likely cause, one sentence."""
    remedy: str = ""
    """What to do, one or two sentences; it follows « Que faire : », in lower case."""
    past: str = ""
    """Why there was no connection, for an outage that is over."""


MEANWHILE_ASSISTANCE = "En attendant, activez le mode assistance pour continuer à travailler."
"""In a remedy, where the support desk has to act and the reader cannot wait."""
IF_CLOCK_IS_RIGHT = "Si la date et l’heure sont justes, l’assistance doit intervenir : écrivez-lui."
IN_SETTINGS = "dans « Paramètres de connexion »"
_CHECK_CLOCK = f"vérifiez la date et l’heure de ce poste. {IF_CLOCK_IS_RIGHT}"
WORDS: Mapping[Verdict, Words] = {
    Verdict.CONNECTED: Words("connecté", f"{labels.CONNECTED}."),
    Verdict.ACCESSIBLE: Words("accessible", "Le serveur répond et c’est le bon."),
    Verdict.LICENCE_UNKNOWN: Words(
        "licence d’installation non reconnue",
        "Licence d'installation non reconnue.",
        "Le numéro ou la clé de licence n’est pas celui que le serveur connaît.",
        f"saisissez à nouveau le numéro et la clé {IN_SETTINGS}. {IF_IT_LASTS_BY_SUPPORT}",
        past="la licence d’installation n’était pas reconnue",
    ),
    Verdict.REFUSED: Words(
        "autorisation refusée",
        "Autorisation refusée.",
        "Le serveur d’authentification refuse cette installation.",
        f"{ASK_SUPPORT} {MEANWHILE_ASSISTANCE}",
        past="le serveur refusait l’autorisation",
    ),
    Verdict.BUSY: Words(
        "serveur occupé",
        "Le serveur est occupé.",
        "Beaucoup de postes se connectent en même temps.",
        "patientez, une nouvelle tentative sera faite automatiquement.",
        past="le serveur était occupé",
    ),
    Verdict.SERVER_FAULT: Words(
        "panne du serveur",
        "Le serveur a signalé une panne.",
        "La panne vient du serveur, pas de ce poste.",
        f"patientez, une nouvelle tentative sera faite automatiquement. {IF_IT_LASTS_BY_SUPPORT}",
        past="le serveur était en panne",
    ),
    Verdict.PROXY: Words(
        "le proxy ne laisse pas passer",
        "Le proxy, par où passe l’accès à Internet, a arrêté la connexion.",
        "Le proxy est en panne, veut une identification ou interdit cette adresse ; ou ce n’est pas le bon proxy.",
        by_person("vérifier le proxy, et celui que ce poste indique."),
        past="le proxy bloquait la connexion",
    ),
    Verdict.PORTAL: Words(
        "page d’accès à Internet à accepter",
        "Une autre page a répondu à la place du serveur.",
        "Ce réseau demande sans doute d’accepter des conditions dans un navigateur (portail Wi-Fi).",
        "ouvrez votre navigateur, acceptez les conditions, puis réessayez.",
        past="une autre page répondait à la place du serveur",
    ),
    Verdict.NOT_OUR_SERVER: Words(
        "ce n’est pas le bon serveur",
        "Le serveur qui répond n’est pas celui d’Impact emploi.",
        "L’adresse est sans doute ancienne ou mal recopiée.",
        f"corrigez l’adresse, ou choisissez « Rétablir les adresses officielles » {IN_SETTINGS}.",
        past="le serveur qui répondait n’était pas le bon",
    ),
    Verdict.MOVED: Words(
        "le serveur a changé d’adresse",
        "Le serveur a changé d’adresse.",
        "L’adresse enregistrée sur ce poste est ancienne.",
        f"choisissez « Rétablir les adresses officielles » {IN_SETTINGS}.",
        past="le serveur avait changé d’adresse",
    ),
    Verdict.UPDATE_EXPIRED: Words(
        "mises à jour périmées",
        "Le serveur de mise à jour répond, mais ses informations sont périmées.",
        "Ces informations n’ont pas été renouvelées à temps, ou l’horloge de ce poste est fausse.",
        _CHECK_CLOCK,
        past="les informations du serveur de mise à jour étaient périmées",
    ),
    Verdict.MALFORMED: Words(
        "réponse mal formée",
        "La réponse du serveur est mal formée.",
        "Le serveur, ou un équipement placé devant ce serveur, est mal réglé.",
        f"réessayez plus tard. {IF_IT_LASTS_BY_SUPPORT}",
        past="la réponse du serveur était mal formée",
    ),
    Verdict.DNS: Words(
        "nom du serveur introuvable",
        "Le nom du serveur est introuvable.",
        "L’adresse est mal recopiée, ou ce poste n’est pas relié à Internet.",
        "vérifiez l’adresse et votre connexion à Internet.",
        past="le nom du serveur était introuvable",
    ),
    Verdict.BLOCKED: Words(
        "nom du serveur bloqué",
        "Le nom du serveur est bloqué : ce nom ne mène pas au serveur.",
        "Un filtre, sur ce poste ou sur le réseau, donne une fausse adresse à ce nom.",
        by_person("autoriser ce nom dans le filtre."),
        past="le nom du serveur était bloqué",
    ),
    Verdict.REFUSED_CONNECTION: Words(
        "serveur arrêté ou bloqué",
        "Le serveur n’accepte aucune connexion.",
        "Le serveur est arrêté, ou un pare-feu bloque l’accès.",
        f"réessayez. {IF_IT_LASTS_BY_SUPPORT}",
        past="le serveur n’acceptait aucune connexion",
    ),
    Verdict.TIMEOUT: Words(
        "pas de réponse",
        "Le serveur n’a pas répondu à temps.",
        "Le réseau est trop lent, ou un pare-feu bloque l’accès.",
        if_it_lasts_by_person("réessayez.", "vérifier le réseau et le pare-feu."),
        past="le serveur ne répondait pas",
    ),
    Verdict.INTERRUPTED: Words(
        "échange interrompu",
        "L’échange avec le serveur a été interrompu.",
        "Le réseau est instable, ou un équipement coupe la connexion.",
        if_it_lasts_by_person("réessayez.", "vérifier le réseau."),
        past="les échanges avec le serveur étaient interrompus",
    ),
    Verdict.NO_ROUTE: Words(
        "réseau indisponible",
        "Ce poste n’est pas relié au réseau.",
        "Le câble est débranché, le Wi-Fi est coupé ou le VPN est arrêté.",
        "vérifiez votre connexion à Internet.",
        past="ce poste n’était pas relié au réseau",
    ),
    Verdict.TLS_EXPIRED: Words(
        "certificat du serveur expiré",
        "Le certificat du serveur, qui prouve son identité, a expiré.",
        "Ce certificat n’a pas été renouvelé à temps, ou l’horloge de ce poste est fausse.",
        _CHECK_CLOCK,
        past="le certificat du serveur avait expiré",
    ),
    Verdict.TLS_NOT_YET_VALID: Words(
        "certificat du serveur pas encore valable",
        "Le certificat du serveur, qui prouve son identité, n’est pas encore valable.",
        "L’horloge de ce poste n’est sans doute pas à l’heure.",
        "réglez la date et l’heure de ce poste, puis réessayez.",
        past="le certificat du serveur n’était pas encore valable",
    ),
    Verdict.TLS_WRONG_HOST: Words(
        "certificat d’un autre serveur",
        "Le certificat présenté, qui prouve une identité, est celui d’un autre serveur.",
        "L’adresse est mal recopiée, ou la connexion est détournée.",
        f"vérifiez l’adresse. Si l’adresse est juste, {by_person('vérifier que rien ne détourne la connexion.')}",
        past="le certificat était celui d’un autre serveur",
    ),
    Verdict.TLS_UNTRUSTED: Words(
        "certificat non reconnu",
        "Le certificat du serveur, qui prouve son identité, n’est pas reconnu par ce poste.",
        "Un antivirus ou un proxy inspecte la connexion, ou le certificat du réseau manque sur ce poste.",
        by_person("installer l’autorité de certification sur ce poste."),
        past="le certificat du serveur n’était pas reconnu",
    ),
    Verdict.TLS_PROTOCOL: Words(
        "chiffrement impossible",
        "La connexion chiffrée n’a pas pu s’établir.",
        "À cette adresse, le serveur ou un équipement du réseau n’accepte pas de connexion sécurisée avec ce poste.",
        f"vérifiez l’adresse. Si l’adresse est juste, {by_person('vérifier le proxy et le pare-feu.')}",
        past="la connexion chiffrée ne s’établissait pas",
    ),
    Verdict.INSECURE: Words(
        "mode non sécurisé",
        "L’adresse commence par http:// : la connexion n’est pas sécurisée.",
        "La clé de licence circulerait en clair sur le réseau ; elle n’a pas été envoyée.",
        f"cochez « Sécurisé » {IN_SETTINGS}.",
        past="l’adresse du serveur n’était pas sécurisée",
    ),
    Verdict.BAD_ADDRESS: Words(
        "adresse incorrecte",
        "L’adresse du serveur est incorrecte.",
        "Une adresse est vide, incomplète ou mal recopiée.",
        f"corrigez l’adresse {IN_SETTINGS}.",
        past="l’adresse du serveur était incorrecte",
    ),
    Verdict.BAD_CA_FILE: Words(
        "fichier de certificat inutilisable",
        "Le fichier de certificat ajouté à ce poste est inutilisable.",
        "Ce fichier a été déplacé, n’est pas un certificat, ou peut être modifié par d’autres.",
        by_person("corriger ce fichier."),
        past="le fichier de l’autorité de certification était inutilisable",
    ),
    Verdict.BAD_SETTINGS: Words(
        "paramètres inutilisables",
        "Les paramètres enregistrés sont inutilisables.",
        "Le fichier des paramètres contient une erreur, ou vient d’une version plus récente.",
        by_person("corriger le fichier des paramètres, qui reste intact jusque-là."),
        past="les paramètres enregistrés étaient inutilisables",
    ),
    Verdict.NOT_CONFIGURED: Words(
        "aucune licence d’installation n’est enregistrée",
        "Aucune licence d’installation n’est enregistrée.",
        "Le numéro ou la clé manque.",
        "saisissez le numéro et la clé que l’assistance vous a donnés.",
        past="aucune licence d’installation n’était enregistrée",
    ),
    Verdict.KEY_STORE: Words(
        "clé de licence illisible",
        "La clé de licence n’a pas pu être lue.",
        "Le coffre de mots de passe est verrouillé ou absent, ou le fichier de la clé est inutilisable.",
        (f"déverrouillez votre session, puis réessayez. Si cela dure, saisissez à nouveau la clé {IN_SETTINGS}."),
        past="la clé de licence ne pouvait pas être lue",
    ),
    Verdict.KEY_OPEN: Words(
        "clé de licence mal protégée",
        "La clé de licence n’est pas utilisée.",
        "Le dossier de la clé de licence est ouvert à d’autres utilisateurs de cet ordinateur.",
        by_person("réserver à votre compte le dossier de la clé."),
        past="la clé de licence n’était pas protégée",
    ),
    Verdict.KEY_ORIGIN: Words(
        "clé de licence non envoyée",
        "La clé de licence n’a pas été envoyée.",
        "Cette clé a été enregistrée pour un autre serveur que celui de l’adresse actuelle.",
        f"vérifiez l’adresse {IN_SETTINGS}, ou choisissez « {labels.MENU_REAUTHENTICATE} » pour répondre.",
        past="la clé de licence n’était pas envoyée",
    ),
    Verdict.AGENT_FAULT: Words(
        "la vérification n’a pas pu se faire",
        "La vérification n’a pas pu se faire.",
        "Une partie du programme s’est arrêtée ou n’a pas répondu.",
        f"réessayez. {IF_IT_LASTS_BY_SUPPORT}",
        past="la vérification ne pouvait pas se faire",
    ),
}
_LOCKED = WORDS[Verdict.KEY_STORE]._replace(
    short="coffre de mots de passe verrouillé",
    cause="Le coffre de mots de passe de ce poste est verrouillé.",
    remedy="réessayez, et tapez le mot de passe du coffre dans la fenêtre du système qui le demande.",
)
"""For ``Diagnosis.locked``: the likely cause is known."""
_BLOCKED_HERE = WORDS[Verdict.BLOCKED]._replace(
    cause="Une liste de noms enregistrée sur ce poste donne une fausse adresse à ce nom.",
    remedy=by_person("retirer ce nom de la liste de ce poste."),
)
"""For ``BlockedBy.HOSTS_FILE``: neither the network nor a filter is at fault."""
_VERIFIED_PORTAL = WORDS[Verdict.PORTAL]._replace(
    short="une autre page répond",
    cause="L’adresse est peut-être ancienne, ou le réseau demande une identification.",
    remedy=(
        "ouvrez votre navigateur et suivez ce que le réseau demande, puis réessayez. "
        "Si le réseau ne demande rien, choisissez « Rétablir les adresses officielles »."
    ),
)
"""For a server that has proved its name: no Wi-Fi portal could."""
_OFFICIAL: Mapping[Verdict, Words] = {
    Verdict.DNS: WORDS[Verdict.DNS]._replace(
        cause="Ce poste n’est pas relié à Internet, ou son réseau ne trouve pas ce nom.",
        remedy=if_it_lasts_by_person(
            "vérifiez votre connexion à Internet, puis réessayez.",
            "vérifier le réseau, et le serveur de noms (DNS) que ce poste utilise.",
        ),
    ),
    Verdict.NOT_OUR_SERVER: WORDS[Verdict.NOT_OUR_SERVER]._replace(
        cause="L’adresse est l’adresse officielle : la panne vient sans doute du serveur.",
        remedy=f"réessayez plus tard. {IF_IT_LASTS_BY_SUPPORT}",
    ),
    Verdict.MOVED: WORDS[Verdict.MOVED]._replace(
        cause="Ce programme ne connaît pas encore la nouvelle adresse officielle.",
        remedy=f"{ASK_SUPPORT} {MEANWHILE_ASSISTANCE}",
    ),
    Verdict.TLS_WRONG_HOST: WORDS[Verdict.TLS_WRONG_HOST]._replace(
        cause="L’adresse est l’adresse officielle : la connexion est sans doute détournée.",
        remedy=by_person("vérifier que rien ne détourne la connexion."),
    ),
    Verdict.TLS_PROTOCOL: WORDS[Verdict.TLS_PROTOCOL]._replace(
        cause="Le serveur, ou un équipement du réseau, n’accepte pas de connexion sécurisée avec ce poste.",
        remedy=by_person("vérifier le proxy et le pare-feu."),
    ),
}
"""For ``Diagnosis.is_official``: there is no address to be checked."""
_OFFICIAL_PORTAL = _VERIFIED_PORTAL._replace(
    cause="Le réseau demande sans doute une identification.",
    remedy=(
        "ouvrez votre navigateur et suivez ce que le réseau demande, puis réessayez. "
        f"Si le réseau ne demande rien, réessayez plus tard. {IF_IT_LASTS_BY_SUPPORT}"
    ),
)
"""The same at the official address."""
_CLOCK_IS_RIGHT: Mapping[Verdict, Words] = {
    Verdict.TLS_EXPIRED: WORDS[Verdict.TLS_EXPIRED]._replace(
        cause="Ce certificat n’a pas été renouvelé à temps.",
        remedy=f"{ASK_SUPPORT} {MEANWHILE_ASSISTANCE}",
    ),
    Verdict.TLS_NOT_YET_VALID: WORDS[Verdict.TLS_NOT_YET_VALID]._replace(
        cause="Ce certificat a été installé trop tôt.",
        remedy=f"{ASK_SUPPORT} En attendant, réessayez plus tard.",
    ),
    Verdict.UPDATE_EXPIRED: WORDS[Verdict.UPDATE_EXPIRED]._replace(
        cause="Ces informations n’ont pas été renouvelées à temps.",
        remedy=f"{ASK_SUPPORT} En attendant, continuez à travailler.",
    ),
}
"""For the verdicts that depend on the clock, where the server's time agrees with it."""
_OUTDATED_STORE = WORDS[Verdict.TLS_UNTRUSTED]._replace(
    cause="Une autorité de certification a expiré : ce poste n’a sans doute pas reçu la plus récente.",
    remedy=by_person("mettre à jour les autorités de certification de ce poste."),
)
"""For ``Diagnosis.outdated_store``."""
_UNVERIFIED = WORDS[Verdict.ACCESSIBLE]._replace(
    short="répond ; signature non vérifiée",
    what="Le serveur répond ; signature non vérifiée.",
)
"""For an update server whose metadata nobody known has signed."""


def words_of(diagnosis: Diagnosis) -> Words:
    """Return the words of a verdict in its circumstances."""
    if diagnosis.locked:
        return _LOCKED
    if diagnosis.key_origins is not None:
        return WORDS[Verdict.KEY_ORIGIN]._replace(cause=key_origin.kept_for(diagnosis.key_origins))
    if diagnosis.blocked_by is BlockedBy.HOSTS_FILE:
        return _BLOCKED_HERE
    if diagnosis.verdict is Verdict.PORTAL and diagnosis.is_verified:
        return _OFFICIAL_PORTAL if diagnosis.is_official else _VERIFIED_PORTAL
    if diagnosis.is_official and diagnosis.verdict in _OFFICIAL:
        return _OFFICIAL[diagnosis.verdict]
    if diagnosis.outdated_store:
        return _OUTDATED_STORE
    if diagnosis.metadata_is_verified is False:
        return _UNVERIFIED
    if diagnosis.clock_offset_s is not None and diagnosis.verdict in _CLOCK_IS_RIGHT:
        return _CLOCK_IS_RIGHT[diagnosis.verdict]
    return WORDS[diagnosis.verdict]
