"""What follows an incident: debriefs, and seclusion or segregation with its reviews."""

from rrp_desktop.forms.spec import Field, Form, Kind, Section, when

_OFFERED = when("state", "offered", "accepted", "declined")

DEBRIEF = Form(
    "debrief",
    "Debrief",
    1,
    (
        Section(
            "Debrief",
            (
                Field("incident", "Incident", Kind.RECORD, record="incident", needed=True, leaves_ward=True),
                Field("party", "Debrief with", Kind.CHOICE, "debrief_party", needed=True, leaves_ward=True),
                Field("state", "Debrief", Kind.CHOICE, "debrief_state", needed=True, leaves_ward=True),
                Field("offered_at", "Offered at", Kind.MOMENT, leaves_ward=True, asked=_OFFERED),
                Field("held_at", "Held at", Kind.MOMENT, leaves_ward=True, asked=when("state", "accepted")),
                Field(
                    "reoffer",
                    "Offer again on",
                    Kind.DAY,
                    may_lie_ahead=True,
                    asked=when("state", "declined", "not_appropriate"),
                ),
            ),
        ),
        Section(
            "In the person's own words",
            (
                Field("set_off", "What set it off?", Kind.NOTE, longest=1000),
                Field("helped", "What helped?", Kind.NOTE, longest=1000),
                Field("worse", "What made it worse?", Kind.NOTE, longest=1000),
                Field("next_time", "What should happen next time?", Kind.NOTE, longest=1000),
            ),
            asked=when("state", "accepted"),
        ),
    ),
    dated_by="offered_at",
)

REVIEW = Form(
    "review",
    "Review",
    1,
    (
        Section(
            "Review",
            (
                Field("kind", "Review", Kind.CHOICE, "review_kind", needed=True, leaves_ward=True),
                Field("held_at", "Held at", Kind.MOMENT, needed=True, leaves_ward=True),
                Field("by_role", "By", Kind.CHOICE, "job_title", leaves_ward=True),
                Field(
                    "independent", "Somebody not involved took part", Kind.CHOICE, "yes_no", leaves_ward=True
                ),
            ),
        ),
    ),
)

EPISODE = Form(
    "episode",
    "Seclusion or segregation",
    1,
    (
        Section(
            "Episode",
            (
                Field("kind", "Episode", Kind.CHOICE, "episode_kind", needed=True, leaves_ward=True),
                Field("incident", "Incident", Kind.RECORD, record="incident", leaves_ward=True),
                Field("person", "Person (ward code)", Kind.RECORD, record="person", finish=True),
                Field("started_at", "Started", Kind.MOMENT, needed=True, leaves_ward=True),
                Field("ended_at", "Ended", Kind.MOMENT, finish=True, leaves_ward=True),
                Field("reviews", "Reviews", Kind.ROWS, rows=REVIEW, leaves_ward=True),
            ),
        ),
    ),
    dated_by="started_at",
)
