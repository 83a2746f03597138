"""Drivers, the improvement team and its meetings, Safewards, patients' voice, and more about each test."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NEW = {
    "driver": ("title", "under", "place", "removed"),
    "team_member": ("role", "who", "since", "until"),
    "team_meeting": ("day", "here", "said", "next_step", "next_day"),
    "safewards": ("intervention", "state", "since", "focus"),
    "voice": ("day", "heard", "words", "idea", "answer"),
}
WHOLE = ("place",)
MORE = {
    "cycle": ("lead", "fidelity", "learned"),
    "idea": ("decided", "driver", "lead", "library"),
    "progress": ("suggested", "learned"),
    "restriction": ("reviewed",),
}


def upgrade() -> None:
    for table, columns in NEW.items():
        op.create_table(
            table,
            sa.Column("key", sa.String(), nullable=False),
            sa.Column("revision", sa.Integer(), nullable=False),
            sa.Column("standing", sa.String(), nullable=False),
            sa.Column("counted_on", sa.Integer(), nullable=False),
            sa.Column("shift_start", sa.Integer(), nullable=True),
            sa.Column("recorded_at", sa.String(), nullable=False),
            sa.Column("recorded_by", sa.String(), nullable=False),
            sa.Column("entered_for", sa.String(), nullable=False),
            sa.Column("form_version", sa.Integer(), nullable=False),
            sa.Column("lists_version", sa.Integer(), nullable=False),
            sa.Column("zone", sa.String(), nullable=False),
            *(
                sa.Column(name, sa.Integer() if name in WHOLE else sa.String(), nullable=True)
                for name in columns
            ),
            sa.PrimaryKeyConstraint("key"),
        )
        op.create_index(
            f"{table}_by_counted_on_recorded_at_key",
            table,
            ["counted_on", "recorded_at", "key", "standing"],
            unique=False,
            sqlite_where=sa.text("standing != 'void'"),
        )
        op.create_index(
            f"{table}_unfinished",
            table,
            ["counted_on"],
            unique=False,
            sqlite_where=sa.text("standing = 'saved'"),
        )
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'records are voided, never deleted'); END"
        )
    for table, columns in MORE.items():
        for name in columns:
            op.add_column(table, sa.Column(name, sa.String(), nullable=True))
