"""Terms of reuse: words that exclude an item, whether a model may read it, what may not be handed on."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No outlet excludes or blocks anything until a list or the operator says so; a model is given what terms allow."""
    op.add_column("outlets", sa.Column("excludes", sa.Text()))
    op.add_column("outlets", sa.Column("model", sa.Boolean()))
    op.add_column("outlets", sa.Column("blocked", sa.Boolean(), nullable=False, server_default=sa.false()))
