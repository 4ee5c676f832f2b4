"""A real Secret Service (gnome-keyring) on a D-Bus session of its own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.requirements import require_program

SERVICE = "org.freedesktop.secrets"


class SecretServiceSession:
    """A D-Bus session with a gnome-keyring that can be stopped and started."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), **environ}
        self._bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._bus.stdout is not None
        self.environ["DBUS_SESSION_BUS_ADDRESS"] = self._bus.stdout.readline().strip()
        self.daemon: subprocess.Popen[bytes] | None = None

    def start_keyring(self, *arguments: str, password: bytes = b"") -> None:
        self.daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--components=secrets", *arguments],
            env=self.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert self.daemon.stdin is not None
        self.daemon.stdin.write(password)
        self.daemon.stdin.close()
        call = ["gdbus", "wait", "--session", "--timeout=20", SERVICE]
        subprocess.run(call, env=self.environ, check=True, timeout=30)

    def is_locked(self) -> bool:
        """Tell what the default collection says of itself."""
        words = ["org.freedesktop.DBus.Properties.Get", "org.freedesktop.Secret.Collection", "Locked"]
        return b"true" in self.call("/org/freedesktop/secrets/aliases/default", *words)

    def lock(self) -> None:
        """Lock the default collection, as a desktop does."""
        default = "['/org/freedesktop/secrets/aliases/default']"
        self.call("/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock", default)

    def call(self, path: str, method: str, *words: str) -> bytes:
        """Call a method of the key store, and return what it answers."""
        call = ["gdbus", "call", "--session", "-d", SERVICE, "-o", path, "-m", method, *words]
        return subprocess.run(call, env=self.environ, check=True, timeout=30, capture_output=True).stdout

    def stop_keyring(self) -> None:
        if self.daemon is not None:
            self.daemon.kill()
            self.daemon.wait()
            self.daemon = None

    def close(self) -> None:
        self.stop_keyring()
        self._bus.kill()
        self._bus.communicate()


@contextmanager
def secret_service_session(display: str = "") -> Iterator[SecretServiceSession]:
    """Give a session; with a display, a locked key store asks for its password there, and no bus starts one."""
    require_program("dbus-daemon", "gnome-keyring-daemon", "gdbus")
    folder = Path(tempfile.mkdtemp(prefix="iea-keys-"))  # a bus address has no room for the deep folders of pytest
    environ = {"DISPLAY": display, "XDG_DATA_DIRS": f"{folder}/data:/usr/local/share:/usr/share"} if display else {}
    services = folder / "data/dbus-1/services"
    services.mkdir(parents=True)
    entry = f"[D-BUS Service]\nName={SERVICE}\nExec=/bin/false\n"
    (services / f"{SERVICE}.service").write_text(entry, encoding="ascii")
    session = SecretServiceSession(folder, environ)
    try:
        yield session
    finally:
        session.close()
        shutil.rmtree(folder)
