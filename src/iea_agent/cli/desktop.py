"""The commands ``shortcut`` and ``autostart``: what is entered in the desktop for this user."""

import argparse
import os

from iea_agent.adapters.desktop.autostart import user_autostart
from iea_agent.adapters.desktop.shortcut import SHOW, user_shortcut
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.system.terminal import NOT_OK, OK, complain, say
from iea_agent.cli.common import print_answer
from iea_agent.core.autostart import AutostartStatus
from iea_agent.core.errors import StorageError
from iea_agent.core.texts import desktops


def shortcut(options: argparse.Namespace, folders: Folders) -> int:
    """Put the shortcuts of ``iea-agent launch`` and ``iea-agent show`` in place, remove them, or say where they are."""
    launch, show = user_shortcut(folders.shortcut_file), user_shortcut(folders.state_entry_file, SHOW)
    if launch is None or show is None:
        complain(desktops.NO_SHORTCUTS)
        return NOT_OK
    refusals = []
    for entry in (launch, show):
        try:
            if options.action == "on":
                entry.on()
            elif options.action == "off":
                entry.off()
        except StorageError as error:  # the other one is no worse for it
            refusals.append(error)
    say(desktops.SHORTCUT[launch.status()])
    say(desktops.STATE_ENTRY[show.status()])
    for refusal in refusals:
        raise refusal
    return OK


def autostart(options: argparse.Namespace, _folders: Folders) -> int:
    """Have the agent started when the login session opens, take that back, or say how it is."""
    entry = user_autostart(os.environ)
    if entry is None:
        complain(desktops.NOT_FOR_A_PROFILE)
        return NOT_OK
    if options.action == "on" and entry.status() is not AutostartStatus.OTHER:
        entry.on()
    elif options.action == "off":
        entry.off()
    status = entry.status()
    message = desktops.AUTOSTART[status]
    if status is AutostartStatus.SYSTEM and options.action == "off":
        message = f"{message} {desktops.ONLY_THE_ADMINISTRATOR}"
    print_answer(options, {"status": status, "message": message})
    is_off = status in {AutostartStatus.OFF, AutostartStatus.DISABLED}
    is_as_wanted = {"on": status.starts, "off": is_off, "status": True}[options.action]
    return OK if is_as_wanted else NOT_OK
