"""Full text: which outlets' articles are read, and what became of reading them."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT: Final = sa.DateTime(timezone=True)


def upgrade() -> None:
    """No outlet's articles are read until the operator says so."""
    op.add_column("outlets", sa.Column("full_text", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "articles",
        sa.Column("item_id", ROW, nullable=False, autoincrement=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_hash", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("wanted_at", MOMENT, nullable=False),
        sa.Column("checked_at", MOMENT),
        sa.Column("taken_at", MOMENT),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("item_id", name="pk_articles"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_articles_item_id", ondelete="CASCADE"),
        sa.CheckConstraint("state IN ('left', 'taken', 'waiting')", name="ck_articles_state"),
    )
    op.create_index("ix_articles_url_hash", "articles", ["url_hash"])
    op.create_index("ix_articles_due", "articles", ["state", "next_at", "item_id"])
