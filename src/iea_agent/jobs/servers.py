"""The jobs that connect to the servers: authentication, and the access test."""

import logging
import threading
import time
from typing import Final

from msgspec.structs import replace

from iea_agent.adapters.server.timeline import Timeline
from iea_agent.adapters.software.version import ANSWER_S, installed_version
from iea_agent.adapters.system.deadline import DeadlineError, within
from iea_agent.core.addresses import is_loopback
from iea_agent.core.diagnosis import Diagnosis, KeyOrigins, LicenceAnswer, Role, ServerReport, Stage, Verdict, overtime
from iea_agent.core.errors import KeyStoreError, KeyStoreLockedError
from iea_agent.core.key_origin import is_secured, key_origin_of, may_be_sent
from iea_agent.core.official_addresses import is_official
from iea_agent.core.ports import Host
from iea_agent.core.printable import printable
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.typed_addresses import AddressFault, address_fault
from iea_agent.core.wire.jobs import AuthenticateAnswered, AuthenticateOrder, ServerTested, StageReached
from iea_agent.jobs.licence import Licences

_log = logging.getLogger(__name__)
_RIGHT_SERVER: Final = frozenset({LicenceAnswer.SUCCEEDED, LicenceAnswer.REFUSED, LicenceAnswer.LICENCE_REJECTED})
"""The answers of a server that knows what it is asked: the addresses of a repair stay, and the key belongs there."""


def authenticate(host: Host, order: AuthenticateOrder, licences: Licences) -> None:
    """Authenticate, and test the update server in parallel; each has its own deadline.

    Unlocking the key store, where the user is asked for its password, does not count towards the deadline.
    """
    updates = _start_test(host, order.settings, Role.UPDATES)
    version = _Version(order.settings)
    answered = _authentication(host, order, licences)
    diagnosis = _at_address(answered.diagnosis, order.settings, Role.AUTHENTICATION)
    host.say(replace(answered, diagnosis=diagnosis, software_version=version.read()))
    updates.join()


class _Version:
    """The version of the payroll software, read meanwhile: its file may be on a share whose server is gone."""

    def __init__(self, settings: Settings) -> None:
        self._found = ""
        self._thread = threading.Thread(target=self._read, args=(settings,), name="version", daemon=True)
        self._thread.start()

    def _read(self, settings: Settings) -> None:
        self._found = installed_version(settings)

    def read(self) -> str:
        """Return it; empty when unknown."""
        self._thread.join(ANSWER_S)
        return self._found


def _authentication(host: Host, order: AuthenticateOrder, licences: Licences) -> AuthenticateAnswered:
    settings = order.settings
    try:
        key = licences.key_of(settings, person=host if order.may_prompt else None)
        kept = licences.origin_of(settings)
    except KeyStoreError as error:
        locked = isinstance(error, KeyStoreLockedError)
        verdict = Verdict.KEY_OPEN if error.folder_is_open else Verdict.KEY_STORE
        return AuthenticateAnswered(Diagnosis(verdict, detail=str(error), locked=locked))
    if key is None:
        return AuthenticateAnswered(Diagnosis(Verdict.NOT_CONFIGURED, detail="no key for this licence"))
    if (fault := _address_fault(settings)) is not None:
        return AuthenticateAnswered(fault)
    asked = key_origin_of(settings.authentication_address)
    is_allowed, is_repaired = asked == order.key_origin, asked == order.repaired_origin
    if not (is_allowed or is_repaired or may_be_sent(kept, asked)):
        return AuthenticateAnswered(Diagnosis(Verdict.KEY_ORIGIN, key_origins=KeyOrigins(printable(kept), asked)))
    if is_allowed:
        _note_origin(licences, settings)
    answered = _exchange(host, settings, key)
    verdict = answered.diagnosis.verdict
    is_news = not is_allowed and (not kept or is_secured(kept, asked)) and verdict is Verdict.CONNECTED
    is_right_server = verdict.facts.answer in _RIGHT_SERVER and is_repaired and kept != asked
    if is_news or is_right_server:
        _note_origin(licences, settings)
    return answered


def _address_fault(settings: Settings) -> Diagnosis | None:
    """Return why an address gets no key whatever a person says, so that nobody is asked about it."""
    address = settings.authentication_address
    fault, origin = address_fault(address, secure=settings.secure), key_origin_of(address)
    if fault is not None or not origin:
        return Diagnosis(Verdict.BAD_ADDRESS, detail=fault or AddressFault.MALFORMED)
    if origin.startswith("http:") and not is_loopback(address):
        return Diagnosis(Verdict.INSECURE, Stage.ENCRYPTION, "http to another machine: nothing was sent")
    return None


def _exchange(host: Host, settings: Settings, key: Secret) -> AuthenticateAnswered:
    from iea_agent.adapters.server import client

    timeline = _timeline(host, Role.AUTHENTICATION)
    try:
        return within(
            settings.authenticate_deadline_s, lambda: client.authenticate(settings, key, timeline, now=time.time)
        )
    except DeadlineError:
        return AuthenticateAnswered(overtime(timeline.reports, settings.authentication_address, timeline.first))


def _note_origin(licences: Licences, settings: Settings) -> None:
    """Keep the present address as the origin of the key; where that fails, the next attempt does it, or asks again."""
    try:
        licences.note_origin(settings)
    except KeyStoreError:
        _log.exception("the origin of the key could not be kept")


def test_access(host: Host, settings: Settings) -> None:
    """Test the access to every server in parallel, and report each result at once."""
    for test in [_start_test(host, settings, role) for role in Role]:
        test.join()


def _start_test(host: Host, settings: Settings, role: Role) -> threading.Thread:
    test = threading.Thread(target=_test_one, args=(host, settings, role), name=role, daemon=True)
    test.start()
    return test


def _test_one(host: Host, settings: Settings, role: Role) -> None:
    from iea_agent.adapters.server import client

    address, timeline = settings.address_of(role), _timeline(host, role)
    try:
        report = within(settings.test_deadline_s, lambda: client.test_access(settings, role, timeline, now=time.time))
    except DeadlineError:
        report = ServerReport(role, address, overtime(timeline.reports, address, timeline.first))
    except Exception as error:  # noqa: BLE001 (one server's fault must not hide the other's answer)
        _log.exception("the test of the %s server failed", role)
        report = ServerReport(role, address, Diagnosis(Verdict.AGENT_FAULT, detail=type(error).__name__))
    host.say(ServerTested(replace(report, diagnosis=_at_address(report.diagnosis, settings, role))))


def _at_address(diagnosis: Diagnosis, settings: Settings, role: Role) -> Diagnosis:
    """Note whether the address is the official one: nobody is then told to correct it."""
    return diagnosis if diagnosis.ok else replace(diagnosis, is_official=is_official(settings, role))


def _timeline(host: Host, role: Role) -> Timeline:
    return Timeline(lambda report: host.say(StageReached(role, report)))
