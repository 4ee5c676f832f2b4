"""The diagnostic report: what is known of this workstation, as texts by name, without secrets.

Gathering the log files and writing the archive is ``adapters/report/archive.py``, the
versions are ``adapters/report/versions.py``, the words ``core/texts/report_files.py``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from iea_agent.core.diagnosis import Diagnosis, Role, Stage
from iea_agent.core.history import History
from iea_agent.core.report.redaction import redact
from iea_agent.core.settings import Settings, help_of
from iea_agent.core.texts import announcements, checklist, file_notices, report_files, verdicts
from iea_agent.core.texts.french import duration
from iea_agent.core.texts.periods import NOTHING, sentence
from iea_agent.core.texts.windows import access_test
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
        report_files.READ_ME: _read_me(view, local(at), key_was_known=known is not None),
        report_files.STATE: _state(view, settings, local),
        report_files.SETTINGS: report_files.SETTINGS_UNREADABLE + "\n"
        if settings is None
        else _settings(settings, secrets),
        report_files.HISTORY: _lines([sentence(period, local, None) for period in history] or [NOTHING]),
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


def _read_me(view: AgentView, at: datetime, *, key_was_known: bool) -> str:
    return _lines(
        [
            report_files.TITLE,
            "",
            report_files.line(report_files.MADE, report_files.instant(at)),
            report_files.line(report_files.LICENCE, view.licence_number or report_files.NO_LICENCE),
            announcements.state_line(view),
            "",
            report_files.INTRODUCTION,
            "",
            report_files.WITHOUT_SECRETS,
            report_files.KEY_WAS_KNOWN if key_was_known else report_files.KEY_WAS_UNKNOWN,
            "",
            report_files.CONTENT,
            *(report_files.about(name, what) for name, what in report_files.ABOUT.items()),
        ]
    )


def _state(view: AgentView, settings: Settings | None, local: Local) -> str:
    addresses = settings or Settings(authentication_address="", update_address="")
    updates = None if view.updates is None else view.updates.diagnosis
    return _lines(
        [
            announcements.state_line(view),
            "",
            *_facts(view, local),
            "",
            *_checklist(Role.AUTHENTICATION, addresses.authentication_address, view.diagnosis),
            "",
            *_checklist(Role.UPDATES, view.updates.url if view.updates else addresses.update_address, updates),
        ]
    )


def _facts(view: AgentView, local: Local) -> Iterator[str]:
    def moment(name: str, at: float | None) -> Iterator[str]:
        if at is not None:
            yield report_files.line(name, report_files.instant(local(at)))

    yield from moment(report_files.SINCE, view.since)
    yield report_files.line(report_files.MODE, report_files.MODES[view.mode])
    yield from moment(report_files.MODE_SINCE, view.mode_since)
    if view.reason:
        yield report_files.line(report_files.REASON, view.reason)
    if view.who:
        yield report_files.line(report_files.WHO, view.who)
    yield report_files.line(report_files.SECURE, report_files.YES if view.secure else report_files.NO)
    yield report_files.line(report_files.LICENCE, view.licence_number or report_files.NO_LICENCE)
    yield from moment(report_files.NEXT_ATTEMPT, view.next_attempt)
    yield from moment(report_files.SOFTWARE, view.software_since)
    if view.launch is not None:
        outcome = report_files.with_code(report_files.LAUNCHES[view.launch.outcome], view.launch.outcome)
        yield report_files.line(report_files.LAUNCH, f"{outcome} {view.launch.detail}".rstrip())
    yield from moment(report_files.MAIL_PREPARED, view.mail_prepared)
    for notice in view.file_notices:
        yield file_notices.sentence(notice)


def _checklist(role: Role, address: str, diagnosis: Diagnosis | None) -> Iterator[str]:
    """Yield the result of the last check of a server, stage by stage."""
    yield report_files.line(access_test.SERVER[role], address)
    if diagnosis is None:
        yield report_files.line(report_files.RESULT, report_files.NEVER_CHECKED)
        return
    yield report_files.line(
        report_files.RESULT, report_files.with_code(verdicts.WORDS[diagnosis.verdict].short, diagnosis.verdict)
    )
    yield report_files.line(report_files.EXPLANATION, verdicts.message_of(diagnosis))
    if diagnosis.detail:
        yield report_files.line(report_files.DETAIL, diagnosis.detail)
    reached = {report.stage: report for report in diagnosis.stages}
    for stage in Stage:
        report = reached.get(stage)
        fact = (
            ""
            if report is None
            else report_files.with_code(checklist.detail(report) or checklist.STAGE[stage], duration(report.ms))
        )
        if stage is diagnosis.stage and not diagnosis.ok:
            fact = f"{report_files.FAILED_HERE} {fact}".rstrip()
        yield report_files.line(f"- {checklist.STAGE[stage]}", fact or _passed_over(stage, reached))
    if diagnosis.clock_offset_s is not None:
        yield report_files.line(report_files.CLOCK, report_files.clock_offset(diagnosis.clock_offset_s))
    if diagnosis.retry_after_s is not None:
        yield report_files.line(report_files.RETRY_AFTER, report_files.seconds(diagnosis.retry_after_s))


_INSTEAD: Final = {Stage.CONNECTION: Stage.PROXY, Stage.PROXY: Stage.CONNECTION, Stage.ENCRYPTION: Stage.ANSWER}
"""Stages that replace another one."""


def _passed_over(stage: Stage, reached: Mapping[Stage, object]) -> str:
    """Say why a stage has no result: it was not needed, or not reached."""
    return checklist.NOT_NEEDED[stage] if _INSTEAD.get(stage) in reached else report_files.NOT_REACHED


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
