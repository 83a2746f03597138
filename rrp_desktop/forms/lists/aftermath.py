"""What follows an incident: debriefs, episodes and their reviews."""

from rrp_desktop.forms.lists.code_list import own_list

DEBRIEF_PARTY = own_list(
    "debrief_party", "Debrief with", ("patient", "Patient"), ("staff", "Staff"), ("witness", "Witnesses")
)

DEBRIEF_STATE = own_list(
    "debrief_state",
    "Debrief",
    ("not_yet", "Not yet offered"),
    ("offered", "Offered"),
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    ("not_appropriate", "Not appropriate now"),
)

EPISODE_KIND = own_list(
    "episode_kind", "Episode", ("seclusion", "Seclusion"), ("segregation", "Long-term segregation")
)

REVIEW_KIND = own_list(
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
