"""Reading alerts, and the tickets behind them."""

from collections.abc import Iterable

from sqlalchemy import select

from hotline.actors import Actor
from hotline.db import db
from hotline.errors import NotFound
from hotline.insight.alerts.models import Alert
from hotline.tickets.models import Ticket
from hotline.tickets.queries import visible_to


def alerts(city: str, state: Iterable[str], most: int = 50) -> list[Alert]:
    """The newest first."""
    return list(
        db.session.scalars(
            select(Alert).where(Alert.city == city, Alert.state.in_(list(state))).order_by(Alert.id.desc()).limit(most)
        )
    )


def alert(city: str, alert_id: int) -> Alert:
    found = db.session.get(Alert, (city, alert_id))
    if found is None:
        raise NotFound("没有这条预警。", "No such alert.")
    return found


def behind(found: Alert, actor: Actor) -> list[Ticket]:
    """The tickets behind an alert that this actor may see."""
    rows = db.session.scalars(select(Ticket).where(visible_to(actor), Ticket.id.in_(found.tickets)))
    return sorted(rows, key=lambda one: one.id)
