r"""Autostart on Windows: the ``Run`` key of the registry.

Task Manager and « Paramètres » disable an entry by a value below ``StartupApproved``: twelve bytes, the first of which
is odd for a disabled entry. Without that value, the entry is enabled.

Sources: Microsoft Learn, "Run and RunOnce Registry Keys" (a command line of at most 260 characters). The layout of
``StartupApproved`` is undocumented, and the same in Windows 8 to 11.
"""

import subprocess
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, Protocol

from iea_agent.core.autostart import Entry
from iea_agent.core.errors import StorageError

NAME: Final = "iea-agent"
RUN: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED: Final = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved"
MAX_COMMAND: Final = 260
"""Longest command line that Windows starts from this key, in characters."""


class Hive(StrEnum):
    """The part of the registry: of the user or of the computer."""

    USER = "HKEY_CURRENT_USER"
    MACHINE = "HKEY_LOCAL_MACHINE"


Data = str | bytes


class Registry(Protocol):
    """The registry, as far as it is needed; every method may raise StorageError."""

    def read(self, hive: Hive, key: str, name: str, *, bits: int = 64) -> Data | None:
        """Return a value of text or bytes; ``None`` if there is none, or it is of another type."""

    def write(self, key: str, name: str, text: str) -> None:
        """Write a text value of the user."""

    def delete(self, key: str, name: str) -> None:
        """Delete a value of the user, if it exists."""


class RunKey:
    """A value of the Run key; an ``autostart.Place``."""

    def __init__(self, command: Sequence[str], registry: Registry) -> None:
        self._registry = registry
        program, *arguments = command
        self.command_line = f'"{program}" {subprocess.list2cmdline(arguments)}'
        """The program is always quoted, so that Windows never guesses where its path ends."""
        self._mark = arguments[-1]

    def own(self) -> Entry | None:
        """Return the entry of this user."""
        line = self._registry.read(Hive.USER, RUN, NAME)
        if line is None:
            return None
        ours = isinstance(line, str) and line.endswith(f" {self._mark}")
        return Entry(ours, self._is_approved(Hive.USER, "Run"), line == self.command_line)

    def is_for_all(self) -> bool:
        """Tell whether an entry of the administrator (64-bit or 32-bit view) starts the agent for every user."""
        read = self._registry.read
        return any(
            read(Hive.MACHINE, RUN, NAME, bits=bits) is not None and self._is_approved(Hive.MACHINE, approved)
            for bits, approved in ((64, "Run"), (32, "Run32"))
        )

    def put(self) -> None:
        """Write the entry of this installation, enabled; StorageError for a path that is too long."""
        if len(self.command_line) > MAX_COMMAND:
            raise StorageError(f"Windows starts no command line of more than {MAX_COMMAND} characters at login")
        self._registry.write(RUN, NAME, self.command_line)
        self._registry.delete(rf"{APPROVED}\Run", NAME)

    def remove(self) -> None:
        """Remove the entry, and the value that may disable it."""
        self._registry.delete(RUN, NAME)
        self._registry.delete(rf"{APPROVED}\Run", NAME)

    def _is_approved(self, hive: Hive, of: str) -> bool:
        said = self._registry.read(hive, rf"{APPROVED}\{of}", NAME)
        return not (isinstance(said, bytes) and said and said[0] & 1)


if sys.platform == "win32":
    import winreg

    class WindowsRegistry:
        """The registry itself; a ``Registry``."""

        def read(self, hive: Hive, key: str, name: str, *, bits: int = 64) -> Data | None:
            """See ``Registry.read``."""
            view = winreg.KEY_WOW64_64KEY if bits == 64 else winreg.KEY_WOW64_32KEY  # noqa: PLR2004 (a word size)
            try:
                with winreg.OpenKey(getattr(winreg, hive), key, 0, winreg.KEY_READ | view) as opened:
                    value, _ = winreg.QueryValueEx(opened, name)
            except FileNotFoundError:
                return None
            except OSError as error:
                raise StorageError(f"cannot read {hive}\\{key}: {error.strerror}") from error
            return value if isinstance(value, str | bytes) else None

        def write(self, key: str, name: str, text: str) -> None:
            """See ``Registry.write``."""
            try:
                with winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, key, 0, winreg.KEY_SET_VALUE) as opened:
                    winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, text)
            except OSError as error:
                raise StorageError(f"cannot write {key}: {error.strerror}") from error

        def delete(self, key: str, name: str) -> None:
            """See ``Registry.delete``."""
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key, 0, winreg.KEY_SET_VALUE) as opened:
                    winreg.DeleteValue(opened, name)
            except FileNotFoundError:
                return
            except OSError as error:
                raise StorageError(f"cannot take {name} out of {key}: {error.strerror}") from error
