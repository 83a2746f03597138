"""Reasons for what is unlikely, records of one event merged, a person's local number."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revision", sa.Column("reasons", sa.String(), nullable=True))
    op.add_column("revision", sa.Column("merged_into", sa.String(), nullable=True))
    op.create_index("revision_by_at", "revision", ["at"], unique=False)
    op.create_index(
        "revision_by_merged_into",
        "revision",
        ["merged_into"],
        unique=False,
        sqlite_where=sa.text("merged_into IS NOT NULL"),
    )
    op.add_column("person", sa.Column("local_id", sa.String(), nullable=True))
    for name in ("incident", "episode"):
        op.create_index(
            f"{name}_by_person_counted_on",
            name,
            ["person", "counted_on", "standing"],
            unique=False,
            sqlite_where=sa.text("standing != 'void'"),
        )
