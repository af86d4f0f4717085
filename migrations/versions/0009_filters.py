"""Beats that readers have chosen: they get the stories of these alone."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ROW: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nobody has chosen any yet, so that all get every story as before."""
    op.add_column("readers", sa.Column("filtered", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "reader_beats",
        sa.Column("reader_id", ROW, nullable=False),
        sa.Column("beat", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reader_id", "beat", name="pk_reader_beats"),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name="fk_reader_beats_reader_id", ondelete="CASCADE"),
    )
    op.create_index("ix_reader_beats_beat", "reader_beats", ["beat"])
    op.drop_index("ix_readers_subscribed", table_name="readers")
    condition = sa.text("subscribed IS true" if op.get_bind().dialect.name == "postgresql" else "subscribed IS 1")
    op.create_index(
        "ix_readers_subscribed",
        "readers",
        ["id", "filtered"],
        sqlite_where=condition,
        postgresql_where=condition,
    )
