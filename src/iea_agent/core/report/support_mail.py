"""The mail to the support desk: recipient, subject, and a body with the state of this installation.

Nothing is sent here. The sentences are in ``core/texts/support_mail.py``.
"""

import textwrap
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

import msgspec

from iea_agent.core.connection_state import Mode
from iea_agent.core.diagnosis import Diagnosis, Role
from iea_agent.core.printable import printable
from iea_agent.core.report.redaction import redact
from iea_agent.core.settings import Settings
from iea_agent.core.texts import announcements, checklist, support_mail, verdicts
from iea_agent.core.texts.french import duration, heading
from iea_agent.core.texts.windows import access_test, assistance_mode, status_window
from iea_agent.core.view import AgentView

RECIPIENT: Final = "impact-emploi-association@urssaf.fr"
MAX_LINE: Final = 72
"""Longest line, in characters; longer words are not broken."""
MAX_FACT: Final = 80
"""Longest detail of a stage, in characters; the diagnostic report has all of it."""


class SupportMail(msgspec.Struct, frozen=True):
    """A mail for the user to read and send. Holds no secret."""

    recipient: str
    subject: str
    body: str
    """Plain text; its lines are wrapped and separated by ``\\n``."""


class Versions(msgspec.Struct, frozen=True, kw_only=True):
    """What is installed on this workstation."""

    software: str
    """The payroll software's; empty if it is unknown."""
    agent: str
    system: str
    """The operating system and its version."""


def prepare(
    view: AgentView,
    settings: Settings,
    versions: Versions,
    *,
    now: float,
    local: Callable[[float], datetime],
) -> SupportMail:
    """Return the mail about the present state.

    Args:
        view: The state.
        settings: The saved settings, for the addresses.
        versions: What is installed.
        now: The time to date the state with (seconds since 1970 UTC).
        local: Gives the local time at an instant (seconds since 1970 UTC).
    """
    software = printable(redact(versions.software))
    paragraphs = (
        [support_mail.GREETING],
        [support_mail.TO_FILL_IN],
        [
            heading(status_window.LICENCE, view.licence_number or status_window.NO_LICENCE),
            *_state(view, now, local),
            heading(support_mail.SOFTWARE, software or support_mail.SOFTWARE_UNKNOWN),
            heading(support_mail.AGENT, versions.agent),
            heading(support_mail.SYSTEM, versions.system),
        ],
        [*_server(view, settings, Role.AUTHENTICATION, view.diagnosis)],
        [*_server(view, settings, Role.UPDATES, None if view.updates is None else view.updates.diagnosis)],
        [support_mail.FAREWELL, support_mail.TO_SIGN],
    )
    body = redact("\n\n".join("\n".join(lines) for lines in paragraphs))
    return SupportMail(RECIPIENT, support_mail.subject(software), "\n".join(map(_wrapped, body.split("\n"))))


def _state(view: AgentView, now: float, local: Callable[[float], datetime]) -> Iterator[str]:
    """Yield the state, since when, and the mode."""
    assistance = view.mode is Mode.ASSISTANCE
    yield support_mail.state_on(local(now))
    yield announcements.state_line(view)
    if assistance:
        begun = None if view.mode_since is None else local(view.mode_since)
        yield heading(support_mail.MODE, support_mail.assistance_since(begun, view.who))
        if view.reason:
            yield heading(assistance_mode.ASSISTANCE_REASON, view.reason)
    else:
        if view.since is not None:
            yield support_mail.since(local(view.since))
        yield heading(support_mail.MODE, support_mail.MODE_SECURE if view.secure else support_mail.MODE_INSECURE)
    if view.software_since is not None:
        yield support_mail.SOFTWARE_RUNS


def _server(view: AgentView, settings: Settings, role: Role, diagnosis: Diagnosis | None) -> Iterator[str]:
    """Yield the result of the last check of a server, stage by stage."""
    if view.mode is Mode.ASSISTANCE:
        said = status_window.NOT_TESTED_IN_ASSISTANCE
    else:
        said = status_window.NOT_TESTED if diagnosis is None else support_mail.verdict(diagnosis)
    yield heading(access_test.SERVER[role], said)
    yield settings.address_of(role)
    if diagnosis is not None and view.mode is Mode.PRODUCTION:
        yield from _checklist(diagnosis)


def _checklist(diagnosis: Diagnosis) -> Iterator[str]:
    """Yield the stages; details only after a failure, so that the mail fits into a ``mailto:`` link of Windows."""
    failed = None if diagnosis.ok else diagnosis.stage
    for report in diagnosis.stages:
        if report.stage is not failed:
            fact = _fact(duration(report.ms), "" if diagnosis.ok else checklist.detail(report))
            yield support_mail.stage(checklist.STAGE[report.stage], fact)
    if failed is not None:
        ours = diagnosis.verdict.facts.before_any_stage
        name = checklist.WORKSTATION if ours else checklist.STAGE[failed]
        yield support_mail.stage(name, _fact(support_mail.FAILED, diagnosis.detail))
    if diagnosis.clock_is_wrong:
        yield f"- {verdicts.CLOCK_REMARK}"


def _fact(first: str, detail: str) -> str:
    return f"{first}, {printable(detail, MAX_FACT)}" if detail else first


def _wrapped(line: str) -> str:
    """Wrap a line between words; addresses and numbers are not broken."""
    indent = "  " if line.startswith("- ") else ""
    return textwrap.fill(line, MAX_LINE, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
