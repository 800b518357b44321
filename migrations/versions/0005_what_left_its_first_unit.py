"""What left its first unit

Returns and moves from before were counted on their own day; they keep that, under the name of the new number.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

EARLIER = """
INSERT INTO rollups (city, day, unit, category, channel, kind, measure, n)
SELECT city, day, unit, category, channel, kind, 'first_lost', SUM(n)
FROM (
    SELECT city, day, unit, category, channel, kind, measure, n FROM rollups
    UNION ALL
    SELECT city, day, unit, category, channel, kind, measure, n FROM rollup_deltas
) AS counted
WHERE measure IN ('returned', 'moved_away')
GROUP BY city, day, unit, category, channel, kind
"""


def upgrade() -> None:
    op.execute(EARLIER)


def downgrade() -> None:
    op.execute("DELETE FROM rollups WHERE measure = 'first_lost'")
    op.execute("DELETE FROM rollup_deltas WHERE measure = 'first_lost'")
