"""Which occasion for a mail a state is, and what was prepared for it before."""

from typing import Final

from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.connection_state import Link, Mode
from iea_agent.core.diagnosis import Diagnosis, Role, Who
from iea_agent.core.launch import LaunchOutcome
from iea_agent.core.prepared_mails import Occasion, PreparedMail, last_of
from iea_agent.core.view import AgentView

NOT_A_FAULT: Final = frozenset(
    {
        LaunchOutcome.CHECKING,
        LaunchOutcome.STARTED,
        LaunchOutcome.ALREADY_RUNNING,
        LaunchOutcome.NOT_CONNECTED,
        LaunchOutcome.CANCELLED,
    }
)
"""The outcomes of a launch that say nothing against the payroll software."""
WORKSTATION_FAULTS: Final = frozenset({PasswordOutcome.CLOCK, PasswordOutcome.NOT_WRITTEN})
"""The outcomes of a password that whoever looks after the computers mends."""
_OF_LINK: Final = {Link.REFUSED: Occasion.REFUSED, Link.LICENCE_UNKNOWN: Occasion.LICENCE_UNKNOWN}
_FAULTS: Final = (Occasion.CONNECTION, Occasion.REFUSED, Occasion.LICENCE_UNKNOWN)


def occasion_of(view: AgentView) -> Occasion:
    """Return what a mail to the support desk is about in a state.

    A test that has just failed comes first, as in case 2 of the help sheet. A launch that failed counts only where
    nothing keeps the software from being launched, and no password was just typed in vain.
    """
    if any(report.role is Role.AUTHENTICATION and not report.ok for report in view.tested):
        return Occasion.CONNECTION
    if view.mode is Mode.PRODUCTION and view.connection.announced_as is not Link.CONNECTED:
        return _OF_LINK.get(view.connection, Occasion.CONNECTION)
    if password_fault_of(view) is not None:
        return Occasion.QUESTION
    is_fault = view.launch is not None and view.launch.outcome not in NOT_A_FAULT
    return Occasion.LAUNCH if is_fault and view.software_since is None else Occasion.QUESTION


def failure_of(view: AgentView) -> Diagnosis | None:
    """Return what failed: in the test that a person has just made, else in the last check; ``None`` if nothing did."""
    tested = next((report.diagnosis for report in view.tested if not report.ok), None)
    if tested is not None:
        return tested
    checked = view.diagnosis if view.mode is Mode.PRODUCTION else None
    return None if checked is None or checked.ok else checked


def asked_support(view: AgentView) -> PreparedMail | None:
    """Return the mail that asks the support desk for what it has to do about the present outage."""
    checked = view.diagnosis
    if view.mode is not Mode.PRODUCTION or checked is None or checked.who is not Who.SUPPORT:
        return None
    mail = mail_before(view, occasion_of(view))
    return mail if mail is not None and mail.about in {None, checked.verdict} else None


def password_fault_of(view: AgentView) -> PasswordOutcome | None:
    """Return why a password of the day could not be checked, if the workstation is at fault; else ``None``."""
    return view.password if view.mode is Mode.ASSISTANCE and view.password in WORKSTATION_FAULTS else None


def mail_before(view: AgentView, occasion: Occasion) -> PreparedMail | None:
    """Return what was prepared for an occasion, or, where there is no connection, for another outage."""
    if (same := last_of(view.mails, occasion)) is not None or occasion not in _FAULTS:
        return same
    return next((mail for mail in reversed(view.mails) if mail.occasion in _FAULTS), None)
