"""Stories that turned out to be one with others, and those that a person keeps apart."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROW: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """No story has gone into another yet."""
    # in words, for Alembic adds no reference to a table of SQLite without copying it
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    reference = "CONSTRAINT fk_stories_merged_into REFERENCES stories (id)"
    op.execute(f"ALTER TABLE stories ADD COLUMN merged_into {whole} {reference}")
    op.drop_index("ix_stories_visible", table_name="stories")
    seen = "standing IN ('archived', 'listed', 'posted', 'waiting') AND merged_into IS NULL"
    _make_partial_index("ix_stories_visible", ["updated_at", "id"], seen)
    _make_partial_index("ix_stories_merged_into", ["merged_into"], "merged_into IS NOT NULL")
    op.create_table(
        "apart",
        sa.Column("one", ROW, nullable=False),
        sa.Column("other", ROW, nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name="pk_apart"),
        sa.ForeignKeyConstraint(["one"], ["stories.id"], name="fk_apart_one"),
        sa.ForeignKeyConstraint(["other"], ["stories.id"], name="fk_apart_other"),
    )
    op.create_index("ix_apart_other", "apart", ["other"])


def _make_partial_index(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "stories", columns, sqlite_where=condition, postgresql_where=condition)
