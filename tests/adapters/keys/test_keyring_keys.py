"""Licence keys in real and in faulty key stores. Each real store is called by a child that can be killed."""

import json
import logging
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.keys.choice import keys_for
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.adapters.keys.keyring_keys import KeyringKeys
from iea_agent.core.errors import KeyStoreError
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from tests.adapters.keys.secret_service import SecretServiceSession, secret_service_session

KEY = Secret("s3cret-cle-de-licence")

ASKS = """
import json, sys
from iea_agent.adapters.keys.keyring_keys import KeyringKeys
from iea_agent.core.errors import KeyStoreError
from iea_agent.core.secret import Secret
keys = KeyringKeys("iea-agent-test")
for verb, *words in json.loads(sys.argv[1]):
    try:
        if verb == "put":
            print(keys.put(words[0], Secret(words[1])))
        elif verb == "question":
            question = keys.question(words[0], to_put=words[1:] == ["to put"])
            print(question and type(question).__name__)
            if question:
                question.drop()
        else:
            key = keys.get(words[0])
            print(key and key.value)
    except KeyStoreError as error:
        print("KeyStoreError:", str(error).replace(chr(10), " "))
"""

MAKES_OPEN = """
import secretstorage
from secretstorage.util import DBusAddressWrapper, format_secret, open_session
bus = secretstorage.dbus_init()
path = "/org/freedesktop/secrets"
private = DBusAddressWrapper(path, "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface", bus)
label = {"org.freedesktop.Secret.Collection.Label": ("s", "Open")}
secret = format_secret(open_session(bus), b"", "text/plain")
(made,) = private.call("CreateWithMasterPassword", "a{sv}(oayays)", label, secret)
DBusAddressWrapper(path, "org.freedesktop.Secret.Service", bus).call("SetAlias", "so", "default", made)
"""
"""Makes a collection with an empty password the default one, as people do who log in automatically."""


def asked(environ: dict[str, str], *requests: tuple[str, ...], timeout_s: float = 30) -> list[str]:
    """Ask the key store of another environment; TimeoutExpired if it is silent."""
    command = [sys.executable, "-c", ASKS, json.dumps(requests)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True, timeout=timeout_s)
    return done.stdout.splitlines()


# The real Secret Service, on a bus of its own.


@pytest.fixture
def session() -> Iterator[SecretServiceSession]:
    with secret_service_session() as session:
        yield session


def test_a_real_secret_service_keeps_a_key_over_its_restart(session: SecretServiceSession) -> None:
    session.start_keyring("--unlock", password=b"login")
    assert asked(session.environ, ("get", "75-1"), ("put", "75-1", "clé"), ("get", "75-1"), ("get", "75-2")) == [
        "None",
        "None",
        "clé",
        "None",
    ]
    session.stop_keyring()
    session.start_keyring("--unlock", password=b"login")
    assert asked(session.environ, ("get", "75-1"), ("put", "75-1", "autre"), ("get", "75-1")) == [
        "clé",
        "None",
        "autre",
    ]


def test_a_locked_secret_service_says_what_it_has_to_ask_and_asks_nothing_meanwhile(
    session: SecretServiceSession,
) -> None:
    session.start_keyring("--unlock", password=b"login")
    assert asked(session.environ, ("question", "75-1"), ("put", "75-1", "clé")) == ["None", "None"]
    session.stop_keyring()
    session.start_keyring()
    questions = [("question", "75-1"), ("question", "75-1", "to put")]
    assert asked(session.environ, *questions, *questions) == ["Prompt"] * 4
    session.stop_keyring()
    session.start_keyring("--unlock", password=b"login")
    assert asked(session.environ, *questions, ("get", "75-1")) == ["None", "None", "clé"]


def test_a_secret_service_without_a_collection_asks_only_to_put(session: SecretServiceSession) -> None:
    session.start_keyring()
    (read, put) = asked(session.environ, ("question", "75-1"), ("question", "75-1", "to put"))
    assert read == "KeyStoreError: the key store has no default collection"
    assert put == "Prompt"


def test_a_collection_without_a_password_is_opened_without_a_question(session: SecretServiceSession) -> None:
    session.start_keyring()
    subprocess.run([sys.executable, "-c", MAKES_OPEN], env=session.environ, check=True)
    asked(session.environ, ("put", "75-1", "clé"))
    session.stop_keyring()
    session.start_keyring()
    assert session.is_locked()
    assert asked(session.environ, ("question", "75-1"), ("get", "75-1")) == ["None", "clé"]


def test_a_hung_secret_service_is_given_up_before_anybody_is_asked_and_can_be_met_by_killing_who_waits(
    session: SecretServiceSession,
) -> None:
    session.start_keyring("--unlock", password=b"login")
    assert session.daemon is not None
    session.daemon.send_signal(signal.SIGSTOP)
    (answer,) = asked(session.environ, ("question", "75-1"))
    assert answer.startswith("KeyStoreError: ")
    with pytest.raises(subprocess.TimeoutExpired):
        asked(session.environ, ("get", "75-1"), timeout_s=3)
    session.daemon.send_signal(signal.SIGCONT)
    assert asked(session.environ, ("get", "75-1")) == ["None"]


def test_a_bus_without_a_secret_service_is_told_apart_from_no_key(session: SecretServiceSession) -> None:
    (answer,) = asked(session.environ | {"XDG_DATA_DIRS": "/nonexistent"}, ("get", "75-1"))
    assert answer.startswith("KeyStoreError: ")


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        ("", "no key store (found only keyring.backends.fail.Keyring)"),
        ("keyring.backends.null.Keyring", "no key store (found only keyring.backends.null.Keyring)"),
        ("keyring.backends.fail.Keyring", "no key store (found only keyring.backends.fail.Keyring)"),
        ("keyring.backends.chainer.ChainerBackend", "no key store (found only keyring.backends.chainer"),
        ("no.such.Backend", "no key store could be loaded: builtins.ModuleNotFoundError"),
        ("nonsense", "no key store could be loaded: "),
    ],
)
def test_a_system_without_a_key_store_is_an_error_and_never_a_silent_loss(
    tmp_path: Path, backend: str, words: str
) -> None:
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    if backend:
        environ["PYTHON_KEYRING_BACKEND"] = backend
    for answer in asked(environ, ("put", "75-1", "clé"), ("get", "75-1")):
        assert answer.startswith("KeyStoreError: ")
        assert words in answer


# Faulty key stores.


class FaultyKeyring(KeyringBackend):
    """Raises what it is told to; or forgets what it is given."""

    priority = 5

    def __init__(self, fault: Callable[[str], Exception] | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.fault = fault

    def get_password(self, service: str, username: str) -> str | None:
        del service, username
        if self.fault is not None:
            raise self.fault("")
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        del service, username
        if self.fault is not None:
            raise self.fault(password)


@pytest.fixture
def use_store() -> Iterator[Callable[[KeyringBackend], None]]:
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


FAULTS: list[Callable[[str], Exception]] = [
    KeyringLocked,
    lambda key: RuntimeError(f"cannot store {key!r}"),
    lambda key: UnicodeEncodeError("ascii", key, 0, len(key), "not ASCII"),
    lambda key: OSError(5, "I/O error", key),
    KeyError,
]


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_a_store_raises_is_a_key_store_error_that_holds_no_key(
    fault: Callable[[str], Exception],
    use_store: Callable[[KeyringBackend], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    use_store(FaultyKeyring(fault))
    keys = KeyringKeys("iea-agent-test")
    with pytest.raises(KeyStoreError):
        keys.get("75-1")
    with pytest.raises(KeyStoreError) as caught:
        keys.put("75-1", KEY)
    assert type(fault("")).__qualname__ in str(caught.value)
    error: BaseException = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    assert KEY.value not in "".join(traceback.format_exception(error)) + repr(error) + caplog.text


def test_a_store_that_forgets_is_found_out(use_store: Callable[[KeyringBackend], None]) -> None:
    use_store(FaultyKeyring(None))
    with pytest.raises(KeyStoreError, match="did not keep it"):
        KeyringKeys("iea-agent-test").put("75-1", KEY)


# Several back ends, as keyring chains them.


class Drawer(FaultyKeyring):
    """Keeps what it is given, and notes what it is asked for."""

    def __init__(self, **kept: str) -> None:
        super().__init__(None)
        self.kept = {f"iea-agent-test:{name.replace('_', ':')}": value for name, value in kept.items()}
        self.asked: list[str] = []

    def get_password(self, service: str, username: str) -> str | None:
        del username
        self.asked.append(service.removeprefix("iea-agent-test:"))
        return self.kept.get(service)

    def set_password(self, service: str, username: str, password: str) -> None:
        del username
        self.kept[service] = password

    def delete_password(self, service: str, username: str) -> None:
        del username
        del self.kept[service]


class Chain(FaultyKeyring):
    """Asks its back ends in turn, as ``ChainerBackend`` does, whose back ends are those of the system."""

    def __init__(self, *backends: Drawer) -> None:
        super().__init__(None)
        self.backends = backends

    def get_password(self, service: str, username: str) -> str | None:
        found = (backend.get_password(service, username) for backend in self.backends)
        return next((password for password in found if password is not None), None)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.backends[0].set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self.backends[0].delete_password(service, username)


@pytest.mark.parametrize(
    ("holder", "origin"),
    [(Drawer(n1="key", n1_origin="https://a.example"), "https://a.example"), (Drawer(n1="key"), "")],
)
def test_only_the_back_end_that_holds_the_key_is_asked_for_its_origin(
    use_store: Callable[[KeyringBackend], None], holder: Drawer, origin: str
) -> None:
    before, behind = Drawer(n1_origin="https://old.example"), Drawer(n1_origin="https://other.example")
    use_store(Chain(before, holder, behind))
    assert KeyringKeys("iea-agent-test").origin("n1") == origin
    assert (before.asked, holder.asked, behind.asked) == (["n1"], ["n1", "n1:origin"], [])


def test_an_origin_is_kept_where_the_key_is(use_store: Callable[[KeyringBackend], None]) -> None:
    first, holder = Drawer(), Drawer(n1="key")
    use_store(Chain(first, holder))
    keys = KeyringKeys("iea-agent-test")
    keys.put_origin("n1", "https://a.example")
    assert first.kept == {}
    assert keys.origin("n1") == "https://a.example"


def test_a_key_that_is_given_without_an_origin_loses_the_one_before(
    use_store: Callable[[KeyringBackend], None],
) -> None:
    drawer = Drawer(n1="key", n1_origin="https://a.example")
    use_store(Chain(drawer, Drawer()))
    keys = KeyringKeys("iea-agent-test")
    keys.put("n1", KEY)
    assert keys.origin("n1") == ""
    assert keys.get("n1") == KEY


def test_without_a_key_there_is_no_origin_to_keep(use_store: Callable[[KeyringBackend], None]) -> None:
    use_store(Chain(Drawer(), Drawer()))
    keys = KeyringKeys("iea-agent-test")
    assert keys.origin("n1") == keys.origin("") == ""
    with pytest.raises(KeyStoreError, match="holds no key"):
        keys.put_origin("n1", "https://a.example")


# The choice.


def test_the_settings_choose_and_each_profile_has_keys_of_its_own(
    tmp_path: Path, use_store: Callable[[KeyringBackend], None]
) -> None:
    asked_for: list[str] = []

    class Listening(FaultyKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            asked_for.append(f"{service} {username}")
            return super().get_password(service, username)

    use_store(Listening(None))
    for environ in ({}, {"IEA_AGENT_HOME": str(tmp_path / "a")}, {"IEA_AGENT_HOME": str(tmp_path / "b")}):
        keys_for(Settings(), Folders.find(environ), environ).get("75-1")
    assert asked_for[0] == "iea-agent:75-1 75-1"
    assert len(set(asked_for)) == 3

    environ = {"IEA_AGENT_HOME": str(tmp_path)}
    keys_for(Settings(key_in_file=True), Folders.find(environ), environ).put("75-1", KEY)
    assert KeyFile(tmp_path).get("75-1") == KEY
    assert len(asked_for) == 3
