"""What happened: the kinds of incident, and what is asked of more than one of them."""

from dataclasses import replace
from datetime import date

from rrp_desktop.forms.lists.code_list import PROGRAMMES_OWN, CodeList, Option, own_list

INCIDENT_KIND = CodeList(
    "incident_kind",
    "What happened",
    "1",
    PROGRAMMES_OWN,
    True,
    (
        Option("restraint", "Restraint"),
        Option("seclusion", "Seclusion"),
        Option("rapid_tranquillisation", "Rapid tranquillisation"),
        Option("violence", "Violence"),
        Option("self_harm", "Self-harm"),
        Option("absence", "Absent, late back", "Absent"),
        Option("sexual_safety", "Sexual safety"),
        Option("near_miss", "Force avoided"),
    ),
)

YES_NO = own_list("yes_no", "Yes or no", ("yes", "Yes"), ("no", "No"), ("unknown", "Not known"))

LED_UP = own_list(
    "led_up",
    "What led up to it",
    ("request_refused", "Request refused"),
    ("leave", "Leave"),
    ("medicine", "Medicine"),
    ("another_patient", "Another patient"),
    ("noise", "Noise"),
    ("visitor_or_call", "Visitor or call"),
    ("unknown", "Not known"),
)

TRIED_FIRST = own_list(
    "tried_first",
    "Tried first",
    ("talk_down", "Talk down"),
    ("time_and_space", "Time and space"),
    ("distraction", "Distraction"),
    ("sensory_room", "Sensory room"),
    ("oral_medicine", "Oral medicine offered"),
    ("one_to_one", "1:1 time"),
    ("no_time", "There was no time"),
)

WHAT_WORKED = replace(
    TRIED_FIRST,
    name="what_worked",
    title="What worked",
    options=tuple(
        replace(option, until=date(2026, 11, 1) if option.code == "no_time" else None)
        for option in TRIED_FIRST
    ),
)

VIOLENCE = own_list(
    "violence",
    "Violence",
    ("physical", "Physical"),
    ("verbal", "Verbal or threatening", "Verbal"),
    ("property", "Against property", "Property"),
    ("sexualised", "Sexualised"),
)

DIRECTION = own_list(
    "direction",
    "Who to whom",
    ("patient_patient", "Patient to patient"),
    ("patient_staff", "Patient to staff"),
    ("staff_patient", "Staff to patient"),
    ("staff_staff", "Staff to staff"),
    ("visitor", "Visitor involved"),
)

PARTY = own_list(
    "party", "Who", ("patient", "Patient"), ("staff", "Staff"), ("visitor", "Visitor"), ("other", "Other")
)

PHYSICAL_HARM = CodeList(
    "physical_harm",
    "Physical harm",
    "LFPSE 2023",
    "NHS England, Learn from patient safety events: levels of harm",
    True,
    (
        Option("none", "No harm", "None"),
        Option("low", "Low"),
        Option("moderate", "Moderate"),
        Option("severe", "Severe"),
        Option("fatal", "Fatal"),
        Option("unknown", "Not known"),
    ),
)

PSYCHOLOGICAL_HARM = CodeList(
    "psychological_harm",
    "Psychological harm",
    "LFPSE 2023",
    "NHS England, Learn from patient safety events: levels of harm",
    True,
    tuple(option for option in PHYSICAL_HARM.options if option.code != "fatal"),
)

SELF_HARM = own_list(
    "self_harm",
    "How",
    ("ligature_anchored", "Ligature, anchored"),
    ("ligature_free", "Ligature, not anchored"),
    ("cutting", "Cutting"),
    ("hitting", "Head-banging or hitting"),
    ("swallowing", "Swallowing or insertion"),
    ("overdose", "Overdose"),
    ("burning", "Burning"),
    ("asphyxia", "Asphyxia, other"),
    ("other", "Other"),
)

CONTEXT = own_list(
    "context",
    "Where the person was",
    ("ward", "On the ward"),
    ("leave_escorted", "On escorted leave"),
    ("leave_unescorted", "On unescorted leave"),
    ("awol", "Absent without leave"),
)

CUTTER = own_list(
    "cutter", "Cutter used", ("fish", "Fish knife"), ("wire", "Wire cutter"), ("none", "None needed")
)

TREATMENT = own_list(
    "treatment",
    "Treatment",
    ("none", "None"),
    ("first_aid", "First aid"),
    ("emergency", "Emergency department"),
    ("admission", "Admitted to hospital"),
    ("died", "Died"),
)

ABSENCE_ROUTE = own_list(
    "absence_route",
    "Route",
    ("left_ward", "Left the ward or hospital"),
    ("left_escort", "Left an escort"),
    ("late_unescorted", "Not back from unescorted leave"),
    ("late_overnight", "Not back from overnight leave"),
    ("transfer", "From a transfer or appointment"),
    ("recall", "Recall not complied with"),
)

LEGAL_BASIS = own_list(
    "legal_basis", "In law", ("awol", "Absent without leave (detained)"), ("missing", "Missing (informal)")
)

RETURN = own_list(
    "return",
    "How the person came back",
    ("own", "By themselves"),
    ("ward_staff", "With ward staff"),
    ("police", "With the police"),
    ("family", "With family or a carer"),
    ("elsewhere", "In another hospital or detained"),
    ("discharged", "Not back: discharged or lapsed"),
    ("died", "Died"),
)

SEXUAL_SAFETY = own_list(
    "sexual_safety",
    "What was reported (alleged)",
    ("verbal", "Comments or propositions"),
    ("witnessed", "Exposure, nakedness or sexualised behaviour seen"),
    ("harassment", "Sexual harassment"),
    ("assault", "Unwanted touching or sexual assault (alleged)"),
    ("rape", "Rape (alleged)"),
    ("capacity", "Sexual activity, capacity or consent in doubt"),
    ("images", "Images or online"),
    ("other", "Other"),
)

PLACE_TYPE = own_list(
    "place_type",
    "Kind of place",
    ("mixed_area", "Mixed-sex area"),
    ("bedroom", "Bedroom"),
    ("bathroom", "Bathroom"),
    ("corridor", "Bedroom corridor"),
    ("outside", "Outside the ward"),
    ("other", "Other"),
)

DONE = own_list(
    "done", "Done", ("yes", "Yes"), ("no", "No"), ("not_needed", "Not needed"), ("declined", "Declined")
)
