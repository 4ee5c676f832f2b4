"""How the addresses of the settings differ from the official ones."""

from iea_agent.core.addresses import parse, same_address
from iea_agent.core.diagnosis import Role
from iea_agent.core.settings import Settings, official


def differs_from_official(settings: Settings) -> bool:
    """Tell whether « Rétablir les adresses officielles » would change something."""
    restored = official(settings)
    are_same = (same_address(settings.address_of(role), restored.address_of(role)) for role in Role)
    return not settings.secure or not all(are_same)


def is_official(settings: Settings, role: Role) -> bool:
    """Tell whether the address of a server is the official one, as the settings or the program have it."""
    address = settings.address_of(role)
    return any(same_address(address, official(known).address_of(role)) for known in (settings, Settings()))


def addresses_look_swapped(settings: Settings) -> bool:
    """Tell whether the update address stands where the authentication address belongs."""
    return _is_for_updates(settings.authentication_address) and not _is_for_updates(settings.update_address)


def _is_for_updates(address: str) -> bool:
    found = parse(address)
    return found is not None and found.path.endswith("/updates")
