"""What a language model answered, so that no question is paid for twice."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT: Final = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Nothing has been asked yet."""
    op.create_table(
        "machine_answers",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_machine_answers"),
    )
    op.create_index("ix_machine_answers_at", "machine_answers", ["at"])
