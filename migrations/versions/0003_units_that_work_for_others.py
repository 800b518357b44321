"""Units that work for others"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    listed = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("units", sa.Column("works_for", listed, server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("units", "works_for")
