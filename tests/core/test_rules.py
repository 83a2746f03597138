"""Rules between answers, and between records: each with a case that trips it and one that does not."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rrp_desktop.clock import day_of
from rrp_desktop.forms.beside import Known, Other
from rrp_desktop.forms.check import Strength, asks, check, stops
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.lists import lists_of
from rrp_desktop.forms.lists.person import ETHNIC_CATEGORY
from rrp_desktop.forms.rules import held_for_manager
from rrp_desktop.forms.telltale import nhs_number

NOW = datetime(2026, 11, 21, 13, 34, tzinfo=UTC)
TODAY = day_of(NOW)
LISTS = lists_of(
    place=(("day_area", "Day area"),),
    shift=(("morning", "Morning"),),
    slot=(("morning", "Morning"),),
    measure=(("restraint", "Restraint"),),
)
ONE, TWO = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
ELSE = "00000000-0000-4000-8000-00000000000f"


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


RESTRAINT: dict[str, Any] = {
    "kinds": ("restraint",),
    "started_at": ago(60),
    "ended_at": ago(30),
    "person": ONE,
    "interventions": ({"type": "11", "minutes": "6_to_10"},),
}
INJECTION = RESTRAINT | {
    "kinds": ("rapid_tranquillisation",),
    "interventions": ({"type": "14", "minutes": "under_1"},),
}
SECLUSION = RESTRAINT | {
    "kinds": ("seclusion",),
    "interventions": ({"type": "05", "started_at": ago(55), "ended_at": ago(35)},),
}
ABSENCE = {"kinds": ("absence",), "started_at": ago(60), "person": ONE, "absence_route": "left_ward"}
VIOLENCE = {"kinds": ("violence",), "started_at": ago(60), "person": ONE}
EPISODE = {"kind": "seclusion", "person": ONE, "started_at": ago(180), "ended_at": ago(60)}
CENSUS = {"day": TODAY, "occupied": 18, "available": 18, "on_leave": 2}
DEBRIEF = {
    "incident": TWO,
    "party": "patient",
    "state": "accepted",
    "offered_at": ago(20),
    "held_at": ago(10),
}
LEAVE = {"person": ONE, "started_at": ago(90), "planned_return": NOW + timedelta(hours=2)}
INFORMAL, DETAINED = ({"person": {"legal_status": code}} for code in ("01", "03"))


def prone(**more):
    return RESTRAINT | {"interventions": ({"type": "01", **more},)}


def row(**more):
    return RESTRAINT | {"interventions": (RESTRAINT["interventions"][0] | more,)}


def other(form, answers, **more):
    return Known(others=(Other(form, ELSE, answers | more),))


def found(form, answers, known=None):
    problems = check(FORMS[form], answers, LISTS, NOW, known or Known())
    return {(each.strength.value, each.field, each.code) for each in problems if each.strength is not _LATER}


_LATER = Strength.LATER


def test_every_stop_is_told_at_once_though_needed_answers_are_missing():
    backwards = {"started_at": ago(20), "ended_at": ago(40)}
    told = {"kinds": ("restraint",), **backwards, "interventions": (backwards,), "negligible": "yes"}
    told |= {"force_signs": ("none_of_these", "resisted"), "police_called": "no"}
    assert found("incident", told) == {
        ("stop", "ended_at", "end-before-start"),
        ("stop", "interventions.0.type", "needed"),
        ("stop", "interventions.0.started_at", "outside-incident"),
        ("stop", "interventions.0.ended_at", "outside-incident"),
        ("stop", "interventions.0.ended_at", "end-before-start"),
        ("stop", "negligible", "not-negligible"),
        ("stop", "force_signs", "none-and-some"),
    }
    assert found("leave", {"started_at": ago(20), "returned_at": ago(30)}) == {
        ("stop", "person", "needed"),
        ("stop", "returned_at", "end-before-start"),
    }


@pytest.mark.parametrize("form", FORMS)
def test_nothing_at_all_is_answered_with_what_is_needed_and_no_more(form: str):
    assert {code for _, _, code in found(form, {})} <= {"needed"}


TRIPS = [
    # 2: the end is after the start, by a minute
    ("incident", RESTRAINT | {"ended_at": ago(61)}, "stop ended_at end-before-start"),
    ("incident", VIOLENCE | {"ended_at": ago(60)}, "ask ended_at same-minute"),
    ("incident", VIOLENCE | {"ended_at": ago(59.5)}, "ask ended_at same-minute"),
    (
        "incident",
        row(started_at=ago(50), ended_at=ago(50)),
        "ask interventions.0.ended_at same-minute",
    ),
    (
        "incident",
        row(started_at=ago(40), ended_at=ago(50)),
        "stop interventions.0.ended_at end-before-start",
    ),
    ("incident", ABSENCE | {"returned_at": ago(61)}, "stop returned_at end-before-start"),
    ("episode", EPISODE | {"ended_at": ago(180)}, "ask ended_at same-minute"),
    ("leave", LEAVE | {"planned_return": ago(91)}, "stop planned_return end-before-start"),
    (
        "person",
        {"ward_code": "P-1", "admitted": TODAY, "discharged": date(2026, 11, 20)},
        "stop discharged end-before-start",
    ),
    # 3: interventions lie inside their incident, the incident in the stay
    ("incident", row(started_at=ago(61)), "stop interventions.0.started_at outside-incident"),
    ("incident", row(ended_at=ago(29)), "stop interventions.0.ended_at outside-incident"),
    # 4: each kind has its type, each type its kind
    (
        "incident",
        RESTRAINT | {"kinds": ("violence", "seclusion")},
        "stop interventions.0.type type-without-kind",
    ),
    # 9
    ("incident", prone(minutes="over_10"), "ask interventions.0.minutes prone-long"),
    ("incident", prone(started_at=ago(50), ended_at=ago(39)), "ask interventions.0.minutes prone-long"),
    ("incident", row(minutes="over_10"), "ask interventions.0.minutes restraint-long"),
    ("incident", row(type="04", minutes="over_10"), "ask interventions.0.minutes restraint-long"),
    ("incident", INJECTION | {"rt_monitoring": "no"}, "ask rt_monitoring rt-not-monitored"),
    (
        "incident",
        RESTRAINT | {"negligible": "yes", "force_signs": ("resisted",)},
        "stop negligible not-negligible",
    ),
    ("incident", row(injury_patient="minor") | {"negligible": "yes"}, "stop negligible not-negligible"),
    ("incident", row(staff_count=2) | {"negligible": "yes"}, "stop negligible not-negligible"),
    ("incident", row(job_titles=("nurse", "hca")) | {"negligible": "yes"}, "stop negligible not-negligible"),
    ("incident", row(type="04") | {"negligible": "yes"}, "stop negligible not-negligible"),
    (
        "incident",
        RESTRAINT | {"negligible": "yes", "serious_injury": "yes"},
        "stop negligible not-negligible",
    ),
    (
        "incident",
        RESTRAINT | {"negligible": "yes", "affected": ({"party": "staff", "physical_harm": "low"},)},
        "stop negligible not-negligible",
    ),
    *(
        (
            "incident",
            {
                **RESTRAINT,
                "kinds": ("restraint", "seclusion", "rapid_tranquillisation"),
                "interventions": ({"type": "11"}, {"type": code}),
                "negligible": "yes",
            },
            "stop negligible not-negligible",
        )
        for code in ("05", "06", "14", "15", "16", "17")
    ),
    (
        "incident",
        RESTRAINT | {"force_signs": ("none_of_these", "resisted")},
        "stop force_signs none-and-some",
    ),
    # 14
    ("census", CENSUS | {"occupied": 22}, "ask occupied beds-over"),
    ("census", CENSUS | {"on_leave": 19}, "ask on_leave leave-over"),
    # reviews and debriefs follow what they are about
    (
        "episode",
        EPISODE | {"reviews": ({"kind": "nursing", "held_at": ago(181)},)},
        "stop reviews.0.held_at review-early",
    ),
    ("debrief", DEBRIEF | {"held_at": ago(21)}, "stop held_at end-before-start"),
]


@pytest.mark.parametrize(
    ("form", "answers", "wanted"), TRIPS, ids=[f"{n}-{case[2]}" for n, case in enumerate(TRIPS)]
)
def test_what_does_not_agree_is_said_once_beside_its_field(form, answers, wanted):
    assert found(form, answers) == {tuple(wanted.split())}


FINE = [
    ("incident", RESTRAINT),
    ("incident", VIOLENCE | {"ended_at": ago(59)}),
    ("incident", VIOLENCE),
    ("incident", row(started_at=ago(60), ended_at=ago(50))),
    (
        "incident",
        RESTRAINT
        | {"ended_at": None, "interventions": ({"type": "11", "ended_at": ago(1), "started_at": ago(5)},)},
    ),
    ("incident", prone(minutes="6_to_10")),
    ("incident", SECLUSION | {"ended_at": None, "interventions": ({"type": "05", "minutes": "over_10"},)}),
    ("incident", INJECTION),
    ("incident", INJECTION | {"rt_monitoring": "partly"}),
    ("incident", INJECTION | {"interventions": ({"type": "16"},)}),
    ("incident", RESTRAINT | {"negligible": "yes", "force_signs": ("none_of_these",)}),
    ("incident", row(staff_count=1, injury_patient="none", injury_staff="unknown") | {"negligible": "yes"}),
    ("incident", RESTRAINT | {"negligible": "no", "force_signs": ("resisted", "several_staff")}),
    ("incident", INJECTION | {"negligible": "yes"}),
    ("incident", ABSENCE | {"planned_return": NOW + timedelta(hours=1)}),
    ("leave", LEAVE),
    ("episode", EPISODE | {"reviews": ({"kind": "nursing", "held_at": ago(180)},)}),
    ("census", CENSUS | {"occupied": 21}),
    ("census", CENSUS | {"occupied": 22, "available": None}),
    ("debrief", DEBRIEF),
]


@pytest.mark.parametrize(("form", "answers"), FINE)
def test_what_agrees_is_not_remarked_on(form, answers):
    assert found(form, answers) == set()


BETWEEN = [
    # 10
    ("incident", ABSENCE | {"legal_basis": "awol"}, Known(INFORMAL), "ask legal_basis awol-informal"),
    ("incident", ABSENCE | {"legal_basis": "awol"}, Known(DETAINED), ""),
    ("incident", ABSENCE | {"legal_basis": "awol"}, Known(), ""),
    ("incident", ABSENCE | {"legal_basis": "missing"}, Known(DETAINED), "ask legal_basis missing-detained"),
    ("incident", ABSENCE | {"legal_basis": "missing"}, Known(INFORMAL), ""),
    ("incident", ABSENCE | {"legal_basis": "missing"}, Known({"person": {"legal_status": "99"}}), ""),
    # 9
    ("incident", SECLUSION, Known(INFORMAL), "ask person secluded-informal"),
    ("incident", SECLUSION, Known(DETAINED), ""),
    ("episode", EPISODE, Known(INFORMAL), "ask person secluded-informal"),
    ("episode", EPISODE | {"kind": "segregation"}, Known(INFORMAL), ""),
    # 3
    ("incident", VIOLENCE, Known({"person": {"admitted": date(2026, 11, 22)}}), "ask person not-on-ward"),
    ("incident", VIOLENCE, Known({"person": {"discharged": date(2026, 11, 20)}}), "ask person not-on-ward"),
    ("incident", VIOLENCE, Known({"person": {"admitted": TODAY, "discharged": TODAY}}), ""),
    # 13
    (
        "incident",
        ABSENCE | {"leave": TWO},
        Known({"leave": {"started_at": ago(59)}}),
        "stop leave before-its-leave",
    ),
    ("incident", ABSENCE | {"leave": TWO}, Known({"leave": {"started_at": ago(60)}}), ""),
    # 12
    ("incident", RESTRAINT, other("incident", VIOLENCE, started_at=ago(90)), "ask started_at same-event"),
    ("incident", RESTRAINT, other("incident", VIOLENCE, started_at=ago(30)), "ask started_at same-event"),
    ("incident", RESTRAINT, other("incident", VIOLENCE, started_at=ago(91)), ""),
    ("incident", RESTRAINT, other("incident", VIOLENCE, person=TWO), ""),
    ("incident", RESTRAINT, other("incident", ABSENCE), ""),
    ("incident", ABSENCE, other("incident", ABSENCE), "ask started_at same-event"),
    (
        "incident",
        {**RESTRAINT, "person": None},
        other("incident", {"kinds": ("restraint",), "started_at": ago(60)}),
        "",
    ),
    # 15
    (
        "episode",
        EPISODE,
        other("episode", EPISODE, started_at=ago(61), ended_at=None),
        "stop started_at episodes-overlap",
    ),
    (
        "episode",
        EPISODE | {"ended_at": None},
        other("episode", EPISODE, started_at=ago(20)),
        "stop started_at episodes-overlap",
    ),
    ("episode", EPISODE, other("episode", EPISODE, started_at=ago(60), ended_at=None), ""),
    ("episode", EPISODE, other("episode", EPISODE, person=TWO), ""),
    (
        "incident",
        SECLUSION,
        other("incident", SECLUSION, started_at=ago(300), ended_at=None, interventions=({"type": "05"},)),
        "ask interventions.0.type secluded-twice",
    ),
    (
        "incident",
        SECLUSION,
        other("incident", SECLUSION, started_at=ago(300), ended_at=ago(60), interventions=({"type": "05"},)),
        "",
    ),
    # a debrief is about an incident
    ("debrief", DEBRIEF, Known({"incident": {"started_at": ago(15)}}), "stop offered_at debrief-early"),
    ("debrief", DEBRIEF, Known({"incident": {"started_at": ago(20)}}), ""),
]


@pytest.mark.parametrize(("form", "answers", "known", "wanted"), BETWEEN)
def test_records_are_held_against_each_other(form, answers, known, wanted):
    known = Known(known.named, tuple(_answered(each) for each in known.others))
    assert found(form, answers, known) == ({tuple(wanted.split())} if wanted else set())


def _answered(each: Other) -> Other:
    return Other(
        each.form, each.key, {name: value for name, value in each.answers.items() if value is not None}
    )


def test_a_question_about_another_record_says_which():
    [problem] = asks(
        check(FORMS["incident"], RESTRAINT, LISTS, NOW, other("incident", VIOLENCE, started_at=ago(70)))
    )
    assert problem.record == ELSE
    assert "12:24, 21 Nov 2026" in problem.sentence
    assert problem.key == "same-event@started_at"


def test_a_rule_waits_until_what_it_needs_is_sound():
    outside = ({"type": "11", "started_at": ago(90)},)
    bad = RESTRAINT | {"negligible": "yes", "force_signs": ("resisted",), "interventions": outside}
    told = {("stop", "started_at", "not-a-time"), ("stop", "negligible", "not-negligible")}
    assert found("incident", bad | {"started_at": "yesterday"}) == told
    assert ("stop", "interventions.0.started_at", "outside-incident") in found("incident", bad)


def test_an_optional_answer_that_cannot_be_hides_only_itself():
    bad = row(minutes="over_10") | {"ended_at": "later", "place": "roof"}
    assert found("incident", bad) == {
        ("stop", "ended_at", "not-a-time"),
        ("stop", "place", "code-unknown"),
        ("ask", "interventions.0.minutes", "restraint-long"),
    }


def test_a_kind_still_without_its_intervention_is_left_for_later():
    both = RESTRAINT | {"kinds": ("restraint", "seclusion")}
    left = [each.code for each in check(FORMS["incident"], both, LISTS, NOW) if each.strength is _LATER]
    assert "kind-without-type" in left
    assert stops(check(FORMS["incident"], both, LISTS, NOW)) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"death": "yes"},
        {"suspected_suicide": "yes"},
        {"treatment": "died"},
        {"return_method": "died"},
        {"affected": ({"party": "staff"}, {"party": "patient", "physical_harm": "fatal"})},
    ],
)
def test_a_death_is_held_for_the_manager(change):
    assert held_for_manager(VIOLENCE | change)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"death": "no", "suspected_suicide": "unknown", "treatment": "admission"},
        {"affected": ({"party": "patient", "physical_harm": "severe"},)},
    ],
)
def test_nothing_else_is_held(change):
    assert not held_for_manager(VIOLENCE | change)


def test_declined_and_not_known_are_two_answers_and_blank_is_neither():
    """Rule 8"""
    assert {ETHNIC_CATEGORY.title_of(code) for code in ("Z", "99")} == {
        "Not stated (asked, declined)",
        "Not known",
    }
    person = {"ward_code": "P-1", "ethnic_category": None}
    left = check(FORMS["person"], person, LISTS, NOW)
    assert ("ethnic_category", "unfinished") in {(each.field, each.code) for each in left}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("999 000 0018", "nhs-number-like"),
        ("NHS9990000018.", "nhs-number-like"),
        ("999-000-0018", "nhs-number-like"),
        ("born 12/03/1985", "birth-date-like"),
        ("12.3.85", "birth-date-like"),
        ("3rd May 2001", "birth-date-like"),
        ("May 3, 2001", "birth-date-like"),
        ("1985-03-12", "birth-date-like"),
        ("ring 07700 900123", "phone-like"),
        ("+44 (0)7700 900123", "phone-like"),
        ("01632 960 961", "phone-like"),
        ("999 000 0019", ""),
        ("1111111111", ""),
        ("19990000018", ""),
        ("on 21/11/2026 at 13:04", ""),
        ("by 1.12.27", ""),
        ("21 Nov 2026", ""),
        ("31/02/1985", ""),
        ("W-43210, bay 2, 3 staff, 10 mg", ""),
        ("2.5 5.7 10.12", ""),
    ],
)
def test_free_text_that_may_tell_who_somebody_is_needs_a_reason(text, code):
    for form, answers in (
        ("incident", VIOLENCE | {"note": text}),
        ("incident", VIOLENCE | {"incident_number": text}),
    ):
        problems = asks(check(FORMS[form], answers, LISTS, NOW))
        assert {each.code for each in problems} == ({code} if code else set())
        assert not any(text in each.sentence for each in problems)


def test_text_in_a_row_is_looked_at_too():
    huddle = {
        "day": TODAY,
        "slot": "morning",
        "state": "held",
        "here": ("nurse",),
        "actions": ({"action": "Call 07700 900123"},),
    }
    [problem] = asks(check(FORMS["huddle"], huddle, LISTS, NOW))
    assert (problem.field, problem.code) == ("actions.0.action", "phone-like")


def test_the_check_digit_of_an_nhs_number_catches_every_wrong_digit():
    """Modulus 11; strings of one digit fit too, and are not numbers."""
    right = "9990000018"
    assert nhs_number(right)
    for place in range(10):
        for digit in set("0123456789") - {right[place]}:
            assert not nhs_number(right[:place] + digit + right[place + 1 :])
    assert not any(nhs_number(digit * 10) for digit in "0123456789")
    assert not nhs_number("999000001")
