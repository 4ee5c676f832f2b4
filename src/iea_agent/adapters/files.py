"""The files of the agent, in the one place from which they are imported.

``Folders`` says where things live. ``SettingsFile``, ``StateFile`` and ``HistoryFile`` are what lives there.
Nothing is created before the first write.
"""

from iea_agent.adapters.durable import sweep, write_durably
from iea_agent.adapters.folders import Folders, home_of, icons_folder, short_hash
from iea_agent.adapters.history_file import HistoryFile
from iea_agent.adapters.settings_file import SettingsFile
from iea_agent.adapters.state_file import StateFile

__all__ = [
    "Folders",
    "HistoryFile",
    "SettingsFile",
    "StateFile",
    "home_of",
    "icons_folder",
    "short_hash",
    "sweep",
    "write_durably",
]
