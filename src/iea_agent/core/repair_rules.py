"""When a repair of the addresses is proposed, and to which addresses (docs/decisions/0030).

An address that gave ``connected`` here, with the present version of the payroll software, is given up for nothing but
the word of its server (``moved``), of a list of old addresses, or http. Everything else counts only for addresses that
never worked here, or worked before the software changed: a broken resolver or a VPN that is off must not move a
healthy workstation.

What is proposed here has still to be proved by an access test.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from iea_agent.core.addresses import Address, parse, same_address
from iea_agent.core.connection_state import AnnouncedLink, Link
from iea_agent.core.diagnosis import Diagnosis, Role, ServerReport, Verdict
from iea_agent.core.official_addresses import addresses_look_swapped
from iea_agent.core.repair import (
    AddressPair,
    GoodAddress,
    KnownGoodSource,
    RepairPolicy,
    RepairReason,
)
from iea_agent.core.settings import OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES, Settings, addresses_of, official

MAX_SHOWN: Final = 500
"""Longest address that is repaired, in characters: the view of the agent holds many of them."""
KNOWN_OLD: Final = ("http://impact-emploi.urssaf.fr",)
"""Old addresses of the official servers; one without a path stands for its whole server."""
SILENT_ABOUT_THE_ADDRESS: Final = frozenset(
    {
        Verdict.DNS,
        Verdict.REFUSED_CONNECTION,
        Verdict.NOT_OUR_SERVER,
        Verdict.TLS_EXPIRED,
        Verdict.TLS_NOT_YET_VALID,
        Verdict.TLS_WRONG_HOST,
        Verdict.TLS_UNTRUSTED,
        Verdict.TLS_PROTOCOL,
    }
)
"""Failures that a wrong address can result in, and many other things."""
CERTAIN: Final = frozenset({RepairReason.KNOWN_OLD, RepairReason.MOVED})
"""What is repaired without a question where the policy says so; and http of the same host."""
_RIGHT_SERVER: Final = frozenset({Link.REFUSED, Link.LICENCE_UNKNOWN})


class Known(msgspec.Struct, frozen=True):
    """What is known of the addresses in force."""

    connection: AnnouncedLink
    diagnosis: Diagnosis | None = None
    updates: ServerReport | None = None
    good: tuple[GoodAddress, ...] = ()
    """The addresses that gave ``connected`` here."""
    version: str = ""
    """The present version of the payroll software; empty: unknown."""


class Candidate(msgspec.Struct, frozen=True):
    """Addresses that may be better than those in force."""

    before: AddressPair
    after: AddressPair
    reason: RepairReason
    source: KnownGoodSource
    updates_reason: RepairReason | None = None
    """Why the update address counts as no longer right; ``None``: nothing is known to be wrong with it."""

    @property
    def keeps_authentication(self) -> bool:
        """Whether only the update address changes: then it is the update server that must be green."""
        return self.before.authentication == self.after.authentication

    @property
    def is_certain(self) -> bool:
        """Whether it may be done without a question, where the policy says so."""
        reasons = {Role.AUTHENTICATION: self.reason, Role.UPDATES: self.updates_reason}
        changes = self.before.changes_to(self.after)
        return self.source is not KnownGoodSource.USER and all(
            same_address(old, new) or _is_certain(reasons[role], old, new) for role, old, new in changes
        )


def known_good(settings: Settings, policy: RepairPolicy) -> tuple[tuple[KnownGoodSource, AddressPair], ...]:
    """Return the known good addresses, the weightiest first, without those that cannot be used."""
    of_user = addresses_of(official(settings))
    found = (
        (KnownGoodSource.POLICY, policy.addresses),
        (KnownGoodSource.SIGNED, policy.signed),
        (KnownGoodSource.BUILT_IN, AddressPair(OFFICIAL_AUTHENTICATION, OFFICIAL_UPDATES)),
        (KnownGoodSource.USER, of_user),
    )
    return tuple((source, usable) for source, pair in found if pair is not None and (usable := _usable(pair)))


def candidates_of(settings: Settings, policy: RepairPolicy, known: Known) -> tuple[Candidate, ...]:
    """Return the addresses that may be proposed, if the access test proves them, in the order in which to test them.

    An address that is known good is not given up for one of less weight.
    """
    before, found = addresses_of(settings), list[Candidate]()
    if max(len(before.authentication), len(before.updates)) > MAX_SHOWN:
        return ()
    for source, good in known_good(settings, policy):
        is_same = same_address(before.authentication, good.authentication)
        candidate = (
            _for_updates(before, good, source, policy, known)
            if is_same
            else _for_both(before, good, source, policy, known)
        )
        is_new = candidate is not None and candidate.after not in {one.after for one in found}
        if candidate is not None and is_new and policy.lets(before, candidate.after):
            found.append(candidate)
        if is_same:
            break
    return tuple(found)


def _for_both(
    before: AddressPair, good: AddressPair, source: KnownGoodSource, policy: RepairPolicy, known: Known
) -> Candidate | None:
    reason = _authentication_reason(before, good, policy, known)
    return (
        None
        if reason is None
        else Candidate(before, good, reason, source, _updates_reason(before, good, policy, known))
    )


def _for_updates(
    before: AddressPair, good: AddressPair, source: KnownGoodSource, policy: RepairPolicy, known: Known
) -> Candidate | None:
    """The authentication address is the known good one: only the update address can be wrong."""
    if known.connection is not Link.CONNECTED:  # a refusal comes first: windows say one thing at a time
        return None
    if same_address(before.updates, good.updates):
        return None
    reason = _updates_reason(before, good, policy, known)
    after = AddressPair(before.authentication, good.updates, secure=good.secure)
    return None if reason is None else Candidate(before, after, reason, source, reason)


def _authentication_reason(
    before: AddressPair, good: AddressPair, policy: RepairPolicy, known: Known
) -> RepairReason | None:
    address = before.authentication
    is_old = _is_old(address, policy)
    if known.connection in _RIGHT_SERVER:
        return RepairReason.KNOWN_OLD if is_old else None
    if known.connection is not Link.UNREACHABLE:
        return None
    if _is_mistyped(address):
        return RepairReason.MISTYPED
    if _is_clear_text(address):
        return RepairReason.HTTP
    if is_old:
        return RepairReason.KNOWN_OLD
    if _has_moved_to(known.diagnosis, good.authentication):
        return RepairReason.MOVED
    once = next((one for one in known.good if same_address(one.address, address)), None)
    if once is None and _looks_swapped(before, good):
        return RepairReason.SWAPPED
    if not _is_silent_about_the_address(known.diagnosis):
        return None
    if once is None:
        return RepairReason.NEVER_CONNECTED
    has_changed = bool(once.version and known.version) and once.version != known.version
    return RepairReason.SOFTWARE_CHANGED if has_changed else None


def _updates_reason(before: AddressPair, good: AddressPair, policy: RepairPolicy, known: Known) -> RepairReason | None:
    address = before.updates
    if _is_mistyped(address):
        return RepairReason.MISTYPED
    if _is_clear_text(address):
        return RepairReason.HTTP
    if _is_old(address, policy):
        return RepairReason.KNOWN_OLD
    report = known.updates
    if report is None or report.ok:
        return None
    if _has_moved_to(report.diagnosis, good.updates):
        return RepairReason.MOVED
    return RepairReason.SWAPPED if same_address(address, good.authentication) else None


def _is_certain(reason: RepairReason | None, old: str, new: str) -> bool:
    if reason is not RepairReason.HTTP:
        return reason in CERTAIN
    before, after = parse(old), parse(new)
    return before is not None and after is not None and before.host == after.host


def _usable(pair: AddressPair) -> AddressPair | None:
    """Return known good addresses with « Sécurisé » as they need it; ``None`` if they cannot be used."""
    addresses = (pair.authentication, pair.updates)
    if any(len(one) > MAX_SHOWN or _is_mistyped(one) or _is_clear_text(one) for one in addresses):
        return None
    return AddressPair(*addresses, secure=all(address.startswith("https:") for address in addresses))


def _is_mistyped(address: str) -> bool:
    """Tell whether a text is no address of a server."""
    found = parse(address)
    return found is None or bool(found.query)


def _is_clear_text(address: str) -> bool:
    """Tell whether an address is http to another machine."""
    found = parse(address)
    return found is not None and found.scheme == "http" and not found.is_loopback


def _is_old(address: str, policy: RepairPolicy) -> bool:
    found = parse(address)
    return found is not None and any(_covers(old, found) for old in _old(policy))


def _old(policy: RepairPolicy) -> Iterator[Address]:
    for text in (*policy.old, *KNOWN_OLD):
        if (old := parse(text)) is not None:
            yield old


def _covers(old: Address, found: Address) -> bool:
    return old == found or (not old.path and old.origin == found.origin)


def _has_moved_to(diagnosis: Diagnosis | None, good: str) -> bool:
    if diagnosis is None or diagnosis.verdict is not Verdict.MOVED:
        return False
    led, meant = parse(diagnosis.moved_to), parse(good)
    return led is not None and meant is not None and led.origin == meant.origin


def _looks_swapped(before: AddressPair, good: AddressPair) -> bool:
    if same_address(before.authentication, good.updates):
        return True
    both = Settings(authentication_address=before.authentication, update_address=before.updates)
    return addresses_look_swapped(both)


def _is_silent_about_the_address(diagnosis: Diagnosis | None) -> bool:
    if diagnosis is None or diagnosis.verdict not in SILENT_ABOUT_THE_ADDRESS:
        return False
    return not (diagnosis.verdict.facts.by_clock and diagnosis.clock_is_wrong)
