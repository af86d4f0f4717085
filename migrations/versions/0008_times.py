"""How often something came to a story: a look at it is made in two transactions, and sees by it whether more came."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is noted counts as one."""
    op.add_column("growths", sa.Column("times", sa.Integer(), nullable=False, server_default="1"))
