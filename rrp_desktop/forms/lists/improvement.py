"""Improving: aims, ideas and their cycles, charts, the team."""

from rrp_desktop.forms.lists.code_list import CodeList, Option, own_list

BETTER = own_list("better", "Better is", ("lower", "Fewer"), ("higher", "More"))

AIM_BY = own_list("aim_by", "By how much", ("percent", "Per cent"), ("amount", "A number"))

IDEA_STATUS = own_list(
    "idea_status",
    "Status",
    ("planned", "Planned"),
    ("testing", "Being tested"),
    ("adopted", "Adopted"),
    ("adapted", "Adapted"),
    ("abandoned", "Abandoned"),
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

SAFEWARDS_STATE = own_list(
    "safewards_state",
    "Where it stands",
    ("not_yet", "Not begun"),
    ("trying", "Being tried"),
    ("in_place", "In place"),
    ("stopped", "Stopped"),
)

FIDELITY = own_list(
    "fidelity",
    "Done as planned",
    ("always", "Every time"),
    ("mostly", "Most times"),
    ("sometimes", "Now and then"),
    ("hardly", "Hardly"),
)

CYCLE_SCALE = own_list(
    "cycle_scale",
    "Scale",
    ("one_shift", "One shift"),
    ("one_person", "One person"),
    ("one_day", "One day"),
    ("one_week", "One week"),
    ("ward", "The whole ward"),
)

CYCLE_DECISION = own_list(
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

CHART_GRAIN = own_list(
    "chart_grain",
    "Each point is",
    ("day", "A day"),
    ("week", "A week"),
    ("month", "A month"),
    ("event", "A wait between two events"),
)

CHART_DECISION = own_list(
    "chart_decision",
    "Decision",
    ("rebase", "A new middle line from here"),
    ("freeze", "The baseline ends here"),
    ("leave_out", "This point is left out"),
    ("unusual", "This point is unusual"),
)

TEAM_ROLE = own_list(
    "team_role",
    "Role",
    ("lead", "Project lead"),
    ("sponsor", "Senior sponsor"),
    ("data", "Data champion"),
    ("patient", "Patient or patient representative"),
)

VOICE_HEARD = own_list(
    "voice_heard",
    "Heard in",
    ("community", "Community meeting"),
    ("debrief", "A debrief"),
    ("survey", "A survey"),
    ("other", "Elsewhere"),
)
