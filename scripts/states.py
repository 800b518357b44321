"""Prints docs/states.md, the life of a ticket as a table and a diagram, from `hotline.tickets.states.STEPS`."""

import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from hotline.tickets import labels, states  # noqa: E402 - the path comes first

HEAD = """\
# The life of a ticket

<!-- Written by a script; don't edit. To renew: .venv/bin/python scripts/states.py > docs/states.md -->

A ticket (工单) moves by verbs. Every verb is a row of `STEPS` in
[hotline/tickets/states.py](../hotline/tickets/states.py); guards, buttons, permissions, the timeline, the listeners
and this page are made from it.
A verb without a target leaves the state as it is. Overdue is not a state: it is computed from the limit.

工单由“动作”推动，每个动作是`STEPS`中的一行；权限、按钮、时间线和本页都由这张表生成。没有目标状态的动作不改变状态；“超期”不是状态，由期限算出。
"""
GROUPS = {
    "hotline": ("热线 With the hotline", states.DESK),
    "unit": ("承办单位 With the unit", states.UNIT),
}
PERMITS = """\
`citizen` is the person who proved number and query code of this ticket. `lead` is the staff of the lead unit (主办),
`lead_leader` its leader, `helper` the staff of an assisting unit (协办) or of a street it was given to,
`holder` lead or helper, `staff` everybody who handles tickets. The others are roles.

¹ Or `accepted`, where the unit it would go back to takes no work any more. 原单位已撤销或停用时转“待派单”。
"""
MOVES = """\
Rounded boxes are ends. An arrow from a frame starts in every state inside it.
`unmerge` has no arrow: it leads back to the state before the merge.
"""


def page() -> str:
    """The whole document, ending with a newline."""
    parts = [
        HEAD,
        "## States 状态\n",
        _states(),
        "## Verbs 动作\n",
        PERMITS,
        _verbs(),
        "## Moves 流转\n",
        MOVES,
        _diagram(),
    ]
    return "\n".join(parts)


def _states() -> str:
    rows = (
        (f"`{state}`", *labels.STATES[state], labels.CITIZEN_STATES[state][0], "yes" if state in states.OPEN else "–")
        for state in states.STATES
    )
    return _table(("state", "状态", "in English", "the citizen reads 市民看到", "open 在办"), rows)


def _verbs() -> str:
    rows = (
        (
            f"`{step.verb}`",
            *labels.VERBS[step.verb],
            " ".join(state for state in states.STATES if state in step.frm),
            {"": "", states.BACK: "as before the merge"}.get(step.to, step.to) + ("¹" if step.otherwise else ""),
            step.permit.name.replace(" | ", ", "),
            " ".join(step.needs),
            "yes" if step.public else "",
        )
        for step in states.STEPS
    )
    head = ("verb", "动作", "in English", "from", "to", "who may", "must bring", "citizen sees 市民可见")
    return _table(head, rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _diagram() -> str:
    """Moves only; verbs with the same ends share an arrow, and one from every state of a group starts at its frame."""
    arrows: dict[tuple[str, str], list[str]] = {("start", "received"): [states.START]}
    for step in states.STEPS:
        if step.to and step.to != states.BACK:
            for source in _sources(step):
                arrows.setdefault((source, step.to), []).append(step.verb)
    lines = ["flowchart TD", "    start(( ))", *_frames()]
    lines += [f'    {source} -->|"{" · ".join(verbs)}"| {target}' for (source, target), verbs in arrows.items()]
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"


def _frames() -> list[str]:
    lines, framed = [], set[str]()
    for name, (title, members) in GROUPS.items():
        inside = [state for state in states.STATES if state in members]
        lines += [f'    subgraph {name}["{title}"]', *(f"    {_node(state)}" for state in inside), "    end"]
        framed |= members
    return lines + [_node(state) for state in states.STATES if state not in framed]


def _node(state: str) -> str:
    left, right = ("[", "]") if state in states.OPEN else ("([", "])")
    return f'    {state}{left}"{labels.STATES[state][0]}<br>{state}"{right}'


def _sources(step: states.Step) -> list[str]:
    """A frame for all its states, except where the arrow would end inside its own frame."""
    whole = [name for name, (_title, members) in GROUPS.items() if members <= step.frm and step.to not in members]
    covered = {state for name in whole for state in GROUPS[name][1]}
    return whole + [state for state in states.STATES if state in step.frm - covered - {step.to}]


if __name__ == "__main__":
    sys.stdout.write(page())
