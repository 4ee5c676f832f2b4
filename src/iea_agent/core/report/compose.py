"""The diagnostic report: what is known of this workstation, as texts by name, without secrets.

Gathering the log files and writing the archive is ``adapters/report/archive.py``, the
versions are ``adapters/report/versions.py``, the words ``core/texts/report_files.py``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from iea_agent.core.history import History
from iea_agent.core.report.redaction import redact
from iea_agent.core.settings import Settings, help_of
from iea_agent.core.texts import periods, report_files
from iea_agent.core.view import AgentView

MAX_LOG: Final = 300_000
"""Longest text of one log file, in characters: its end, which says most. All the others are far shorter."""

Local = Callable[[float], datetime]
"""Gives the local time at an instant (seconds since 1970 UTC)."""


class Material(NamedTuple):
    """What a report is made of, not redacted."""

    view: AgentView
    """The state of the agent."""
    settings: Settings | None
    """The saved settings; ``None`` if they cannot be read."""
    history: History
    """The whole history."""
    logs: Mapping[str, str]
    """Log files by the name that they get in the report, newest first."""
    versions: Mapping[str, str]
    """Versions of the programs and of the system, by name."""


def compose(material: Material, *, at: float, local: Local, known: Sequence[str] | None) -> Mapping[str, str]:
    """Return the texts of a report by file name, in reading order.

    Args:
        material: What to write, not redacted.
        at: Now (seconds since 1970 UTC).
        local: Gives local times.
        known: The licence key and what is derived from it; ``None`` if the key could not be read, which the report
            says.
    """
    view, settings, history, logs, versions = material
    secrets = known or ()
    report = {
        report_files.READ_ME: _lines(report_files.read_me(view, local(at), key_was_known=known is not None)),
        report_files.STATE: _lines(report_files.state(view, settings, local)),
        report_files.SETTINGS: report_files.SETTINGS_UNREADABLE + "\n"
        if settings is None
        else _settings(settings, secrets),
        report_files.HISTORY: _lines(
            [periods.sentence(period, local, None) for period in history] or [periods.NOTHING]
        ),
        report_files.VERSIONS: _lines(report_files.line(name, value) for name, value in versions.items()),
        **(dict(logs) or {report_files.LOG: report_files.NO_LOG + "\n"}),
    }
    # UTF-16 in a log of UTF-8 has a NUL after each letter; without them it can be redacted.
    return {name: _end_of(redact(text.replace("\0", ""), secrets)) for name, text in report.items()}


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _end_of(text: str) -> str:
    """Return the last whole lines of a redacted text, and how much is missing."""
    if len(text) <= MAX_LOG:
        return text
    start = text.find("\n", len(text) - MAX_LOG) + 1 or len(text) - MAX_LOG
    return f"{report_files.cut(start)}\n{text[start:]}"


def _settings(settings: Settings, known: Sequence[str]) -> str:
    """Write the settings as TOML that can be read back; each value is redacted before it is quoted."""
    lines = []
    for name in Settings.__struct_fields__:
        lines += [f"# {help_of(name)}", f"{name} = {_toml(getattr(settings, name), known)}", ""]
    return _lines(lines[:-1])


def _toml(value: object, known: Sequence[str]) -> str:
    """Return a value as TOML has it (TOML 1.0): numbers, and texts as JSON writes them."""
    match value:
        case tuple():
            return f"[{', '.join(_toml(each, known) for each in value)}]"
        case str():
            text = redact(value, known).encode("utf-8", "replace")
            return msgspec.json.encode(text.decode()).decode().replace("\x7f", "\\u007f")
        case _:
            return msgspec.json.encode(value).decode()
