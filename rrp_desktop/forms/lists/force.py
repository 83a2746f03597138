"""What was done: restrictive interventions, and what the Use of Force Act asks about them."""

from datetime import date

from rrp_desktop.forms.lists.code_list import MHSDS, CodeList, Option, own_list

_RETIRED_V4 = date(2021, 10, 1)

INTERVENTION_TYPE = CodeList(
    "intervention_type",
    "Restrictive intervention type",
    MHSDS,
    "NHS England production code for the MHSDS monthly statistics, reference data",
    True,
    (
        Option("07", "Physical restraint: standing", "Standing", "restraint"),
        Option("11", "Physical restraint: seated", "Seated", "restraint"),
        Option("12", "Physical restraint: kneeling", "Kneeling", "restraint"),
        Option("10", "Physical restraint: side", "Side", "restraint"),
        Option("09", "Physical restraint: supine", "Supine", "restraint"),
        Option("01", "Physical restraint: prone", "Prone", "restraint"),
        Option("08", "Physical restraint: restrictive escort", "Escort", "restraint"),
        Option("13", "Physical restraint: other (not listed)", "Other", "restraint"),
        Option("04", "Mechanical restraint", "Mechanical", "restraint"),
        Option(
            "14", "Chemical: injection (rapid tranquillisation)", "Injection (RT)", "rapid_tranquillisation"
        ),
        Option(
            "15",
            "Chemical: injection (not rapid tranquillisation)",
            "Injection, not RT",
            "rapid_tranquillisation",
        ),
        Option("16", "Chemical: oral", "Oral", "rapid_tranquillisation"),
        Option("17", "Chemical: other (not listed)", "Other", "rapid_tranquillisation"),
        Option("05", "Seclusion", "", "seclusion"),
        Option("06", "Segregation (long-term)", "Segregation", "seclusion"),
        Option("02", "Physical restraint: other (v4)", "", "restraint", until=_RETIRED_V4),
        Option("03", "Chemical restraint (v4)", "", "rapid_tranquillisation", until=_RETIRED_V4),
    ),
)

INTERVENTION_REASON = CodeList(
    "intervention_reason",
    "Main reason",
    MHSDS,
    "NHS England production code for the MHSDS monthly statistics, reference data",
    True,
    (
        Option("10", "Prevent violence to others", "Violence to others"),
        Option("11", "Prevent serious intentional harm to self", "Serious self-harm"),
        Option("12", "Prevent serious injury to self by accident", "Accidental injury"),
        Option("13", "Lawfully give medicine or treatment", "Giving medicine"),
        Option("14", "Give personal care", "Personal care"),
        Option("15", "Give nasogastric feeding", "NG feeding"),
        Option("16", "Prevent extreme, prolonged over-activity", "Over-activity"),
        Option("17", "Prevent otherwise dangerous behaviour", "Dangerous behaviour"),
        Option("18", "Search to keep others safe", "Search"),
        Option("19", "Prevent absconding from lawful custody", "Leaving custody"),
        Option("98", "Other (not listed)", "Other"),
        Option("99", "Not known", "Not known"),
    ),
)

MINUTES = own_list(
    "minutes",
    "How long it lasted",
    ("under_1", "Less than 1 minute", "<1"),
    ("1_to_5", "1 to 5 minutes", "1–5"),
    ("6_to_10", "6 to 10 minutes", "6–10"),
    ("over_10", "More than 10 minutes", ">10"),
)

INJURY = own_list(
    "injury", "Injury", ("none", "None"), ("minor", "Minor"), ("serious", "Serious"), ("unknown", "Not known")
)

RT_MONITORING = own_list(
    "rt_monitoring",
    "Monitoring recorded in the patient record",
    ("full", "Yes"),
    ("partly", "Partly"),
    ("refused", "Refused"),
    ("no", "No"),
)

JOB_TITLE = own_list(
    "job_title",
    "Staff taking part",
    ("nurse", "Nurse"),
    ("hca", "HCA"),
    ("doctor", "Doctor"),
    ("therapist", "Therapist"),
    ("security", "Security"),
    ("student", "Student"),
    ("bank_agency", "Bank or agency"),
    ("other", "Other"),
)

FORCE_SIGNS = own_list(
    "force_signs",
    "Was any of this so?",
    ("none_of_these", "None of these"),
    ("resisted", "The person resisted"),
    ("complained", "Somebody complained about it"),
    ("injured", "Somebody was hurt"),
    ("several_staff", "More than one member of staff"),
    ("distressed", "Distress during or after"),
    ("clothing", "To remove clothing or belongings"),
)

FORCE_RECORD = CodeList(
    "force_record",
    "In the trust's own record",
    "2018",
    "Mental Health Units (Use of Force) Act 2018, section 6(5)",
    True,
    tuple(
        Option(code, title)
        for code, title in (
            ("a", "Reason for the use of force"),
            ("b", "Place, date and duration"),
            ("c", "Type or types of force"),
            ("d", "Whether it was part of the care plan"),
            ("e", "Patient's name"),
            ("f", "How force was used"),
            ("g", "Patient's consistent identifier"),
            ("h", "Name and job title of staff who used force"),
            ("i", "Why anybody else was involved"),
            ("j", "Mental disorder, if known"),
            ("k", "Relevant characteristics, if known"),
            ("l", "Learning disability or autism"),
            ("m", "Outcome"),
            ("n", "Death or serious injury"),
            ("o", "Efforts made to avoid force"),
            ("p", "Whether a care-plan notification was sent"),
        )
    ),
)

FORCE_OUTCOME = own_list(
    "force_outcome",
    "Outcome",
    ("settled", "Settled, stayed on the ward"),
    ("medicine", "Took or was given medicine"),
    ("seclusion", "Went into seclusion or segregation"),
    ("transfer", "Moved to another ward or hospital"),
    ("emergency", "Went to an emergency department"),
    ("other", "Other"),
)

NOTIFIED = own_list(
    "notified",
    "Care-plan notification",
    ("sent", "Sent"),
    ("not_sent", "Not sent"),
    ("nobody_named", "Nobody named"),
)
