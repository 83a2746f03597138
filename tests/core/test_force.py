"""The items of the Use of Force Act's record that an incident holds."""

from datetime import UTC, datetime

import pytest

from rrp_desktop.forms.force import HERE, held
from rrp_desktop.forms.incident import INCIDENT, INTERVENTION
from rrp_desktop.forms.lists.force import FORCE_RECORD
from rrp_desktop.forms.ward_forms import PERSON

START = datetime(2026, 11, 21, 13, 5, tzinfo=UTC)
SEATED = {"type": "11", "minutes": "6_to_10", "in_care_plan": "yes"}
INJECTION = {"type": "14", "in_care_plan": "no"}
WHOLE = {
    "kinds": ("restraint", "rapid_tranquillisation"),
    "started_at": START,
    "place": "day_area",
    "interventions": (SEATED, INJECTION),
    "reason": "10",
    "tried_first": ("talk_down",),
    "force_outcome": "settled",
    "serious_injury": "no",
    "death": "no",
    "non_staff": "no",
    "notified": "sent",
}
PERSON_KNOWN = {
    "age_band": "25_34",
    "ethnic_category": "Z",
    "gender": "2",
    "learning_disability": "no",
    "autism": "unknown",
}


def test_a_full_record_holds_every_item_this_app_can_hold():
    assert held(WHOLE, PERSON_KNOWN) == frozenset(HERE)


def test_a_restraint_saved_in_a_hurry_holds_only_its_type():
    hurry = {"kinds": ("restraint",), "started_at": START, "interventions": ({"type": "11"},)}
    assert held(hurry, {}) == {"c"}


@pytest.mark.parametrize(
    ("change", "letter"),
    [
        pytest.param({"reason": None}, "a", id="no reason"),
        pytest.param({"reason": "99"}, "a", id="reason not known"),
        pytest.param({"place": None}, "b", id="no place"),
        pytest.param({"interventions": (SEATED | {"minutes": None}, INJECTION)}, "b", id="no duration"),
        pytest.param({"interventions": (SEATED, {"type": "14"})}, "d", id="one of two not asked"),
        pytest.param({"interventions": (SEATED | {"in_care_plan": "unknown"},)}, "d", id="plan not known"),
        pytest.param({"non_staff": None}, "i", id="others not asked"),
        pytest.param({"force_outcome": None}, "m", id="no outcome"),
        pytest.param({"death": None}, "n", id="death not asked"),
        pytest.param({"serious_injury": "unknown"}, "n", id="injury not known"),
        pytest.param({"tried_first": None}, "o", id="no efforts"),
        pytest.param({"notified": None}, "p", id="no notification"),
    ],
)
def test_an_answer_left_out_leaves_its_item_open(change, letter):
    assert held(WHOLE | change, PERSON_KNOWN) == frozenset(HERE) - {letter}


@pytest.mark.parametrize(("missing", "letter"), [("ethnic_category", "k"), ("autism", "l")])
def test_what_is_not_asked_about_the_person_stays_open(missing, letter):
    assert held(WHOLE, PERSON_KNOWN | {missing: None}) == frozenset(HERE) - {letter}


def test_seclusion_lasts_from_its_start_to_its_end():
    seclusion = {"type": "05", "started_at": START, "in_care_plan": "no"}
    running = WHOLE | {"interventions": (seclusion,)}
    assert "b" not in held(running, {})
    assert "b" in held(running | {"interventions": (seclusion | {"ended_at": START},)}, {})


def test_every_letter_is_one_of_the_acts():
    assert set(HERE) <= {option.code for option in FORCE_RECORD}


def test_the_record_used_here_is_made_of_questions_the_forms_ask():
    assert set(WHOLE) <= {field.name for field in INCIDENT.fields()}
    assert set(SEATED) <= {field.name for field in INTERVENTION.fields()}
    assert set(PERSON_KNOWN) <= {field.name for field in PERSON.fields()}
