"""Assisting units of an item"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    listed = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("categories", sa.Column("assist", listed, server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("categories", "assist")
