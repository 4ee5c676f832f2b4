"""Which store holds the licence keys: the settings say so."""

from collections.abc import Mapping
from typing import Final

from iea_agent.adapters.files.folders import Folders, home_of, short_hash
from iea_agent.adapters.keys.key_file import KeyFile
from iea_agent.adapters.keys.keyring_keys import KeyringKeys
from iea_agent.core.ports import LicenceKeys
from iea_agent.core.settings import Settings

_SERVICE: Final = "iea-agent"


def keys_for(settings: Settings, folders: Folders, environ: Mapping[str, str]) -> LicenceKeys:
    """Return the store of the licence keys; each ``$IEA_AGENT_HOME`` has keys of its own."""
    if settings.key_in_file:
        return KeyFile(folders.config)
    home = home_of(environ)
    return KeyringKeys(_SERVICE if home is None else f"{_SERVICE}:{short_hash(str(home))}")
