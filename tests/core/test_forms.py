"""Forms: what is asked, what is kept, what is wrong, what leaves the ward."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rrp_desktop.forms.check import Strength, check, stops
from rrp_desktop.forms.export import outgoing
from rrp_desktop.forms.incident import INCIDENT
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.lists import SHIPPED, Option, lists_of, origins
from rrp_desktop.forms.lists.force import INTERVENTION_TYPE
from rrp_desktop.forms.spec import Form, Kind, kept

NOW = datetime(2026, 11, 21, 13, 34, tzinfo=UTC)
LISTS = lists_of(
    place=(("day_area", "Day area"),),
    shift=(("morning", "Morning"),),
    slot=(("morning", "Morning"),),
    measure=(("restraint", "Restraint"),),
)
RESTRAINT = {
    "kinds": ("restraint",),
    "started_at": NOW - timedelta(minutes=30),
    "interventions": ({"type": "11"},),
}


def problems(answers, form=INCIDENT):
    return {problem.field: problem.code for problem in stops(check(form, answers, LISTS, NOW))}


def test_what_is_wrong_with_a_question_is_said_without_its_question_mark():
    told = RESTRAINT | {"started_at": NOW + timedelta(hours=1)}
    [problem] = stops(check(INCIDENT, told, LISTS, NOW))
    assert problem.sentence.startswith("When did it start: ")


def all_forms():
    for form in FORMS.values():
        yield form
        yield from (field.rows for field in form.fields() if field.rows)


def test_a_restraint_with_its_type_and_time_is_enough_to_save():
    assert problems(RESTRAINT) == {}


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"kinds": ()}, "kinds", "needed"),
        ({"started_at": None}, "started_at", "needed"),
        ({"started_at": NOW + timedelta(minutes=6)}, "started_at", "in-the-future"),
        ({"started_at": NOW.replace(tzinfo=None)}, "started_at", "not-a-time"),
        ({"started_at": NOW.replace(year=1999)}, "started_at", "time-impossible"),
        ({"ended_at": NOW - timedelta(minutes=31)}, "ended_at", "end-before-start"),
        ({"kinds": ("restraint", "fall")}, "kinds", "code-unknown"),
        ({"kinds": ("restraint", "restraint")}, "kinds", "not-codes"),
        ({"interventions": ()}, "interventions", "needed"),
        ({"interventions": ({"staff_count": 3},)}, "interventions.0.type", "needed"),
        ({"interventions": ({"type": "02"},)}, "interventions.0.type", "code-retired"),
        ({"interventions": ({"type": "11", "staff_count": 0},)}, "interventions.0.staff_count", "too-small"),
        (
            {"interventions": ({"type": "11", "staff_count": True},)},
            "interventions.0.staff_count",
            "not-a-number",
        ),
        ({"interventions": ({"type": "11"}, "x")}, "interventions", "not-rows"),
        ({"place": "roof"}, "place", "code-unknown"),
        ({"person": "P-031"}, "person", "not-a-record"),
        ({"note": "x" * 4001}, "note", "too-long"),
        ({"colour": "red"}, "colour", "field-unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_is_stopped_beside_its_field(change, field, code):
    assert problems(RESTRAINT | change) == {field: code}


def test_a_retired_code_is_right_for_its_own_time():
    then = RESTRAINT | {"started_at": datetime(2020, 5, 1, 9, tzinfo=UTC), "interventions": ({"type": "02"},)}
    assert problems(then) == {}


def test_unanswered_questions_are_left_for_later_not_stopped():
    later = [
        problem.field
        for problem in check(INCIDENT, RESTRAINT, LISTS, NOW)
        if problem.strength is Strength.LATER
    ]
    assert "interventions.0.minutes" in later
    assert "person" in later


def test_a_question_that_was_not_asked_is_neither_checked_nor_kept():
    answers = {"kinds": ("violence",), "started_at": NOW, "interventions": ({"type": "nonsense"},)}
    assert problems(answers) == {}
    assert "interventions" not in kept(INCIDENT, answers)


def test_blank_text_and_empty_choices_are_kept_as_nothing():
    answers = RESTRAINT | {"note": "   ", "led_up": (), "ended_at": None}
    assert set(kept(INCIDENT, answers)) == {"kinds", "started_at", "interventions"}


@pytest.mark.parametrize("form", list(all_forms()), ids=lambda form: form.name)
def test_a_form_asks_each_question_once_and_names_lists_that_exist(form: Form):
    names = [field.name for field in form.fields()]
    assert len(names) == len(set(names))
    for field in form.fields():
        if field.kind in (Kind.CHOICE, Kind.CHOICES):
            assert field.options in LISTS
        for condition in (field.asked, *(section.asked for section in form.sections)):
            if condition is not None:
                asked = form.field(condition.field)
                assert all(LISTS[asked.options].option(code) for code in condition.codes)


@pytest.mark.parametrize("form", list(all_forms()), ids=lambda form: form.name)
def test_words_and_people_never_leave_the_ward(form: Form):
    """An incident or an idea that is named leaves as a key that says nothing."""
    for field in form.fields():
        told = field.kind is Kind.RECORD and field.record not in ("incident", "idea")
        if told or field.kind in (Kind.TEXT, Kind.NOTE) or field.options == "place":
            assert not field.leaves_ward, field.name


def test_what_leaves_holds_every_leaving_field_and_no_other():
    out = outgoing(INCIDENT, RESTRAINT | {"note": "canary", "incident_number": "W-1", "place": "day_area"})
    assert out["started_at"] == "2026-11-21T13:04Z"
    assert out["interventions"][0]["type"] == "11"
    assert out["ended_at"] is None
    assert "canary" not in str(out)
    assert "W-1" not in str(out)
    assert set(out) == {field.name for field in INCIDENT.fields() if field.leaves_ward}


def test_the_mhsds_types_are_all_there():
    """MHSDS v6.0: 01 and 04 to 17; 02 and 03 only for history."""
    today = {option.code for option in INTERVENTION_TYPE.on(date(2026, 11, 21))}
    assert today == {"01", *(f"{code:02d}" for code in range(4, 18))}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_list_says_where_it_comes_from_and_holds_each_code_once(name):
    code_list = SHIPPED[name]
    codes = [option.code for option in code_list]
    assert len(codes) == len(set(codes))
    assert code_list.source
    assert code_list.version


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (date(2026, 3, 31), False),
        (date(2026, 4, 1), True),
        (date(2027, 3, 31), True),
        (date(2027, 4, 1), False),
    ],
)
def test_a_code_holds_from_its_first_day_until_the_day_it_ends(day, valid):
    option = Option("x", "X", since=date(2026, 4, 1), until=date(2027, 4, 1))
    assert option.valid_on(day) is valid


def test_the_day_of_a_code_is_londons():
    """23:30 UTC on 30 September is 1 October in London: the v4 codes have ended."""
    row = RESTRAINT | {"interventions": ({"type": "02"},)}
    before = row | {"started_at": datetime(2021, 9, 30, 22, 59, tzinfo=UTC)}
    after = row | {"started_at": datetime(2021, 9, 30, 23, 0, tzinfo=UTC)}
    assert problems(before) == {}
    assert problems(after) == {"interventions.0.type": "code-retired"}


def test_settings_can_show_what_each_list_rests_on():
    shown = {each.name: each for each in origins(LISTS)}
    assert set(shown) == set(LISTS)
    types = shown["intervention_type"]
    assert (types.version, types.verified) == ("MHSDS v6.0", True)
    assert types.source.startswith("NHS England")
    assert not shown["led_up"].verified
    titles = [each.title.casefold() for each in origins(LISTS)]
    assert titles == sorted(titles)


def test_force_was_never_avoided_by_there_being_no_time():
    worked = LISTS[INCIDENT.field("avoided_by").options]
    assert "no_time" not in {option.code for option in worked.on(NOW.date())}
    assert worked.title_of("no_time") == "There was no time"
    before = {"kinds": ("near_miss",), "started_at": NOW - timedelta(days=30), "avoided_by": ("no_time",)}
    assert problems(before) == {}
    assert problems(before | {"started_at": NOW}) == {"avoided_by": "code-retired"}
