"""The mails that were prepared: one of each occasion is remembered, so that none is sent twice for the same thing."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import msgspec

from iea_agent.core.diagnosis import Verdict


class Occasion(StrEnum):
    """Why a mail is written; the values stand in ``state.json``."""

    CONNECTION = "connection"
    """There is no connection: case 2 of the help sheet, whose subject it has."""
    REFUSED = "refused"
    LICENCE_UNKNOWN = "licence_unknown"
    LAUNCH = "launch"
    """The payroll software cannot be started."""
    QUESTION = "question"
    """Nothing is known to be wrong: the user says what it is about."""
    DAY_PASSWORD = "day_password"  # noqa: S105 (the name of an occasion)
    HELPER = "helper"
    """For the person who looks after the computers, whose address is not known here."""


class PreparedMail(msgspec.Struct, frozen=True):
    """The last mail of an occasion."""

    occasion: Occasion
    at: float
    """When it was opened in the mail program, or copied (seconds since 1970 UTC)."""
    about: Verdict | None = None
    """The failure that it was about; ``None`` when unknown, or none."""


PreparedMails = tuple[PreparedMail, ...]
"""At most one of each occasion, the latest last."""

SETTLED_BY_CONNECTION: Final = frozenset(Occasion) - {Occasion.DAY_PASSWORD, Occasion.LAUNCH}
"""The mails that are forgotten once the installation is connected."""


def last_of(mails: PreparedMails, occasion: Occasion) -> PreparedMail | None:
    """Return the last mail of an occasion."""
    return next((mail for mail in mails if mail.occasion is occasion), None)


def with_mail(mails: PreparedMails, mail: PreparedMail) -> PreparedMails:
    """Return the mails with another one, which replaces that of its occasion."""
    return (*without(mails, {mail.occasion}), mail)


def without(mails: PreparedMails, occasions: Iterable[Occasion]) -> PreparedMails:
    """Return the mails without those of some occasions."""
    gone = frozenset(occasions)
    return tuple(mail for mail in mails if mail.occasion not in gone)


def known_from(mails: PreparedMails, at: float, about: Verdict | None) -> PreparedMails:
    """Return the mails with the one that an older version remembered; ``at`` is 0 if there was none."""
    if not at:
        return mails
    occasion = _OF_VERDICT.get(about, Occasion.CONNECTION)
    return mails if last_of(mails, occasion) else (PreparedMail(occasion, at, about), *mails)


_OF_VERDICT: Final[dict[Verdict | None, Occasion]] = {
    Verdict.REFUSED: Occasion.REFUSED,
    Verdict.LICENCE_UNKNOWN: Occasion.LICENCE_UNKNOWN,
}
