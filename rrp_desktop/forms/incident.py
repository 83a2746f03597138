"""The incident: one event, the kinds of thing it was, and each restrictive intervention in it."""

from rrp_desktop.forms.spec import Field, Form, Kind, Section, when

RESTRICTIVE = ("restraint", "seclusion", "rapid_tranquillisation")
PHYSICAL = ("01", "07", "08", "09", "10", "11", "12", "13")

INTERVENTION = Form(
    "intervention",
    "Restrictive intervention",
    1,
    (
        Section(
            "Intervention",
            (
                Field("type", "Type", Kind.CHOICE, "intervention_type", needed=True, leaves_ward=True),
                Field("started_at", "Started", Kind.MOMENT, leaves_ward=True),
                Field("ended_at", "Ended", Kind.MOMENT, leaves_ward=True),
                Field("minutes", "Minutes", Kind.CHOICE, "minutes", finish=True, leaves_ward=True),
                Field("staff_count", "Staff", Kind.WHOLE, at_least=1, at_most=20, leaves_ward=True),
                Field("in_care_plan", "In the care plan?", Kind.CHOICE, "yes_no", leaves_ward=True),
                Field("injury_patient", "Injury: patient", Kind.CHOICE, "injury", leaves_ward=True),
                Field("injury_staff", "Injury: staff", Kind.CHOICE, "injury", leaves_ward=True),
                Field("injury_other", "Injury: others", Kind.CHOICE, "injury", leaves_ward=True),
            ),
        ),
    ),
)

INCIDENT = Form(
    "incident",
    "Incident",
    1,
    (
        Section(
            "What happened",
            (
                Field("kinds", "What happened", Kind.CHOICES, "incident_kind", needed=True, leaves_ward=True),
                Field("started_at", "When did it start?", Kind.MOMENT, needed=True, leaves_ward=True),
                Field("ended_at", "When did it end?", Kind.MOMENT, leaves_ward=True),
                Field("person", "Person (ward code)", Kind.RECORD, record="person", finish=True),
                Field("place", "Where", Kind.CHOICE, "place"),
            ),
        ),
        Section(
            "Restrictive intervention",
            (
                Field(
                    "interventions",
                    "Interventions",
                    Kind.ROWS,
                    rows=INTERVENTION,
                    needed=True,
                    leaves_ward=True,
                ),
            ),
            asked=when("kinds", *RESTRICTIVE),
        ),
        Section(
            "Violence",
            (
                Field("violence", "Violence", Kind.CHOICES, "violence", finish=True, leaves_ward=True),
                Field("violence_direction", "Who to whom", Kind.CHOICE, "direction", leaves_ward=True),
            ),
            asked=when("kinds", "violence"),
        ),
        Section(
            "Self-harm",
            (
                Field("self_harm", "How", Kind.CHOICES, "self_harm", finish=True, leaves_ward=True),
                Field(
                    "context", "Where the person was", Kind.CHOICE, "context", finish=True, leaves_ward=True
                ),
            ),
            asked=when("kinds", "self_harm"),
        ),
        Section(
            "Absent or late back",
            (
                Field("absence_route", "Route", Kind.CHOICE, "absence_route", finish=True, leaves_ward=True),
                Field("returned_at", "Returned", Kind.MOMENT, finish=True, leaves_ward=True),
            ),
            asked=when("kinds", "absence"),
        ),
        Section(
            "Sexual safety",
            (
                Field(
                    "sexual_safety",
                    "What was reported (alleged)",
                    Kind.CHOICES,
                    "sexual_safety",
                    finish=True,
                    leaves_ward=True,
                    restricted=True,
                ),
                Field(
                    "sexual_direction",
                    "Who to whom",
                    Kind.CHOICE,
                    "direction",
                    leaves_ward=True,
                    restricted=True,
                ),
            ),
            asked=when("kinds", "sexual_safety"),
        ),
        Section(
            "Force avoided",
            (
                Field("avoided", "What would have happened", Kind.TEXT, longest=200),
                Field("avoided_by", "What worked", Kind.CHOICES, "tried_first", leaves_ward=True),
            ),
            asked=when("kinds", "near_miss"),
        ),
        Section(
            "Why, and what was tried first",
            (
                Field(
                    "reason",
                    "Main reason",
                    Kind.CHOICE,
                    "intervention_reason",
                    finish=True,
                    leaves_ward=True,
                    asked=when("kinds", *RESTRICTIVE),
                ),
                Field("led_up", "What led up to it", Kind.CHOICES, "led_up", leaves_ward=True),
                Field(
                    "tried_first",
                    "Tried first",
                    Kind.CHOICES,
                    "tried_first",
                    leaves_ward=True,
                    asked=when("kinds", *RESTRICTIVE),
                ),
            ),
        ),
        Section(
            "Afterwards",
            (
                Field("physical_harm", "Physical harm", Kind.CHOICE, "physical_harm", leaves_ward=True),
                Field(
                    "psychological_harm",
                    "Psychological harm",
                    Kind.CHOICE,
                    "psychological_harm",
                    leaves_ward=True,
                ),
                Field(
                    "incident_number",
                    "Trust incident number",
                    Kind.TEXT,
                    longest=40,
                    finish=True,
                    hint="Names, NHS number and staff statements belong in the trust's own record.",
                ),
                Field(
                    "note",
                    "Note (never leaves the ward)",
                    Kind.NOTE,
                    hint="No names. This text never leaves the ward.",
                ),
            ),
        ),
    ),
    dated_by="started_at",
)
