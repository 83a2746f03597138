"""For whom a draft is entered."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft", sa.Column("entered_for", sa.String(), nullable=True))
