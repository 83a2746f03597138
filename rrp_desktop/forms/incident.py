"""The incident: one event, the kinds of thing it was, and each restrictive intervention in it."""

from rrp_desktop.forms.spec import Field, Form, Kind, Section, when

RESTRICTIVE = ("restraint", "seclusion", "rapid_tranquillisation")
AVOIDED = "near_miss"
"""Force that was avoided is good news: it is logged and counted, and no day is the worse for it."""
PHYSICAL = ("01", "07", "08", "09", "10", "11", "12", "13")
HELD = (*PHYSICAL, "04")
"""Types whose minutes are asked in bands. An episode of seclusion has times of its own."""

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
                Field(
                    "minutes",
                    "Minutes",
                    Kind.CHOICE,
                    "minutes",
                    finish=True,
                    leaves_ward=True,
                    asked=when("type", *HELD),
                ),
                Field("staff_count", "Staff", Kind.WHOLE, at_least=1, at_most=20, leaves_ward=True),
                Field("job_titles", "Staff taking part", Kind.CHOICES, "job_title", leaves_ward=True),
                Field("in_care_plan", "In the care plan?", Kind.CHOICE, "yes_no", leaves_ward=True),
                Field("injury_patient", "Injury: patient", Kind.CHOICE, "injury", leaves_ward=True),
                Field("injury_staff", "Injury: staff", Kind.CHOICE, "injury", leaves_ward=True),
                Field("injury_other", "Injury: others", Kind.CHOICE, "injury", leaves_ward=True),
            ),
        ),
    ),
)

AFFECTED = Form(
    "affected",
    "Person affected",
    1,
    (
        Section(
            "Person affected",
            (
                Field("party", "Who", Kind.CHOICE, "party", needed=True, leaves_ward=True),
                Field("person", "Person (ward code)", Kind.RECORD, record="person"),
                Field("physical_harm", "Physical harm", Kind.CHOICE, "physical_harm", leaves_ward=True),
                Field(
                    "psychological_harm",
                    "Psychological harm",
                    Kind.CHOICE,
                    "psychological_harm",
                    leaves_ward=True,
                ),
            ),
        ),
    ),
)

_FORCE = when("kinds", *RESTRICTIVE)
_RT = when("kinds", "rapid_tranquillisation")
_RESTRAINT = when("kinds", "restraint")
_LIGATURE = when("self_harm", "ligature_anchored", "ligature_free")

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
                Field("ligature_item", "Ligature: what was used", Kind.TEXT, longest=80, asked=_LIGATURE),
                Field(
                    "ligature_anchor",
                    "Ligature: fixed to what",
                    Kind.TEXT,
                    longest=80,
                    asked=when("self_harm", "ligature_anchored"),
                ),
                Field("ligature_tier", "Area tier", Kind.CHOICE, "tier", leaves_ward=True, asked=_LIGATURE),
                Field("cutter", "Cutter used", Kind.CHOICE, "cutter", leaves_ward=True, asked=_LIGATURE),
                Field("treatment", "Treatment", Kind.CHOICE, "treatment", leaves_ward=True),
                Field("suspected_suicide", "Suspected suicide", Kind.CHOICE, "yes_no", leaves_ward=True),
            ),
            asked=when("kinds", "self_harm"),
        ),
        Section(
            "Absent or late back",
            (
                Field("absence_route", "Route", Kind.CHOICE, "absence_route", finish=True, leaves_ward=True),
                Field("legal_basis", "In law", Kind.CHOICE, "legal_basis", finish=True, leaves_ward=True),
                Field("leave", "Linked leave", Kind.RECORD, record="leave"),
                Field(
                    "planned_return", "Agreed time back", Kind.MOMENT, leaves_ward=True, may_lie_ahead=True
                ),
                Field("returned_at", "Returned", Kind.MOMENT, finish=True, leaves_ward=True),
                Field("return_method", "How the person came back", Kind.CHOICE, "return", leaves_ward=True),
                Field("police_told", "Police told", Kind.CHOICE, "yes_no", leaves_ward=True),
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
                Field(
                    "sexual_place",
                    "Kind of place",
                    Kind.CHOICE,
                    "place_type",
                    leaves_ward=True,
                    restricted=True,
                ),
                Field(
                    "safeguarding",
                    "Safeguarding considered",
                    Kind.CHOICE,
                    "done",
                    leaves_ward=True,
                    restricted=True,
                ),
                Field(
                    "sexual_police",
                    "Police offered as a choice",
                    Kind.CHOICE,
                    "done",
                    leaves_ward=True,
                    restricted=True,
                ),
                Field("candour", "Duty of candour", Kind.CHOICE, "done", leaves_ward=True, restricted=True),
                Field("own_view", "The person's own view", Kind.NOTE, restricted=True),
            ),
            asked=when("kinds", "sexual_safety"),
        ),
        Section(
            "Force avoided",
            (
                Field("avoided", "What would have happened", Kind.TEXT, longest=200),
                Field("avoided_by", "What worked", Kind.CHOICES, "what_worked", leaves_ward=True),
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
                    asked=_FORCE,
                ),
                Field("led_up", "What led up to it", Kind.CHOICES, "led_up", leaves_ward=True),
                Field(
                    "tried_first", "Tried first", Kind.CHOICES, "tried_first", leaves_ward=True, asked=_FORCE
                ),
            ),
        ),
        Section(
            "Use of force",
            (
                Field(
                    "rt_monitoring",
                    "Monitoring after the injection, in the patient record",
                    Kind.CHOICE,
                    "rt_monitoring",
                    finish=True,
                    leaves_ward=True,
                    asked=_RT,
                ),
                Field(
                    "force_signs",
                    "Was any of this so?",
                    Kind.CHOICES,
                    "force_signs",
                    leaves_ward=True,
                    asked=_RESTRAINT,
                ),
                Field(
                    "negligible",
                    "Negligible force only",
                    Kind.CHOICE,
                    "yes_no",
                    leaves_ward=True,
                    asked=_RESTRAINT,
                ),
                Field(
                    "force_outcome", "Outcome", Kind.CHOICE, "force_outcome", finish=True, leaves_ward=True
                ),
                Field(
                    "serious_injury", "Serious injury", Kind.CHOICE, "yes_no", finish=True, leaves_ward=True
                ),
                Field("death", "Death", Kind.CHOICE, "yes_no", leaves_ward=True),
                Field("non_staff", "Anybody besides staff involved", Kind.CHOICE, "yes_no", leaves_ward=True),
                Field("notified", "Care-plan notification", Kind.CHOICE, "notified", leaves_ward=True),
                Field(
                    "force_record",
                    "In the trust's own record",
                    Kind.CHOICES,
                    "force_record",
                    leaves_ward=True,
                ),
            ),
            asked=_FORCE,
        ),
        Section(
            "Afterwards",
            (
                Field("affected", "People affected", Kind.ROWS, rows=AFFECTED, leaves_ward=True),
                Field("police_called", "Police asked to help", Kind.CHOICE, "yes_no", leaves_ward=True),
                Field(
                    "police_asked_at",
                    "Police asked at",
                    Kind.MOMENT,
                    leaves_ward=True,
                    asked=when("police_called", "yes"),
                ),
                Field(
                    "police_arrived_at",
                    "Police arrived at",
                    Kind.MOMENT,
                    leaves_ward=True,
                    asked=when("police_called", "yes"),
                ),
                Field(
                    "police_force",
                    "Police used force",
                    Kind.CHOICE,
                    "yes_no",
                    leaves_ward=True,
                    asked=when("police_called", "yes"),
                ),
                Field(
                    "police_camera",
                    "Body camera on",
                    Kind.CHOICE,
                    "yes_no",
                    leaves_ward=True,
                    asked=when("police_called", "yes"),
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
