"""The jobs that need the licence key: storing it, and the password of the day, which is derived from it."""

import logging
import os
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.keys.choice import keys_for
from iea_agent.adapters.system.deadline import DeadlineError, within
from iea_agent.adapters.system.terminal import has_screen
from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.day_password import judge, password_of, secret_of
from iea_agent.core.errors import KeyStoreError, KeyStoreLockedError, MissingKeyError
from iea_agent.core.key_origin import key_origin_of
from iea_agent.core.licence_key import UNLOCK_S
from iea_agent.core.ports import Host, KeyStoreQuestion
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.wire.jobs import (
    ComparePasswordOrder,
    KeyStoreAsking,
    MakePasswordOrder,
    PasswordCompared,
    PasswordMade,
    StoreKeyOrder,
)

T = TypeVar("T")

_log = logging.getLogger(__name__)

KEY_STORE_DEADLINE_S = 15.0 if sys.platform == "win32" else 3.0
"""Timeout of one call of the key store (seconds): it may hang, or wait for a prompt.

The vault of Windows needs no prompt; loading the libraries from a cold disk, past a virus scanner, takes time there.
"""


class Licences:
    """The licence keys of this user; every call has a timeout.

    A locked key store prompts only if ``person`` is given: the host, which learns that a person is asked.
    """

    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    def key_of(self, settings: Settings, number: str = "", *, person: Host | None = None) -> Secret | None:
        """Return the key of a licence, that of the settings by default; ``None`` if there is none; KeyStoreError."""
        wanted = number or settings.licence_number
        if not wanted:
            return None
        keys = keys_for(settings, self._folders, os.environ)
        self._open(lambda: keys.question(wanted), person)
        key = _ask(lambda: keys.get(wanted))
        # A key that an administrator put there may have the line end of a shell, or a byte order mark.
        return None if key is None else Secret(key.value.strip("\ufeff \t\r\n"))

    def origin_of(self, settings: Settings) -> str:
        """Return the origin that the key of the settings was given for; empty if unknown; KeyStoreError."""
        return _ask(lambda: keys_for(settings, self._folders, os.environ).origin(settings.licence_number))

    def note_origin(self, settings: Settings) -> None:
        """Store the present address as the origin of a key that is kept; KeyStoreError."""
        keys, origin = keys_for(settings, self._folders, os.environ), key_origin_of(settings.authentication_address)
        _ask(lambda: keys.put_origin(settings.licence_number, origin))

    def store(self, settings: Settings, order: StoreKeyOrder, *, person: Host | None = None) -> None:
        """Store the key of a licence, and its origin; KeyStoreError."""
        keys = keys_for(settings, self._folders, os.environ)
        self._open(lambda: keys.question(order.number, to_put=True), person)
        _ask(lambda: keys.put(order.number, order.key, order.origin))

    def _open(self, look: Callable[[], KeyStoreQuestion | None], person: Host | None) -> None:
        """Unlock the key store: show its prompts to the person, if there is one; KeyStoreLockedError, KeyStoreError."""
        ends = time.monotonic() + UNLOCK_S
        while (question := _ask(look)) is not None:
            if person is None or not has_screen(os.environ):
                question.drop()
                raise KeyStoreLockedError("the key store is locked")
            person.say(KeyStoreAsking(asking=True))
            try:
                opened = question.ask(max(0.0, ends - time.monotonic()))
            finally:
                person.say(KeyStoreAsking(asking=False))
            if not opened:
                raise KeyStoreLockedError("the key store was not unlocked")


def compare_password(host: Host, licences: Licences, order: ComparePasswordOrder) -> None:
    """Compare what was typed with the password of the day, and say the outcome."""
    from iea_agent.adapters.system.clocks import paris_time

    settings = order.settings
    try:
        key = licences.key_of(settings, person=host)
    except KeyStoreError:
        _log.exception("no password can be compared")
        host.say(PasswordCompared(PasswordOutcome.KEY_UNREADABLE))
        return
    if key is None or not key.value:
        host.say(PasswordCompared(PasswordOutcome.NO_KEY))
        return
    secret = secret_of(settings.licence_number, key.value)
    host.say(PasswordCompared(judge(secret, order.typed.value, paris_time(order.at))))


def make_password(host: Host, licences: Licences, order: MakePasswordOrder) -> None:
    """Compute the password of the day of a licence, and say it; KeyStoreError, MissingKeyError."""
    key = order.key or licences.key_of(order.settings, order.number, person=host)
    if key is None or not key.value:
        raise MissingKeyError(f"no key for the licence {order.number}")
    host.say(PasswordMade(Secret(password_of(secret_of(order.number, key.value), order.at))))


def _ask(call: Callable[[], T]) -> T:
    """Call the key store with a deadline; KeyStoreError."""
    try:
        return within(KEY_STORE_DEADLINE_S, call, name="key store")
    except DeadlineError as error:
        raise KeyStoreError(f"the key store did not answer within {KEY_STORE_DEADLINE_S:g} s") from error
