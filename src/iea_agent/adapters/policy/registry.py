"""What the administrator of a Windows workstation says: two keys of the registry, in its 64-bit view.

Only administrators write below ``HKEY_LOCAL_MACHINE``; the user's own hive is no trust, and is not read.
"""

import sys
from typing import Final

from iea_agent.core.policy.precedence import Layer, LayerFlaw, Machine
from iea_agent.core.policy.registry import values_of
from iea_agent.core.printable import printable

POLICY: Final = r"Software\Policies\iea-agent"
DEFAULTS: Final = r"Software\iea-agent\Defaults"

if sys.platform == "win32":
    import winreg

    class Registry:
        """Reads both keys each time."""

        def __init__(self, policy: str = POLICY, defaults: str = DEFAULTS) -> None:
            self._policy = policy
            self._defaults = defaults

        def read(self) -> Machine:
            """Return what both keys say. Never fails."""
            return Machine(policy=_layer(self._policy), defaults=_layer(self._defaults))

    def _layer(key: str) -> Layer:
        where = rf"HKEY_LOCAL_MACHINE\{key}"
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as opened:
                count = winreg.QueryInfoKey(opened)[1]
                found = {
                    name: value for name, value, _ in (winreg.EnumValue(opened, at) for at in range(count)) if name
                }
        except FileNotFoundError:
            return Layer()
        except OSError as error:
            return Layer(where=where, flaw=LayerFlaw.UNREADABLE, detail=printable(str(error)))
        return Layer(values_of(found), where)
