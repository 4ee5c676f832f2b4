"""The mail to the support desk in words; its window has ``core/texts/windows/mail_window.py``."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.connection_state import Mode
from iea_agent.core.diagnosis import Diagnosis, Role
from iea_agent.core.occasions import failure_of, password_fault_of
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.printable import printable
from iea_agent.core.settings import MAX_ADDRESS
from iea_agent.core.texts import announcements, checklist, labels, launches, report_files, verdicts
from iea_agent.core.texts.french import duration, heading, whole_date
from iea_agent.core.texts.remedies import for_that_person
from iea_agent.core.texts.windows import access_test, assistance_mode, status_window
from iea_agent.core.view import AgentView

GREETING = "Bonjour,"
FAREWELL = "Cordialement,"
SOFTWARE_RUNS = "Impact emploi est ouvert en ce moment."
MAX_FACT: Final = 80
"""Longest detail of a stage, in characters; the diagnostic report has all of it."""


class MailWords(NamedTuple):
    """What is wanted, for an occasion: so that the reader can answer without reading on."""

    subject: str
    """What stands in the subject before licence and version; empty: nothing, as the help sheet asks for it."""
    wanted: str
    """The first sentence: ``{licence}`` is « la licence 75-000042 », ``{why}`` a colon and the cause in a few words."""


WORDS: Final[Mapping[Occasion, MailWords]] = {
    Occasion.CONNECTION: MailWords("", "Merci de m’aider à reconnecter ce poste au serveur de production{why}."),
    Occasion.REFUSED: MailWords(
        labels.REFUSED,
        "Merci d’autoriser {licence} : le serveur d’authentification refuse cette installation.",
    ),
    Occasion.LICENCE_UNKNOWN: MailWords(
        labels.LICENCE_UNKNOWN,
        "Merci de vérifier {licence} : le serveur d’authentification ne reconnaît pas cette licence.",
    ),
    Occasion.LAUNCH: MailWords("Impact emploi ne démarre pas", "Merci de m’aider à démarrer Impact emploi{why}."),
    Occasion.QUESTION: MailWords("Demande d’aide", "Merci de m’aider sur ce poste{why}."),
    Occasion.DAY_PASSWORD: MailWords(
        "Mot de passe du jour",
        "Merci de m’envoyer le mot de passe du jour de {licence}, pour désactiver le mode assistance.",
    ),
    Occasion.HELPER: MailWords("Impact emploi", "Merci de m’aider sur ce poste{why}."),
}
"""One row per occasion; a test walks the table."""
PASSWORD_FAULT: Final[Mapping[PasswordOutcome, str]] = {
    PasswordOutcome.CLOCK: "horloge reculée",
    PasswordOutcome.NOT_WRITTEN: "disque plein ou protégé",
}
"""In a few words what keeps a password of the day from being checked: ``WORKSTATION_FAULTS``."""


def subject(occasion: Occasion, licence: str, version: str) -> str:
    """Return the subject of a mail to the support desk; an empty version is an unknown one, and left out."""
    known = (WORDS[occasion].subject, licence and f"licence {licence}")
    sheet = " ".join(filter(None, ("Serveur de connexion", version)))
    return sheet if occasion is Occasion.CONNECTION else " – ".join((*filter(None, known), sheet))


def helper_subject(why: str) -> str:
    """Return the subject of the mail to the person who looks after the computers; ``why`` in a few words, or empty."""
    return heading(WORDS[Occasion.HELPER].subject, why or WORDS[Occasion.QUESTION].subject.lower())


def request(occasion: Occasion, licence: str, why: str) -> str:
    """Return the first sentence: what is wanted of the reader; ``why`` in a few words, or empty."""
    named = f"la licence {licence}" if licence else "la licence de ce poste"
    return WORDS[occasion].wanted.format(licence=named, why=f" : {why}" if why else "")


def why(view: AgentView, occasion: Occasion) -> str:
    """Return in a few words why a mail is written; empty if it is not known."""
    if occasion is Occasion.LAUNCH:
        return "" if view.launch is None else report_files.LAUNCHES[view.launch.outcome]
    if (failure := failure_of(view)) is not None:
        return verdicts.short(failure)
    if (password := password_fault_of(view)) is not None:
        return PASSWORD_FAULT[password]
    return "mode assistance actif" if view.mode is Mode.ASSISTANCE else ""


def wanted(said: str) -> str:
    """Return the paragraph about what the user wanted to do."""
    return heading("Ce que je voulais faire", said)


def cause(view: AgentView, about: Occasion) -> Iterator[str]:
    """Yield what failed, the likely cause, and what the person who looks after the computers has to do.

    These are the words of the verdict that the window shows.
    """
    if about is Occasion.LAUNCH and view.launch is not None:
        _, likely, remedy = launches.LAUNCH_FAULT[view.launch.outcome]
        yield from for_that_person((f"{launches.fault_title(view.launch)}.", likely, remedy))
    elif (failure := failure_of(view)) is not None:
        what, likely, _ = verdicts.explain(failure)
        remedy = verdicts.who_acts(failure).removesuffix(verdicts.clock_remark(failure)).rstrip()  # said below
        yield from for_that_person((what, likely, remedy))
    elif (password := password_fault_of(view)) is not None:
        title, lines = assistance_mode.PASSWORD_FAILED[password]
        yield from for_that_person((f"{title}.", *lines))


def last_launch(view: AgentView, command: str) -> Iterator[str]:
    """Yield how the last launch failed, with the command line; an empty one is left out."""
    if view.launch is not None:
        said = f"{report_files.LAUNCHES[view.launch.outcome]} (code {view.launch.outcome})"
        yield heading("Lancement d’Impact emploi", said)
        if view.launch.detail:
            yield f"- {heading('réponse du système', printable(view.launch.detail, MAX_FACT))}"
    if command:
        yield f"- {heading('commande', command)}"


def _instant(at: datetime) -> str:
    """Return an instant in full, for a reader on another day: « lundi 23 novembre 2026 à 9 h 12 »."""
    return f"{whole_date(at)} à {at.hour} h {at.minute:02}"


def mode(view: AgentView, local: Callable[[float], datetime]) -> Iterator[str]:
    """Yield the licence and, in assistance mode, who activated it, since when and why."""
    yield heading(status_window.LICENCE, view.licence_number or status_window.NO_LICENCE)
    if view.mode is Mode.ASSISTANCE:
        yield from _assistance(view, local)


def _assistance(view: AgentView, local: Callable[[float], datetime]) -> Iterator[str]:
    begun = "" if view.mode_since is None else f" depuis le {_instant(local(view.mode_since))}"
    yield heading("Mode", f"assistance{begun}{f', activé par {view.who}' if view.who else ''}")
    if view.reason:
        yield heading(assistance_mode.ASSISTANCE_REASON, view.reason)


def state(view: AgentView, now: float, local: Callable[[float], datetime]) -> Iterator[str]:
    """Yield the licence, the state at ``now`` (seconds since 1970 UTC), since when, and the mode."""
    yield heading(status_window.LICENCE, view.licence_number or status_window.NO_LICENCE)
    yield f"État relevé le {_instant(local(now))} :"
    yield announcements.state_line(view)
    if view.mode is Mode.ASSISTANCE:
        yield from _assistance(view, local)
    else:
        if view.since is not None:
            yield f"Depuis le {_instant(local(view.since))}."
        yield heading("Mode", "production, sécurisé" if view.secure else "production, non sécurisé")
    if view.software_since is not None:
        yield SOFTWARE_RUNS


def installed(software: str, agent: str, system: str) -> tuple[str, ...]:
    """Return the lines about what is installed; an empty version of the payroll software is an unknown one."""
    return (
        heading("Version d’Impact emploi", software or "inconnue"),
        heading("Version du programme de connexion", agent),
        heading("Système", system),
    )


def last_check(view: AgentView, role: Role, address: str) -> Iterator[str]:
    """Yield the result of a server's last test by a person, else of its last check, stage by stage."""
    if (tested := next((report for report in view.tested if report.role is role), None)) is not None:
        said = f"{verdicts.short(tested.diagnosis)} (code {tested.diagnosis.verdict})"
        yield heading(f"{access_test.SERVER[role]}, test demandé", said)
        yield printable(tested.url, MAX_ADDRESS)
        yield from _stages(tested.diagnosis)
        return
    updates = None if view.updates is None else view.updates.diagnosis
    diagnosis = view.diagnosis if role is Role.AUTHENTICATION else updates
    if view.mode is Mode.ASSISTANCE:
        said, diagnosis = status_window.NOT_TESTED_IN_ASSISTANCE, None
    elif diagnosis is None:
        said = status_window.NOT_TESTED
    else:
        said = f"{verdicts.short(diagnosis)} (code {diagnosis.verdict})"
    yield heading(access_test.SERVER[role], said)
    yield address
    if diagnosis is not None:
        yield from _stages(diagnosis)


def _stages(diagnosis: Diagnosis) -> Iterator[str]:
    """Yield the stages; details only after a failure, so that the mail fits into a ``mailto:`` link of Windows."""
    failed = None if diagnosis.ok else diagnosis.stage
    for report in diagnosis.stages:
        if report.stage is not failed:
            yield _stage(
                checklist.STAGE[report.stage], duration(report.ms), "" if diagnosis.ok else checklist.detail(report)
            )
    if failed is not None:
        ours = diagnosis.verdict.facts.before_any_stage
        yield _stage(checklist.WORKSTATION if ours else checklist.STAGE[failed], "ÉCHEC", diagnosis.detail)
    if words := checklist.words_of(diagnosis):
        yield f"- {words}"
    if diagnosis.clock_is_wrong:
        yield f"- {verdicts.clock_remark(diagnosis)}"


def _stage(name: str, outcome: str, detail: str) -> str:
    return f"- {heading(name, f'{outcome}, {printable(detail, MAX_FACT)}' if detail else outcome)}"


def whole_message(recipient: str, of: str, body: str) -> str:
    """Return a mail as one text that can be pasted anywhere; an empty recipient is not known."""
    first = f"{heading('À', recipient)}\n" if recipient else ""
    return f"{first}{heading('Objet', of)}\n\n{body}"
