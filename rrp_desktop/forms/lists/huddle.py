"""The safety huddle: who is there, who is worried about, what the day brings."""

from rrp_desktop.forms.lists.code_list import own_list

HUDDLE_STATE = own_list("huddle_state", "Huddle", ("held", "Held"), ("not_held", "Did not happen"))

NOT_HELD = own_list(
    "not_held",
    "Why it did not happen",
    ("staffing", "Too few staff"),
    ("incident", "An incident was going on"),
    ("forgotten", "Forgotten"),
    ("no_leader", "Nobody to lead it"),
    ("other", "Other"),
)

STAFF_GROUP = own_list(
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

WORRY = own_list(
    "worry",
    "Worried about",
    ("violence", "Violence"),
    ("self_harm", "Self-harm"),
    ("leave", "Leave"),
    ("sexual_safety", "Sexual safety"),
    ("physical_health", "Physical health"),
    ("vulnerable", "Vulnerable"),
)

WARD_TODAY = own_list(
    "ward_today",
    "Today on the ward",
    ("leave_planned", "Leave planned"),
    ("staffing", "Staffing concern"),
    ("bad_news", "Bad news expected"),
    ("hazard", "Hazard seen"),
    ("admission", "Admission due"),
    ("visitors", "Visitors"),
)
