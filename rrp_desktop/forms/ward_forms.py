"""The forms that describe the ward's day: who is here, beds, leave, shifts confirmed."""

from rrp_desktop.forms.spec import Field, Form, Kind, Section
from rrp_desktop.settings import NHS_NUMBER

CONFIRMATION = Form(
    "confirmation",
    "Shift confirmation",
    1,
    (
        Section(
            "Shift",
            (
                Field("day", "Day the shift started", Kind.DAY, needed=True, leaves_ward=True),
                Field("shift", "Shift", Kind.CHOICE, "shift", needed=True, leaves_ward=True),
                Field(
                    "confirmation", "Confirmation", Kind.CHOICE, "confirmation", needed=True, leaves_ward=True
                ),
                Field("entered_later", "Entered later", Kind.FLAG, leaves_ward=True),
            ),
        ),
    ),
    dated_by="day",
)

CENSUS = Form(
    "census",
    "Beds at midnight",
    1,
    (
        Section(
            "Beds",
            (
                Field("day", "Night of", Kind.DAY, needed=True, leaves_ward=True),
                Field(
                    "occupied", "Occupied", Kind.WHOLE, needed=True, at_least=0, at_most=200, leaves_ward=True
                ),
                Field("available", "Available", Kind.WHOLE, at_least=0, at_most=200, leaves_ward=True),
                Field("closed", "Closed", Kind.WHOLE, at_least=0, at_most=200, leaves_ward=True),
                Field(
                    "on_leave", "On overnight leave", Kind.WHOLE, at_least=0, at_most=200, leaves_ward=True
                ),
            ),
        ),
    ),
    dated_by="day",
)

PERSON = Form(
    "person",
    "Person",
    1,
    (
        Section(
            "Person",
            (
                Field(
                    "ward_code",
                    "Ward code",
                    Kind.TEXT,
                    needed=True,
                    longest=12,
                    hint="A code such as P-031. Never a name, initials or a bed.",
                ),
                Field("age_band", "Age", Kind.CHOICE, "age_band", finish=True, leaves_ward=True),
                Field(
                    "ethnic_category",
                    "Ethnic group",
                    Kind.CHOICE,
                    "ethnic_category",
                    finish=True,
                    leaves_ward=True,
                ),
                Field("gender", "Gender", Kind.CHOICE, "gender", finish=True, leaves_ward=True),
                Field("learning_disability", "Learning disability", Kind.CHOICE, "yes_no", leaves_ward=True),
                Field("autism", "Autism", Kind.CHOICE, "yes_no", leaves_ward=True),
                Field("legal_status", "Legal status", Kind.CHOICE, "legal_status", leaves_ward=True),
                Field(
                    "local_id",
                    "Local number",
                    Kind.TEXT,
                    longest=20,
                    hint="The trust's own number for the person. It never leaves the ward.",
                    folded=True,
                ),
                Field(
                    "nhs_number",
                    "NHS number",
                    Kind.NHS_NUMBER,
                    hint="Ten digits, shown as dots. It never leaves the ward.",
                    folded=True,
                    setting=NHS_NUMBER,
                ),
                Field("admitted", "Admitted", Kind.DAY),
                Field("discharged", "Discharged", Kind.DAY),
            ),
        ),
    ),
    dated_by="admitted",
)

LEAVE_TALLY = Form(
    "leave_tally",
    "Leave in a shift",
    1,
    (
        Section(
            "Leave",
            (
                Field("day", "Day the shift started", Kind.DAY, needed=True, leaves_ward=True),
                Field("shift", "Shift", Kind.CHOICE, "shift", needed=True, leaves_ward=True),
                Field("out", "Went out", Kind.WHOLE, needed=True, at_least=0, at_most=200, leaves_ward=True),
                Field("on_time", "Back on time", Kind.WHOLE, at_least=0, at_most=200, leaves_ward=True),
                Field("late", "Back late", Kind.WHOLE, at_least=0, at_most=200, leaves_ward=True),
                Field("not_back", "Not back", Kind.WHOLE, at_least=0, at_most=200, leaves_ward=True),
                Field("cancelled", "Cancelled", Kind.WHOLE, at_least=0, at_most=200, leaves_ward=True),
            ),
        ),
    ),
    dated_by="day",
)

LEAVE = Form(
    "leave",
    "Leave",
    1,
    (
        Section(
            "Leave",
            (
                Field("person", "Person (ward code)", Kind.RECORD, record="person", needed=True),
                Field("kind", "Leave", Kind.CHOICE, "leave_kind", leaves_ward=True),
                Field("escort", "Escort", Kind.CHOICE, "escort", leaves_ward=True),
                Field("started_at", "Went out", Kind.MOMENT, needed=True, leaves_ward=True),
                Field(
                    "planned_return", "Agreed time back", Kind.MOMENT, leaves_ward=True, may_lie_ahead=True
                ),
                Field("returned_at", "Came back", Kind.MOMENT, leaves_ward=True),
            ),
        ),
    ),
    dated_by="started_at",
)
