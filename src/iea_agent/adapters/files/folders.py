"""The folders of the agent: where settings, state, log and control channel live. Nothing is created here."""

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
"""Longest path of a Unix socket in bytes: ``sun_path`` has 104 on macOS and 108 on Linux, the final NUL included."""


class Folders(NamedTuple):
    """Where the agent's files live; several may be the same folder."""

    config: Path
    state: Path
    log: Path
    runtime: Path

    @classmethod
    def find(cls, environ: Mapping[str, str]) -> Self:
        """Return the folders of this user, or all below ``$IEA_AGENT_HOME``; nothing is created.

        ``environ`` is read for ``IEA_AGENT_HOME`` and ``XDG_RUNTIME_DIR``; the folders of the system come from
        the process's own environment. StorageError if ``$IEA_AGENT_HOME`` leads nowhere.
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
        """Where the settings are written."""
        return self.config / "config.toml"

    @property
    def state_file(self) -> Path:
        """Where the mode is written."""
        return self.state / "state.json"

    @property
    def software_file(self) -> Path:
        """Where the payroll software that runs is written down."""
        return self.state / "software.json"

    @property
    def history_file(self) -> Path:
        """Where the diary is written."""
        return self.state / "history.json"

    @property
    def report_file(self) -> Path:
        """Where the last diagnostic report is written, until the user saves it elsewhere."""
        return self.state / "rapport-de-diagnostic.zip"

    @property
    def lock_file(self) -> Path:
        """What a running agent holds; not in ``runtime``, which may depend on how the session was opened."""
        return self.state / "agent.lock"

    @property
    def socket(self) -> Path:
        """Where a running agent listens (POSIX)."""
        return self.runtime / _SOCKET


def home_of(environ: Mapping[str, str]) -> Path | None:
    """Return ``$IEA_AGENT_HOME``, absolute and without symbolic links; ``None`` if it is not set; StorageError."""
    value = environ.get(HOME_VARIABLE, "")
    try:
        return Path(os.path.realpath(Path(value).expanduser())) if value else None
    except (OSError, RuntimeError, ValueError) as error:  # nobody's home, or a relative path in a folder that is gone
        raise StorageError(f"{HOME_VARIABLE}={value}: {error}") from error


def short_hash(text: str) -> str:
    """Return eight characters that tell one profile from another."""
    return f"{zlib.crc32(text.encode('utf-8', 'surrogateescape')):08x}"


def icons_folder() -> Path:
    """Return where the pictures are: in the installed package, else in ``assets`` of the source tree."""
    package = Path(__file__).resolve().parents[2]
    installed = package / "icons"
    return installed if installed.is_dir() else package.parents[1] / "assets" / "icons"


def _socket_fits(runtime: Path) -> bool:
    return sys.platform == "win32" or len(os.fsencode(runtime / _SOCKET)) <= _MAX_SOCKET_PATH


def _short_runtime(environ: Mapping[str, str], suffix: str) -> Path:
    """Return a folder with a short path: in the session's own folder, else in /tmp under a name of this user's.

    Whoever uses the one in /tmp checks its owner and mode first: anyone can create it.
    """
    user = 0
    if sys.platform != "win32":
        user = os.geteuid()
    for session in (environ.get("XDG_RUNTIME_DIR", ""), f"/run/user/{user}"):
        runtime = Path(session, f"{_NAME}{suffix}")
        if runtime.is_absolute() and _is_private(Path(session)) and _socket_fits(runtime):
            return runtime
    return Path(f"/tmp/{_NAME}-{user}{suffix}")  # noqa: S108 (checked before use; TMPDIR may be too long)


def _is_private(folder: Path) -> bool:
    try:
        return not privacy_fault(folder)
    except StorageError:
        return False
