"""The command line that runs a batch file of Windows: quoted for cmd.exe, which reads it before the file does.

CreateProcess hands ``.bat`` and ``.cmd`` to cmd.exe as they are, quoted for programs: a folder called ``Paie&RH`` then
splits the command, and an argument ``&calc`` runs a second one (CVE-2024-24576).
"""

from collections.abc import Mapping, Sequence
from pathlib import PureWindowsPath
from typing import Final

ENDINGS: Final = frozenset({".bat", ".cmd"})
_PERCENT: Final = "%%cd:~,%"
"""A per cent sign that begins no variable: the empty part of %cd% follows one. It needs the extensions, ``/e:ON``."""


def is_batch(path: str) -> bool:
    """Tell whether cmd.exe would run a file; dots and spaces at its end do not count, as Windows has it."""
    return PureWindowsPath(path.rstrip(". ")).suffix.lower() in ENDINGS


def batch_line(program: str, arguments: Sequence[str], raw: str, environ: Mapping[str, str]) -> str:
    """Return the command line for CreateProcess; ValueError if it cannot be quoted.

    Args:
        program: absolute path of the batch file.
        arguments: each reaches the batch file as one argument.
        raw: arguments as a shortcut holds them: passed on as they are, before the others.
        environ: read for ``SystemRoot``: cmd.exe is never looked up.
    """
    shell = PureWindowsPath(environ.get("SystemRoot") or r"C:\Windows", "System32", "cmd.exe")
    parts = [quoted(program), raw, *map(quoted, arguments)]
    return f'"{shell}" /e:ON /v:OFF /d /c "{" ".join(filter(None, parts))}"'


def quoted(text: str) -> str:
    """Quote an argument for cmd.exe and for the program behind it; ValueError on a line break or a zero byte."""
    if any(sign in text for sign in "\r\n\0"):
        raise ValueError(f"cannot be passed to a batch file: {text!r}")
    text = text.replace('"', '""').replace("%", _PERCENT)
    backslashes = text[len(text.rstrip("\\")) :]  # doubled: a single one would take the quotation mark with it
    return f'"{text}{backslashes}"'
