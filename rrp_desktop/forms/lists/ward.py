"""The ward itself: its beds, its shifts, leave from it, hazards and rules on it."""

from rrp_desktop.forms.lists.code_list import MHSDS, CodeList, Option, own_list

BED_TYPE = CodeList(
    "bed_type",
    "Bed type",
    MHSDS,
    "NHS England production and analytical code for MHSDS",
    True,
    tuple(
        Option(code, title)
        for code, title in (
            ("200", "Acute adult"),
            ("201", "Acute older adult"),
            ("202", "Adult psychiatric intensive care"),
            ("203", "Adult eating disorders"),
            ("204", "Mother and baby"),
            ("205", "Acute, adults with a learning disability or autism"),
            ("206", "Low secure"),
            ("207", "Medium secure"),
            ("208", "High secure"),
            ("209", "Neuropsychiatry or acquired brain injury"),
            ("210", "Adult personality disorder"),
            ("211", "Adult deaf"),
            ("212", "Adult rehabilitation (mainstream)"),
            ("213", "Adult rehabilitation, learning disability or autism"),
            ("300", "Children, 12 and under"),
            ("301", "Young people, 13 to 17"),
            ("302", "Young people, eating disorders"),
            ("303", "Young people, low secure, mental illness"),
            ("304", "Young people, medium secure, mental illness"),
            ("305", "Children, deaf"),
            ("306", "Young people, low secure, learning disability"),
            ("307", "Young people, medium secure, learning disability"),
            ("308", "Young people, OCD or BDD"),
            ("309", "Young people, psychiatric intensive care"),
            ("310", "Young people, learning disability"),
            ("311", "Young people, autism"),
        )
    ),
)

CONFIRMATION = own_list(
    "confirmation",
    "Confirmation",
    ("nil", "Nothing happened"),
    ("all", "What is logged is all that happened"),
)

LEAVE_KIND = own_list(
    "leave_kind",
    "Leave",
    ("section_17", "Section 17"),
    ("informal", "Informal, home"),
    ("trial", "Trial leave"),
)

ESCORT = own_list(
    "escort", "Escort", ("escorted", "Escorted"), ("accompanied", "Accompanied"), ("unescorted", "Unescorted")
)

TIER = CodeList(
    "tier",
    "Area tier",
    "2023",
    "Care Quality Commission, ligature guidance, November 2023",
    True,
    (
        Option("1", "Tier 1: staff always present", "1"),
        Option("2", "Tier 2: open area, little supervision", "2"),
        Option("3", "Tier 3: alone, private", "3"),
    ),
)

HAZARD_POSITION = own_list(
    "hazard_position", "Position", ("low", "Low"), ("middle", "Middle"), ("high", "High")
)

DECISION = own_list("decision", "Decision", ("keep", "Keep"), ("change", "Change"), ("end", "End"))
