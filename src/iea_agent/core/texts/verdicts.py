"""Every French sentence that the user can read, so that a French speaker can review it in one sitting.

Labels between « » in the specification stand here to the letter. Sentences about a verdict have three parts:
what failed, the likely cause, and who acts. Our own sentences have no-break spaces where French wants them;
labels have the plain spaces and straight apostrophes of the specification.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Stage, Verdict, Who
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.servers.proxies import Source
from iea_agent.core.settings import AddressFault
from iea_agent.core.shortcut import ShortcutStatus
from iea_agent.core.view import AgentView

APPLICATION = "Impact emploi association"
SHORTCUT_NAME = "Impact emploi"
SHORTCUT_COMMENT = "Lance Impact emploi après avoir vérifié la connexion au serveur"

# The three pictures in words.

CONNECTED = "Connecté au serveur de production"
ASSISTANCE = "Mode assistance : déconnecté du serveur de production"
DISCONNECTED = "Non connecté : aucune tentative n'a encore été faite"
CONNECTING = "Non connecté : connexion en cours…"

# The menu.

MENU_STATUS = "État de la connexion"
MENU_LAUNCH = "Lancer Impact emploi"
MENU_SETTINGS = "Paramètres de connexion"
MENU_TEST = "Tester l'accès aux serveurs"
MENU_REAUTHENTICATE = "Relancer l'authentification auprès du serveur"
MENU_SUPPORT = "Demande de support technique"
MENU_ENABLE_ASSISTANCE = "Activer le mode assistance"
MENU_DISABLE_ASSISTANCE = "Désactiver le mode assistance"
MENU_WRITE_SUPPORT = "Écrire à l'assistance"
MENU_REPORT = "Rapport de diagnostic"
MENU_MAINTENANCE = "Ouvrir le centre de maintenance"
MENU_UPDATES = "Gérer les mises à jour"
MENU_QUIT = "Quitter"

# « Paramètres de connexion ».

SETTINGS_TITLE = "Paramètres de connexion"
SETTINGS_MODE = "Mode de connexion"
SETTINGS_SECURE = "Sécurisé"
SETTINGS_AUTHENTICATION = "Adresse du serveur d'authentification"
SETTINGS_UPDATES = "Adresse du serveur de mise à jour"
SETTINGS_RESTORE = "Rétablir les adresses officielles"
SETTINGS_LICENCE = "Licence d'installation"
SETTINGS_LICENCE_NUMBER = "Numéro de licence"
SETTINGS_LICENCE_KEY = "Clé de licence"
SETTINGS_TEST = "Tester l'accès aux serveurs"
SETTINGS_SAVE = "Enregistrer"
SETTINGS_QUIT = "Quitter"
CANCEL = "Annuler"
DETAILS = "Détails"
TEST_SUCCEEDED = "Connexion aux serveurs réussie"
TEST_FAILED = "Échec de la connexion aux serveurs"
TEST_RUNNING = "Test en cours…"
TEST_CANCELLED = "Test annulé"
INSECURE_WARNING = (
    "Mode non sécurisé : les échanges peuvent être lus ou modifiés en chemin. Cochez « Sécurisé » dès que possible."
)

# The windows of case 3.

REFUSED_TITLE = "Serveur d'authentification"
REFUSED = "Autorisation refusée"
LICENCE_UNKNOWN = "Licence d'installation non reconnue"

WHO: Mapping[Who, str] = {
    Who.YOU: "vous",
    Who.IT: "votre informaticien",
    Who.SUPPORT: "l'assistance",
}

STAGE: Mapping[Stage, str] = {
    Stage.NAME: "nom (DNS)",
    Stage.CONNECTION: "connexion",
    Stage.PROXY: "proxy",
    Stage.ENCRYPTION: "chiffrement (TLS)",
    Stage.ANSWER: "réponse",
    Stage.IDENTITY: "identité du serveur",
}


PROXY_SOURCE: Mapping[Source, str] = {
    Source.ENVIRONMENT: "variables d'environnement",
    Source.GNOME: "réglages du bureau",
    Source.KDE: "réglages de KDE",
    Source.WINDOWS: "réglages de Windows",
    Source.MACOS: "réglages de macOS",
}


def direct(peer: str, *, despite_settings: bool = False) -> str:
    """Return the words of a connection without proxy, perhaps because the settings of one could not be followed."""
    return f"directe, {peer}" + (" (les réglages du proxy n'ont pas pu être suivis)" if despite_settings else "")


def through_proxy(proxy: str, source: Source | None = None, *, by_script: bool = False) -> str:
    """Return the words of a connection through a proxy, and where it comes from."""
    said = [*(["script de configuration"] if by_script else []), *([PROXY_SOURCE[source]] if source else [])]
    return f"par le proxy {proxy}" + (f" ({', '.join(said)})" if said else "")


def signed_by(signer: str, until: str) -> str:
    """Return the words of an encrypted connection; ``until`` is a day as French people write it."""
    return f"signé par « {signer} », expire le {until}"


SERVER: Mapping[Role, str] = {
    Role.AUTHENTICATION: "Serveur d'authentification",
    Role.UPDATES: "Serveur de mise à jour",
}

SHORT: Mapping[Verdict, str] = {
    Verdict.CONNECTED: "connecté",
    Verdict.ACCESSIBLE: "accessible",
    Verdict.LICENCE_UNKNOWN: "licence d'installation non reconnue",
    Verdict.REFUSED: "autorisation refusée",
    Verdict.BUSY: "serveur occupé",
    Verdict.SERVER_FAULT: "panne du serveur",
    Verdict.PROXY: "le proxy ne laisse pas passer",
    Verdict.PORTAL: "page d'accès à Internet à accepter",
    Verdict.NOT_OUR_SERVER: "ce n'est pas le bon serveur",
    Verdict.DNS: "nom du serveur introuvable",
    Verdict.REFUSED_CONNECTION: "serveur arrêté ou bloqué",
    Verdict.TIMEOUT: "pas de réponse",
    Verdict.INTERRUPTED: "échange interrompu",
    Verdict.NO_ROUTE: "réseau indisponible",
    Verdict.TLS_EXPIRED: "certificat du serveur expiré",
    Verdict.TLS_NOT_YET_VALID: "certificat du serveur pas encore valable",
    Verdict.TLS_WRONG_HOST: "certificat d'un autre serveur",
    Verdict.TLS_UNTRUSTED: "certificat non reconnu",
    Verdict.TLS_PROTOCOL: "chiffrement impossible",
    Verdict.INSECURE: "mode non sécurisé",
    Verdict.BAD_ADDRESS: "adresse incorrecte",
    Verdict.BAD_CA_FILE: "fichier de certificat illisible",
    Verdict.BAD_SETTINGS: "réglages inutilisables",
    Verdict.NOT_CONFIGURED: "aucune licence d'installation n'est enregistrée",
    Verdict.KEY_STORE: "clé de licence illisible",
    Verdict.AGENT_FAULT: "la vérification n'a pas pu se faire",
}
"""A few words for the state line."""

_EXPLAINED: Mapping[Verdict, tuple[str, str, str]] = {
    Verdict.LICENCE_UNKNOWN: (
        "Licence d'installation non reconnue.",
        "Le numéro ou la clé de licence n'est pas celui que le serveur connaît.",
        "S'ils sont bien saisis dans « Paramètres de connexion », écrivez à l'assistance.",
    ),
    Verdict.REFUSED: (
        "Autorisation refusée.",
        "Le serveur connaît cette installation mais ne l'autorise pas à se connecter.",
        "Écrivez à l'assistance ; le mode assistance permet de continuer à travailler.",
    ),
    Verdict.BUSY: (
        "Le serveur est occupé.",
        "Beaucoup de postes se connectent en même temps.",
        "Patientez : une nouvelle tentative sera faite automatiquement.",
    ),
    Verdict.SERVER_FAULT: (
        "Le serveur a signalé une panne.",
        "L'incident est de son côté, pas sur ce poste.",
        "Une nouvelle tentative sera faite automatiquement ; si cela dure, écrivez à l'assistance.",
    ),
    Verdict.PROXY: (
        "Le proxy n'a pas laissé passer la connexion.",
        "Le proxy de votre réseau est arrêté ou mal réglé, demande une identification, ou interdit cette adresse.",
        "Il doit vérifier le proxy et autoriser cette adresse.",
    ),
    Verdict.PORTAL: (
        "Une autre page a répondu à la place du serveur.",
        "Ce réseau demande sans doute d'accepter des conditions dans un navigateur (portail Wi-Fi).",
        "Ouvrez votre navigateur, acceptez les conditions, puis recommencez.",
    ),
    Verdict.NOT_OUR_SERVER: (
        "Le serveur qui répond n'est pas celui d'Impact emploi.",
        "L'adresse est sans doute ancienne ou mal recopiée.",
        "Corrigez l'adresse ou choisissez « Rétablir les adresses officielles ».",
    ),
    Verdict.DNS: (
        "Le nom du serveur est introuvable.",
        "L'adresse est mal recopiée, ou ce poste n'est pas relié à Internet.",
        "Vérifiez l'adresse et votre connexion à Internet.",
    ),
    Verdict.REFUSED_CONNECTION: (
        "Le serveur n'accepte aucune connexion.",
        "Il est arrêté, ou un pare-feu bloque l'accès.",
        "Si cela dure, écrivez à l'assistance ; vous pouvez réessayer entre-temps.",
    ),
    Verdict.TIMEOUT: (
        "Le serveur n'a pas répondu à temps.",
        "Le réseau est trop lent, ou un pare-feu bloque l'accès.",
        "Réessayez d'abord ; si cela dure, il doit vérifier le pare-feu.",
    ),
    Verdict.INTERRUPTED: (
        "L'échange avec le serveur a été interrompu.",
        "Le réseau est instable, ou un équipement coupe la connexion.",
        "Réessayez d'abord ; si cela dure, prévenez-le.",
    ),
    Verdict.NO_ROUTE: (
        "Ce poste n'est pas relié au réseau.",
        "Le câble est débranché, le Wi-Fi est coupé ou le VPN est arrêté.",
        "Vérifiez votre connexion à Internet.",
    ),
    Verdict.TLS_EXPIRED: (
        "Le certificat du serveur a expiré.",
        "Ce certificat n'a pas été renouvelé à temps.",
        "Elle doit renouveler ce certificat : écrivez-lui.",
    ),
    Verdict.TLS_NOT_YET_VALID: (
        "Le certificat du serveur n'est pas encore valable.",
        "L'horloge de ce poste n'est sans doute pas à l'heure.",
        "Réglez la date et l'heure de ce poste, puis recommencez.",
    ),
    Verdict.TLS_WRONG_HOST: (
        "Le certificat présenté est celui d'un autre serveur.",
        "L'adresse est mal recopiée, ou la connexion est détournée.",
        "Vérifiez l'adresse ; si elle est juste, prévenez votre informaticien.",
    ),
    Verdict.TLS_UNTRUSTED: (
        "Le certificat du serveur n'est pas reconnu par ce poste.",
        "Un antivirus ou un proxy inspecte la connexion, ou le certificat du réseau manque sur ce poste.",
        "Il doit installer l'autorité de certification sur ce poste.",
    ),
    Verdict.TLS_PROTOCOL: (
        "La connexion chiffrée n'a pas pu s'établir.",
        "À cette adresse, le serveur ou un équipement du réseau ne parle pas https, ou n'accepte pas ce poste.",
        "Vérifiez l'adresse avec lui.",
    ),
    Verdict.INSECURE: (
        "L'adresse commence par http:// : la connexion n'est pas sécurisée.",
        "La clé de licence circulerait en clair sur le réseau ; elle n'a pas été envoyée.",
        "Cochez « Sécurisé ».",
    ),
    Verdict.BAD_ADDRESS: (
        "L'adresse du serveur est incorrecte.",
        "Une adresse est vide, incomplète ou mal recopiée.",
        "Corrigez-la dans « Paramètres de connexion ».",
    ),
    Verdict.BAD_CA_FILE: (
        "Le fichier de l'autorité de certification est illisible.",
        "Ce fichier a été déplacé, ou n'est pas un certificat au format PEM.",
        "Il doit corriger le réglage « ca_file ».",
    ),
    Verdict.BAD_SETTINGS: (
        "Les réglages enregistrés sont inutilisables.",
        "Le fichier des réglages a été modifié à la main, ou vient d'une version plus récente.",
        "Ouvrez « Paramètres de connexion » et enregistrez, ou prévenez-le.",
    ),
    Verdict.NOT_CONFIGURED: (
        "Aucune licence d'installation n'est enregistrée.",
        "Le numéro ou la clé manque.",
        "Saisissez-les dans « Paramètres de connexion ».",
    ),
    Verdict.KEY_STORE: (
        "La clé de licence n'a pas pu être lue.",
        "Le coffre de mots de passe de ce poste est verrouillé, arrêté ou absent, ou le fichier de la clé est abîmé.",
        "Déverrouillez votre session, puis relancez l'authentification ; si cela dure, saisissez à nouveau la clé.",
    ),
    Verdict.AGENT_FAULT: (
        "La vérification n'a pas pu se faire.",
        "Une partie du programme s'est arrêtée ou n'a pas répondu.",
        "Relancez l'authentification ; si cela se répète, écrivez à l'assistance.",
    ),
}

_LOCKED = (
    "Le coffre de mots de passe de ce poste est verrouillé.",
    "Relancez l'authentification, et tapez le mot de passe du coffre dans la fenêtre du système qui le demande.",
)
"""For ``Diagnosis.locked``: the likely cause is known."""

CLOCK_REMARK = "L'horloge de ce poste n'est pas à l'heure : réglez la date et l'heure."

ADDRESS_FAULT: Mapping[AddressFault, str] = {
    AddressFault.EMPTY: "Saisissez une adresse.",
    AddressFault.TOO_LONG: "Cette adresse est trop longue.",
    AddressFault.HAS_SPACE: "L'adresse ne doit contenir aucun espace.",
    AddressFault.MALFORMED: "Cette adresse est incomplète ou mal recopiée.",
    AddressFault.NOT_HTTP: "L'adresse doit commencer par https://.",
    AddressFault.NOT_SECURE: "En mode sécurisé, l'adresse doit commencer par https://.",
    AddressFault.HAS_CREDENTIALS: "L'adresse ne doit contenir ni identifiant ni mot de passe.",
    AddressFault.HAS_QUERY: "L'adresse ne doit contenir ni « ? » ni « # ».",
}


def explain(diagnosis: Diagnosis) -> tuple[str, str, str]:
    """Return what failed, the likely cause and what to do: one sentence each. Only for a bad verdict."""
    what, cause, remedy = _EXPLAINED[diagnosis.verdict]
    if diagnosis.locked:
        cause, remedy = _LOCKED
    if diagnosis.verdict is Verdict.TLS_UNTRUSTED and diagnosis.detail:
        what = f"Le certificat du serveur, signé par « {diagnosis.detail} », n'est pas reconnu par ce poste."
    if diagnosis.clock_is_wrong and diagnosis.verdict is Verdict.TLS_EXPIRED:
        cause, remedy = CLOCK_REMARK, "Réglez l'horloge de ce poste, puis recommencez."
    elif diagnosis.clock_is_wrong and diagnosis.verdict is not Verdict.TLS_NOT_YET_VALID:
        remedy = f"{remedy} {CLOCK_REMARK}"
    return what, cause, remedy


def who_acts(diagnosis: Diagnosis) -> str:
    """Return who acts and what to do, for a bad verdict."""
    _, _, remedy = explain(diagnosis)
    return remedy if diagnosis.who is None else f"Qui agit : {WHO[diagnosis.who]}. {remedy}"


def short(diagnosis: Diagnosis) -> str:
    """Return a few words for the state line."""
    return "coffre de mots de passe verrouillé" if diagnosis.locked else SHORT[diagnosis.verdict]


def message_of(diagnosis: Diagnosis) -> str:
    """Return the whole explanation on one line, for the CLI and for notifications."""
    match diagnosis.verdict:
        case Verdict.CONNECTED:
            return f"{CONNECTED}."
        case Verdict.ACCESSIBLE:
            return "Le serveur répond et c'est le bon."
        case _:
            what, cause, _ = explain(diagnosis)
            return f"{what} {cause} {who_acts(diagnosis)}"


def state_line(view: AgentView) -> str:
    """Return the state in words: tooltip, first line of the menu, status window, CLI."""
    line = _link_line(view)
    if view.mode is Mode.PRODUCTION:
        same = (
            view.diagnosis is not None
            and view.updates is not None
            and (view.updates.diagnosis.verdict is view.diagnosis.verdict)
        )
        if view.updates is not None and not view.updates.ok and not same:
            line += f" — Serveur de mise à jour : {SHORT[view.updates.diagnosis.verdict]}"
        if not view.secure:
            line += " — Mode non sécurisé"
    return line


def _link_line(view: AgentView) -> str:
    if view.mode is Mode.ASSISTANCE:
        return ASSISTANCE
    match view.connection:
        case Link.CONNECTED | Link.VERIFYING:
            return CONNECTED
        case Link.CONNECTING:
            return CONNECTING
        case Link.DISCONNECTED:
            return DISCONNECTED
        case Link.NOT_CONFIGURED | Link.UNREACHABLE | Link.REFUSED | Link.LICENCE_UNKNOWN:
            return f"Non connecté : {short(view.diagnosis)}" if view.diagnosis else "Non connecté"
        case _:
            assert_never(view.connection)


def server_line(report: ServerReport) -> str:
    """Return one server's result in words."""
    return f"{SERVER[report.role]} : {SHORT[report.diagnosis.verdict]}"


MODE_NOT_WRITTEN = (
    "Le changement de mode est en vigueur, mais n'a pas pu être écrit sur le disque : il ne survivra pas à "
    "un redémarrage. Prévenez votre informaticien."
)


def reminder(since: datetime) -> str:
    """Return the words of the daily reminder of assistance mode."""
    return (
        f"Mode assistance actif depuis le {since.day:02}/{since.month:02} : ce poste est déconnecté du serveur de "
        "production. Pour y revenir, choisissez « Désactiver le mode assistance »."
    )


WINDOW_FAILED = "La fenêtre n'a pas pu s'ouvrir. Le reste du programme continue ; réessayez."


def announcement(view: AgentView) -> str:
    """Return the words of a notification: the state, the likely cause, and what to do."""
    if view.diagnosis is None or view.diagnosis.ok or view.mode is Mode.ASSISTANCE:
        return state_line(view)
    _, cause, _ = explain(view.diagnosis)
    return f"{state_line(view)}. {cause} {who_acts(view.diagnosis)}"


# The command line.

ALREADY_RUNNING = "L'agent est déjà lancé : sa fenêtre d'état s'ouvre."
ALREADY_RUNNING_WITHOUT_SCREEN = "L'agent est déjà lancé, sans écran : ses fenêtres ne peuvent pas s'ouvrir."
OTHER_SESSION = (
    "L'agent est lancé dans une autre session Windows ouverte avec votre compte : ses fenêtres ne peuvent s'ouvrir que "
    "dans celle-là. Fermez cette autre session, ou travaillez-y."
)
NOT_RUNNING = "L'agent n'est pas lancé."
ASKED_TO_QUIT = "L'agent s'arrête."
SETTINGS_OPENED = "La fenêtre « Paramètres de connexion » s'ouvre."
SUPPORT_OPENED = "La fenêtre « Écrire à l'assistance » s'ouvre."
REPORT_OPENED = "La fenêtre « Rapport de diagnostic » s'ouvre."
ASSISTANCE_OPENED: Mapping[Mode, str] = {
    Mode.PRODUCTION: "La fenêtre « Activer le mode assistance » s'ouvre.",
    Mode.ASSISTANCE: "La fenêtre « Désactiver le mode assistance » s'ouvre.",
}
AGENT_NOT_STARTED = "L'agent n'a pas pu être lancé."
KEY_NOT_GIVEN = "Aucune clé de licence n'a été donnée sur l'entrée standard."
KEY_MISSING = "Aucune clé n'est enregistrée sur ce poste pour cette licence. Donnez-la sur l'entrée standard."
KEY_STORE_ASKS = "Déverrouillez le coffre de mots de passe : une fenêtre du système vous le demande."
KEY_STORE_LOCKED = "La clé de licence n'a pas pu être lue : le coffre de mots de passe de ce poste est verrouillé."
KEY_UNREADABLE = (
    "La clé de licence n'a pas pu être lue : le coffre de mots de passe de ce poste est verrouillé, arrêté ou absent."
)
PASSWORD_NOT_MADE = "Le mot de passe du jour n'a pas pu être calculé."  # noqa: S105 (words)
REPORT_NOT_MADE = "Le rapport de diagnostic n'a pas pu être écrit."
KEY_NOT_CHECKED = (
    "La clé de licence n'a pas pu être lue, et donc pas cherchée dans le rapport : relisez-le avant de l'envoyer."
)
SHORTCUT: Mapping[ShortcutStatus, str] = {
    ShortcutStatus.ON: "Le raccourci « Impact emploi » est en place : dans le menu des applications et sur le bureau.",
    ShortcutStatus.OFF: "Il n'y a pas de raccourci « Impact emploi ».",
    ShortcutStatus.OTHER: "Un autre raccourci « Impact emploi », qui n'est pas celui de l'agent, est en place.",
}
SHORTCUT_NOT_SUPPORTED = "Ce système ne connaît pas ces raccourcis."
NO_SCREEN = "Aucun écran : les fenêtres ne peuvent pas s'ouvrir ici."
NO_AUTHENTICATION_IN_ASSISTANCE = (
    "Mode assistance : aucune connexion au serveur de production n'est faite. Désactivez d'abord le mode assistance."
)
AGENT_SILENT = "L'agent est lancé mais ne répond pas."


def report_written(path: str) -> str:
    """Return the words that say where the diagnostic report is."""
    return f"Rapport de diagnostic : {path}"


_LAUNCHED: Mapping[LaunchOutcome, str] = {
    LaunchOutcome.CHECKING: "Vérification de la connexion…",
    LaunchOutcome.STARTED: "Impact emploi est lancé.",
    LaunchOutcome.ALREADY_RUNNING: "Impact emploi est déjà ouvert.",
    LaunchOutcome.NOT_CONNECTED: "Impact emploi n'est pas lancé :",
    LaunchOutcome.CANCELLED: "Le lancement d'Impact emploi a été abandonné.",
    LaunchOutcome.NO_COMMAND: "Ce poste ne sait pas comment lancer Impact emploi. Votre informaticien doit remplir le "
    "réglage « software_command ».",
    LaunchOutcome.NOT_FOUND: "Le programme Impact emploi est introuvable à l'endroit indiqué. Votre informaticien doit "
    "corriger le réglage « software_command ».",
    LaunchOutcome.NOT_EXECUTABLE: "Ce qui devait lancer Impact emploi n'est pas un programme. Votre informaticien doit "
    "corriger le réglage « software_command ».",
    LaunchOutcome.FAILED: "Le système a refusé de lancer Impact emploi. Prévenez votre informaticien.",
    LaunchOutcome.CRASHED: "Impact emploi s'est arrêté aussitôt après son lancement. Prévenez votre informaticien.",
}


def launched(report: LaunchReport, diagnosis: Diagnosis | None) -> str:
    """Return what a launch came to, on one line."""
    line = _LAUNCHED[report.outcome]
    if report.outcome is LaunchOutcome.NOT_CONNECTED and diagnosis is not None:
        line = f"{line} {message_of(diagnosis)}"
    return f"{line} ({report.detail})" if report.detail else line
