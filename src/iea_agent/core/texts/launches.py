"""The launch gate: its window, and what the command line says of a launch."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from iea_agent.core.diagnosis import Diagnosis
from iea_agent.core.file_notices import FileNotice
from iea_agent.core.launch import LaunchOutcome, LaunchReport
from iea_agent.core.texts import file_notices, labels, verdicts
from iea_agent.core.texts.french import marked, moment
from iea_agent.core.texts.remedies import by_person, if_it_lasts_by_person, what_to_do

LAUNCH = marked(labels.MENU_LAUNCH, "L")
TRY_AGAIN = "&Réessayer"
LAUNCH_CHECKING = "Vérification de la connexion au serveur de production…"
LAUNCH_WAITS = "Impact emploi démarrera à la fin de cette vérification."
NOT_LAUNCHED = "Impact emploi n’a pas été lancé."
CAN_BE_LAUNCHED = "Impact emploi peut maintenant être lancé."
CAN_BE_LAUNCHED_ALONE = "Impact emploi peut être lancé sans le serveur."
ALREADY_OPEN_HELP = (
    "La fenêtre d’Impact emploi est sans doute derrière une autre : cherchez-la dans la barre des tâches."
)
SOFTWARE_CLOSED = "Impact emploi est maintenant fermé"
LAUNCH_COMMAND = "Commande (software_command)"
LAUNCH_DETAIL = "Réponse du système"
LAUNCH_STATUS = "Code de fin"
LAUNCH_FAULT: Mapping[LaunchOutcome, tuple[str, str, str]] = {
    LaunchOutcome.NO_COMMAND: (
        "Ce poste ne sait pas encore lancer Impact emploi",
        "La commande qui lance Impact emploi n’est pas enregistrée sur ce poste.",
        what_to_do(by_person("enregistrer la commande qui lance Impact emploi.")),
    ),
    LaunchOutcome.COMMAND_IGNORED: (
        "Par prudence, Impact emploi n’est pas lancé",
        "D’autres utilisateurs de cet ordinateur peuvent modifier le fichier qui indique comment lancer Impact emploi.",
        what_to_do(by_person("réserver le fichier des paramètres à votre compte.")),
    ),
    LaunchOutcome.NOT_FOUND: (
        "Impact emploi est introuvable sur ce poste",
        "Impact emploi a été déplacé ou désinstallé, ou la commande qui le lance est fausse.",
        what_to_do(by_person("corriger cette commande ou réinstaller Impact emploi.")),
    ),
    LaunchOutcome.NOT_EXECUTABLE: (
        "Impact emploi ne peut pas être lancé sur ce poste",
        "Le fichier indiqué n’est pas un programme, ou vous n’avez pas le droit de le lancer.",
        what_to_do(by_person("corriger la commande qui lance Impact emploi, ou vos droits.")),
    ),
    LaunchOutcome.AWAY: (
        "L’emplacement d’Impact emploi n’est pas accessible",
        "Le lecteur ou le partage où se trouve le programme n’est pas connecté.",
        what_to_do(
            if_it_lasts_by_person("vérifiez le réseau, ouvrez ce lecteur, puis réessayez.", "rétablir cet emplacement.")
        ),
    ),
    LaunchOutcome.ELEVATION: (
        "Impact emploi demande les droits d’administrateur",
        "Windows ne lance ce programme qu’en tant qu’administrateur.",
        what_to_do(by_person("retirer cette option du programme ou de son raccourci.")),
    ),
    LaunchOutcome.WRONG_MACHINE: (
        "Impact emploi n’est pas prévu pour ce poste",
        "Le programme installé est fait pour un autre type d’ordinateur, ou le fichier est abîmé.",
        what_to_do(by_person("installer la version qui convient.")),
    ),
    LaunchOutcome.INCOMPLETE: (
        "L’installation d’Impact emploi est incomplète",
        "Il manque un composant dont le programme a besoin.",
        what_to_do(by_person("réinstaller Impact emploi.")),
    ),
    LaunchOutcome.NO_FOLDER: (
        "Le dossier de travail d’Impact emploi n’est pas accessible",
        "Ce dossier a été déplacé, ou vous n’avez pas le droit de l’ouvrir.",
        what_to_do(by_person("corriger le raccourci d’Impact emploi, ou vos droits.")),
    ),
    LaunchOutcome.TOO_LONG: (
        "L’emplacement d’Impact emploi a un nom trop long",
        "Ce poste n’accepte pas un nom d’emplacement aussi long.",
        what_to_do(by_person("installer Impact emploi dans un dossier au nom plus court.")),
    ),
    LaunchOutcome.BLOCKED: (
        "La protection de ce poste interdit de lancer Impact emploi",
        "Une règle de sécurité ou un antivirus bloque ce programme.",
        what_to_do(by_person("autoriser ce programme.")),
    ),
    LaunchOutcome.FAILED: (
        "Ce poste a refusé de lancer Impact emploi",
        "Un antivirus bloque peut-être ce programme, ou la mémoire manque.",
        what_to_do(if_it_lasts_by_person("fermez d’autres programmes, puis réessayez.", "vérifier l’antivirus.")),
    ),
    LaunchOutcome.CRASHED: (
        "Impact emploi s’est arrêté dès son démarrage",
        "Impact emploi a signalé une erreur ; la connexion n’est pas en cause.",
        what_to_do(if_it_lasts_by_person("réessayez.", "vérifier l’installation d’Impact emploi.")),
    ),
}
"""What failed, the likely cause, and what to do."""
_LAUNCHED: Mapping[LaunchOutcome, str] = {
    LaunchOutcome.CHECKING: "Vérification de la connexion…",
    LaunchOutcome.STARTED: "Impact emploi est lancé.",
    LaunchOutcome.ALREADY_RUNNING: "Impact emploi est déjà ouvert.",
    LaunchOutcome.NOT_CONNECTED: "Impact emploi n’est pas lancé.",
    LaunchOutcome.CANCELLED: "Le lancement d’Impact emploi a été abandonné.",
}
"""The outcomes that are no fault."""
_FURTHER: Mapping[LaunchOutcome, str] = {LaunchOutcome.NO_COMMAND: "software_command"}
"""For whoever looks after the computers, where the system gave no details: the name of the setting."""


def fault_title(report: LaunchReport) -> str:
    """Return the title of a failed launch; it names the drive or share that is not connected."""
    if report.outcome is LaunchOutcome.AWAY and report.place:
        what = "Le lecteur" if report.place.endswith(":") else "Le partage"
        return f"{what} {report.place} n’est pas accessible"
    return LAUNCH_FAULT[report.outcome][0]


def already_open(at: datetime, today: date) -> str:
    """Return that the payroll software runs, and since when."""
    return f"Impact emploi est déjà ouvert depuis {moment(at, today)}."


def software_open(at: datetime, today: date) -> str:
    """Return since when the payroll software runs."""
    return f"Impact emploi ouvert depuis {moment(at, today)}."


def launched(report: LaunchReport, diagnosis: Diagnosis | None, notices: Iterable[FileNotice] = ()) -> str:
    """Return the outcome of a launch, on one line; the notices say why, where there was no check to diagnose."""
    if report.outcome in LAUNCH_FAULT:
        _, cause, remedy = LAUNCH_FAULT[report.outcome]
        line = f"{fault_title(report)}. {cause} {remedy}"
    else:
        line = _LAUNCHED[report.outcome]
    if report.outcome is LaunchOutcome.NOT_CONNECTED:
        line = f"{line} {verdicts.message_of(diagnosis) if diagnosis else file_notices.unreadable(notices)}".rstrip()
    detail = report.detail or _FURTHER.get(report.outcome, "")
    return f"{line} ({detail})" if detail else line
