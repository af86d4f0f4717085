"""Stories that are to be looked at: items are taken in first, and what becomes of their stories is decided after."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "growths",
        sa.Column("story_id", ID, nullable=False, autoincrement=False),
        sa.Column("relevance", sa.Float(), nullable=False),
        sa.Column("fresh", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("story_id", name="pk_growths"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_growths_story_id"),
    )
