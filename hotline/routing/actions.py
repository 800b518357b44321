"""Routing as a listener of tickets: classify what is received, send on what is sure, remember what people correct."""

from dataclasses import asdict, replace
from weakref import WeakKeyDictionary

from sqlalchemy import delete

from hotline import clock
from hotline.actors import Actor, system
from hotline.db import append, db, new_id
from hotline.errors import Incomplete
from hotline.people import queries as people
from hotline.routing import queries
from hotline.routing.considered import considered
from hotline.routing.decision import evidence, several
from hotline.routing.decision.engine import Matter
from hotline.routing.duty.rosters import Calendars
from hotline.routing.models import Correction, Decision
from hotline.tickets import queries as tickets
from hotline.tickets.actions import Happened, perform
from hotline.tickets.models import Ticket, TicketEvent

ADDRESS = 300
"""Characters before the first number of a letter in which its place is looked for."""

_just_made: WeakKeyDictionary[Ticket, Decision] = WeakKeyDictionary()
"""From `classify` to `send_on` of the same ticket, so that it is not read back."""


def classify(happened: Happened, calendar: Calendars) -> None:
    """Decide, keep the decision with its reasons, and fill in what the door did not know. `calendar` is the city's."""
    ticket, event = happened.ticket, happened.event
    address = happened.message.person.address if happened.message else ""
    decided = queries.engine().decide(replace(matter_of(ticket, address), at_door=True))
    found = considered(ticket.city, decided, happened.now, calendar())
    kept = Decision(city=ticket.city, id=new_id(), ticket_id=ticket.id, at=happened.now, **_columns(found))
    append(kept)
    _just_made[ticket] = kept
    ticket.kind = _kind(ticket.kind, found)
    ticket.category = found.category if found.conduct else ticket.category or found.category
    ticket.district, ticket.street = found.district, found.street
    ticket.urgency = found.urgency or "normal"
    ticket.confidential = ticket.confidential or found.confidential
    event.category, event.kind = ticket.category, ticket.kind
    event.data = {**event.data, "decision": kept.id}


def send_on(happened: Happened) -> None:
    """Accept and dispatch by itself what is sure; a call waits for its operator, the rest for a dispatcher.

    What its citizen calls the matter of another letter is handled with that; what probably holds several matters waits
    for somebody to look unless it is urgent; parts of a letter go where the one says who split it.
    """
    kept = _just_made.pop(happened.ticket)
    if happened.ticket.parent_id or happened.actor.role == "operator" or (happened.message and happened.message.joins):
        return
    who = system(happened.ticket.city)
    perform("accept", happened.ticket, who, happened.now)
    if kept.auto and kept.unit and (happened.ticket.urgency != "normal" or not portions(happened.ticket)):
        perform("dispatch", happened.ticket, who, happened.now, unit=kept.unit, assist=kept.assist)


def keep_off(happened: Happened) -> None:
    """No person sends a report to those it accuses (D-66), nor a bureau's matter to a street (D-2)."""
    if happened.actor.role == "system":
        return
    for part in happened.assignments:
        check_unit(happened.ticket, part.unit, happened.actor)


def check_unit(ticket: Ticket, code: str, actor: Actor) -> None:
    """Raises Incomplete where this unit may not get this ticket, or not from this hand."""
    accused = {
        unit
        for one in _together(ticket)
        if one.kind == "report"
        for unit in (*queries.engine().decide(matter_of(one, "")).barred, *_taken_from(one))
    }
    category, unit = queries.categories().get(ticket.category), people.unit(code)
    if code in accused:
        name = unit.short if unit is not None else code
        raise Incomplete(
            "unit", f"举报件不能给被举报的单位及其下属、承包单位（{name}），请选别的单位。",
            f"The report is about {unit.name_en if unit is not None else code}, or one it is below or works for; "
            "choose another.",
        )  # fmt: skip
    if code in cleared_by(ticket, actor):
        raise Incomplete(
            "unit", "这件原是举报，是您更正为其他类型的；要给被举报的单位，须由另一位同事派出。",
            "You took away that it is a report: somebody else must send it to this unit.",
        )  # fmt: skip
    if category is not None and not category.grassroots and unit is not None and unit.kind == "street":
        raise Incomplete(
            "unit", f"“{category.name}”须由部门或区（市）县办理，不派街道（镇）。",
            f"“{category.name_en}” is not for streets and towns; choose a bureau or a district.",
        )  # fmt: skip


def _together(ticket: Ticket) -> list[Ticket]:
    """What whoever gets this ticket reads of too: those merged into it, and the letter it is a part of."""
    letter = tickets.by_id(ticket.city, ticket.parent_id) if ticket.parent_id else None
    return [ticket, *tickets.merged_into(ticket), *([letter] if letter is not None else [])]


def _taken_from(ticket: Ticket) -> list[str]:
    """The units that lost it for what the citizen said of them later."""
    said = [event.data for event in tickets.timeline(ticket) if event.data.get("accuses")]
    return [unit for data in said for unit in data["recused"]]


def cleared_by(ticket: Ticket, actor: Actor) -> tuple[str, ...]:
    """The units this person alone keeps from a report no more, by correcting its kind: two must agree."""
    if ticket.kind == "report":
        return ()
    kinds = [event for event in tickets.timeline(ticket) if event.verb == "correct" and _no_report_now(event)]
    if not kinds or kinds[-1].actor_id != actor.id:
        return ()
    engine, matter = queries.engine(), replace(matter_of(ticket, ""), kind="report")
    return (*engine.decide(matter).barred, *engine.named(matter), *_taken_from(ticket))


def _no_report_now(event: TicketEvent) -> bool:
    return bool(event.data.get("changed", {}).get("kind", ("", ""))[0] == "report")


def learn(happened: Happened) -> None:
    """A person chose otherwise than the engine: keep it as a correction."""
    ticket, event = happened.ticket, happened.event
    if happened.actor.role == "system":
        return
    kept = queries.decision(ticket)
    if kept is None:
        return
    changed = event.data.get("changed", {})
    to_unit = str(event.data.get("unit", "")) or kept.unit
    to_category = changed.get("category", ["", ticket.category])[1]
    from_unit = str(event.data.get("from_unit", "")) or kept.unit
    if to_unit == from_unit and to_category == kept.category:
        return
    append(
        Correction(
            city=ticket.city, ticket_id=ticket.id, decision_id=kept.id, at=happened.now, actor_id=happened.actor.id,
            verb=event.verb, from_unit=from_unit, to_unit=to_unit, from_category=kept.category,
            to_category=to_category,
        )
    )  # fmt: skip


def unlearn(happened: Happened) -> None:
    """A press taken back at once is no lesson."""
    db.session.execute(
        delete(Correction).where(
            Correction.city == happened.ticket.city,
            Correction.ticket_id == happened.ticket.id,
            Correction.verb == "dispatch",
            Correction.at == clock.parse(happened.event.data["dispatched"]),
        )
    )


def matter_of(ticket: Ticket, address: str) -> Matter:
    """What the engine reads of a ticket; the address stands sealed with its petitioner."""
    return Matter(
        title=ticket.title, body=ticket.body, address=address, lon=ticket.lon,
        lat=ticket.lat, mailbox=queries.mailbox_unit(ticket.mailbox), kind=ticket.kind, category=ticket.category,
        confidential=ticket.confidential,
    )  # fmt: skip


def portions(ticket: Ticket) -> list[several.Portion]:
    """The matters this letter probably holds, each with its category and unit; empty for one."""
    title = "" if ticket.title.rstrip("…") in ticket.body else ticket.title
    return told_apart(ticket.body, title, queries.mailbox_unit(ticket.mailbox), ticket.kind)


def told_apart(body: str, title: str = "", box: str = "", kind: str = "") -> list[several.Portion]:
    """The same of words that are no ticket yet. `title` is its writer's own, `box` the unit of the mailbox."""
    engine = queries.engine()
    return several.several(
        body,
        lambda words, context: engine.decide(
            Matter(title="", body=words, address=context[:ADDRESS], mailbox=box, kind=kind)
        ),
        title,
    )


def _kind(chosen: str, found: evidence.Decision) -> str:
    """What the door knew; but who accuses officials or a public body and ticks another kind is protected all the same.

    Also at a telephone whose operator ticked what the caller asked for: that it is none, a correction says.
    """
    if found.conduct or found.barred:
        return "report"
    return chosen or found.kind


def _columns(found: evidence.Decision) -> dict[str, object]:
    return {
        "unit": found.unit, "assist": list(found.assist), "category": found.category, "kind": found.kind,
        "urgency": found.urgency, "district": found.district, "street": found.street,
        "confidence": found.confidence, "auto": found.auto, "because": [asdict(one) for one in found.because],
        "alternatives": [asdict(one) for one in found.alternatives], "catalogue": found.catalogue_version,
        "model": found.model[:12],
    }  # fmt: skip
