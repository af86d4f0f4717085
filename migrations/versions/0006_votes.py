"""The words that gave a case its reasons, and the votes on cases that two moderators must approve."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ROW: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT: Final = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Cases that are open have no grounds, and nobody has voted."""
    op.add_column("cases", sa.Column("grounds", sa.Text()))
    op.create_table(
        "case_votes",
        sa.Column("case_id", ROW, nullable=False),
        sa.Column("voter", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "voter", name="pk_case_votes"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_votes_case_id", ondelete="CASCADE"),
    )
