"""The safety huddle: a slot, who was there, who the ward is worried about, what will be done."""

from rrp_desktop.forms.spec import Field, Form, Kind, Section, when

CONCERN = Form(
    "concern",
    "Person of concern",
    1,
    (
        Section(
            "Concern",
            (
                Field("person", "Person", Kind.RECORD, record="person", needed=True),
                Field("worries", "Worried about", Kind.CHOICES, "worry", leaves_ward=True),
                Field("score", "Score", Kind.WHOLE, at_least=0, at_most=7),
                Field("plan", "What would help", Kind.TEXT, longest=200),
                Field("owner", "Who", Kind.TEXT, longest=60),
                Field("by", "By", Kind.TEXT, longest=20),
            ),
        ),
    ),
)

ACTION = Form(
    "action",
    "Action",
    1,
    (
        Section(
            "Action",
            (
                Field("action", "Action", Kind.TEXT, needed=True, longest=200),
                Field("owner", "Who", Kind.TEXT, longest=60),
                Field("by", "By", Kind.TEXT, longest=20),
                Field("done", "Done", Kind.FLAG, leaves_ward=True),
            ),
        ),
    ),
)

HUDDLE = Form(
    "huddle",
    "Huddle",
    1,
    (
        Section(
            "Huddle",
            (
                Field("day", "Day", Kind.DAY, needed=True, leaves_ward=True),
                Field("slot", "Huddle", Kind.CHOICE, "slot", needed=True, leaves_ward=True),
                Field("state", "Held", Kind.CHOICE, "huddle_state", needed=True, leaves_ward=True),
                Field(
                    "not_held",
                    "Why it did not happen",
                    Kind.CHOICE,
                    "not_held",
                    needed=True,
                    leaves_ward=True,
                    asked=when("state", "not_held"),
                ),
                Field("started_at", "Started", Kind.MOMENT, leaves_ward=True, asked=when("state", "held")),
                Field(
                    "minutes",
                    "Minutes",
                    Kind.WHOLE,
                    at_least=0,
                    at_most=240,
                    leaves_ward=True,
                    asked=when("state", "held"),
                ),
                Field("quick", "Quick huddle", Kind.FLAG, leaves_ward=True),
                Field("entered_later", "Entered later", Kind.FLAG, leaves_ward=True),
            ),
        ),
        Section(
            "Who is here",
            (Field("here", "Who is here", Kind.CHOICES, "staff_group", needed=True, leaves_ward=True),),
            asked=when("state", "held"),
        ),
        Section(
            "Who are we most worried about?",
            (Field("concerns", "People", Kind.ROWS, rows=CONCERN, leaves_ward=True),),
            asked=when("state", "held"),
        ),
        Section(
            "Today on the ward",
            (Field("ward_today", "Today on the ward", Kind.CHOICES, "ward_today", leaves_ward=True),),
            asked=when("state", "held"),
        ),
        Section(
            "Actions",
            (Field("actions", "Actions", Kind.ROWS, rows=ACTION, leaves_ward=True),),
            asked=when("state", "held"),
        ),
        Section(
            "A good thing to say",
            (Field("good_thing", "A good thing to say", Kind.TEXT, longest=200),),
            asked=when("state", "held"),
        ),
    ),
    dated_by="day",
)
