"""Code lists as data: versioned, dated, with their source and whether it was read there.

Codes are retired by an end date, never removed, so that an old record always shows its words.
Restrictive intervention codes are the MHSDS v6.0 ones as they stand.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Option:
    """A code and its words. Valid on London dates in [since, until)."""

    code: str
    title: str
    short: str = ""
    family: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def chip(self) -> str:
        """The words on a chip."""
        return self.short or self.title

    def valid_on(self, day: date) -> bool:
        """Whether the code may be newly used for something that happened on *day*."""
        return (self.since is None or day >= self.since) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list: its name, version, where it comes from, and whether that was read at the source."""

    name: str
    title: str
    version: str
    source: str
    verified: bool
    options: tuple[Option, ...]

    def __iter__(self) -> Iterator[Option]:
        return iter(self.options)

    def option(self, code: str) -> Option | None:
        """The option with *code*, retired ones included."""
        return next((option for option in self.options if option.code == code), None)

    def title_of(self, code: str) -> str:
        """The words for *code*; the bare code when the list does not hold it."""
        option = self.option(code)
        return option.title if option else code

    def on(self, day: date) -> tuple[Option, ...]:
        """The options that may be chosen for something that happened on *day*."""
        return tuple(option for option in self.options if option.valid_on(day))


Lists = Mapping[str, CodeList]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one list comes from, and whether its codes were read there."""

    name: str
    title: str
    version: str
    source: str
    verified: bool

    @property
    def own(self) -> bool:
        """Whether nobody else keeps the list, so that there is nothing to verify it by."""
        return self.source in (PROGRAMMES_OWN, WARDS_OWN)


def origins(lists: Lists) -> tuple[Origin, ...]:
    """The origin of every list, by title: for settings, and for whoever asks what a code rests on."""
    found = (
        Origin(each.name, each.title, each.version, each.source, each.verified) for each in lists.values()
    )
    return tuple(sorted(found, key=lambda each: each.title.casefold()))


MHSDS = "MHSDS v6.0"
LOCAL = "local"
_RETIRED_V4 = date(2021, 10, 1)


PROGRAMMES_OWN, WARDS_OWN = "This programme's own list", "This ward's own list"


def _own(
    name: str,
    title: str,
    *options: tuple[str, str] | tuple[str, str, str],
    source: str = PROGRAMMES_OWN,
) -> CodeList:
    return CodeList(name, title, "1", source, False, tuple(Option(*option) for option in options))


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

YES_NO = _own("yes_no", "Yes or no", ("yes", "Yes"), ("no", "No"), ("unknown", "Not known"))

MINUTES = _own(
    "minutes",
    "How long it lasted",
    ("under_1", "Less than 1 minute", "<1"),
    ("1_to_5", "1 to 5 minutes", "1–5"),
    ("6_to_10", "6 to 10 minutes", "6–10"),
    ("over_10", "More than 10 minutes", ">10"),
)

INJURY = _own(
    "injury", "Injury", ("none", "None"), ("minor", "Minor"), ("serious", "Serious"), ("unknown", "Not known")
)

LED_UP = _own(
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

TRIED_FIRST = _own(
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

VIOLENCE = _own(
    "violence",
    "Violence",
    ("physical", "Physical"),
    ("verbal", "Verbal or threatening", "Verbal"),
    ("property", "Against property", "Property"),
    ("sexualised", "Sexualised"),
)

DIRECTION = _own(
    "direction",
    "Who to whom",
    ("patient_patient", "Patient to patient"),
    ("patient_staff", "Patient to staff"),
    ("staff_patient", "Staff to patient"),
    ("staff_staff", "Staff to staff"),
    ("visitor", "Visitor involved"),
)

SELF_HARM = _own(
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

CONTEXT = _own(
    "context",
    "Where the person was",
    ("ward", "On the ward"),
    ("leave_escorted", "On escorted leave"),
    ("leave_unescorted", "On unescorted leave"),
    ("awol", "Absent without leave"),
)

ABSENCE_ROUTE = _own(
    "absence_route",
    "Route",
    ("left_ward", "Left the ward or hospital"),
    ("left_escort", "Left an escort"),
    ("late_unescorted", "Not back from unescorted leave"),
    ("late_overnight", "Not back from overnight leave"),
    ("transfer", "From a transfer or appointment"),
    ("recall", "Recall not complied with"),
)

SEXUAL_SAFETY = _own(
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

CONFIRMATION = _own(
    "confirmation",
    "Confirmation",
    ("nil", "Nothing happened"),
    ("all", "What is logged is all that happened"),
)

HUDDLE_STATE = _own("huddle_state", "Huddle", ("held", "Held"), ("not_held", "Did not happen"))

NOT_HELD = _own(
    "not_held",
    "Why it did not happen",
    ("staffing", "Too few staff"),
    ("incident", "An incident was going on"),
    ("forgotten", "Forgotten"),
    ("no_leader", "Nobody to lead it"),
    ("other", "Other"),
)

STAFF_GROUP = _own(
    "staff_group",
    "Who is here",
    ("nurse_in_charge", "Nurse in charge"),
    ("nurse", "Nurses"),
    ("hca", "HCAs"),
    ("doctor", "Doctor"),
    ("ot", "Occupational therapist", "OT"),
    ("psychology", "Psychology"),
    ("housekeeper", "Housekeeper"),
    ("ward_clerk", "Ward clerk"),
    ("bank_agency", "Bank or agency"),
    ("peer_worker", "Peer worker"),
    ("student", "Student"),
    ("manager", "Manager"),
)

WORRY = _own(
    "worry",
    "Worried about",
    ("violence", "Violence"),
    ("self_harm", "Self-harm"),
    ("leave", "Leave"),
    ("sexual_safety", "Sexual safety"),
    ("physical_health", "Physical health"),
    ("vulnerable", "Vulnerable"),
)

WARD_TODAY = _own(
    "ward_today",
    "Today on the ward",
    ("leave_planned", "Leave planned"),
    ("staffing", "Staffing concern"),
    ("bad_news", "Bad news expected"),
    ("hazard", "Hazard seen"),
    ("admission", "Admission due"),
    ("visitors", "Visitors"),
)

AGE_BAND = CodeList(
    "age_band",
    "Age band",
    MHSDS,
    "NHS England, restrictive intervention statistics",
    True,
    tuple(
        Option(code, title)
        for code, title in (
            ("under_18", "Under 18"),
            ("18_24", "18 to 24"),
            ("25_34", "25 to 34"),
            ("35_44", "35 to 44"),
            ("45_54", "45 to 54"),
            ("55_64", "55 to 64"),
            ("65_over", "65 or over"),
            ("unknown", "Not known"),
        )
    ),
)

ETHNIC_CATEGORY = CodeList(
    "ethnic_category",
    "Ethnic category (2001, 16+1)",
    "2001",
    "NHS Data Dictionary, ethnic category",
    True,
    tuple(
        Option(code, title, family=family)
        for code, title, family in (
            ("A", "White British", "white"),
            ("B", "White Irish", "white"),
            ("C", "Any other White background", "white"),
            ("D", "White and Black Caribbean", "mixed"),
            ("E", "White and Black African", "mixed"),
            ("F", "White and Asian", "mixed"),
            ("G", "Any other mixed background", "mixed"),
            ("H", "Indian", "asian"),
            ("J", "Pakistani", "asian"),
            ("K", "Bangladeshi", "asian"),
            ("L", "Any other Asian background", "asian"),
            ("M", "Caribbean", "black"),
            ("N", "African", "black"),
            ("P", "Any other Black background", "black"),
            ("R", "Chinese", "other"),
            ("S", "Any other ethnic group", "other"),
            ("Z", "Not stated (asked, declined)", "not_stated"),
            ("99", "Not known", "unknown"),
        )
    ),
)

GENDER = CodeList(
    "gender",
    "Gender",
    MHSDS,
    "NHS England production code for the MHSDS monthly statistics, reference data",
    True,
    (
        Option("1", "Male"),
        Option("2", "Female"),
        Option("9", "Indeterminate"),
        Option("X", "Not known"),
    ),
)

LEGAL_STATUS = CodeList(
    "legal_status",
    "Legal status (Mental Health Act)",
    MHSDS,
    "NHS England analytical code for MHSDS",
    True,
    tuple(
        Option(code, title)
        for code, title in (
            ("01", "Informal"),
            ("02", "Section 2"),
            ("03", "Section 3"),
            ("04", "Section 4"),
            ("05", "Section 5(2)"),
            ("06", "Section 5(4)"),
            ("07", "Section 35"),
            ("08", "Section 36"),
            ("09", "Section 37 with 41"),
            ("10", "Section 37"),
            ("12", "Section 38"),
            ("13", "Section 44"),
            ("14", "Section 46"),
            ("15", "Section 47 with 49"),
            ("16", "Section 47"),
            ("17", "Section 48 with 49"),
            ("18", "Section 48"),
            ("19", "Section 135"),
            ("20", "Section 136"),
            ("31", "Criminal Procedure (Insanity) Act"),
            ("32", "Other Acts"),
            ("35", "Section 7 guardianship"),
            ("36", "Section 37 guardianship"),
            ("37", "Section 45A, direction in force"),
            ("38", "Section 45A, direction ended"),
            ("98", "Not applicable"),
            ("99", "Not known"),
        )
    ),
)

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

BETTER = _own("better", "Better is", ("lower", "Fewer"), ("higher", "More"))

AIM_BY = _own("aim_by", "By how much", ("percent", "Per cent"), ("amount", "A number"))

IDEA_STATUS = _own(
    "idea_status",
    "Status",
    ("planned", "Planned"),
    ("testing", "Being tested"),
    ("adopted", "Adopted"),
    ("adapted", "Adapted"),
    ("abandoned", "Abandoned"),
)

FORCE_SIGNS = _own(
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

FORCE_OUTCOME = _own(
    "force_outcome",
    "Outcome",
    ("settled", "Settled, stayed on the ward"),
    ("medicine", "Took or was given medicine"),
    ("seclusion", "Went into seclusion or segregation"),
    ("transfer", "Moved to another ward or hospital"),
    ("emergency", "Went to an emergency department"),
    ("other", "Other"),
)

NOTIFIED = _own(
    "notified",
    "Care-plan notification",
    ("sent", "Sent"),
    ("not_sent", "Not sent"),
    ("nobody_named", "Nobody named"),
)

RT_MONITORING = _own(
    "rt_monitoring",
    "Monitoring recorded in the patient record",
    ("full", "Yes"),
    ("partly", "Partly"),
    ("refused", "Refused"),
    ("no", "No"),
)

JOB_TITLE = _own(
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

PARTY = _own(
    "party", "Who", ("patient", "Patient"), ("staff", "Staff"), ("visitor", "Visitor"), ("other", "Other")
)

CUTTER = _own(
    "cutter", "Cutter used", ("fish", "Fish knife"), ("wire", "Wire cutter"), ("none", "None needed")
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

TREATMENT = _own(
    "treatment",
    "Treatment",
    ("none", "None"),
    ("first_aid", "First aid"),
    ("emergency", "Emergency department"),
    ("admission", "Admitted to hospital"),
    ("died", "Died"),
)

LEGAL_BASIS = _own(
    "legal_basis", "In law", ("awol", "Absent without leave (detained)"), ("missing", "Missing (informal)")
)

RETURN = _own(
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

PLACE_TYPE = _own(
    "place_type",
    "Kind of place",
    ("mixed_area", "Mixed-sex area"),
    ("bedroom", "Bedroom"),
    ("bathroom", "Bathroom"),
    ("corridor", "Bedroom corridor"),
    ("outside", "Outside the ward"),
    ("other", "Other"),
)

DONE = _own(
    "done", "Done", ("yes", "Yes"), ("no", "No"), ("not_needed", "Not needed"), ("declined", "Declined")
)

DEBRIEF_PARTY = _own(
    "debrief_party", "Debrief with", ("patient", "Patient"), ("staff", "Staff"), ("witness", "Witnesses")
)

DEBRIEF_STATE = _own(
    "debrief_state",
    "Debrief",
    ("not_yet", "Not yet offered"),
    ("offered", "Offered"),
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    ("not_appropriate", "Not appropriate now"),
)

EPISODE_KIND = _own(
    "episode_kind", "Episode", ("seclusion", "Seclusion"), ("segregation", "Long-term segregation")
)

REVIEW_KIND = _own(
    "review_kind",
    "Review",
    ("observation", "Observation record"),
    ("nursing", "Nursing review"),
    ("medical", "Medical review"),
    ("first_mdt", "First internal MDT"),
    ("mdt", "MDT review"),
    ("independent", "Independent MDT"),
    ("external", "External review"),
)

LEAVE_KIND = _own(
    "leave_kind",
    "Leave",
    ("section_17", "Section 17"),
    ("informal", "Informal, home"),
    ("trial", "Trial leave"),
)

ESCORT = _own(
    "escort", "Escort", ("escorted", "Escorted"), ("accompanied", "Accompanied"), ("unescorted", "Unescorted")
)

HAZARD_POSITION = _own("hazard_position", "Position", ("low", "Low"), ("middle", "Middle"), ("high", "High"))

DECISION = _own("decision", "Decision", ("keep", "Keep"), ("change", "Change"), ("end", "End"))

CHART_GRAIN = _own(
    "chart_grain",
    "Each point is",
    ("day", "A day"),
    ("week", "A week"),
    ("month", "A month"),
    ("event", "A wait between two events"),
)

CHART_DECISION = _own(
    "chart_decision",
    "Decision",
    ("rebase", "A new middle line from here"),
    ("freeze", "The baseline ends here"),
    ("leave_out", "This point is left out"),
    ("unusual", "This point is unusual"),
)

CYCLE_SCALE = _own(
    "cycle_scale",
    "Scale",
    ("one_shift", "One shift"),
    ("one_person", "One person"),
    ("one_day", "One day"),
    ("one_week", "One week"),
    ("ward", "The whole ward"),
)

CYCLE_DECISION = _own(
    "cycle_decision", "Then", ("adopt", "Adopt"), ("adapt", "Adapt"), ("abandon", "Abandon")
)

PROGRESS = CodeList(
    "progress",
    "Progress score",
    "IHI",
    "Institute for Healthcare Improvement, project progress score",
    False,
    tuple(
        Option(code, f"{code} {words}", code)
        for code, words in (
            ("0.5", "intent to take part"),
            ("1.0", "charter and team in place"),
            ("1.5", "planning has begun"),
            ("2.0", "activity, no changes yet"),
            ("2.5", "changes tested, no improvement"),
            ("3.0", "modest improvement"),
            ("3.5", "improvement"),
            ("4.0", "significant improvement"),
            ("4.5", "sustained improvement"),
            ("5.0", "outstanding, sustained"),
        )
    ),
)

CHANGE_IDEA = CodeList(
    "change_idea",
    "From the library",
    "1",
    "Published change packages, each named in the library",
    True,
    tuple(
        Option(code, title)
        for code, title in (
            ("huddle", "Safety huddle at every handover"),
            ("after_huddle", "A minute together after an incident"),
            ("risk_total", "A short risk score every shift"),
            ("cross", "Safety cross where everybody sees it"),
            ("community", "Safety in the community meeting"),
            ("unwritten", "Unwritten rules looked at together"),
            ("rule_register", "Register of rules for everybody"),
            ("activities", "More to do, evenings and weekends too"),
            ("exercise", "Gym and exercise"),
            ("calm_room", "A calm or sensory room, always open"),
            ("garden", "Garden open"),
            ("own_words", "Care plan in the person's own words"),
            ("round_sheet", "Preparing for the ward round together"),
            ("recovery_tree", "Recovery tree"),
            ("posters", "Posters made with patients"),
            ("board", "The ward's charts on the wall"),
            ("training", "Training as a team"),
            ("debrief", "Debrief and support after every incident"),
            ("experts", "Experts by experience on the team"),
            ("reflection", "Protected time to reflect"),
            ("recognition", "Saying what went well"),
            ("support_plan", "Positive behaviour support"),
            ("no_force_first", "No Force First"),
            ("six_strategies", "Six core strategies"),
            ("promise", "PROMISE: every force looked at anew"),
            ("cameras", "Body-worn cameras"),
            ("sw_expectations", "Clear mutual expectations"),
            ("sw_soft_words", "Soft words"),
            ("sw_talk_down", "Talk down"),
            ("sw_positive_words", "Positive words"),
            ("sw_bad_news", "Bad news mitigation"),
            ("sw_know", "Know each other"),
            ("sw_mutual_help", "Mutual help meeting"),
            ("sw_calm", "Calm down methods"),
            ("sw_reassurance", "Reassurance"),
            ("sw_discharge", "Discharge messages"),
            ("admission_talk", "Talking about sexual safety at admission"),
            ("charter", "Sexual safety charter on the wall"),
            ("trauma", "Trauma-informed care"),
            ("standards", "Sexual safety standards checked"),
            ("sign_out", "Signing in and out book"),
            ("leave_form", "A leave plan made with the person"),
            ("leave_leaflet", "Leaflet about leave"),
            ("return_card", "Card with the ward's number to take on leave"),
            ("rounding", "Regular rounds to see how everybody is"),
            ("return_steps", "What to do when somebody is late, as a picture"),
        )
    ),
)

SAFEWARDS = CodeList(
    "safewards",
    "Intervention",
    "2015",
    "Safewards, the ten interventions (Bowers and others 2015)",
    True,
    tuple(Option(option.code, option.title) for option in CHANGE_IDEA if option.code.startswith("sw_")),
)

SAFEWARDS_STATE = _own(
    "safewards_state",
    "Where it stands",
    ("not_yet", "Not begun"),
    ("trying", "Being tried"),
    ("in_place", "In place"),
    ("stopped", "Stopped"),
)

FIDELITY = _own(
    "fidelity",
    "Done as planned",
    ("always", "Every time"),
    ("mostly", "Most times"),
    ("sometimes", "Now and then"),
    ("hardly", "Hardly"),
)

TEAM_ROLE = _own(
    "team_role",
    "Role",
    ("lead", "Project lead"),
    ("sponsor", "Senior sponsor"),
    ("data", "Data champion"),
    ("patient", "Patient or patient representative"),
)

VOICE_HEARD = _own(
    "voice_heard",
    "Heard in",
    ("community", "Community meeting"),
    ("debrief", "A debrief"),
    ("survey", "A survey"),
    ("other", "Elsewhere"),
)

SHIPPED: Lists = {
    code_list.name: code_list
    for code_list in (
        INCIDENT_KIND,
        INTERVENTION_TYPE,
        INTERVENTION_REASON,
        YES_NO,
        MINUTES,
        INJURY,
        LED_UP,
        TRIED_FIRST,
        VIOLENCE,
        DIRECTION,
        SELF_HARM,
        CONTEXT,
        ABSENCE_ROUTE,
        SEXUAL_SAFETY,
        PHYSICAL_HARM,
        PSYCHOLOGICAL_HARM,
        CONFIRMATION,
        HUDDLE_STATE,
        NOT_HELD,
        STAFF_GROUP,
        WORRY,
        WARD_TODAY,
        AGE_BAND,
        ETHNIC_CATEGORY,
        GENDER,
        LEGAL_STATUS,
        BED_TYPE,
        BETTER,
        AIM_BY,
        IDEA_STATUS,
        FORCE_SIGNS,
        FORCE_RECORD,
        FORCE_OUTCOME,
        NOTIFIED,
        RT_MONITORING,
        JOB_TITLE,
        PARTY,
        CUTTER,
        TIER,
        TREATMENT,
        LEGAL_BASIS,
        RETURN,
        PLACE_TYPE,
        DONE,
        DEBRIEF_PARTY,
        DEBRIEF_STATE,
        EPISODE_KIND,
        REVIEW_KIND,
        LEAVE_KIND,
        ESCORT,
        HAZARD_POSITION,
        DECISION,
        CHART_GRAIN,
        CHART_DECISION,
        CYCLE_SCALE,
        CYCLE_DECISION,
        PROGRESS,
        SAFEWARDS,
        SAFEWARDS_STATE,
        FIDELITY,
        TEAM_ROLE,
        VOICE_HEARD,
    )
}
OPEN: Lists = {CHANGE_IDEA.name: CHANGE_IDEA}
"""Lists that a programme may add to."""


def lists_of(**own: tuple[tuple[str, str], ...]) -> Lists:
    """The shipped lists together with a ward's *own*, each given as (code, title) pairs by name."""
    return {
        **SHIPPED,
        **OPEN,
        **{name: _own(name, name.capitalize(), *each, source=WARDS_OWN) for name, each in own.items()},
    }
