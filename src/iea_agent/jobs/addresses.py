"""The job that saves the addresses of a repair: writing settings takes libraries that the tray process does without."""

from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.policy.governed_settings import GovernedSettings
from iea_agent.core.errors import StaleError
from iea_agent.core.settings import addresses_of, with_addresses
from iea_agent.core.wire.jobs import SaveAddressesOrder


def save_addresses(order: SaveAddressesOrder, folders: Folders) -> None:
    """Put other addresses into the file of settings, and nothing else.

    Raises what ``SettingsFile`` raises, and StaleError where the file has other addresses than those expected: a person
    has changed them since, and they stay.
    """
    file = GovernedSettings(folders.settings_file)
    settings = file.load()
    if addresses_of(settings) != order.expected:
        raise StaleError("the addresses have been changed since")
    file.save(with_addresses(settings, order.addresses))
