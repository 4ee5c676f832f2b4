"""The command ``autostart``: whether the agent is started when the session opens."""

import argparse
import os

from iea_agent.adapters.desktop.autostart import user_autostart
from iea_agent.adapters.system.terminal import complain, say
from iea_agent.cli.common import NOT_OK, OK, print_json
from iea_agent.core.autostart import AutostartStatus
from iea_agent.core.errors import NotSupportedError
from iea_agent.core.texts.desktop import at_login


def run(options: argparse.Namespace) -> int:
    """Run the command; return the exit status of the process."""
    try:
        autostart = user_autostart(os.environ)
    except NotSupportedError:
        complain(at_login.NOT_FOR_A_PROFILE)
        return NOT_OK
    if options.action == "on" and autostart.status() is not AutostartStatus.OTHER:
        autostart.on()
    elif options.action == "off":
        autostart.off()
    status = autostart.status()
    message = at_login.STATUS[status]
    if status is AutostartStatus.SYSTEM and options.action == "off":
        message = f"{message} {at_login.ONLY_THE_ADMINISTRATOR}"
    if options.json:
        print_json({"status": status, "message": message})
    else:
        say(message)
    return OK if _is_as_wanted(status, options.action) else NOT_OK


def _is_as_wanted(status: AutostartStatus, action: str) -> bool:
    if action == "on":
        return status.starts
    return action == "status" or status in {AutostartStatus.OFF, AutostartStatus.DISABLED}
