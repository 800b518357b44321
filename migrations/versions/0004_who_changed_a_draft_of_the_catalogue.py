"""Who changed a draft of the catalogue"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    held = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("catalogue_versions", sa.Column("edited_by", held, server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("catalogue_versions", "edited_by")
