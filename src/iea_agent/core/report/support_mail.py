"""The mail for an occasion: recipient, subject, and a body that says what is wanted, then what the reader needs.

Nothing is sent here. The sentences are in ``core/texts/support_mail.py``.
"""

import shlex
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

import msgspec

from iea_agent.core.diagnosis import Role
from iea_agent.core.occasions import occasion_of
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.printable import printable
from iea_agent.core.report.redaction import redact
from iea_agent.core.report.wrapping import wrapped
from iea_agent.core.settings import Settings
from iea_agent.core.texts import support_mail
from iea_agent.core.view import AgentView

RECIPIENT: Final = "impact-emploi-association@urssaf.fr"


class SupportMail(msgspec.Struct, frozen=True):
    """A mail for the user to read and send. Holds no secret."""

    recipient: str
    """Empty if the user has to know it."""
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


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a mail is made of."""

    view: AgentView
    settings: Settings
    """The saved settings, for the addresses."""
    versions: Versions
    now: float
    """The time to date the state with (seconds since 1970 UTC)."""
    local: Callable[[float], datetime]
    """Gives the local time at an instant (seconds since 1970 UTC)."""


def prepare(facts: Facts, occasion: Occasion) -> SupportMail:
    """Return the mail for an occasion, about the present state."""
    software = printable(redact(facts.versions.software))
    if occasion is Occasion.HELPER:
        return _to_helper(facts, software)
    view = facts.view
    why = support_mail.why(view, occasion)
    first = support_mail.request(occasion, view.licence_number, why)
    of = support_mail.subject(occasion, view.licence_number, software)
    if occasion is Occasion.DAY_PASSWORD:
        return SupportMail(RECIPIENT, redact(of), _body([first], support_mail.mode(view, facts.local)))
    launch = support_mail.last_launch(view, "") if occasion is Occasion.LAUNCH else ()
    return SupportMail(RECIPIENT, redact(of), _body([first], _state(facts, software), launch, *_checks(facts)))


def _to_helper(facts: Facts, software: str) -> SupportMail:
    """Return the mail to the person who looks after the computers: what is technical stands first."""
    view, settings = facts.view, facts.settings
    about = occasion_of(view)
    why = support_mail.why(view, about)
    first = support_mail.request(Occasion.HELPER, view.licence_number, why)
    is_launch = about is Occasion.LAUNCH
    launch = support_mail.last_launch(view, shlex.join(settings.software_command)) if is_launch else ()
    technical = (support_mail.cause(view, about), launch, *_checks(facts))
    return SupportMail("", support_mail.helper_subject(why), _body([first], *technical, _state(facts, software)))


def _state(facts: Facts, software: str) -> list[str]:
    return [
        *support_mail.state(facts.view, facts.now, facts.local),
        *support_mail.installed(software, facts.versions.agent, facts.versions.system),
    ]


def _checks(facts: Facts) -> list[Iterable[str]]:
    return [support_mail.last_check(facts.view, role, facts.settings.address_of(role)) for role in Role]


def _body(*paragraphs: Iterable[str]) -> str:
    """Return a body with a greeting and a farewell; empty paragraphs are left out."""
    all_lines = ((support_mail.GREETING,), *paragraphs, (support_mail.FAREWELL,))
    body = redact("\n\n".join(filter(None, map("\n".join, all_lines))))
    return "\n".join(map(wrapped, body.split("\n")))
