"""What an administrator says of a repair (``core/repair.py``)."""

from typing import Final

from iea_agent.core.policy.precedence import Governed, Source
from iea_agent.core.repair import AddressPair, RepairMode, RepairPolicy
from iea_agent.core.settings import official

_FIELDS: Final = {"authentication_address": "authentication", "update_address": "updates", "secure": "secure"}
"""The settings that are addresses, as ``AddressPair`` calls them."""
_OFFICIAL: Final = {"official_authentication_address", "official_update_address"}


def repair_policy_of(governed: Governed) -> RepairPolicy:
    """Return what the policy says: its mode, its known good addresses, and what it does not let change."""
    said = {row.name: row for row in governed.rows if row.source is Source.POLICY}
    mode = said["repair"].value if "repair" in said else None
    addresses = None
    if _OFFICIAL & said.keys():
        good = official(governed.settings)
        addresses = AddressPair(good.authentication_address, good.update_address, good.secure)
    return RepairPolicy(
        mode=mode if isinstance(mode, RepairMode) else None,
        addresses=addresses,
        ruled=frozenset(_FIELDS[name] for name in said if name in _FIELDS),
    )
