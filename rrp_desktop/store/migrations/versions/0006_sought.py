"""A wider index of incidents, to look for a kind and for words in."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("incident_by_counted_on_started_at_key", table_name="incident")
    op.create_index(
        "incident_by_counted_on_started_at_key_kinds_person_place_recorded_by_incident_number",
        "incident",
        [
            "counted_on",
            "started_at",
            "key",
            "kinds",
            "person",
            "place",
            "recorded_by",
            "incident_number",
            "standing",
        ],
        unique=False,
        sqlite_where=sa.text("standing != 'void'"),
    )
