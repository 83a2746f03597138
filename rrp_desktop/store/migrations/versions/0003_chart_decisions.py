"""Decisions about charts, and a wider index to count incidents by."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chart_decision",
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
        sa.Column("measure", sa.String(), nullable=True),
        sa.Column("grain", sa.String(), nullable=True),
        sa.Column("day", sa.String(), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "chart_decision_by_counted_on_recorded_at_key",
        "chart_decision",
        ["counted_on", "recorded_at", "key", "standing"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "chart_decision_unfinished",
        "chart_decision",
        ["counted_on"],
        unique=False,
        sqlite_where=sa.text("standing = 'saved'"),
    )
    op.execute(
        "CREATE TRIGGER chart_decision_stays BEFORE DELETE ON chart_decision "
        "BEGIN SELECT RAISE(ABORT, 'records are voided, never deleted'); END"
    )
    op.drop_index("incident_by_counted_on_kinds", table_name="incident")
    op.create_index(
        "incident_by_counted_on_kinds_violence_self_harm_rt_monitoring",
        "incident",
        ["counted_on", "kinds", "violence", "self_harm", "rt_monitoring", "standing"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
