"""What is learnt of each feed's rhythm, where it has moved to, and what the desk was told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns, all empty: what is not known yet is learnt from the next looks."""
    for column in (
        sa.Column("rate", sa.Float()),
        sa.Column("rated_at", MOMENT),
        sa.Column("habit", sa.Float()),
        sa.Column("expected_by", MOMENT),
        sa.Column("breaking_until", MOMENT),
        sa.Column("ttl", sa.Float()),
        sa.Column("skips", sa.Integer()),
        sa.Column("moved_to", sa.Text()),
        sa.Column("moved_times", sa.Integer()),
        sa.Column("oddity", sa.Text()),
        sa.Column("told", sa.Text()),
        sa.Column("told_at", MOMENT),
    ):
        op.add_column("feeds", column)
    op.execute("UPDATE feeds SET told = 'paused' WHERE state = 'paused'")  # whoever did it long ago knows
    op.create_table(
        "former_urls",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("feed_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_former_urls"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_former_urls_feed_id"),
    )
    op.create_index("ix_former_urls_feed_id", "former_urls", ["feed_id"])
