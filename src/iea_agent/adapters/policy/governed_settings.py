"""The settings in force: the user's file under the administrator's policy, on top of the machine's defaults."""

from pathlib import Path
from typing import TYPE_CHECKING

from iea_agent.adapters.files.settings import SettingsFile
from iea_agent.adapters.policy.machine import MachinePolicy, machine_policy
from iea_agent.core.policy.precedence import Governed, Machine, govern, presets, without_ruled
from iea_agent.core.settings import Settings

if TYPE_CHECKING:
    from iea_agent.core.file_notices import FileFinding


class GovernedSettings:
    """A ``SettingsStore``: what is loaded is in force; what is saved changes nothing that the policy rules."""

    def __init__(self, path: Path, policy: MachinePolicy | None = None, *, repairs: bool = True) -> None:
        self._path = path
        self._file = SettingsFile(path, repairs=repairs)
        self._policy = policy or machine_policy()
        self.finding: FileFinding | None = None
        """What the last ``load()`` found wrong with the user's file."""
        self.detail = ""
        """Path, owner and mode, where that is what was found; else empty."""
        self.governed: Governed = govern(Settings(), frozenset(), Machine())
        """What is in force, and who says it, since the last ``load()``."""

    def load(self) -> Settings:
        """Return the settings in force; raises as ``SettingsFile.load`` does, and then ``governed`` has no user."""
        machine = self._policy.read()
        self.governed = govern(Settings(), frozenset(), machine)
        return self._govern(self._users_own())

    def last_good(self) -> Settings | None:
        """Return the settings last in force, under the policy as it was last read; ``None`` if they are not known."""
        known = self._file.last_good()
        return None if known is None else self._govern(known)

    def save(self, settings: Settings) -> None:
        """Write what the user may say; raises as ``SettingsFile.save`` does."""
        own = self._users_own() if self.governed.locked else settings
        self._file.save(without_ruled(settings, own, self.governed))

    def save_beside(self, settings: Settings) -> None:
        """Write also over an invalid file, which is kept; raises as ``SettingsFile.save_beside`` does."""
        self._file.save_beside(without_ruled(settings, self._file.base, self.governed))

    def _govern(self, own: Settings) -> Settings:
        self.governed = govern(own, self._file.named, self.governed.machine, where=str(self._path))
        return self.governed.settings

    def _users_own(self) -> Settings:
        """Return what the user's file says, on top of the machine's defaults; raises as its ``load()`` does."""
        self._file.base = presets(self.governed.machine)
        try:
            return self._file.load()
        finally:
            self.finding, self.detail = self._file.finding, self._file.detail
