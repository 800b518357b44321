"""What the city's own past, hours and people say beside the engine's decision, in this order (D-35)."""

from dataclasses import replace
from datetime import datetime

from hotline.routing import history, precedents
from hotline.routing.decision.evidence import Decision, Reason
from hotline.routing.duty import rosters
from hotline.routing.duty.watch import Calendar
from hotline.tickets import workload


def considered(city: str, found: Decision, now: datetime, calendar: Calendar) -> Decision:
    """The decision with past tickets, precedents, opening hours and the workload in its reasons."""
    weighed = precedents.often_returned(city, precedents.weighed(city, history.weighed(city, found)), now)
    return handled(city, rosters.weighed(city, weighed, now, calendar), now)


def handled(city: str, found: Decision, now: datetime) -> Decision:
    """With the clerk of the unit who has the fewest open tickets, as a suggestion with its number."""
    load = workload.suggested(workload.of_unit(city, found.unit, now)) if found.unit else None
    if load is None:
        return found
    told = Reason(
        f"workload/{load.user_id}",
        f"经办建议：{load.name}（在办{load.open}件，本单位最少；近7天接手{load.lately}件），由单位决定",
        f"Handler suggested: {load.name} ({load.open} open, the fewest of the unit; {load.lately} taken in 7 days);"
        " the unit decides",
    )
    return replace(found, because=(*found.because, told))
