"""The ward's two standing registers: ligature hazards, and restrictions that apply to everybody."""

from rrp_desktop.forms.spec import Field, Form, Kind, Section

HAZARD = Form(
    "hazard",
    "Ligature hazard",
    1,
    (
        Section(
            "Hazard",
            (
                Field("area", "Area", Kind.CHOICE, "place", needed=True),
                Field("item", "Item", Kind.TEXT, needed=True, longest=80),
                Field("seen", "Seen on", Kind.DAY, needed=True, leaves_ward=True),
                Field("tier", "Area tier", Kind.CHOICE, "tier", finish=True, leaves_ward=True),
                Field("position", "Position", Kind.CHOICE, "hazard_position", leaves_ward=True),
                Field("control", "Control for now", Kind.TEXT, longest=200),
                Field("action", "Action", Kind.TEXT, longest=200),
                Field("owner", "Who", Kind.TEXT, longest=60),
                Field("due", "Due", Kind.DAY, finish=True, leaves_ward=True, may_lie_ahead=True),
                Field("closed", "Closed", Kind.DAY, leaves_ward=True),
            ),
        ),
    ),
    dated_by="seen",
)

HAZARD_REVIEW = Form(
    "hazard_review",
    "Ligature review",
    1,
    (
        Section(
            "Review of the whole ward",
            (
                Field("day", "Held on", Kind.DAY, needed=True, leaves_ward=True),
                Field("next_due", "Next due", Kind.DAY, leaves_ward=True, may_lie_ahead=True),
                Field("note", "Note (never leaves the ward)", Kind.NOTE),
            ),
        ),
    ),
    dated_by="day",
)

RESTRICTION = Form(
    "restriction",
    "Restriction for everybody",
    1,
    (
        Section(
            "Restriction",
            (
                Field("rule", "Rule", Kind.TEXT, needed=True, longest=200),
                Field("why", "Why", Kind.TEXT, longest=400),
                Field("since", "In force since", Kind.DAY, leaves_ward=True),
                Field("decision", "Decision", Kind.CHOICE, "decision", leaves_ward=True),
                Field(
                    "review_due", "Review due", Kind.DAY, finish=True, leaves_ward=True, may_lie_ahead=True
                ),
                Field("reviewed", "Last reviewed", Kind.DAY, leaves_ward=True),
                Field("ended", "Ended", Kind.DAY, leaves_ward=True),
            ),
        ),
    ),
    dated_by="since",
)
