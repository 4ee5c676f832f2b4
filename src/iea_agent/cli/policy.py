"""The command ``policy``: what is in force on this workstation, and who has said it."""

import argparse
import json
from typing import Any

from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.policy.governed_settings import GovernedSettings
from iea_agent.adapters.system.terminal import NOT_OK, OK, complain, say
from iea_agent.cli import common
from iea_agent.core.errors import AgentError, InvalidFileError
from iea_agent.core.policy.precedence import Governed, Ruled
from iea_agent.core.texts import policy as texts


def policy(options: argparse.Namespace, folders: Folders) -> int:
    """Print every value in force; the exit status is 1 where something that an administrator wrote is not followed."""
    governed = governed_of(folders)
    if options.json:
        common.print_json([_json_of(row) for row in governed.rows])
    else:
        for row in governed.rows:
            say(_line_of(row))
    for layer in governed.flawed:
        if layer.flaw is not None:
            complain(f"{texts.FLAW[layer.flaw]} {layer.where}: {layer.detail}")
    for row in governed.rows:
        if row.error:
            complain(f"{texts.not_usable(row.name)} {row.where}: {row.error}")
    for name in governed.unknown:
        complain(texts.unknown(name))
    return NOT_OK if governed.has_faults else OK


def governed_of(folders: Folders) -> Governed:
    """Return what is in force; where the user's file cannot be used, the last good settings count, else none."""
    store = GovernedSettings(folders.settings_file, repairs=False)
    try:
        store.load()
    except InvalidFileError:
        store.last_good()
    except AgentError as error:
        complain(str(error))
    return store.governed


def _line_of(row: Ruled) -> str:
    value = json.dumps(row.value, ensure_ascii=False)
    where = f", {row.where}" if row.where else ""
    return f"{row.name} = {value}  ({texts.SOURCE[row.source]}{where})"


def _json_of(row: Ruled) -> dict[str, Any]:
    return {
        "name": row.name,
        "value": row.value,
        "source": row.source,
        "from": row.where or None,
        "error": row.error or None,
    }
