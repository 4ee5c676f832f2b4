"""The mail to the support desk in words; its window has ``core/texts/windows/mail_window.py``."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from iea_agent.core.connection_state import Mode
from iea_agent.core.diagnosis import Diagnosis, Role
from iea_agent.core.printable import printable
from iea_agent.core.texts import announcements, checklist, verdicts
from iea_agent.core.texts.french import duration, heading, whole_date
from iea_agent.core.texts.windows import access_test, assistance_mode, status_window
from iea_agent.core.view import AgentView

GREETING = "Bonjour,"
TO_FILL_IN = "[Écrivez ici ce que vous vouliez faire et ce qui s'est passé.]"
FAREWELL = ("Cordialement,", "[Votre nom]")
SOFTWARE_RUNS = "Impact emploi est ouvert en ce moment."
MAX_FACT: Final = 80
"""Longest detail of a stage, in characters; the diagnostic report has all of it."""


def subject(version: str) -> str:
    """Return the subject of the mail, that of the specification; an empty version is an unknown one."""
    return f"Serveur de connexion {version or '(version inconnue)'}"


def _instant(at: datetime) -> str:
    """Return an instant in full, for a reader on another day: « lundi 23 novembre 2026 à 9 h 12 »."""
    return f"{whole_date(at)} à {at.hour} h {at.minute:02}"


def state(view: AgentView, now: float, local: Callable[[float], datetime]) -> Iterator[str]:
    """Yield the licence, the state at ``now`` (seconds since 1970 UTC), since when, and the mode."""
    yield heading(status_window.LICENCE, view.licence_number or status_window.NO_LICENCE)
    yield f"État relevé le {_instant(local(now))} :"
    yield announcements.state_line(view)
    if view.mode is Mode.ASSISTANCE:
        begun = "" if view.mode_since is None else f" depuis le {_instant(local(view.mode_since))}"
        yield heading("Mode", f"assistance{begun}{f', activé par {view.who}' if view.who else ''}")
        if view.reason:
            yield heading(assistance_mode.ASSISTANCE_REASON, view.reason)
    else:
        if view.since is not None:
            yield f"Depuis le {_instant(local(view.since))}."
        yield heading("Mode", "production, sécurisé" if view.secure else "production, non sécurisé")
    if view.software_since is not None:
        yield SOFTWARE_RUNS


def installed(software: str, agent: str, system: str) -> tuple[str, ...]:
    """Return the lines about what is installed; an empty version of the payroll software is an unknown one."""
    return (
        heading("Version d'Impact emploi", software or "inconnue"),
        heading("Version de l'agent", agent),
        heading("Système", system),
    )


def last_check(view: AgentView, role: Role, address: str) -> Iterator[str]:
    """Yield the result of the last check of a server, stage by stage."""
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
    """Return a mail as one text that can be pasted anywhere."""
    return f"{heading('À', recipient)}\n{heading('Objet', of)}\n\n{body}"
