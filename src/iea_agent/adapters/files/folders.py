"""The folders of the agent: for settings, state, log and control channel. Nothing is created here."""

import os
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Self

from iea_agent.adapters.files.private import privacy_fault
from iea_agent.core.errors import StorageError

HOME_VARIABLE = "IEA_AGENT_HOME"
_NAME = "iea-agent"
_SOCKET = "control.sock"
_MAX_SOCKET_PATH = 103
"""Longest path of a Unix socket, in bytes: ``sun_path`` holds 104 on macOS and 108 on Linux, with the final NUL."""


class Folders(NamedTuple):
    """Where the files of the agent are; several may be the same folder."""

    config: Path
    state: Path
    log: Path
    runtime: Path

    @classmethod
    def find(cls, environ: Mapping[str, str]) -> Self:
        """Return the folders of this user, or those below ``$IEA_AGENT_HOME``; nothing is created.

        ``environ`` is read for ``IEA_AGENT_HOME`` and ``XDG_RUNTIME_DIR``; platformdirs reads the environment of the
        process. StorageError if ``$IEA_AGENT_HOME`` is not a valid path.
        """
        home = home_of(environ)
        if home is not None:
            runtime = home / "run"
            if not _socket_fits(runtime):
                runtime = _short_runtime(environ, f"-{short_hash(str(home))}")
            return cls(home, home, home / "log", runtime)

        from platformdirs import PlatformDirs

        dirs = PlatformDirs(_NAME, appauthor=False)
        runtime = dirs.user_runtime_path if sys.platform in {"win32", "darwin"} else _short_runtime(environ, "")
        if not _socket_fits(runtime):
            runtime = _short_runtime(environ, "")
        return cls(dirs.user_config_path, dirs.user_state_path, dirs.user_log_path, runtime)

    @property
    def settings_file(self) -> Path:
        """The settings."""
        return self.config / "config.toml"

    @property
    def state_file(self) -> Path:
        """The saved state: the mode, and what goes with it."""
        return self.state / "state.json"

    @property
    def software_file(self) -> Path:
        """Which process of the payroll software runs."""
        return self.state / "software.json"

    @property
    def history_file(self) -> Path:
        """The history."""
        return self.state / "history.json"

    @property
    def report_file(self) -> Path:
        """The last diagnostic report; the user saves it elsewhere."""
        return self.state / "rapport-de-diagnostic.zip"

    @property
    def shortcut_file(self) -> Path:
        """Where the shortcut was put."""
        return self.state / "shortcut.json"

    @property
    def state_entry_file(self) -> Path:
        """Where the entry « État de la connexion » was put."""
        return self.state / "shortcut-show.json"

    @property
    def lock_file(self) -> Path:
        """The lock of the running agent; not in ``runtime``, which may depend on how the session was opened."""
        return self.state / "agent.lock"

    @property
    def socket(self) -> Path:
        """The socket of the running agent (POSIX)."""
        return self.runtime / _SOCKET


def home_of(environ: Mapping[str, str]) -> Path | None:
    """Return ``$IEA_AGENT_HOME``, absolute and without symbolic links; ``None`` if it is not set; StorageError."""
    value = environ.get(HOME_VARIABLE, "")
    try:
        return Path(os.path.realpath(Path(value).expanduser())) if value else None
    except (OSError, RuntimeError, ValueError) as error:  # an unknown user, or the working folder is gone
        raise StorageError(f"{HOME_VARIABLE}={value}: {error}") from error


def short_hash(text: str) -> str:
    """Return eight hexadecimal digits that tell one profile from another (CRC-32)."""
    return f"{zlib.crc32(text.encode('utf-8', 'surrogateescape')):08x}"


def icons_folder() -> Path:
    """Return the folder of the icons: in the installed package, else in ``assets`` of the source tree."""
    package = Path(__file__).resolve().parents[2]
    installed = package / "icons"
    return installed if installed.is_dir() else package.parents[1] / "assets" / "icons"


def help_folder() -> Path:
    """Return the folder of the guide's pages: in the installed package, else where the source tree builds them."""
    package = Path(__file__).resolve().parents[2]
    installed = package / "help"
    return installed if installed.is_dir() else package.parents[1] / "build" / "help"


def completions_folder() -> Path:
    """Return the folder of what shells read to complete commands, a file for each: as the guide's pages."""
    package = Path(__file__).resolve().parents[2]
    installed = package / "completions"
    return installed if installed.is_dir() else package.parents[1] / "build" / "completions"


def _socket_fits(runtime: Path) -> bool:
    return sys.platform == "win32" or len(os.fsencode(runtime / _SOCKET)) <= _MAX_SOCKET_PATH


def _short_runtime(environ: Mapping[str, str], suffix: str) -> Path:
    """Return a folder with a short path: in the session's runtime folder, else one of this user in /tmp.

    Anyone can create the one in /tmp: check its owner and mode before use.
    """
    user = 0
    if sys.platform != "win32":
        user = os.geteuid()
    for session in (environ.get("XDG_RUNTIME_DIR", ""), f"/run/user/{user}"):
        runtime = Path(session, f"{_NAME}{suffix}")
        if runtime.is_absolute() and _is_private(Path(session)) and _socket_fits(runtime):
            return runtime
    return Path(f"/tmp/{_NAME}-{user}{suffix}")  # noqa: S108 (checked before use; TMPDIR may be too long)


def random_runtime() -> Path:
    """Return a new name for a run-time folder, which nobody can expect: for where another user took the usual one."""
    return Path(f"/tmp/{_NAME}-{os.urandom(8).hex()}")  # noqa: S108 (made by this process, or refused)


def _is_private(folder: Path) -> bool:
    try:
        return not privacy_fault(folder)
    except StorageError:
        return False
