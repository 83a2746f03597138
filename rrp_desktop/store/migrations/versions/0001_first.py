"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RECORDS = (
    "aim",
    "census",
    "confirmation",
    "cycle",
    "debrief",
    "episode",
    "hazard",
    "hazard_review",
    "huddle",
    "idea",
    "incident",
    "leave",
    "leave_tally",
    "person",
    "progress",
    "restriction",
)


def upgrade() -> None:
    op.create_table(
        "aim",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=True),
        sa.Column("better", sa.String(), nullable=True),
        sa.Column("by_how", sa.String(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("by_day", sa.String(), nullable=True),
        sa.Column("baseline_from", sa.String(), nullable=True),
        sa.Column("baseline_until", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "aim_by_counted_on_recorded_at_key",
        "aim",
        ["counted_on", "recorded_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "aim_unfinished", "aim", ["key"], unique=False, sqlite_where=sa.text("standing = 'saved'")
    )
    op.create_table(
        "census",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=True),
        sa.Column("occupied", sa.Integer(), nullable=True),
        sa.Column("available", sa.Integer(), nullable=True),
        sa.Column("closed", sa.Integer(), nullable=True),
        sa.Column("on_leave", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "census_by_counted_on_recorded_at_key",
        "census",
        ["counted_on", "recorded_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "census_by_day", "census", ["day"], unique=False, sqlite_where=sa.text("standing != 'void'")
    )
    op.create_index(
        "census_unfinished", "census", ["key"], unique=False, sqlite_where=sa.text("standing = 'saved'")
    )
    op.create_table(
        "code_lists",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("versions", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("versions"),
    )
    op.create_table(
        "confirmation",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=True),
        sa.Column("shift", sa.String(), nullable=True),
        sa.Column("confirmation", sa.String(), nullable=True),
        sa.Column("entered_later", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "confirmation_by_counted_on_recorded_at_key",
        "confirmation",
        ["counted_on", "recorded_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "confirmation_by_day_shift_confirmation_key",
        "confirmation",
        ["day", "shift", "confirmation", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "confirmation_unfinished",
        "confirmation",
        ["key"],
        unique=False,
        sqlite_where=sa.text("standing = 'saved'"),
    )
    op.create_table(
        "cycle",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("idea", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("measure", sa.String(), nullable=True),
        sa.Column("prediction", sa.String(), nullable=True),
        sa.Column("predicted", sa.Integer(), nullable=True),
        sa.Column("scale", sa.String(), nullable=True),
        sa.Column("started", sa.String(), nullable=True),
        sa.Column("ends", sa.String(), nullable=True),
        sa.Column("happened", sa.String(), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "cycle_by_counted_on_recorded_at_key",
        "cycle",
        ["counted_on", "recorded_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "cycle_unfinished", "cycle", ["key"], unique=False, sqlite_where=sa.text("standing = 'saved'")
    )
    op.create_table(
        "debrief",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("incident", sa.String(), nullable=True),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("offered_at", sa.String(), nullable=True),
        sa.Column("offered_at_offset", sa.Integer(), nullable=True),
        sa.Column("held_at", sa.String(), nullable=True),
        sa.Column("held_at_offset", sa.Integer(), nullable=True),
        sa.Column("reoffer", sa.String(), nullable=True),
        sa.Column("set_off", sa.String(), nullable=True),
        sa.Column("helped", sa.String(), nullable=True),
        sa.Column("worse", sa.String(), nullable=True),
        sa.Column("next_time", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "debrief_by_counted_on_recorded_at_key",
        "debrief",
        ["counted_on", "recorded_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "debrief_unfinished", "debrief", ["key"], unique=False, sqlite_where=sa.text("standing = 'saved'")
    )
    op.create_table(
        "draft",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("answers", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("started_at", sa.String(), nullable=False),
        sa.Column("kept_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "episode",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("incident", sa.String(), nullable=True),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("started_at", sa.String(), nullable=True),
        sa.Column("started_at_offset", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.String(), nullable=True),
        sa.Column("ended_at_offset", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "episode_by_counted_on_started_at_key",
        "episode",
        ["counted_on", "started_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "episode_unfinished", "episode", ["key"], unique=False, sqlite_where=sa.text("standing = 'saved'")
    )
    op.create_table(
        "export",
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("written_at", sa.String(), nullable=False),
        sa.Column("cutoff", sa.Integer(), nullable=False),
        sa.Column("received", sa.String(), nullable=True),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("epoch", "seq"),
    )
    op.create_table(
        "hazard",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("seen", sa.String(), nullable=True),
        sa.Column("tier", sa.String(), nullable=True),
        sa.Column("position", sa.String(), nullable=True),
        sa.Column("control", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("due", sa.String(), nullable=True),
        sa.Column("closed", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "hazard_by_counted_on_recorded_at_key",
        "hazard",
        ["counted_on", "recorded_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "hazard_unfinished", "hazard", ["key"], unique=False, sqlite_where=sa.text("standing = 'saved'")
    )
    op.create_table(
        "hazard_review",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=True),
        sa.Column("next_due", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "hazard_review_by_counted_on_recorded_at_key",
        "hazard_review",
        ["counted_on", "recorded_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "hazard_review_unfinished",
        "hazard_review",
        ["key"],
        unique=False,
        sqlite_where=sa.text("standing = 'saved'"),
    )
    op.create_table(
        "huddle",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=True),
        sa.Column("slot", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("not_held", sa.String(), nullable=True),
        sa.Column("started_at", sa.String(), nullable=True),
        sa.Column("started_at_offset", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("quick", sa.Boolean(), nullable=True),
        sa.Column("entered_later", sa.Boolean(), nullable=True),
        sa.Column("here", sa.String(), nullable=True),
        sa.Column("ward_today", sa.String(), nullable=True),
        sa.Column("good_thing", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "huddle_by_counted_on_recorded_at_key",
        "huddle",
        ["counted_on", "recorded_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "huddle_by_day_slot_state_quick",
        "huddle",
        ["day", "slot", "state", "quick"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "huddle_unfinished", "huddle", ["key"], unique=False, sqlite_where=sa.text("standing = 'saved'")
    )
    op.create_table(
        "idea",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("measures", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("started", sa.String(), nullable=True),
        sa.Column("stopped", sa.String(), nullable=True),
        sa.Column("prediction", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "idea_by_counted_on_recorded_at_key",
        "idea",
        ["counted_on", "recorded_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "idea_unfinished", "idea", ["key"], unique=False, sqlite_where=sa.text("standing = 'saved'")
    )
    op.create_table(
        "incident",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("kinds", sa.String(), nullable=True),
        sa.Column("started_at", sa.String(), nullable=True),
        sa.Column("started_at_offset", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.String(), nullable=True),
        sa.Column("ended_at_offset", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("violence", sa.String(), nullable=True),
        sa.Column("violence_direction", sa.String(), nullable=True),
        sa.Column("self_harm", sa.String(), nullable=True),
        sa.Column("context", sa.String(), nullable=True),
        sa.Column("ligature_item", sa.String(), nullable=True),
        sa.Column("ligature_anchor", sa.String(), nullable=True),
        sa.Column("ligature_tier", sa.String(), nullable=True),
        sa.Column("cutter", sa.String(), nullable=True),
        sa.Column("treatment", sa.String(), nullable=True),
        sa.Column("suspected_suicide", sa.String(), nullable=True),
        sa.Column("absence_route", sa.String(), nullable=True),
        sa.Column("legal_basis", sa.String(), nullable=True),
        sa.Column("leave", sa.String(), nullable=True),
        sa.Column("planned_return", sa.String(), nullable=True),
        sa.Column("planned_return_offset", sa.Integer(), nullable=True),
        sa.Column("returned_at", sa.String(), nullable=True),
        sa.Column("returned_at_offset", sa.Integer(), nullable=True),
        sa.Column("return_method", sa.String(), nullable=True),
        sa.Column("police_told", sa.String(), nullable=True),
        sa.Column("sexual_safety", sa.String(), nullable=True),
        sa.Column("sexual_direction", sa.String(), nullable=True),
        sa.Column("sexual_place", sa.String(), nullable=True),
        sa.Column("safeguarding", sa.String(), nullable=True),
        sa.Column("sexual_police", sa.String(), nullable=True),
        sa.Column("candour", sa.String(), nullable=True),
        sa.Column("own_view", sa.String(), nullable=True),
        sa.Column("avoided", sa.String(), nullable=True),
        sa.Column("avoided_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("led_up", sa.String(), nullable=True),
        sa.Column("tried_first", sa.String(), nullable=True),
        sa.Column("rt_monitoring", sa.String(), nullable=True),
        sa.Column("force_signs", sa.String(), nullable=True),
        sa.Column("negligible", sa.String(), nullable=True),
        sa.Column("force_outcome", sa.String(), nullable=True),
        sa.Column("serious_injury", sa.String(), nullable=True),
        sa.Column("death", sa.String(), nullable=True),
        sa.Column("non_staff", sa.String(), nullable=True),
        sa.Column("notified", sa.String(), nullable=True),
        sa.Column("force_record", sa.String(), nullable=True),
        sa.Column("police_called", sa.String(), nullable=True),
        sa.Column("police_asked_at", sa.String(), nullable=True),
        sa.Column("police_asked_at_offset", sa.Integer(), nullable=True),
        sa.Column("police_arrived_at", sa.String(), nullable=True),
        sa.Column("police_arrived_at_offset", sa.Integer(), nullable=True),
        sa.Column("police_force", sa.String(), nullable=True),
        sa.Column("police_camera", sa.String(), nullable=True),
        sa.Column("incident_number", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "incident_by_counted_on_kinds",
        "incident",
        ["counted_on", "kinds"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "incident_by_counted_on_started_at_key",
        "incident",
        ["counted_on", "started_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "incident_by_shift_day_shift_code",
        "incident",
        ["shift_day", "shift_code"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "incident_unfinished", "incident", ["key"], unique=False, sqlite_where=sa.text("standing = 'saved'")
    )
    op.create_table(
        "leave",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("escort", sa.String(), nullable=True),
        sa.Column("started_at", sa.String(), nullable=True),
        sa.Column("started_at_offset", sa.Integer(), nullable=True),
        sa.Column("planned_return", sa.String(), nullable=True),
        sa.Column("planned_return_offset", sa.Integer(), nullable=True),
        sa.Column("returned_at", sa.String(), nullable=True),
        sa.Column("returned_at_offset", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "leave_by_counted_on_started_at_key",
        "leave",
        ["counted_on", "started_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "leave_unfinished", "leave", ["key"], unique=False, sqlite_where=sa.text("standing = 'saved'")
    )
    op.create_table(
        "leave_tally",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=True),
        sa.Column("shift", sa.String(), nullable=True),
        sa.Column("out", sa.Integer(), nullable=True),
        sa.Column("on_time", sa.Integer(), nullable=True),
        sa.Column("late", sa.Integer(), nullable=True),
        sa.Column("not_back", sa.Integer(), nullable=True),
        sa.Column("cancelled", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "leave_tally_by_counted_on_recorded_at_key",
        "leave_tally",
        ["counted_on", "recorded_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "leave_tally_unfinished",
        "leave_tally",
        ["key"],
        unique=False,
        sqlite_where=sa.text("standing = 'saved'"),
    )
    op.create_table(
        "pack",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "person",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("ward_code", sa.String(), nullable=True),
        sa.Column("age_band", sa.String(), nullable=True),
        sa.Column("ethnic_category", sa.String(), nullable=True),
        sa.Column("gender", sa.String(), nullable=True),
        sa.Column("learning_disability", sa.String(), nullable=True),
        sa.Column("autism", sa.String(), nullable=True),
        sa.Column("legal_status", sa.String(), nullable=True),
        sa.Column("admitted", sa.String(), nullable=True),
        sa.Column("discharged", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "person_by_counted_on_recorded_at_key",
        "person",
        ["counted_on", "recorded_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "person_by_ward_code",
        "person",
        ["ward_code"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "person_unfinished", "person", ["key"], unique=False, sqlite_where=sa.text("standing = 'saved'")
    )
    op.create_table(
        "progress",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=True),
        sa.Column("ward_score", sa.String(), nullable=True),
        sa.Column("coach_score", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "progress_by_counted_on_recorded_at_key",
        "progress",
        ["counted_on", "recorded_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "progress_unfinished", "progress", ["key"], unique=False, sqlite_where=sa.text("standing = 'saved'")
    )
    op.create_table(
        "restriction",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("shift_day", sa.Integer(), nullable=True),
        sa.Column("shift_code", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("entered_for", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("lists_version", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("since", sa.String(), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("review_due", sa.String(), nullable=True),
        sa.Column("ended", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "restriction_by_counted_on_recorded_at_key",
        "restriction",
        ["counted_on", "recorded_at", "key"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_index(
        "restriction_unfinished",
        "restriction",
        ["key"],
        unique=False,
        sqlite_where=sa.text("standing = 'saved'"),
    )
    op.create_table(
        "revision",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answers", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("form", "key", "revision"),
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "staff",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "action",
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("done", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent"],
            ["huddle.key"],
        ),
        sa.PrimaryKeyConstraint("parent", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "affected",
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("physical_harm", sa.String(), nullable=True),
        sa.Column("psychological_harm", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent"],
            ["incident.key"],
        ),
        sa.PrimaryKeyConstraint("parent", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "concern",
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("worries", sa.String(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("plan", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent"],
            ["huddle.key"],
        ),
        sa.PrimaryKeyConstraint("parent", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "intervention",
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=True),
        sa.Column("started_at", sa.String(), nullable=True),
        sa.Column("started_at_offset", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.String(), nullable=True),
        sa.Column("ended_at_offset", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.String(), nullable=True),
        sa.Column("staff_count", sa.Integer(), nullable=True),
        sa.Column("job_titles", sa.String(), nullable=True),
        sa.Column("in_care_plan", sa.String(), nullable=True),
        sa.Column("injury_patient", sa.String(), nullable=True),
        sa.Column("injury_staff", sa.String(), nullable=True),
        sa.Column("injury_other", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent"],
            ["incident.key"],
        ),
        sa.PrimaryKeyConstraint("parent", "position"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "intervention_by_type_counted_on",
        "intervention",
        ["type", "counted_on"],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
    op.create_table(
        "review",
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("counted_on", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("held_at", sa.String(), nullable=True),
        sa.Column("held_at_offset", sa.Integer(), nullable=True),
        sa.Column("by_role", sa.String(), nullable=True),
        sa.Column("independent", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent"],
            ["episode.key"],
        ),
        sa.PrimaryKeyConstraint("parent", "position"),
        sqlite_with_rowid=False,
    )
    for name in RECORDS:
        op.execute(
            f"CREATE TRIGGER {name}_stays BEFORE DELETE ON {name} "
            "BEGIN SELECT RAISE(ABORT, 'records are voided, never deleted'); END"
        )
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER revision_no_{change.lower()} BEFORE {change} ON revision "
            "BEGIN SELECT RAISE(ABORT, 'the chain is only ever added to'); END"
        )
