"""Draw the state machine of ``core/connection_steps.py`` between the markers in ``docs/architecture.md``.

The drawing is a Mermaid state diagram made from the table itself, so that it cannot say anything else. What holds
for a whole group of states is drawn once, from a box that stands for the group.

    python tools/state_diagram.py             writes the diagram
    python tools/state_diagram.py --check     writes nothing; 1 when the diagram is not that of the table
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from iea_agent.core.connection_state import AgentState, Effect, Event, Mode, TimerElapsed
from iea_agent.core.connection_steps import TABLE, Phase, Row

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "architecture.md"
BEGIN = "<!-- state diagram: begin (tools/state_diagram.py) -->"
END = "<!-- state diagram: end -->"
INITIAL = (AgentState(), AgentState(mode=Mode.ASSISTANCE))

Table = Mapping[Phase, Mapping[type[Event], Row]]


def diagram(table: Table) -> str:
    """Return the Mermaid source of a table."""
    groups = {
        "production": [phase for phase in table if phase.mode is Mode.PRODUCTION],
        "trying": [phase for phase in table if TimerElapsed in table[phase]],
    }
    lines = [
        "stateDiagram-v2",
        '    state "any state of production" as production',
        f'    state "{", ".join(_name(phase) for phase in groups["trying"])}" as trying',
        *(f"    [*] --> {_name(Phase(state.mode, state.link))}" for state in INITIAL),
    ]
    shared: set[tuple[Phase, type[Event]]] = set()
    for group, phases in groups.items():
        for event, row in table[phases[0]].items():
            alike = all(_same(phases[0], row, phase, table[phase].get(event)) for phase in phases)
            if alike and (phases[0], event) not in shared:
                target = group if row.target == phases[0] else _name(row.target)
                lines.append(_edge(group, target, event, row.effects))
                shared |= {(phase, event) for phase in phases}
    for phase, rows in table.items():
        lines += [
            _edge(_name(phase), _name(row.target), event, row.effects)
            for event, row in rows.items()
            if (phase, event) not in shared
        ]
    return "\n".join(lines)


def _same(phase: Phase, row: Row, other: Phase, other_row: Row | None) -> bool:
    """Tell whether two states answer an event alike: the same effects, and the same target or both stay."""
    if other_row is None or row.effects != other_row.effects:
        return False
    return row.target == other_row.target or (row.target == phase and other_row.target == other)


def _name(phase: Phase) -> str:
    return "assistance" if phase.mode is Mode.ASSISTANCE else phase.link.value


def _edge(source: str, target: str, event: type[Event], effects: Sequence[Effect]) -> str:
    done = f" / {', '.join(effect.name for effect in effects)}" if effects else ""
    return f"    {source} --> {target} : {event.__name__}{done}"


def with_diagram(document: str, drawing: str) -> str:
    """Return the document with the drawing between its markers; ValueError if it has none."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"no {BEGIN} … {END} in the document")
    return f"{before}{BEGIN}\n\n```mermaid\n{drawing}\n```\n\n{END}{after}"


def _difference(old: str, new: str) -> Iterator[str]:
    had, has = old.splitlines(), new.splitlines()
    yield from (f"- {line}" for line in had if line not in has)
    yield from (f"+ {line}" for line in has if line not in had)


def main(arguments: Sequence[str], document: Path = DOCUMENT) -> int:
    """Write or check the diagram; return the exit status."""
    parser = argparse.ArgumentParser(description="Draw the state machine in docs/architecture.md.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; 1 when the diagram is not that of the table"
    )
    check: bool = parser.parse_args(arguments).check
    old = document.read_text(encoding="utf-8")
    new = with_diagram(old, diagram(TABLE))
    if new == old:
        return 0
    if check:
        print(f"{document.name} does not show the table; run tools/state_diagram.py:")
        print("\n".join(_difference(old, new)))
        return 1
    document.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
