"""Routing as a listener of tickets: classify what is received, send on what is sure, remember what people correct."""

from dataclasses import asdict, replace
from weakref import WeakKeyDictionary

from sqlalchemy import delete

from hotline import clock
from hotline.actors import system
from hotline.db import append, db, new_id
from hotline.routing import queries
from hotline.routing.considered import considered
from hotline.routing.decision import evidence, several
from hotline.routing.decision.engine import Matter
from hotline.routing.duty.rosters import Calendars
from hotline.routing.models import Correction, Decision
from hotline.tickets import origin
from hotline.tickets.actions import Happened, perform
from hotline.tickets.models import Ticket

ADDRESS = 300
"""Characters before the first number of a letter in which its place is looked for."""

_just_made: WeakKeyDictionary[Ticket, Decision] = WeakKeyDictionary()
"""From `classify` to `send_on` of the same ticket, so that it is not read back."""


def classify(happened: Happened, calendar: Calendars) -> None:
    """Decide, keep the decision with its reasons, and fill in what the door did not know. `calendar` is the city's."""
    ticket, event = happened.ticket, happened.event
    address = happened.message.person.address if happened.message else ""
    decided = queries.engine().decide(replace(matter_of(ticket, address), at_door=True))
    if decided.auto and not ticket.parent_id:
        decided = held_back(decided, portions(ticket))
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

    What its citizen calls the matter of another letter is handled with that; parts of a letter go where the one says
    who split it.
    """
    kept = _just_made.pop(happened.ticket)
    if happened.ticket.parent_id or happened.actor.role == "operator" or (happened.message and happened.message.joins):
        return
    who = system(happened.ticket.city)
    perform("accept", happened.ticket, who, happened.now)
    if kept.auto and kept.unit:
        perform("dispatch", happened.ticket, who, happened.now, unit=kept.unit, assist=kept.assist)


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
        title=ticket.title, body=origin.without(ticket.body), address=address, lon=ticket.lon,
        lat=ticket.lat, mailbox=queries.mailbox_unit(ticket.mailbox), kind=ticket.kind, category=ticket.category,
        confidential=ticket.confidential,
    )  # fmt: skip


def portions(ticket: Ticket) -> list[several.Portion]:
    """The matters this letter probably holds, each with its category and unit; empty for one."""
    title = "" if ticket.title.rstrip("…") in ticket.body else ticket.title
    return told_apart(origin.without(ticket.body), title, queries.mailbox_unit(ticket.mailbox), ticket.kind)


def held_back(found: evidence.Decision, matters: list[several.Portion]) -> evidence.Decision:
    """The decision on a letter of these several matters: it waits for somebody to look, unless a danger allows no wait.

    An item that is due within a day (井盖) can wait for that look, and the other matters with it must not get lost.
    """
    if not found.auto or not matters or found.urgency == "h2":
        return found
    told = evidence.Reason(
        "several",
        f"来信可能包含{len(matters)}件事，请派单员看过再派，可拆分",
        f"It probably holds {len(matters)} matters: a person looks first, and may split it",
    )
    return replace(found, auto=False, because=(*found.because, told))


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
