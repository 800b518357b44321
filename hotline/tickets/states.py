"""The life of a ticket (工单) as one table, seen whole: verb, from, to, permitted to, must bring.

Guards, buttons, permissions, timeline, listeners and docs/states.md are all made from `STEPS`.
A verb without a target leaves the state alone. Strings are checked when this module loads.
"""

from dataclasses import dataclass

from hotline.tickets.policy import (
    CITIZEN,
    DISPATCHER,
    FOLLOWUP,
    HELPER,
    HOLDER,
    HOTLINE,
    LEAD,
    LEAD_LEADER,
    MAYOR,
    OPERATOR,
    STAFF,
    SUPERVISOR,
    SYSTEM,
    Permit,
)

STATES = (
    "received", "needs_info", "accepted", "parted", "gathered", "dispatched", "handling", "replied", "reviewed",
    "closed", "guided", "merged", "withdrawn", "void",
)  # fmt: skip
"""待受理 待补充 待派单 分件办理 待汇总 待签收 办理中 待审核 待回访 · 已办结 已引导 已并案 已撤回 无效."""

OPEN = frozenset(STATES[:9])
DESK = frozenset({"received", "needs_info", "accepted"})
"""With the hotline, before any unit."""
UNIT = frozenset({"dispatched", "handling"})
"""With the unit, its clock running."""
RUNNING = DESK | UNIT | {"gathered"}
"""Where time runs against somebody: what waits for a signature or a visit is not overdue, a letter in parts is so by
its parts."""
ENDED = frozenset({"closed", "guided", "withdrawn", "void"})
"""Nothing more happens by itself; a merged ticket still waits for its master."""
BACK = "back"
"""Target of `unmerge`: the state the ticket had before it was merged."""


@dataclass(frozen=True, slots=True)
class Step:
    verb: str
    frm: frozenset[str]
    to: str
    permit: Permit
    needs: tuple[str, ...] = ()
    public: bool = False
    """The citizen sees it on her timeline."""
    otherwise: str = ""
    """The target where the lead unit takes no work any more."""


def _step(
    verb: str,
    frm: str | frozenset[str],
    to: str,
    permit: Permit,
    needs: str = "",
    public: bool = False,
    otherwise: str = "",
) -> Step:
    states = frozenset(frm.split()) if isinstance(frm, str) else frm
    return Step(verb, states, to, permit, tuple(needs.split()), public, otherwise)


# fmt: off
STEPS: tuple[Step, ...] = (
    #     verb                from                              to            permitted to                            must bring
    _step("accept",           "received needs_info",            "accepted",   HOTLINE | SYSTEM,                        "",                              True),
    _step("ask_info",         "received accepted",              "needs_info", HOTLINE,                                 "text",                          True),
    _step("go_on",            "needs_info",                     "received",   SYSTEM,                                  "",                              True),
    _step("guide",            DESK,                             "guided",     HOTLINE,                                 "text",                          True),
    _step("answer",           DESK,                             "closed",     HOTLINE,                                 "text",                          True),
    _step("correct",          DESK | UNIT,                      "",           HOTLINE | SYSTEM,                        ""),
    _step("split",            "received accepted",              "parted",     HOTLINE,                                 "parts",                         True),
    _step("gather",           "parted",                         "gathered",   SYSTEM,                                  "",                              False),
    _step("compose",          "gathered",                       "reviewed",   HOTLINE,                                 "text",                          True),
    _step("void",             "received accepted",              "void",       HOTLINE,                                 "text"),
    _step("dispatch",         "accepted",                       "dispatched", HOTLINE | SYSTEM,                        "unit",                          True),
    _step("redispatch",       UNIT,                             "dispatched", DISPATCHER | SYSTEM,                     "unit text",                     True),
    _step("recall",           "dispatched",                     "accepted",   HOTLINE,                                 "",                              True),
    _step("sign",             "dispatched",                     "handling",   LEAD | SYSTEM,                           "",                              True),
    _step("contact",          UNIT,                             "",           HOLDER,                                  "text",                          True),
    _step("sub_assign",       "handling",                       "",           LEAD,                                    "unit"),
    _step("entrust",          UNIT,                             "",           LEAD,                                    "handler"),
    _step("opine",            UNIT,                             "",           HELPER,                                  "text"),
    _step("ask_return",       UNIT,                             "",           LEAD,                                    "reason text"),
    _step("grant_return",     UNIT,                             "accepted",   DISPATCHER | SYSTEM,                     "text",                          True),
    _step("refuse_return",    UNIT,                             "",           DISPATCHER,                              "text"),
    _step("refer",            UNIT,                             "",           DISPATCHER | SUPERVISOR | SYSTEM,        "text"),
    _step("rule",             UNIT,                             "",           DISPATCHER | SUPERVISOR,                 "unit text",                     True),
    _step("ask_extension",    UNIT,                             "",           LEAD,                                    "reason text days"),
    _step("grant_extension",  UNIT,                             "",           DISPATCHER | SUPERVISOR,                 "text",                          True),
    _step("refuse_extension", UNIT,                             "",           DISPATCHER | SUPERVISOR,                 "text"),
    _step("reply",            "handling",                       "replied",    LEAD,                                    "resolution internal public"),
    _step("approve",          "replied",                        "reviewed",   LEAD_LEADER | SUPERVISOR,                "",                              True),
    _step("send_back",        "replied",                        "handling",   LEAD_LEADER | SUPERVISOR,                "text"),
    _step("miss",             "reviewed",                       "",           FOLLOWUP,                                ""),
    _step("visit",            "reviewed",                       "closed",     FOLLOWUP | CITIZEN,                      "solved satisfied",              True),
    _step("rework",           "reviewed",                       "handling",   FOLLOWUP | CITIZEN,                      "solved satisfied",              True,  "accepted"),
    _step("close",            "reviewed",                       "closed",     FOLLOWUP | SUPERVISOR | SYSTEM,          "text",                          True),
    _step("reopen",           "closed guided",                  "accepted",   DISPATCHER | SUPERVISOR,                 "text",                          True),
    _step("supply",           "needs_info",                     "received",   CITIZEN | OPERATOR,                      "text",                          True),
    _step("supply",           OPEN - {"needs_info"},            "",           CITIZEN | OPERATOR,                      "text",                          True),
    _step("urge",             OPEN - {"reviewed"},              "",           CITIZEN | OPERATOR,                      "",                              True),
    _step("withdraw",         DESK | UNIT | {"parted"},         "withdrawn",  CITIZEN | OPERATOR | SYSTEM,             "",                              True),
    _step("withdraw",         "replied merged",                 "withdrawn",  SYSTEM,                                  "",                              True),
    _step("merge",            DESK | UNIT,                      "merged",     HOTLINE | SYSTEM,                        "master",                        True),
    _step("unmerge",          "merged",                         BACK,         HOTLINE | SYSTEM,                        "text",                          False, "accepted"),
    _step("share",            "merged",                         "reviewed",   SYSTEM,                                  "",                              True),
    _step("answer",           "merged",                         "closed",     SYSTEM,                                  "text",                          True),
    _step("guide",            "merged",                         "guided",     SYSTEM,                                  "text",                          True),
    _step("note",             frozenset(STATES),                "",           STAFF | SYSTEM,                          "text"),
    _step("instruct",         OPEN,                             "",           MAYOR | LEAD_LEADER,                     "text"),
    _step("supervise",        DESK | UNIT | {"replied"},        "",           SUPERVISOR | MAYOR,                      "text"),
    _step("escalate",         DESK | UNIT | {"replied"},        "",           SYSTEM,                                  "level"),
)
# fmt: on

VERBS = tuple(dict.fromkeys(step.verb for step in STEPS))
START = "receive"
"""The event that makes a ticket; it has no `from`."""


def find(verb: str, state: str) -> Step | None:
    """The row for this verb in this state; there is at most one."""
    return _INDEX.get((verb, state))


def _index() -> dict[tuple[str, str], Step]:
    index: dict[tuple[str, str], Step] = {}
    for step in STEPS:
        unknown = (step.frm | ({step.to, step.otherwise} - {"", BACK})) - set(STATES)
        if unknown:
            raise ValueError(f"{step.verb}: unknown states {sorted(unknown)}")
        for state in step.frm:
            if (step.verb, state) in index:
                raise ValueError(f"{step.verb} from {state} stands twice")
            index[step.verb, state] = step
    return index


_INDEX = _index()
