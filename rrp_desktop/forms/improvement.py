"""The ward's improvement work: aims, change ideas and their cycles, progress, decisions about charts."""

from rrp_desktop.forms.spec import Field, Form, Kind, Section, when

AIM = Form(
    "aim",
    "Aim",
    1,
    (
        Section(
            "Aim",
            (
                Field("measure", "Measure", Kind.CHOICE, "measure", needed=True, leaves_ward=True),
                Field("better", "Better is", Kind.CHOICE, "better", needed=True, leaves_ward=True),
                Field("by_how", "By how much", Kind.CHOICE, "aim_by", needed=True, leaves_ward=True),
                Field(
                    "percent",
                    "Per cent",
                    Kind.WHOLE,
                    needed=True,
                    at_least=1,
                    at_most=100,
                    leaves_ward=True,
                    asked=when("by_how", "percent"),
                ),
                Field(
                    "amount",
                    "To this number",
                    Kind.WHOLE,
                    needed=True,
                    at_least=0,
                    at_most=100_000,
                    leaves_ward=True,
                    asked=when("by_how", "amount"),
                ),
                Field("by_day", "By when", Kind.DAY, needed=True, leaves_ward=True, may_lie_ahead=True),
                Field("baseline_from", "Baseline from", Kind.DAY, leaves_ward=True),
                Field("baseline_until", "Baseline until", Kind.DAY, leaves_ward=True),
            ),
        ),
    ),
)

IDEA = Form(
    "idea",
    "Change idea",
    1,
    (
        Section(
            "Change idea",
            (
                Field("title", "Idea", Kind.TEXT, needed=True, longest=60),
                Field("measures", "Measures it should move", Kind.CHOICES, "measure", leaves_ward=True),
                Field("status", "Status", Kind.CHOICE, "idea_status", needed=True, leaves_ward=True),
                Field("started", "Started", Kind.DAY, finish=True, leaves_ward=True),
                Field("stopped", "Stopped", Kind.DAY, leaves_ward=True),
                Field(
                    "decided",
                    "Decided on",
                    Kind.DAY,
                    leaves_ward=True,
                    asked=when("status", "adopted", "adapted", "abandoned"),
                ),
                Field("prediction", "Prediction", Kind.TEXT, longest=200),
                Field("driver", "Driver it works on", Kind.RECORD, record="driver"),
                Field("lead", "Who leads it", Kind.TEXT, longest=60),
                Field("library", "From the library", Kind.CHOICE, "change_idea", leaves_ward=True),
            ),
        ),
    ),
    dated_by="started",
)

CYCLE = Form(
    "cycle",
    "PDSA cycle",
    1,
    (
        Section(
            "Plan",
            (
                Field("idea", "Change idea", Kind.RECORD, record="idea", needed=True, leaves_ward=True),
                Field("number", "Cycle", Kind.WHOLE, at_least=1, at_most=99, leaves_ward=True),
                Field("measure", "Measure", Kind.CHOICE, "measure", needed=True, leaves_ward=True),
                Field("prediction", "Prediction", Kind.TEXT, needed=True, longest=200),
                Field(
                    "predicted",
                    "Predicted number",
                    Kind.WHOLE,
                    needed=True,
                    at_least=0,
                    at_most=9999,
                    leaves_ward=True,
                ),
                Field("scale", "Scale", Kind.CHOICE, "cycle_scale", finish=True, leaves_ward=True),
                Field("lead", "Who", Kind.TEXT, longest=60),
            ),
        ),
        Section(
            "Do",
            (
                Field("started", "Started", Kind.DAY, needed=True, leaves_ward=True),
                Field("ends", "Ends", Kind.DAY, finish=True, leaves_ward=True, may_lie_ahead=True),
                Field("fidelity", "Done as planned", Kind.CHOICE, "fidelity", leaves_ward=True),
            ),
        ),
        Section(
            "Study",
            (
                Field("happened", "What happened", Kind.NOTE, longest=1000),
                Field("learned", "What we learned", Kind.TEXT, longest=200),
            ),
        ),
        Section("Act", (Field("decision", "Then", Kind.CHOICE, "cycle_decision", leaves_ward=True),)),
    ),
    dated_by="started",
)

PROGRESS = Form(
    "progress",
    "Progress score",
    1,
    (
        Section(
            "Progress",
            (
                Field("day", "Month", Kind.DAY, needed=True, leaves_ward=True),
                Field(
                    "ward_score", "The ward's score", Kind.CHOICE, "progress", needed=True, leaves_ward=True
                ),
                Field("coach_score", "The coach's score", Kind.CHOICE, "progress", leaves_ward=True),
                Field("suggested", "Suggested by the record", Kind.CHOICE, "progress", leaves_ward=True),
                Field("learned", "One thing learned", Kind.TEXT, longest=200),
            ),
        ),
    ),
    dated_by="day",
)

DRIVER = Form(
    "driver",
    "Driver",
    1,
    (
        Section(
            "Driver",
            (
                Field("title", "Driver", Kind.TEXT, needed=True, longest=80),
                Field("under", "Part of", Kind.RECORD, record="driver"),
                Field("place", "Place among its like", Kind.WHOLE, at_least=1, at_most=999),
                Field("removed", "Removed on", Kind.DAY),
            ),
        ),
    ),
)

TEAM_MEMBER = Form(
    "team_member",
    "Improvement team",
    1,
    (
        Section(
            "Team",
            (
                Field("role", "Role", Kind.CHOICE, "team_role", needed=True, leaves_ward=True),
                Field(
                    "who",
                    "Who",
                    Kind.TEXT,
                    needed=True,
                    longest=60,
                    hint="Initials or a job. For a patient only what they agreed to.",
                ),
                Field("since", "Since", Kind.DAY, leaves_ward=True),
                Field("until", "Until", Kind.DAY, leaves_ward=True),
            ),
        ),
    ),
    dated_by="since",
)

TEAM_MEETING = Form(
    "team_meeting",
    "Team meeting",
    1,
    (
        Section(
            "Meeting",
            (
                Field("day", "Held on", Kind.DAY, needed=True, leaves_ward=True),
                Field("here", "Who was there", Kind.CHOICES, "team_role", leaves_ward=True),
                Field("said", "What was said", Kind.NOTE, longest=1000),
                Field("next_step", "Next step", Kind.TEXT, longest=200),
                Field("next_day", "Next meeting", Kind.DAY, leaves_ward=True, may_lie_ahead=True),
            ),
        ),
    ),
    dated_by="day",
)

SAFEWARDS = Form(
    "safewards",
    "Safewards",
    1,
    (
        Section(
            "Safewards",
            (
                Field(
                    "intervention", "Intervention", Kind.CHOICE, "safewards", needed=True, leaves_ward=True
                ),
                Field(
                    "state", "Where it stands", Kind.CHOICE, "safewards_state", needed=True, leaves_ward=True
                ),
                Field("since", "Since", Kind.DAY, leaves_ward=True),
                Field("focus", "Focus of the week from", Kind.DAY, leaves_ward=True),
            ),
        ),
    ),
    dated_by="since",
)

VOICE = Form(
    "voice",
    "Patients' voice",
    1,
    (
        Section(
            "In their own words",
            (
                Field("day", "Heard on", Kind.DAY, needed=True, leaves_ward=True),
                Field("heard", "Heard in", Kind.CHOICE, "voice_heard", needed=True, leaves_ward=True),
                Field(
                    "words",
                    "What was said",
                    Kind.NOTE,
                    needed=True,
                    longest=500,
                    hint="No names, and nothing that shows who said it. It never leaves the ward.",
                ),
                Field("idea", "Change idea it led to", Kind.RECORD, record="idea"),
                Field("answer", "What we did about it", Kind.TEXT, longest=200),
            ),
        ),
    ),
    dated_by="day",
)

CHART_DECISION = Form(
    "chart_decision",
    "Decision about a chart",
    1,
    (
        Section(
            "Decision",
            (
                Field("measure", "Measure", Kind.CHOICE, "measure", needed=True),
                Field("grain", "Each point is", Kind.CHOICE, "chart_grain", needed=True),
                Field("day", "First day of the point", Kind.DAY, needed=True),
                Field("decision", "Decision", Kind.CHOICE, "chart_decision", needed=True),
                Field("reason", "Reason", Kind.TEXT, needed=True, longest=200),
            ),
        ),
    ),
    dated_by="day",
)
