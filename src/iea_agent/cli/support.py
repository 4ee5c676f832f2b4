"""The commands about support: assistance mode, the mail, the diagnostic report, the password of the day."""

import argparse
import os
import sys
import time
from typing import Final

from iea_agent.adapters.control.client import ask
from iea_agent.adapters.files.folders import Folders
from iea_agent.adapters.system import core_dumps
from iea_agent.adapters.system.terminal import NOT_OK, OK, USAGE, complain, has_screen, say
from iea_agent.cli import typed
from iea_agent.cli.common import load_settings, open_dialog, print_json, run_job, stored_view_of
from iea_agent.core.commands import Action, DialogKind, Open, is_available, toggle_assistance
from iea_agent.core.errors import ErrorCode
from iea_agent.core.licence_key import UNLOCK_S
from iea_agent.core.prepared_mails import Occasion
from iea_agent.core.secret import Secret
from iea_agent.core.settings import Settings
from iea_agent.core.texts import command_line
from iea_agent.core.texts import command_line_help as texts
from iea_agent.core.view import AgentView
from iea_agent.core.wire.jobs import MakePasswordOrder, MakeReportOrder, PasswordMade, ReportMade

JOB_S = 50.0
"""Deadline of the report, or of reading a key from an unlocked key store (seconds)."""
MAX_KEY_BYTES = 4096


def assistance(_options: argparse.Namespace, folders: Folders) -> int:
    """Open « Activer le mode assistance » or « Désactiver le mode assistance », by the mode."""
    return open_dialog(folders, toggle_assistance)


_MAILS: Final = {None: DialogKind.SUPPORT_MAIL, "password": DialogKind.PASSWORD_MAIL, "helper": DialogKind.HELPER_MAIL}
"""The windows of ``support --about``."""
_OCCASIONS: Final = {DialogKind.PASSWORD_MAIL: Occasion.DAY_PASSWORD, DialogKind.HELPER_MAIL: Occasion.HELPER}


def support_mail(options: argparse.Namespace, folders: Folders) -> int:
    """Open the window of a mail; without a screen, print the mail, to be sent from another computer."""
    kind = _MAILS[options.about]
    running = ask(folders, Action.READ_STATE)
    view = running or stored_view_of(folders)
    if not is_available(Open(kind), view):
        complain(command_line.NOT_IN_ASSISTANCE)
        return NOT_OK
    if has_screen(os.environ):
        return open_dialog(folders, lambda _mode: Open(kind))
    import platform

    from iea_agent import __version__
    from iea_agent.adapters.software.version import installed_version
    from iea_agent.adapters.system.clocks import local_time
    from iea_agent.core.occasions import occasion_of
    from iea_agent.core.report.support_mail import Facts, Versions, prepare

    settings = load_settings(folders, is_told=running is None)
    versions = Versions(software=installed_version(settings), agent=__version__, system=platform.platform())
    facts = Facts(view=view, settings=settings, versions=versions, now=time.time(), local=local_time)
    mail = prepare(facts, _OCCASIONS.get(kind) or occasion_of(view))
    say(f"{mail.recipient}\n{mail.subject}\n\n{mail.body}".lstrip("\n"))
    return OK


def report(options: argparse.Namespace, folders: Folders) -> int:
    """Open « Rapport de diagnostic », or write the report to a file."""
    if options.file is None:
        return open_dialog(folders, lambda _mode: Open(DialogKind.REPORT))
    from iea_agent.adapters.report.archive import ZipReports

    if refusal := _why_no_file(options.file):
        complain(refusal)
        return NOT_OK
    messages, end = run_job(MakeReportOrder(_look(folders)), JOB_S)
    made = next((message for message in messages if isinstance(message, ReportMade)), None)
    if made is None:
        complain(f"{command_line.REPORT_NOT_MADE} {command_line.failure(end.code, str(end))}")
        return NOT_OK
    ZipReports().save_as(os.fsdecode(made.path), options.file)
    if not made.key_was_known:
        complain(command_line.KEY_NOT_CHECKED)
    say(command_line.report_written(options.file))
    return OK


def _why_no_file(path: str) -> str:
    """Return why no file of this name can be written, before the report is made; empty if nothing speaks against it."""
    if os.path.isdir(path):  # noqa: PTH112 (Path.is_dir() raises where a folder cannot be entered)
        return command_line.is_a_folder(path)
    folder = os.path.dirname(os.path.abspath(path))  # noqa: PTH100, PTH120 (as above)
    return "" if os.path.isdir(folder) else command_line.no_such_folder(folder)  # noqa: PTH112


def _look(folders: Folders) -> AgentView:
    """Return the state of the running agent, or what its files say."""
    return ask(folders, Action.READ_STATE) or stored_view_of(folders)


def day_password(options: argparse.Namespace, folders: Folders) -> int:
    """Print the password of the day alone; standard error says of which licence and day.

    The key is never an argument: other users could read it there.
    """
    from iea_agent.cli import desk
    from iea_agent.core.day_password import day_of, written

    if options.list is not None and options.licence is None:
        return desk.passwords(options)
    if options.licence is None or options.list is not None:
        complain(texts.usage_error("iea-agent day-password", texts.ONE_OF_LICENCE_AND_LIST).rstrip())
        return USAGE
    core_dumps.forbid()
    number: str = options.licence
    key, settings = None, Settings()
    if sys.stdin is not None and sys.stdin.isatty():
        settings = load_settings(folders)
    else:
        try:
            key = _key_given()
        except argparse.ArgumentTypeError as error:
            complain(f"{error}")
            return USAGE
    at = time.time() if options.date is None else desk.noon_of(options.date)
    order = MakePasswordOrder(settings, number, key, at)
    messages, end = run_job(order, JOB_S + UNLOCK_S)
    for message in messages:
        if isinstance(message, PasswordMade):
            if key is None:
                _note_own_password(folders, number)
            complain(command_line.password_is_for(number, day_of(order.at)))
            if options.json:
                print_json({"licence": number, "password": message.password.value})
            else:
                say(written(message.password.value))
            return OK
    if end.code in {ErrorCode.MISSING_KEY, ErrorCode.KEY_STORE, ErrorCode.KEY_STORE_LOCKED}:
        complain(command_line.ERROR[end.code])
    else:
        complain(command_line.PASSWORD_NOT_MADE)
        complain(command_line.details(str(end)))
    return NOT_OK


def _note_own_password(folders: Folders, number: str) -> None:
    """Log in the agent's file that a password was computed with the key of this workstation."""
    import logging

    from iea_agent.adapters.files.log import log_file_handler
    from iea_agent.adapters.system.session import user_name
    from iea_agent.core.printable import printable

    handler = log_file_handler(folders.log, rotates=False)
    log = logging.getLogger(__name__)
    log.addHandler(handler)
    log.warning(
        "the password of the day of licence %s was made by %s, with the key of this workstation",
        printable(number),
        printable(user_name()),
    )
    log.removeHandler(handler)
    handler.close()


def _key_given() -> Secret:
    """Return the key from standard input; ``ArgumentTypeError``."""
    given = sys.stdin.buffer.read(MAX_KEY_BYTES + 1) if sys.stdin is not None else b""
    if len(given) > MAX_KEY_BYTES:
        raise argparse.ArgumentTypeError(command_line.KEY_TOO_LONG)
    return Secret(typed.key_in(given))
