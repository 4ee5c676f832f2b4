"""The mail to the support desk: recipient, subject, and a body with the state of this installation.

Nothing is sent here. The sentences are in ``core/texts/support_mail.py``.
"""

import textwrap
from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from iea_agent.core.diagnosis import Role
from iea_agent.core.printable import printable
from iea_agent.core.report.redaction import redact
from iea_agent.core.settings import Settings
from iea_agent.core.texts import support_mail
from iea_agent.core.view import AgentView

RECIPIENT: Final = "impact-emploi-association@urssaf.fr"
MAX_LINE: Final = 72
"""Longest line, in characters; longer words are not broken."""


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
            *support_mail.state(view, now, local),
            *support_mail.installed(software, versions.agent, versions.system),
        ],
        *(support_mail.last_check(view, role, settings.address_of(role)) for role in Role),
        support_mail.FAREWELL,
    )
    body = redact("\n\n".join("\n".join(lines) for lines in paragraphs))
    return SupportMail(RECIPIENT, support_mail.subject(software), "\n".join(map(_wrapped, body.split("\n"))))


def _wrapped(line: str) -> str:
    """Wrap a line between words; addresses and numbers are not broken."""
    indent = "  " if line.startswith("- ") else ""
    return textwrap.fill(line, MAX_LINE, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
