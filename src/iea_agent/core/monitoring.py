"""The state for programs that watch many workstations: Nagios and its kin, Prometheus.

Nothing in it tells who a person or an association is: no licence number, no name, no address.
"""

from collections.abc import Iterator
from enum import IntEnum
from typing import Final

from iea_agent.core.connection_state import Mode, Picture
from iea_agent.core.texts import announcements, command_line
from iea_agent.core.view import AgentView


class NagiosStatus(IntEnum):
    """The exit statuses of a plugin (Monitoring Plugins Development Guidelines, « Plugin Return Codes »)."""

    OK = 0
    WARNING = 1
    CRITICAL = 2
    UNKNOWN = 3


_STATUS: Final = {
    Picture.BALL: NagiosStatus.OK,
    Picture.BEETLE: NagiosStatus.WARNING,
    Picture.HEART: NagiosStatus.CRITICAL,
}
_MAY_NOT: Final = str.maketrans({"|": "/", "\n": " "})
"""What ends the words of a plugin."""


def nagios_status_of(view: AgentView, *, is_running: bool) -> NagiosStatus:
    """Return the exit status of the plugin: a workstation that is not watched is unknown."""
    return _STATUS[view.picture] if is_running else NagiosStatus.UNKNOWN


def nagios_line(view: AgentView, now: float, *, is_running: bool) -> str:
    """Return the line of the plugin, with performance data; ``now``: seconds since 1970 UTC."""
    status = nagios_status_of(view, is_running=is_running)
    said = announcements.state_line(view) if is_running else command_line.NOT_RUNNING
    data = " ".join(f"{name}={value}" for name, value in _performance(view, now, is_running=is_running))
    return f"IEA {status.name} - {said.translate(_MAY_NOT)} | {data}"


def _performance(view: AgentView, now: float, *, is_running: bool) -> Iterator[tuple[str, str]]:
    yield "running", str(int(is_running))
    yield "connected", str(int(is_running and view.picture is Picture.BALL))
    yield "assistance", str(int(view.mode is Mode.ASSISTANCE))
    if is_running and view.since is not None:
        yield "state_age", f"{max(0, round(now - view.since))}s"
    if is_running and view.updates is not None:
        yield "update_server", str(int(view.updates.ok))
    offset = None if view.diagnosis is None or not is_running else view.diagnosis.clock_offset_s
    if offset is not None:
        yield "clock_offset", f"{round(offset)}s"


def prometheus_text(view: AgentView, *, version: str, is_running: bool) -> str:
    """Return the state in the text format of Prometheus, version 0.0.4, for the textfile collector.

    Without a running agent only that is said: what was known before is not the state now.
    """
    return "".join(
        f"# HELP iea_agent_{name} {said}\n# TYPE iea_agent_{name} gauge\niea_agent_{name}{labels} {value}\n"
        for name, said, labels, value in _metrics(view, version=version, is_running=is_running)
    )


def _metrics(view: AgentView, *, version: str, is_running: bool) -> Iterator[tuple[str, str, str, str]]:
    """Yield name, help, labels and value of each metric."""
    yield "info", "The version of the program.", f'{{version="{_label(version)}"}}', "1"
    yield "running", "Whether the program runs.", "", str(int(is_running))
    yield "assistance_mode", "Whether assistance mode is on.", "", str(int(view.mode is Mode.ASSISTANCE))
    if view.mode_since is not None:
        yield "mode_since_seconds", "Since when the mode is so (Unix time).", "", _instant(view.mode_since)
    if not is_running:
        return
    yield (
        "connected",
        "Whether the production server has accepted the licence.",
        "",
        str(int(view.picture is Picture.BALL)),
    )
    if view.since is not None:
        yield "state_since_seconds", "Since when the connection is so (Unix time).", "", _instant(view.since)
    if view.next_attempt is not None:
        yield "next_attempt_seconds", "When the next attempt is planned (Unix time).", "", _instant(view.next_attempt)
    if view.diagnosis is not None:
        who = view.diagnosis.who or "nobody"
        labels = f'{{verdict="{_label(view.diagnosis.verdict)}",who="{_label(who)}"}}'
        yield "verdict", "The last verdict, and who has to act.", labels, "1"
        if view.diagnosis.clock_offset_s is not None:
            offset = f"{view.diagnosis.clock_offset_s:g}"
            yield "clock_offset_seconds", "How far the clock of the server is ahead.", "", offset
    if view.updates is not None:
        yield "update_server_ok", "Whether the update server answers as it should.", "", str(int(view.updates.ok))


def _label(value: str) -> str:
    r"""Return a value with the escapes of the format: ``\``, ``"`` and the end of a line."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _instant(at: float) -> str:
    return f"{at:.3f}".rstrip("0").rstrip(".")
