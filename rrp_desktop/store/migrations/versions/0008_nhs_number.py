"""The NHS number of a person, where a ward asks for it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("nhs_number", sa.String(), nullable=True))
