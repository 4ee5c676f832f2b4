"""The jobs that need the licence key: keeping it, and the password of the day that is derived from it."""

import logging
from collections.abc import Mapping
from typing import NoReturn

from iea_agent.adapters.folders import Folders
from iea_agent.core.assistance import PasswordOutcome
from iea_agent.core.day_password import Judgement, judge, password_of, secret_of
from iea_agent.core.errors import KeyStoreError, MissingKeyError
from iea_agent.core.messages import ComparePasswordOrder, MakePasswordOrder, PasswordCompared, PasswordMade, Secret
from iea_agent.core.ports import Host
from iea_agent.core.settings import Settings
from iea_agent.jobs.deadlines import within

_log = logging.getLogger(__name__)

KEY_STORE_DEADLINE_S = 3.0
"""A locked key store can wait for ever for its password; nobody is asked while a job runs."""

_OUTCOME_OF = {
    Judgement.RIGHT: PasswordOutcome.RIGHT,
    Judgement.YESTERDAY: PasswordOutcome.YESTERDAY,
    Judgement.OTHER_DAY: PasswordOutcome.OTHER_DAY,
    Judgement.WRONG: PasswordOutcome.WRONG,
}


class Licences:
    """The licence keys of this user; every call is bounded in time."""

    def __init__(self, folders: Folders, environ: Mapping[str, str]) -> None:
        self._folders = folders
        self._environ = environ

    def key_of(self, settings: Settings, number: str = "") -> Secret | None:
        """Return the key of a licence, that of the settings by default; ``None`` if there is none; KeyStoreError."""
        from iea_agent.adapters.licence_keyring import keys_for

        wanted = number or settings.licence_number
        if not wanted:
            return None
        keys = keys_for(settings, self._folders, self._environ)
        return within(KEY_STORE_DEADLINE_S, lambda: keys.get(wanted), _key_store_is_silent)

    def store(self, settings: Settings, number: str, key: Secret) -> None:
        """Keep the key of a licence; KeyStoreError."""
        from iea_agent.adapters.licence_keyring import keys_for

        keys = keys_for(settings, self._folders, self._environ)
        within(KEY_STORE_DEADLINE_S, lambda: keys.put(number, key), _key_store_is_silent)


def compare_password(host: Host, licences: Licences, order: ComparePasswordOrder) -> None:
    """Say whether what was typed is the password of the day."""
    from iea_agent.adapters.local_time import paris_time

    settings = order.settings
    try:
        key = licences.key_of(settings)
    except KeyStoreError:
        _log.exception("no password can be compared")
        host.say(PasswordCompared(PasswordOutcome.KEY_UNREADABLE))
        return
    if key is None or not key.value:
        host.say(PasswordCompared(PasswordOutcome.NO_KEY))
        return
    secret = secret_of(settings.licence_number, key.value)
    host.say(PasswordCompared(_OUTCOME_OF[judge(secret, order.typed.value, paris_time(order.at))]))


def make_password(host: Host, licences: Licences, order: MakePasswordOrder) -> None:
    """Say the password of the day of a licence; KeyStoreError, MissingKeyError."""
    key = order.key or licences.key_of(order.settings, order.number)
    if key is None or not key.value:
        raise MissingKeyError(f"no key for the licence {order.number}")
    host.say(PasswordMade(Secret(password_of(secret_of(order.number, key.value), order.at))))


def _key_store_is_silent() -> NoReturn:
    raise KeyStoreError(f"the key store did not answer within {KEY_STORE_DEADLINE_S:g} s")
