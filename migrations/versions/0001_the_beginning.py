"""The beginning"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("sort", sa.String(length=8), nullable=False),
        sa.Column("category", sa.String(length=4), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("usual", sa.Double(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tickets", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("seen_by", sa.String(length=60), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=60), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("city", "cause", name=op.f("uq_alerts_city_cause")),
    )
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alerts_city_state_id"), ["city", "state", "id"], unique=False)

    op.create_table(
        "calendar_years",
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_years")),
    )
    op.create_table(
        "catalogue_versions",
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("base", sa.String(length=20), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("rows", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_by_name", sa.String(length=40), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_name", sa.String(length=40), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_catalogue_versions")),
        sa.UniqueConstraint("city", "version", name=op.f("uq_catalogue_versions_city_version")),
    )
    with op.batch_alter_table("catalogue_versions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_catalogue_versions_city_state_effective_on"), ["city", "state", "effective_on"], unique=False
        )

    op.create_table(
        "categories",
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("parent", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("grassroots", sa.Boolean(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("urgency", sa.String(length=6), nullable=False),
        sa.Column("kinds", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("strong", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("words", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_categories")),
    )
    op.create_table(
        "door_hours",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("door", sa.String(length=80), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("city", "door", "hour", name=op.f("pk_door_hours")),
    )
    op.create_table(
        "door_watch",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("door", sa.String(length=80), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("usual_gap", sa.BigInteger(), nullable=True),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("alarm_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("city", "door", name=op.f("pk_door_watch")),
    )
    op.create_table(
        "drafts",
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("city", "owner_id", "place", name=op.f("uq_drafts_city_owner_id_place")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drafts_city_at"), ["city", "at"], unique=False)

    op.create_table(
        "exports",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("user_name", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("filters", sa.String(length=800), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_exports")),
    )
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exports_city_at"), ["city", "at"], unique=False)

    op.create_table(
        "feed_items",
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=150), nullable=False),
        sa.Column("thread", sa.String(length=150), nullable=False),
        sa.Column("link", sa.String(length=1000), nullable=False),
        sa.Column("author", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_feed_items")),
        sa.UniqueConstraint("city", "channel", "external_id", name=op.f("uq_feed_items_city_channel_external_id")),
    )
    with op.batch_alter_table("feed_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_items_city_source_id"), ["city", "source", "id"], unique=False)

    op.create_table(
        "feed_polls",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("changed", sa.String(length=60), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.String(length=80), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_feed_polls")),
        sa.UniqueConstraint("city", "source", name=op.f("uq_feed_polls_city_source")),
    )
    op.create_table(
        "heartbeats",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "inbox",
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("mended", sa.LargeBinary(), nullable=True),
        sa.Column("mailbox", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("city", "channel", "external_id", name=op.f("uq_inbox_city_channel_external_id")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbox_city_state_id"), ["city", "state", "id"], unique=False)

    op.create_table(
        "insight_progress",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("job", sa.String(length=20), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("city", "job", name=op.f("pk_insight_progress")),
    )
    op.create_table(
        "learned_models",
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lessons", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("figures", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("rival", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_learned_models")),
    )
    with op.batch_alter_table("learned_models", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_learned_models_city_label_state_id"), ["city", "label", "state", "id"], unique=False
        )

    op.create_table(
        "limit_packs",
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_limit_packs")),
    )
    op.create_table(
        "local_places",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("sort", sa.String(length=8), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("street", sa.String(length=20), nullable=False),
        sa.Column("box", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_by_name", sa.String(length=40), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_name", sa.String(length=40), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_local_places")),
    )
    with op.batch_alter_table("local_places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_local_places_city_name"), ["city", "name"], unique=False)
        batch_op.create_index(batch_op.f("ix_local_places_city_state_id"), ["city", "state", "id"], unique=False)

    op.create_table(
        "nuisances",
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_by", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=60), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_nuisances")),
    )
    with op.batch_alter_table("nuisances", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nuisances_city_phone_hash_state"), ["city", "phone_hash", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_nuisances_city_state_id"), ["city", "state", "id"], unique=False)

    op.create_table(
        "openings",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("user_name", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=5), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_openings")),
    )
    with op.batch_alter_table("openings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_openings_city_ticket_id_at"), ["city", "ticket_id", "at"], unique=False)

    op.create_table(
        "outages",
        sa.Column("sort", sa.String(length=8), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.BigInteger(), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_outages")),
    )
    with op.batch_alter_table("outages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outages_city_until"), ["city", "until"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("cause", sa.String(length=120), nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("city", "cause", "recipient", name=op.f("uq_outbox_city_cause_recipient")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_city_recipient_id"), ["city", "recipient", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_city_state_next_at"), ["city", "state", "next_at"], unique=False)

    op.create_table(
        "reveals",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("user_name", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_reveals")),
    )
    with op.batch_alter_table("reveals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reveals_city_ticket_id_id"), ["city", "ticket_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reveals_city_user_id_id"), ["city", "user_id", "id"], unique=False)

    op.create_table(
        "rollup_deltas",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=4), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_rollup_deltas")),
    )
    with op.batch_alter_table("rollup_deltas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rollup_deltas_city_day"), ["city", "day"], unique=False)

    op.create_table(
        "rollups",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=4), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "city", "day", "unit", "category", "channel", "kind", "measure", name=op.f("pk_rollups")
        ),
    )
    op.create_table(
        "saved_views",
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_name", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("query", sa.String(length=800), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_saved_views")),
    )
    with op.batch_alter_table("saved_views", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_views_city_owner_id"), ["city", "owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_saved_views_city_unit"), ["city", "unit"], unique=False)

    op.create_table(
        "seats",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("extension", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("city", "extension", name=op.f("pk_seats")),
        sa.UniqueConstraint("city", "user_id", name=op.f("uq_seats_city_user_id")),
    )
    op.create_table(
        "sequences",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("stripe", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("city", "day", "stripe", name=op.f("pk_sequences")),
    )
    op.create_table(
        "service_tokens",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("per_minute", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_service_tokens")),
        sa.UniqueConstraint("city", "digest", name=op.f("uq_service_tokens_city_digest")),
        sa.UniqueConstraint("city", "name", name=op.f("uq_service_tokens_city_name")),
    )
    op.create_table(
        "tasks",
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("sort", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("given", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_tasks")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tasks_city_owner_id_id"), ["city", "owner_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_city_state_id"), ["city", "state", "id"], unique=False)

    op.create_table(
        "text_keys",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "key", "ticket_id", name=op.f("pk_text_keys")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("text_keys", schema=None) as batch_op:
        batch_op.create_index("ix_text_keys_ticket", ["city", "ticket_id"], unique=False, postgresql_using="brin")

    op.create_table(
        "thresholds",
        sa.Column("auto", sa.Double(), nullable=False),
        sa.Column("precision", sa.Double(), nullable=True),
        sa.Column("coverage", sa.Double(), nullable=True),
        sa.Column("tickets", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_name", sa.String(length=40), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_thresholds")),
    )
    op.create_table(
        "tickets",
        sa.Column("number", sa.String(length=21), nullable=False),
        sa.Column("query_code", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("mailbox", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("category", sa.String(length=4), nullable=False),
        sa.Column("urgency", sa.String(length=6), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=False),
        sa.Column("street", sa.String(length=20), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("follow_up", sa.Boolean(), nullable=False),
        sa.Column("lead_unit", sa.String(length=20), nullable=False),
        sa.Column("holders", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("master_id", sa.BigInteger(), nullable=True),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("follows_id", sa.BigInteger(), nullable=True),
        sa.Column("resolution", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_visit_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("urges", sa.BigInteger(), nullable=False),
        sa.Column("reworks", sa.BigInteger(), nullable=False),
        sa.Column("returns", sa.BigInteger(), nullable=False),
        sa.Column("extensions", sa.BigInteger(), nullable=False),
        sa.Column("misses", sa.BigInteger(), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("city", "channel", "external_id", name=op.f("uq_tickets_city_channel_external_id")),
        sa.UniqueConstraint("city", "number", name=op.f("uq_tickets_city_number")),
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index("ix_tickets_alike", ["city", "open", "category", "district", "id"], unique=False)
        batch_op.create_index("ix_tickets_level", ["city", "open", "level", "lead_unit"], unique=False)
        batch_op.create_index("ix_tickets_master", ["city", "master_id"], unique=False)
        batch_op.create_index("ix_tickets_open_changed", ["city", "open", "changed_at", "id"], unique=False)
        batch_op.create_index("ix_tickets_open_due", ["city", "open", "due_at", "id"], unique=False)
        batch_op.create_index("ix_tickets_open_id", ["city", "open", "id"], unique=False)
        batch_op.create_index("ix_tickets_parent", ["city", "parent_id"], unique=False)
        batch_op.create_index(
            "ix_tickets_public",
            ["city", "district", "id"],
            unique=False,
            postgresql_where=sa.text("public AND open AND NOT confidential"),
            sqlite_where=sa.text("public = 1 AND open = 1 AND confidential = 0"),
        )
        batch_op.create_index(
            "ix_tickets_public_changed",
            ["city", "changed_at", "id"],
            unique=False,
            postgresql_where=sa.text("public"),
            sqlite_where=sa.text("public = 1"),
        )
        batch_op.create_index(
            "ix_tickets_public_received",
            ["city", "received_at", "id"],
            unique=False,
            postgresql_where=sa.text("public"),
            sqlite_where=sa.text("public = 1"),
        )
        batch_op.create_index("ix_tickets_reviewed", ["city", "state", "next_visit_at", "id"], unique=False)
        batch_op.create_index("ix_tickets_state_due", ["city", "state", "due_at", "id"], unique=False)

    op.create_table(
        "topics",
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("category", sa.String(length=4), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_topics")),
    )
    with op.batch_alter_table("topics", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topics_city_last_at"), ["city", "last_at"], unique=False)

    op.create_table(
        "transfers",
        sa.Column("way", sa.String(length=3), nullable=False),
        sa.Column("partner", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("their_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("their_state", sa.String(length=40), nullable=False),
        sa.Column("told_state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_transfers")),
        sa.UniqueConstraint("city", "way", "partner", "key", name=op.f("uq_transfers_city_way_partner_key")),
    )
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_transfers_city_partner_number"), ["city", "partner", "number"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_transfers_city_ticket_id"), ["city", "ticket_id"], unique=False)

    op.create_table(
        "units",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("short", sa.String(length=30), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("parent", sa.String(length=20), nullable=True),
        sa.Column("aliases", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["units.code"], name=op.f("fk_units_units")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_units")),
    )
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_units_parent"), ["parent"], unique=False)

    op.create_table(
        "wechat_matters",
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("openid", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_wechat_matters")),
        sa.UniqueConstraint("city", "matter", name=op.f("uq_wechat_matters_city_matter")),
    )
    with op.batch_alter_table("wechat_matters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wechat_matters_city_person_id"), ["city", "person", "id"], unique=False)

    op.create_table(
        "wechat_media",
        sa.Column("matter", sa.String(length=40), nullable=False),
        sa.Column("media_id", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("error", sa.String(length=80), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_wechat_media")),
    )
    with op.batch_alter_table("wechat_media", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wechat_media_city_matter"), ["city", "matter"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_wechat_media_city_state_next_at"), ["city", "state", "next_at"], unique=False
        )

    op.create_table(
        "wechat_messages",
        sa.Column("message", sa.String(length=64), nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_wechat_messages")),
        sa.UniqueConstraint("city", "message", name=op.f("uq_wechat_messages_city_message")),
    )
    with op.batch_alter_table("wechat_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wechat_messages_city_at"), ["city", "at"], unique=False)

    op.create_table(
        "wechat_talks",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("talk", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_wechat_talks")),
        sa.UniqueConstraint("city", "person", name=op.f("uq_wechat_talks_city_person")),
    )
    with op.batch_alter_table("wechat_talks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wechat_talks_city_at"), ["city", "at"], unique=False)

    op.create_table(
        "word_counts",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("messages", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("city", name=op.f("pk_word_counts")),
    )
    op.create_table(
        "work_list_settings",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("columns", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("start", sa.String(length=800), nullable=False),
        sa.PrimaryKeyConstraint("city", "user_id", name=op.f("pk_work_list_settings")),
    )
    op.create_table(
        "assignments",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("part", sa.String(length=6), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sign_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("policy", sa.String(length=40), nullable=False),
        sa.Column("calendar", sa.String(length=40), nullable=False),
        sa.Column("explanation", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("no_return", sa.Boolean(), nullable=False),
        sa.Column("handler_id", sa.BigInteger(), nullable=False),
        sa.Column("handler", sa.String(length=60), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_assignments_tickets")
        ),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_assignments_units")),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_assignments")),
    )
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignments_city_ticket_id_id"), ["city", "ticket_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_assignments_city_unit_ended_at"), ["city", "unit", "ended_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_assignments_unit"), ["unit"], unique=False)

    op.create_table(
        "attachments",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_attachments_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_attachments")),
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachments_city_ticket_id_id"), ["city", "ticket_id", "id"], unique=False)

    op.create_table(
        "callbacks",
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("open_key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", sa.String(length=60), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_callbacks_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_callbacks")),
        sa.UniqueConstraint("city", "open_key", name=op.f("uq_callbacks_city_open_key")),
    )
    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_callbacks_city_phone_hash_done_at"), ["city", "phone_hash", "done_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_callbacks_city_state_next_at_id"), ["city", "state", "next_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_callbacks_city_ticket_id"), ["city", "ticket_id"], unique=False)

    op.create_table(
        "calls",
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("line", sa.String(length=40), nullable=False),
        sa.Column("extension", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("rang_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("transfers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("recording", sa.LargeBinary(), nullable=False),
        sa.Column("taken_by_id", sa.BigInteger(), nullable=False),
        sa.Column("taken_by", sa.String(length=60), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_calls_tickets")),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_calls")),
        sa.UniqueConstraint("city", "source", "external_id", name=op.f("uq_calls_city_source_external_id")),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_calls_city_phone_hash_rang_at"), ["city", "phone_hash", "rang_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_calls_city_ticket_id"), ["city", "ticket_id"], unique=False)
        batch_op.create_index("ix_calls_live", ["city", "live", "extension", "id"], unique=False)

    op.create_table(
        "corrections",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("from_unit", sa.String(length=20), nullable=False),
        sa.Column("to_unit", sa.String(length=20), nullable=False),
        sa.Column("from_category", sa.String(length=4), nullable=False),
        sa.Column("to_category", sa.String(length=4), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_corrections_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_corrections")),
    )
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_corrections_city_at"), ["city", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_corrections_city_ticket_id"), ["city", "ticket_id"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("assist", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("category", sa.String(length=4), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("urgency", sa.String(length=6), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=False),
        sa.Column("street", sa.String(length=20), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("auto", sa.Boolean(), nullable=False),
        sa.Column("because", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("alternatives", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("catalogue", sa.String(length=20), nullable=False),
        sa.Column("model", sa.String(length=12), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_decisions_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_city_ticket_id_id"), ["city", "ticket_id", "id"], unique=False)

    op.create_table(
        "duty_shifts",
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("weekday", sa.BigInteger(), nullable=False),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_duty_shifts_units")),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_duty_shifts")),
    )
    with op.batch_alter_table("duty_shifts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_shifts_city_unit_on"), ["city", "unit", "on"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_shifts_unit"), ["unit"], unique=False)

    op.create_table(
        "feed_replies",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("link", sa.String(length=1000), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=60), nullable=False),
        sa.Column("where", sa.String(length=1000), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_feed_replies_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_feed_replies")),
        sa.UniqueConstraint("city", "ticket_id", "cause", name=op.f("uq_feed_replies_city_ticket_id_cause")),
    )
    with op.batch_alter_table("feed_replies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_replies_city_state_id"), ["city", "state", "id"], unique=False)

    op.create_table(
        "petitioners",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("id_number", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("email_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_petitioners_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "ticket_id", name=op.f("pk_petitioners")),
    )
    with op.batch_alter_table("petitioners", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_petitioners_city_email_hash_ticket_id"), ["city", "email_hash", "ticket_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_petitioners_city_phone_hash_ticket_id"), ["city", "phone_hash", "ticket_id"], unique=False
        )

    op.create_table(
        "posts",
        sa.Column("mailbox", sa.String(length=40), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.String(length=160), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_posts_units")),
        sa.PrimaryKeyConstraint("mailbox", name=op.f("pk_posts")),
    )
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posts_unit"), ["unit"], unique=False)

    op.create_table(
        "precedents",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sort", sa.String(length=8), nullable=False),
        sa.Column("category", sa.String(length=4), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=False),
        sa.Column("from_unit", sa.String(length=20), nullable=False),
        sa.Column("to_unit", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_precedents_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_precedents")),
    )
    with op.batch_alter_table("precedents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_precedents_city_category_id"), ["city", "category", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_precedents_city_ticket_id"), ["city", "ticket_id"], unique=False)

    op.create_table(
        "reach",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_reach_tickets")),
        sa.PrimaryKeyConstraint("city", "ticket_id", "unit", name=op.f("pk_reach")),
    )
    with op.batch_alter_table("reach", schema=None) as batch_op:
        batch_op.create_index("ix_reach_id", ["city", "unit", "ticket_id"], unique=False)
        batch_op.create_index(
            "ix_reach_open_changed", ["city", "unit", "open", "changed_at", "ticket_id"], unique=False
        )
        batch_op.create_index("ix_reach_open_due", ["city", "unit", "open", "due_at", "ticket_id"], unique=False)
        batch_op.create_index("ix_reach_open_id", ["city", "unit", "open", "ticket_id"], unique=False)

    op.create_table(
        "repeats",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("of_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_repeats_tickets")),
        sa.PrimaryKeyConstraint("city", "ticket_id", name=op.f("pk_repeats")),
    )
    op.create_table(
        "replies",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("author", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("internal", sa.Text(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("resolution", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.String(length=60), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_replies_tickets")),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_replies")),
    )
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_replies_city_ticket_id_id"), ["city", "ticket_id", "id"], unique=False)

    op.create_table(
        "sendings",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_sendings_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "ticket_id", "mark", name=op.f("pk_sendings")),
    )
    with op.batch_alter_table("sendings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sendings_city_at"), ["city", "at"], unique=False)

    op.create_table(
        "simulations",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_name", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after_id", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("moved", sa.BigInteger(), nullable=False),
        sa.Column("pairs", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "version_id"],
            ["catalogue_versions.city", "catalogue_versions.id"],
            name=op.f("fk_simulations_catalogue_versions"),
        ),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_simulations")),
    )
    with op.batch_alter_table("simulations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_simulations_city_state_id"), ["city", "state", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_simulations_city_version_id_id"), ["city", "version_id", "id"], unique=False
        )

    op.create_table(
        "ticket_events",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("frm", sa.String(length=12), nullable=False),
        sa.Column("to", sa.String(length=12), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_name", sa.String(length=60), nullable=False),
        sa.Column("actor_role", sa.String(length=12), nullable=False),
        sa.Column("actor_unit", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=4), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_ticket_events_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_ticket_events")),
    )
    with op.batch_alter_table("ticket_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_events_city_at"), ["city", "at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_ticket_events_city_ticket_id_id"), ["city", "ticket_id", "id"], unique=False
        )

    op.create_table(
        "topic_members",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_topic_members_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "ticket_id", name=op.f("pk_topic_members")),
    )
    with op.batch_alter_table("topic_members", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_topic_members_city_topic_id_ticket_id"), ["city", "topic_id", "ticket_id"], unique=False
        )

    op.create_table(
        "unit_hours",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("opens", sa.String(length=6), nullable=False),
        sa.Column("days", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("hours", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("room", sa.String(length=40), nullable=False),
        sa.Column("stand_in", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_unit_hours_units")),
        sa.PrimaryKeyConstraint("city", "unit", name=op.f("pk_unit_hours")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("session_epoch", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("display", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("notices_seen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_users_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
    )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_users_city_name"), ["city", "name"], unique=False)
        batch_op.create_index(batch_op.f("ix_users_unit_role"), ["unit", "role"], unique=False)

    op.create_table(
        "visit_appointments",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_visit_appointments_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "ticket_id", name=op.f("pk_visit_appointments")),
    )
    with op.batch_alter_table("visit_appointments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_appointments_city_at"), ["city", "at"], unique=False)

    op.create_table(
        "visit_claims",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_visit_claims_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "ticket_id", name=op.f("pk_visit_claims")),
    )
    with op.batch_alter_table("visit_claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_claims_city_by_id"), ["city", "by_id"], unique=False)

    op.create_table(
        "visits",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("means", sa.String(length=8), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("contacted", sa.String(length=8), nullable=False),
        sa.Column("solved", sa.String(length=12), nullable=False),
        sa.Column("satisfied", sa.String(length=12), nullable=False),
        sa.Column("process", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_visits_tickets")),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_visits")),
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visits_city_ticket_id_id"), ["city", "ticket_id", "id"], unique=False)

    op.create_table(
        "waits",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sort", sa.String(length=13), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_waits_tickets")),
        sa.PrimaryKeyConstraint("city", "ticket_id", "sort", name=op.f("pk_waits")),
    )
    with op.batch_alter_table("waits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waits_city_due_at"), ["city", "due_at"], unique=False)

    op.create_table(
        "call_acts",
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.BigInteger(), nullable=True),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=9), nullable=False),
        sa.Column("target", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.String(length=60), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["city", "call_id"], ["calls.city", "calls.id"], name=op.f("fk_call_acts_calls")),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_call_acts_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_call_acts")),
    )
    with op.batch_alter_table("call_acts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_acts_city_call_id"), ["city", "call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_acts_city_form"), ["city", "form"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_call_acts_city_kind_reviewed_at_id"), ["city", "kind", "reviewed_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_call_acts_city_ticket_id"), ["city", "ticket_id"], unique=False)

    op.create_table(
        "call_events",
        sa.Column("call_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["city", "call_id"], ["calls.city", "calls.id"], name=op.f("fk_call_events_calls")),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_call_events")),
        sa.UniqueConstraint("city", "call_id", "key", name=op.f("uq_call_events_city_call_id_key")),
    )
    with op.batch_alter_table("call_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_events_city_at"), ["city", "at"], unique=False)

    op.create_table(
        "clocks",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("policy", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("limit_days", sa.BigInteger(), nullable=False),
        sa.Column("limit_hours", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pauses", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "assignment_id"], ["assignments.city", "assignments.id"], name=op.f("fk_clocks_assignments")
        ),
        sa.ForeignKeyConstraint(["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_clocks_tickets")),
        sa.PrimaryKeyConstraint("city", "assignment_id", name=op.f("pk_clocks")),
    )
    with op.batch_alter_table("clocks", schema=None) as batch_op:
        batch_op.create_index("ix_clocks_next", ["city", "next_at"], unique=False)
        batch_op.create_index("ix_clocks_ticket", ["city", "ticket_id"], unique=False)

    op.create_table(
        "escalations",
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "assignment_id"], ["assignments.city", "assignments.id"], name=op.f("fk_escalations_assignments")
        ),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_escalations_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_escalations")),
        sa.UniqueConstraint(
            "city", "assignment_id", "level", "due_at", name=op.f("uq_escalations_city_assignment_id_level_due_at")
        ),
    )
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_escalations_city_ticket_id_id"), ["city", "ticket_id", "id"], unique=False)

    op.create_table(
        "mail_accounts",
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=True),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("port", sa.BigInteger(), nullable=False),
        sa.Column("security", sa.String(length=8), nullable=False),
        sa.Column("login", sa.String(length=254), nullable=False),
        sa.Column("password", sa.LargeBinary(), nullable=False),
        sa.Column("folder", sa.String(length=200), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("seen_uid", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["post"], ["posts.mailbox"], name=op.f("fk_mail_accounts_posts")),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_mail_accounts")),
        sa.UniqueConstraint("city", "address", name=op.f("uq_mail_accounts_city_address")),
    )
    with op.batch_alter_table("mail_accounts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mail_accounts_city_active_next_at"), ["city", "active", "next_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mail_accounts_post"), ["post"], unique=False)

    op.create_table(
        "requests",
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("suggested_unit", sa.String(length=20), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "assignment_id"], ["assignments.city", "assignments.id"], name=op.f("fk_requests_assignments")
        ),
        sa.ForeignKeyConstraint(
            ["city", "ticket_id"], ["tickets.city", "tickets.id"], name=op.f("fk_requests_tickets")
        ),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_requests")),
    )
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_requests_city_assignment_id"), ["city", "assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_requests_city_state_id"), ["city", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_requests_city_ticket_id_id"), ["city", "ticket_id", "id"], unique=False)

    op.create_table(
        "scans",
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("attachment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["city", "attachment_id"], ["attachments.city", "attachments.id"], name=op.f("fk_scans_attachments")
        ),
        sa.PrimaryKeyConstraint("city", "attachment_id", name=op.f("pk_scans")),
    )
    with op.batch_alter_table("scans", schema=None) as batch_op:
        batch_op.create_index(
            "ix_scans_due",
            ["city", "due_at", "attachment_id"],
            unique=False,
            postgresql_where=sa.text("due_at IS NOT NULL"),
            sqlite_where=sa.text("due_at IS NOT NULL"),
        )

    op.create_table(
        "simulated_moves",
        sa.Column("simulation_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=21), nullable=False),
        sa.Column("from_unit", sa.String(length=20), nullable=False),
        sa.Column("to_unit", sa.String(length=20), nullable=False),
        sa.Column("from_category", sa.String(length=4), nullable=False),
        sa.Column("to_category", sa.String(length=4), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "simulation_id"],
            ["simulations.city", "simulations.id"],
            name=op.f("fk_simulated_moves_simulations"),
        ),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_simulated_moves")),
    )
    with op.batch_alter_table("simulated_moves", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_simulated_moves_city_simulation_id_id"), ["city", "simulation_id", "id"], unique=False
        )

    op.create_table(
        "mail_ledger",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("city", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["city", "account_id"],
            ["mail_accounts.city", "mail_accounts.id"],
            name=op.f("fk_mail_ledger_mail_accounts"),
        ),
        sa.PrimaryKeyConstraint("city", "id", name=op.f("pk_mail_ledger")),
        sa.UniqueConstraint(
            "city", "account_id", "uidvalidity", "uid", name=op.f("uq_mail_ledger_city_account_id_uidvalidity_uid")
        ),
    )
    with op.batch_alter_table("mail_ledger", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mail_ledger_city_account_id_state_id"), ["city", "account_id", "state", "id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("mail_ledger", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_ledger_city_account_id_state_id"))

    op.drop_table("mail_ledger")
    with op.batch_alter_table("simulated_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_simulated_moves_city_simulation_id_id"))

    op.drop_table("simulated_moves")
    with op.batch_alter_table("scans", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_scans_due", postgresql_where=sa.text("due_at IS NOT NULL"), sqlite_where=sa.text("due_at IS NOT NULL")
        )

    op.drop_table("scans")
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_requests_city_ticket_id_id"))
        batch_op.drop_index(batch_op.f("ix_requests_city_state_id"))
        batch_op.drop_index(batch_op.f("ix_requests_city_assignment_id"))

    op.drop_table("requests")
    with op.batch_alter_table("mail_accounts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_accounts_post"))
        batch_op.drop_index(batch_op.f("ix_mail_accounts_city_active_next_at"))

    op.drop_table("mail_accounts")
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_escalations_city_ticket_id_id"))

    op.drop_table("escalations")
    with op.batch_alter_table("clocks", schema=None) as batch_op:
        batch_op.drop_index("ix_clocks_ticket")
        batch_op.drop_index("ix_clocks_next")

    op.drop_table("clocks")
    with op.batch_alter_table("call_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_events_city_at"))

    op.drop_table("call_events")
    with op.batch_alter_table("call_acts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_acts_city_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_call_acts_city_kind_reviewed_at_id"))
        batch_op.drop_index(batch_op.f("ix_call_acts_city_form"))
        batch_op.drop_index(batch_op.f("ix_call_acts_city_call_id"))

    op.drop_table("call_acts")
    with op.batch_alter_table("waits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waits_city_due_at"))

    op.drop_table("waits")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visits_city_ticket_id_id"))

    op.drop_table("visits")
    with op.batch_alter_table("visit_claims", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_claims_city_by_id"))

    op.drop_table("visit_claims")
    with op.batch_alter_table("visit_appointments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_appointments_city_at"))

    op.drop_table("visit_appointments")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_users_unit_role"))
        batch_op.drop_index(batch_op.f("ix_users_city_name"))

    op.drop_table("users")
    op.drop_table("unit_hours")
    with op.batch_alter_table("topic_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_members_city_topic_id_ticket_id"))

    op.drop_table("topic_members")
    with op.batch_alter_table("ticket_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_events_city_ticket_id_id"))
        batch_op.drop_index(batch_op.f("ix_ticket_events_city_at"))

    op.drop_table("ticket_events")
    with op.batch_alter_table("simulations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_simulations_city_version_id_id"))
        batch_op.drop_index(batch_op.f("ix_simulations_city_state_id"))

    op.drop_table("simulations")
    with op.batch_alter_table("sendings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sendings_city_at"))

    op.drop_table("sendings")
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_replies_city_ticket_id_id"))

    op.drop_table("replies")
    op.drop_table("repeats")
    with op.batch_alter_table("reach", schema=None) as batch_op:
        batch_op.drop_index("ix_reach_open_id")
        batch_op.drop_index("ix_reach_open_due")
        batch_op.drop_index("ix_reach_open_changed")
        batch_op.drop_index("ix_reach_id")

    op.drop_table("reach")
    with op.batch_alter_table("precedents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_precedents_city_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_precedents_city_category_id"))

    op.drop_table("precedents")
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_posts_unit"))

    op.drop_table("posts")
    with op.batch_alter_table("petitioners", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_petitioners_city_phone_hash_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_petitioners_city_email_hash_ticket_id"))

    op.drop_table("petitioners")
    with op.batch_alter_table("feed_replies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feed_replies_city_state_id"))

    op.drop_table("feed_replies")
    with op.batch_alter_table("duty_shifts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_shifts_unit"))
        batch_op.drop_index(batch_op.f("ix_duty_shifts_city_unit_on"))

    op.drop_table("duty_shifts")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decisions_city_ticket_id_id"))

    op.drop_table("decisions")
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_corrections_city_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_corrections_city_at"))

    op.drop_table("corrections")
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_index("ix_calls_live")
        batch_op.drop_index(batch_op.f("ix_calls_city_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_calls_city_phone_hash_rang_at"))

    op.drop_table("calls")
    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_callbacks_city_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_callbacks_city_state_next_at_id"))
        batch_op.drop_index(batch_op.f("ix_callbacks_city_phone_hash_done_at"))

    op.drop_table("callbacks")
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachments_city_ticket_id_id"))

    op.drop_table("attachments")
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignments_unit"))
        batch_op.drop_index(batch_op.f("ix_assignments_city_unit_ended_at"))
        batch_op.drop_index(batch_op.f("ix_assignments_city_ticket_id_id"))

    op.drop_table("assignments")
    op.drop_table("work_list_settings")
    op.drop_table("word_counts")
    with op.batch_alter_table("wechat_talks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wechat_talks_city_at"))

    op.drop_table("wechat_talks")
    with op.batch_alter_table("wechat_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wechat_messages_city_at"))

    op.drop_table("wechat_messages")
    with op.batch_alter_table("wechat_media", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wechat_media_city_state_next_at"))
        batch_op.drop_index(batch_op.f("ix_wechat_media_city_matter"))

    op.drop_table("wechat_media")
    with op.batch_alter_table("wechat_matters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wechat_matters_city_person_id"))

    op.drop_table("wechat_matters")
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_units_parent"))

    op.drop_table("units")
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transfers_city_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_transfers_city_partner_number"))

    op.drop_table("transfers")
    with op.batch_alter_table("topics", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topics_city_last_at"))

    op.drop_table("topics")
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index("ix_tickets_state_due")
        batch_op.drop_index("ix_tickets_reviewed")
        batch_op.drop_index(
            "ix_tickets_public_received", postgresql_where=sa.text("public"), sqlite_where=sa.text("public = 1")
        )
        batch_op.drop_index(
            "ix_tickets_public_changed", postgresql_where=sa.text("public"), sqlite_where=sa.text("public = 1")
        )
        batch_op.drop_index(
            "ix_tickets_public",
            postgresql_where=sa.text("public AND open AND NOT confidential"),
            sqlite_where=sa.text("public = 1 AND open = 1 AND confidential = 0"),
        )
        batch_op.drop_index("ix_tickets_parent")
        batch_op.drop_index("ix_tickets_open_id")
        batch_op.drop_index("ix_tickets_open_due")
        batch_op.drop_index("ix_tickets_open_changed")
        batch_op.drop_index("ix_tickets_master")
        batch_op.drop_index("ix_tickets_level")
        batch_op.drop_index("ix_tickets_alike")

    op.drop_table("tickets")
    op.drop_table("thresholds")
    with op.batch_alter_table("text_keys", schema=None) as batch_op:
        batch_op.drop_index("ix_text_keys_ticket", postgresql_using="brin")

    op.drop_table("text_keys")
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tasks_city_state_id"))
        batch_op.drop_index(batch_op.f("ix_tasks_city_owner_id_id"))

    op.drop_table("tasks")
    op.drop_table("service_tokens")
    op.drop_table("sequences")
    op.drop_table("seats")
    with op.batch_alter_table("saved_views", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_views_city_unit"))
        batch_op.drop_index(batch_op.f("ix_saved_views_city_owner_id"))

    op.drop_table("saved_views")
    op.drop_table("rollups")
    with op.batch_alter_table("rollup_deltas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rollup_deltas_city_day"))

    op.drop_table("rollup_deltas")
    with op.batch_alter_table("reveals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reveals_city_user_id_id"))
        batch_op.drop_index(batch_op.f("ix_reveals_city_ticket_id_id"))

    op.drop_table("reveals")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_city_state_next_at"))
        batch_op.drop_index(batch_op.f("ix_outbox_city_recipient_id"))

    op.drop_table("outbox")
    with op.batch_alter_table("outages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outages_city_until"))

    op.drop_table("outages")
    with op.batch_alter_table("openings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_openings_city_ticket_id_at"))

    op.drop_table("openings")
    with op.batch_alter_table("nuisances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nuisances_city_state_id"))
        batch_op.drop_index(batch_op.f("ix_nuisances_city_phone_hash_state"))

    op.drop_table("nuisances")
    with op.batch_alter_table("local_places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_local_places_city_state_id"))
        batch_op.drop_index(batch_op.f("ix_local_places_city_name"))

    op.drop_table("local_places")
    op.drop_table("limit_packs")
    with op.batch_alter_table("learned_models", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learned_models_city_label_state_id"))

    op.drop_table("learned_models")
    op.drop_table("insight_progress")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbox_city_state_id"))

    op.drop_table("inbox")
    op.drop_table("heartbeats")
    op.drop_table("feed_polls")
    with op.batch_alter_table("feed_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feed_items_city_source_id"))

    op.drop_table("feed_items")
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exports_city_at"))

    op.drop_table("exports")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drafts_city_at"))

    op.drop_table("drafts")
    op.drop_table("door_watch")
    op.drop_table("door_hours")
    op.drop_table("categories")
    with op.batch_alter_table("catalogue_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalogue_versions_city_state_effective_on"))

    op.drop_table("catalogue_versions")
    op.drop_table("calendar_years")
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alerts_city_state_id"))

    op.drop_table("alerts")
