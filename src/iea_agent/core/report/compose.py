"""The diagnostic report: what is known of this workstation, as texts by name, without any secret.

Composed here, of what is given. Gathering the log files and writing the archive is ``adapters/report/archive.py``, the
versions are ``adapters/report/versions.py``, the words ``core/texts/report.py``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from iea_agent.core.diagnosis import Diagnosis, Role, Stage
from iea_agent.core.history import History
from iea_agent.core.report.redaction import redact
from iea_agent.core.settings import Settings, help_of
from iea_agent.core.texts import file_notices as remark_texts
from iea_agent.core.texts import general as texts
from iea_agent.core.texts import report as words
from iea_agent.core.texts import windows as window_texts
from iea_agent.core.texts.french_dates import duration
from iea_agent.core.texts.history import NOTHING, sentence
from iea_agent.core.view import AgentView

MAX_LOG: Final = 300_000
"""Longest text of one log file, in characters: its end, which says most. All the others are far shorter."""

Local = Callable[[float], datetime]
"""Gives the local time at an instant (seconds since 1970 UTC)."""


class Material(NamedTuple):
    """What a report is made of; it may hold secrets anywhere."""

    view: AgentView
    """The state of the agent."""
    settings: Settings | None
    """The saved settings; ``None`` if they cannot be read."""
    history: History
    """The whole diary."""
    logs: Mapping[str, str]
    """Log files by the name that they get in the report, newest first."""
    versions: Mapping[str, str]
    """What to write of the programs and of the system, by name."""


def compose(material: Material, *, at: float, local: Local, known: Sequence[str] | None) -> Mapping[str, str]:
    """Return the texts of a report by file name, in the order in which they are best read.

    Args:
        material: What to write, not redacted.
        at: Now (seconds since 1970 UTC).
        local: Gives local times.
        known: Every secret that there is: the licence key and what is derived from it. ``None`` if the key could not
            be read, which the report then says.
    """
    view, settings, history, logs, versions = material
    secrets = known or ()
    report = {
        words.READ_ME: _read_me(view, local(at), key_was_known=known is not None),
        words.STATE: _state(view, settings, local),
        words.SETTINGS: words.SETTINGS_UNREADABLE + "\n" if settings is None else _settings(settings, secrets),
        words.HISTORY: _lines([sentence(period, local, None) for period in history] or [NOTHING]),
        words.VERSIONS: _lines(words.line(name, value) for name, value in versions.items()),
        **(dict(logs) or {words.LOG: words.NO_LOG + "\n"}),
    }
    # UTF-16 in a log of UTF-8 has a NUL after each letter: without them it is text, and can be redacted as such.
    return {name: _end_of(redact(text.replace("\0", ""), secrets)) for name, text in report.items()}


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _end_of(text: str) -> str:
    """Return the last whole lines of a text, and how much is missing; redacted before, so that no secret is cut."""
    if len(text) <= MAX_LOG:
        return text
    start = text.find("\n", len(text) - MAX_LOG) + 1 or len(text) - MAX_LOG
    return f"{words.cut(start)}\n{text[start:]}"


def _read_me(view: AgentView, at: datetime, *, key_was_known: bool) -> str:
    return _lines(
        [
            words.TITLE,
            "",
            words.line(words.MADE, words.instant(at)),
            words.line(words.LICENCE, view.licence_number or words.NO_LICENCE),
            texts.state_line(view),
            "",
            words.INTRODUCTION,
            "",
            words.WITHOUT_SECRETS,
            words.KEY_WAS_KNOWN if key_was_known else words.KEY_WAS_UNKNOWN,
            "",
            words.CONTENT,
            *(words.about(name, what) for name, what in words.ABOUT.items()),
        ]
    )


def _state(view: AgentView, settings: Settings | None, local: Local) -> str:
    addresses = settings or Settings(authentication_address="", update_address="")
    updates = None if view.updates is None else view.updates.diagnosis
    return _lines(
        [
            texts.state_line(view),
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
            yield words.line(name, words.instant(local(at)))

    yield from moment(words.SINCE, view.since)
    yield words.line(words.MODE, words.MODES[view.mode])
    yield from moment(words.MODE_SINCE, view.mode_since)
    if view.reason:
        yield words.line(words.REASON, view.reason)
    if view.who:
        yield words.line(words.WHO, view.who)
    yield words.line(words.SECURE, words.YES if view.secure else words.NO)
    yield words.line(words.LICENCE, view.licence_number or words.NO_LICENCE)
    yield from moment(words.NEXT_ATTEMPT, view.next_attempt)
    yield from moment(words.SOFTWARE, view.software_since)
    if view.launch is not None:
        outcome = words.with_code(words.LAUNCHES[view.launch.outcome], view.launch.outcome)
        yield words.line(words.LAUNCH, f"{outcome} {view.launch.detail}".rstrip())
    yield from moment(words.MAIL_PREPARED, view.mail_prepared)
    for remark in view.remarks:
        yield remark_texts.sentence(remark)


def _checklist(role: Role, address: str, diagnosis: Diagnosis | None) -> Iterator[str]:
    """Say what the last look at one server came to, stage by stage."""
    yield words.line(texts.SERVER[role], address)
    if diagnosis is None:
        yield words.line(words.RESULT, words.NEVER_CHECKED)
        return
    yield words.line(words.RESULT, words.with_code(texts.SHORT[diagnosis.verdict], diagnosis.verdict))
    yield words.line(words.EXPLANATION, texts.message_of(diagnosis))
    if diagnosis.detail:
        yield words.line(words.DETAIL, diagnosis.detail)
    reached = {report.stage: report for report in diagnosis.stages}
    for stage in Stage:
        report = reached.get(stage)
        fact = "" if report is None else words.with_code(report.detail or texts.STAGE[stage], duration(report.ms))
        if stage is diagnosis.stage and not diagnosis.ok:
            fact = f"{words.FAILED_HERE} {fact}".rstrip()
        yield words.line(f"- {texts.STAGE[stage]}", fact or _passed_over(stage, reached))
    if diagnosis.clock_offset_s is not None:
        yield words.line(words.CLOCK, words.clock_offset(diagnosis.clock_offset_s))
    if diagnosis.retry_after_s is not None:
        yield words.line(words.RETRY_AFTER, words.seconds(diagnosis.retry_after_s))


_INSTEAD: Final = {Stage.CONNECTION: Stage.PROXY, Stage.PROXY: Stage.CONNECTION, Stage.ENCRYPTION: Stage.ANSWER}
"""Which stage shows that another was not needed."""


def _passed_over(stage: Stage, reached: Mapping[Stage, object]) -> str:
    """Say what it means that nothing is known of a stage."""
    return window_texts.NOT_NEEDED[stage] if _INSTEAD.get(stage) in reached else words.NOT_REACHED


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
