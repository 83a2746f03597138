"""The incident's page and its form are the same questions, differently arranged."""

from datetime import UTC, datetime

import pytest

from rrp_desktop.forms.check import check, stops
from rrp_desktop.forms.incident import INCIDENT, INTERVENTION
from rrp_desktop.forms.lists import lists_of
from rrp_desktop.forms.lists.force import INTERVENTION_TYPE
from rrp_ui.screens.incident_page import from_page, page_form, page_path, to_page

LISTS = lists_of(place=(("garden", "Garden"),), shift=(), slot=(), measure=())
NOW = datetime(2026, 11, 21, 13, 34, tzinfo=UTC)
SEATED = {"type": "11", "staff_count": 3}
ESCORT = {"type": "08"}
ORAL = {"type": "16"}
SECLUDED = {"type": "05", "started_at": NOW}
BOTH = {
    "kinds": ("restraint", "rapid_tranquillisation"),
    "started_at": NOW,
    "interventions": (SEATED, ESCORT, ORAL),
}


def test_every_question_of_the_form_can_be_reached_on_the_page():
    page = page_form(restricted=True)
    asked = {field.name for field in page.fields()} | {"interventions", "incident_number"}
    assert {field.name for field in INCIDENT.fields()} <= asked
    for kind in ("restraint", "seclusion", "rapid_tranquillisation"):
        rows = page.field(kind).rows
        assert rows is not None
        assert {field.name for field in rows.fields()} == {field.name for field in INTERVENTION.fields()}


def test_restricted_questions_are_left_out_for_those_who_may_not_see_them():
    assert {field.name for field in INCIDENT.fields() if field.restricted}.isdisjoint(
        {field.name for field in page_form(restricted=False).fields()}
    )


def test_interventions_stand_by_kind_and_come_back_in_order():
    page = to_page(BOTH, INTERVENTION_TYPE)
    assert page["restraint"] == (SEATED, ESCORT)
    assert page["rapid_tranquillisation"] == (ORAL,)
    assert "interventions" not in page
    assert from_page(page) == BOTH


def test_a_row_without_a_type_goes_to_a_kind_that_still_waits_for_one():
    kinds = ("restraint", "seclusion")
    page = to_page({"kinds": kinds, "interventions": ({"staff_count": 2}, SECLUDED)}, INTERVENTION_TYPE)
    assert page["restraint"] == ({"staff_count": 2},)
    assert page["seclusion"] == (SECLUDED,)


def test_force_of_a_kind_taken_back_is_no_longer_an_answer():
    page = to_page(BOTH, INTERVENTION_TYPE) | {"kinds": ("restraint",)}
    assert from_page(page)["interventions"] == (SEATED, ESCORT)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        pytest.param("place", "place", id="any other question"),
        pytest.param("interventions.1.type", "restraint.1.type", id="second restraint"),
        pytest.param("interventions.2.type", "rapid_tranquillisation.0.type", id="first injection"),
        pytest.param("interventions", "restraint", id="no intervention at all"),
    ],
)
def test_problems_are_found_where_the_page_asks(path: str, place: str):
    assert page_path(path, to_page(BOTH, INTERVENTION_TYPE)) == place


def test_an_empty_section_of_force_stops_beside_its_type():
    page = {"kinds": ("seclusion",), "started_at": NOW, "seclusion": ({},)}
    [problem] = stops(check(INCIDENT, from_page(page), LISTS, NOW))
    assert page_path(problem.field, page) == "seclusion.0.type"
