"""Alarms that stand

What rings now is taken over from the notices of the last twelve hours; one whose ticket a person has dealt with
since rings no more.
"""

from datetime import UTC, datetime, timedelta
import json

from alembic import op
import sqlalchemy as sa

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

UNTAKEN = sa.text("taken_at IS NULL")
RUNNING = "received accepted needs_info dispatched handling gathered".split()


def upgrade() -> None:
    op.create_table(
        "alarms",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("grade", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=60), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_alarms_city_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("city", "ticket_id", name=op.f("uq_alarms_city_ticket_id")),
    )
    with op.batch_alter_table("alarms", schema=None) as batch_op:
        batch_op.create_index(
            "ix_alarms_untaken", ["city", "grade", "id"], unique=False, postgresql_where=UNTAKEN, sqlite_where=UNTAKEN
        )
        batch_op.create_index(batch_op.f("ix_alarms_city_taken_at"), ["city", "taken_at"], unique=False)
    _take_over()


def _take_over() -> None:
    told = sa.table(
        "outbox", *(sa.column(name) for name in ("city", "id", "recipient", "template", "data")),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    tickets = sa.table("tickets", *(sa.column(name) for name in ("city", "id", "state", "urgency")))
    events = sa.table("ticket_events", *(sa.column(name) for name in ("city", "ticket_id", "verb", "actor_role")))
    bind = op.get_bind()
    since = datetime.now(UTC) - timedelta(hours=12)
    wanted = told.c.recipient == "role:dispatcher", told.c.template == "alarm", told.c.created_at >= since
    for row in bind.execute(sa.select(told).where(*wanted)).all():
        data = json.loads(row.data) if isinstance(row.data, str) else row.data
        mine = events.c.city == row.city, events.c.ticket_id == data["ticket"]
        by_person = events.c.actor_role.in_(("dispatcher", "supervisor")) | (
            (events.c.verb == "sign") & (events.c.actor_role != "system")
        )
        held = tickets.c.city == row.city, tickets.c.id == data["ticket"], tickets.c.state.in_(RUNNING)
        if bind.execute(sa.select(tickets.c.id).where(*held)).first() is None:
            continue
        if bind.execute(sa.select(events.c.ticket_id).where(*mine, events.c.verb != "receive", by_person)).first():
            continue
        bind.execute(
            sa.text(
                "INSERT INTO alarms (city, id, ticket_id, grade, at, taken_by, taken_at)"
                " SELECT :city, :id, :ticket, 0, created_at, '', NULL FROM outbox WHERE city = :city AND id = :id"
                " ON CONFLICT DO NOTHING"
            ),
            {"city": row.city, "id": row.id, "ticket": data["ticket"]},
        )


def downgrade() -> None:
    op.drop_table("alarms")
