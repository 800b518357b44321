"""Who is told what, when: from events to outbox rows, and from outbox rows to the people.

Staff read theirs in the application; citizens get theirs by e-mail where a mail server is set, else through the spool
that the city's SMS gateway collects. The words stand in templates/messages/, one file a message and language.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from flask import current_app

from hotline import clock, config, i18n, outbox, spool
from hotline.channels.correspondence import caps as mail_caps
from hotline.channels.correspondence import outgoing
from hotline.channels.transfer import passing_on
from hotline.channels.wechat import back as wechat_back
from hotline.channels.wechat import wecom
from hotline.outbox import Message
from hotline.people import queries as people
from hotline.routing.duty import rosters as duty
from hotline.sla import bounds
from hotline.sla import queries as sla
from hotline.tickets import numbers, queries
from hotline.tickets.actions import Happened
from hotline.tickets.models import Ticket

To = Callable[[Happened], Iterable[str]]


def citizen(happened: Happened) -> Iterable[str]:
    """Of a part of a letter she hears nothing: the letter has one number and one answer."""
    if happened.ticket.parent_id is None:
        yield f"petitioner:{happened.ticket.id}"


def lead(happened: Happened) -> Iterable[str]:
    if happened.ticket.lead_unit:
        yield f"unit:{happened.ticket.lead_unit}"


def parts(happened: Happened) -> Iterable[str]:
    """Every unit that got a part, the lead first."""
    yield from dict.fromkeys(f"unit:{row.unit}" for row in happened.assignments)


def holders(happened: Happened) -> Iterable[str]:
    """Every unit that has the ticket in hand."""
    yield from (f"unit:{code}" for code in happened.ticket.holders)


def handler(happened: Happened) -> Iterable[str]:
    yield f"user:{happened.event.data['handler']}"


def on_duty(happened: Happened) -> Iterable[str]:
    """Who is on duty in the units that got a part of an urgent matter outside their hours."""
    units = [row.unit for row in happened.assignments if row.ended_at is None]
    for user in duty.persons(happened.ticket, units, happened.now, sla.calendar()):
        yield f"user:{user}"


def lead_leaders(happened: Happened) -> Iterable[str]:
    if happened.ticket.lead_unit:
        yield f"leaders:{happened.ticket.lead_unit}"


def locked_for(happened: Happened) -> Iterable[str]:
    """A virus was found in a file: the units that have the ticket, and the citizen if she sent it."""
    if "locked" in happened.event.data:
        yield from holders(happened)
        if happened.event.data["part"] == "letter":
            yield from citizen(happened)


def dispatchers(_happened: Happened) -> Iterable[str]:
    yield "role:dispatcher"


def arbiters(_happened: Happened) -> Iterable[str]:
    """Who rules on a dispute over whose duty it is."""
    yield from ("role:supervisor", "role:dispatcher")


def disputing(happened: Happened) -> Iterable[str]:
    """The unit that worked on it meanwhile, where another one leads; that one is told that it got the ticket."""
    before = str(happened.event.data["from_unit"])
    if before:
        yield f"unit:{before}"


def ladder(happened: Happened) -> Iterable[str]:
    """Reminder, yellow and red to the unit; 督办 to its leader; the city's supervisors last."""
    level, unit = int(happened.event.data["level"]), str(happened.event.data["unit"])
    yield f"unit:{unit}"
    if level >= 4:
        yield f"leaders:{unit}"
    if level >= 5:
        yield "role:supervisor"


TOLD: dict[str, tuple[tuple[str, To], ...]] = {
    "receive": (("received", citizen),),
    "ask_info": (("please_add", citizen),),
    "guide": (("guided", citizen),),
    "answer": (("answered", citizen),),
    "split": (("parted", citizen),),
    "gather": (("to_compose", dispatchers),),
    "compose": (("answered", citizen),),
    "dispatch": (("dispatched", citizen), ("assigned", parts), ("on_duty", on_duty)),
    "redispatch": (("assigned", parts), ("on_duty", on_duty)),
    "sub_assign": (("assigned", parts), ("on_duty", on_duty)),
    "entrust": (("entrusted", handler),),
    "ask_return": (("request", dispatchers),),
    "ask_extension": (("request", dispatchers),),
    "grant_return": (("decision", parts),),
    "refuse_return": (("decision", lead),),
    "refer": (("dispute", arbiters),),
    "rule": (("ruled", disputing),),
    "grant_extension": (("extended", citizen), ("decision", lead)),
    "refuse_extension": (("decision", lead),),
    "reply": (("to_sign", lead_leaders),),
    "send_back": (("sent_back", lead),),
    "approve": (("answered", citizen),),
    "share": (("answered", citizen),),
    "rework": (("rework", lead),),
    "urge": (("urged", lead),),
    "supply": (("supplied", holders),),
    "note": (("file_locked", locked_for),),
    "withdraw": (("withdrawn", parts),),
    "supervise": (("supervised", lead), ("supervised", lead_leaders)),
    "instruct": (("instructed", lead),),
    "escalate": (("ladder", ladder),),
}  # fmt: skip


SAFETY = timedelta(seconds=1)
"""So that a message is never claimed in the moment it is taken back."""
FACTS = frozenset({"level", "unit", "due_at", "locked", "pieces"})
"""What a message takes over from its event."""


def tell(happened: Happened) -> None:
    """Write the outbox rows of one event; listener of every verb."""
    event = happened.event
    if event.verb == "recall":
        outbox.take_back(event.city, [f"{event.data['dispatch']} {template}" for template, _to in TOLD["dispatch"]])
    for template, to in TOLD.get(event.verb, ()):
        data = {
            "ticket": event.ticket_id,
            "verb": event.verb,
            **{name: event.data[name] for name in FACTS & set(event.data)},
        }
        for recipient in to(happened):
            shown = recipient.partition(":")[0] not in SENDERS
            cause = f"{event.id} {template}"
            outbox.post(event.city, recipient, cause, template, data, happened.now, shown, _held(happened))
            if shown and (in_wecom := wecom.also(recipient)):
                outbox.post(event.city, in_wecom, cause, template, data, happened.now, after=_held(happened))


def _held(happened: Happened) -> datetime | None:
    """A person's dispatch is told when it can no longer be taken back."""
    if happened.event.verb != "dispatch" or happened.actor.role == "system":
        return None
    return bounds.recall_until(happened.now) + SAFETY


def deliver(now: datetime) -> int:
    """The job: deliver what waits."""
    return outbox.deliver_due(config.settings().city, now, SENDERS)


def _to_petitioner(message: Message) -> Callable[[], None]:
    ticket = queries.by_id(message.city, int(message.recipient.partition(":")[2]))
    if ticket is None:
        raise LookupError("the ticket is gone")
    person = queries.petitioner(ticket)
    subject, body = words(message, ticket)
    by_wechat = wechat_back.delivery(ticket, subject)
    if by_wechat is not None:
        return by_wechat
    if person.email and config.settings().smtp_url:
        mail_caps.check(message, ticket, person)
        mail = outgoing.written(ticket, message.id, person.email, subject, body, clock.now())
        return partial(outgoing.send, mail)
    if person.phone or person.email:
        return partial(spool.line, "sms", {"to": person.phone or person.email, "text": f"{subject}\n{body}"})
    return _nobody


def _to_wecom(message: Message) -> Callable[[], None]:
    ticket = queries.by_id(message.city, int(message.data["ticket"]))
    if ticket is None:
        raise LookupError("the ticket is gone")
    return wecom.delivery(message, words(message, ticket)[0])


def words(message: Message, ticket: Ticket) -> tuple[str, str]:
    """Subject (first line) and body of a message, from its file, in the reader's language."""
    language, data = i18n.language(), message.data
    # Not `render_template`: jobs have no request for its context processors.
    page = current_app.jinja_env.get_template(f"messages/{language}/{message.template}.txt")
    text = page.render(
        ticket=ticket,
        number=numbers.show(ticket.number),
        unit=people.unit_name(data.get("unit") or ticket.lead_unit, language),
        due_at=clock.parse(data["due_at"]) if "due_at" in data else ticket.due_at,
        city=config.settings().city_name,
        data=data,
    )
    subject, _, body = text.strip().partition("\n")
    return subject, body.strip()


def _nobody() -> None:
    """An anonymous matter: the answer waits under its number and query code."""


SENDERS: dict[str, outbox.Sender] = {
    "petitioner": _to_petitioner,
    "partner": passing_on.deliver,
    wecom.KIND: _to_wecom,
}
"""By the kind of recipient. Staff have none: they read their notices in the application, and in WeCom besides."""
