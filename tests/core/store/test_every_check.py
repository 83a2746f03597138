"""Every check there is has a case that trips it and one, as near as can be, that does not."""

import ast
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import rrp_desktop
from rrp_desktop.clock import DAY
from rrp_desktop.forms.beside import Known, Other
from rrp_desktop.forms.check import check
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.lists import lists_of
from rrp_desktop.people import StaffMember
from rrp_desktop.settings import NHS_NUMBER
from rrp_desktop.store import Store

NOW = datetime(2026, 11, 21, 13, 34, tzinfo=UTC)
TODAY = NOW.date()
LISTS = lists_of(
    place=(("garden", "Garden"),),
    shift=(("morning", "Morning"),),
    slot=(("morning", "Morning"),),
    measure=(("restraint", "Restraint"),),
)
KEY, OTHER = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"


def ago(minutes: int) -> datetime:
    return NOW - timedelta(minutes=minutes)


EVENT: Mapping[str, Any] = {"kinds": ("violence",), "started_at": ago(60), "ended_at": ago(30), "person": KEY}
FORCE = {**EVENT, "kinds": ("restraint",), "interventions": ({"type": "11"},)}
INJECTION = {**EVENT, "kinds": ("rapid_tranquillisation",), "interventions": ({"type": "14"},)}
SECLUDED = {**EVENT, "kinds": ("seclusion",), "interventions": ({"type": "05"},)}
GONE = {"kinds": ("absence",), "started_at": ago(60), "person": KEY, "absence_route": "left_ward"}
EPISODE = {"kind": "seclusion", "person": KEY, "started_at": ago(180), "ended_at": ago(60)}
DEBRIEF = {"incident": OTHER, "party": "patient", "state": "accepted", "offered_at": ago(20)}
CENSUS = {"day": TODAY, "occupied": 18, "available": 18, "on_leave": 2}
CYCLE = {
    "idea": KEY,
    "measure": "restraint",
    "prediction": "Fewer",
    "predicted": 2,
    "started": TODAY - 14 * DAY,
    "decision": "adopt",
}
HUDDLE = {"day": TODAY, "slot": "morning", "state": "held", "here": ("nurse",)}
INFORMAL, DETAINED = (Known({"person": {"legal_status": code}}) for code in ("01", "03"))
Told = tuple[str, Mapping[str, Any], Known]


def of(form: str, answers: Mapping[str, Any], known: Known | None = None) -> Told:
    return form, answers, known or Known()


def event(known: Known | None = None, **more: Any) -> Told:
    return of("incident", {**EVENT, **more}, known)


def force(*, around: Mapping[str, Any] = FORCE, said: Mapping[str, Any] | None = None, **row: Any) -> Told:
    rows = ({**around["interventions"][0], **row},)
    return of("incident", {**around, "interventions": rows, **(said or {})})


def person(number: str) -> Told:
    return of("person", {"ward_code": "P-031", "nhs_number": number})


def beside(form: str, answers: Mapping[str, Any], **more: Any) -> Known:
    return Known(others=(Other(form, OTHER, {**answers, **more}),))


CASES: Mapping[str, tuple[Told, Told]] = {
    "needed": (event(kinds=()), event()),
    "unfinished": (of("cycle", CYCLE), of("cycle", {**CYCLE, "scale": "one_shift", "ends": TODAY})),
    "field-unknown": (event(colour="red"), event()),
    "not-codes": (event(kinds=("violence", "violence")), event(kinds=("violence", "self_harm"))),
    "code-unknown": (event(place="roof"), event(place="garden")),
    "code-retired": (force(type="02"), force(type="11")),
    "not-an-nhs-number": (person("٩٤٣٤٧٦٥٩١٩"), person("9434765919")),
    "nhs-number-wrong": (person("9434765918"), person("9434765919")),
    "nhs-number-test": (person("9990000018"), person("9434765919")),
    "not-text": (event(note=7), event(note="7")),
    "too-long": (event(note="x" * 4001), event(note="x" * 4000)),
    "nhs-number-like": (event(note="999 000 0018"), event(note="999 000 0019")),
    "birth-date-like": (event(note="12/03/1985"), event(note="12/03/2026")),
    "phone-like": (event(note="07700 900123"), event(note="7700 900123")),
    "not-a-number": (force(staff_count="2"), force(staff_count=2)),
    "too-small": (force(staff_count=0), force(staff_count=1)),
    "too-large": (force(staff_count=21), force(staff_count=20)),
    "not-a-time": (event(started_at=NOW.replace(tzinfo=None)), event(started_at=ago(60))),
    "in-the-future": (event(started_at=ago(-6), ended_at=None), event(started_at=ago(-5), ended_at=None)),
    "time-impossible": (
        event(started_at=datetime(1999, 12, 31, tzinfo=UTC)),
        event(started_at=datetime(2000, 1, 1, tzinfo=UTC)),
    ),
    "not-a-day": (of("census", {**CENSUS, "day": NOW}), of("census", CENSUS)),
    "day-impossible": (
        of("census", {**CENSUS, "day": date(1999, 12, 31)}),
        of("census", {**CENSUS, "day": date(2000, 1, 1)}),
    ),
    "not-yes-no": (of("huddle", {**HUDDLE, "quick": "yes"}), of("huddle", {**HUDDLE, "quick": True})),
    "not-a-record": (event(person="P-031"), event(person=KEY)),
    "not-rows": (of("incident", {**FORCE, "interventions": ("x",)}), force()),
    "end-before-start": (event(ended_at=ago(61)), event(ended_at=ago(59))),
    "same-minute": (event(ended_at=ago(60)), event(ended_at=ago(59))),
    "outside-incident": (force(started_at=ago(61)), force(started_at=ago(60))),
    "type-without-kind": (
        force(said={"kinds": ("seclusion",)}),
        force(said={"kinds": ("restraint", "seclusion")}),
    ),
    "kind-without-type": (
        force(said={"kinds": ("restraint", "seclusion")}),
        force(said={"kinds": ("restraint", "violence")}),
    ),
    "prone-long": (
        force(type="01", started_at=ago(51), ended_at=ago(40)),
        force(type="01", started_at=ago(50), ended_at=ago(40)),
    ),
    "restraint-long": (force(minutes="over_10"), force(minutes="6_to_10")),
    "rt-not-monitored": (
        force(around=INJECTION, said={"rt_monitoring": "no"}),
        force(around=INJECTION, said={"rt_monitoring": "refused"}),
    ),
    "none-and-some": (
        force(said={"force_signs": ("none_of_these", "resisted")}),
        force(said={"force_signs": ("resisted",)}),
    ),
    "not-negligible": (
        force(staff_count=2, said={"negligible": "yes"}),
        force(staff_count=1, said={"negligible": "yes"}),
    ),
    "held": (event(suspected_suicide="yes", kinds=("self_harm",)), event(kinds=("self_harm",))),
    "awol-informal": (
        of("incident", {**GONE, "legal_basis": "awol"}, INFORMAL),
        of("incident", {**GONE, "legal_basis": "awol"}, DETAINED),
    ),
    "missing-detained": (
        of("incident", {**GONE, "legal_basis": "missing"}, DETAINED),
        of("incident", {**GONE, "legal_basis": "missing"}, INFORMAL),
    ),
    "secluded-informal": (of("incident", SECLUDED, INFORMAL), of("incident", SECLUDED, DETAINED)),
    "not-on-ward": (
        event(Known({"person": {"discharged": TODAY - DAY}})),
        event(Known({"person": {"discharged": TODAY}})),
    ),
    "before-its-leave": (
        of("incident", {**GONE, "leave": OTHER}, Known({"leave": {"started_at": ago(59)}})),
        of("incident", {**GONE, "leave": OTHER}, Known({"leave": {"started_at": ago(60)}})),
    ),
    "same-event": (
        event(beside("incident", EVENT, started_at=ago(90))),
        event(beside("incident", EVENT, started_at=ago(91))),
    ),
    "secluded-twice": (
        of("incident", SECLUDED, beside("incident", SECLUDED, started_at=ago(300), ended_at=ago(59))),
        of("incident", SECLUDED, beside("incident", SECLUDED, started_at=ago(300), ended_at=ago(60))),
    ),
    "episodes-overlap": (
        of("episode", EPISODE, beside("episode", EPISODE, started_at=ago(300), ended_at=ago(179))),
        of("episode", EPISODE, beside("episode", EPISODE, started_at=ago(300), ended_at=ago(180))),
    ),
    "review-early": (
        of("episode", {**EPISODE, "reviews": ({"kind": "nursing", "held_at": ago(181)},)}),
        of("episode", {**EPISODE, "reviews": ({"kind": "nursing", "held_at": ago(180)},)}),
    ),
    "debrief-early": (
        of("debrief", DEBRIEF, Known({"incident": {"started_at": ago(19)}})),
        of("debrief", DEBRIEF, Known({"incident": {"started_at": ago(20)}})),
    ),
    "beds-over": (of("census", {**CENSUS, "occupied": 22}), of("census", {**CENSUS, "occupied": 21})),
    "leave-over": (of("census", {**CENSUS, "on_leave": 19}), of("census", {**CENSUS, "on_leave": 18})),
    "cycle-not-studied": (
        of("cycle", CYCLE),
        of("cycle", {**CYCLE, "fidelity": "always", "happened": "Fewer"}),
    ),
}
SHIFT = {"shift": "morning", "confirmation": "nil"}
AGAINST_THE_FILE: Mapping[str, tuple[tuple[str, Mapping[str, Any]], tuple[str, Mapping[str, Any]]]] = {
    "before-live": (("census", CENSUS | {"day": date(2026, 1, 4)}), ("census", CENSUS)),
    "record-unknown": (("incident", EVENT), ("incident", {**EVENT, "person": None})),
    "shift-not-begun": (
        ("confirmation", SHIFT | {"day": TODAY + DAY}),
        ("confirmation", SHIFT | {"day": TODAY}),
    ),
    "same-number": (
        ("person", {"ward_code": "P-040", "nhs_number": "9434765919"}),
        ("person", {"ward_code": "P-040", "nhs_number": "9434765870"}),
    ),
    "entered-already": (("census", CENSUS | {"day": TODAY - DAY}), ("census", CENSUS)),
}


def codes(form: str, answers: Mapping[str, Any], known: Known) -> set[str]:
    said = {name: value for name, value in answers.items() if value is not None}
    return {problem.code for problem in check(FORMS[form], said, LISTS, NOW, known)}


@pytest.mark.parametrize("code", CASES)
def test_it_trips_where_it_must_and_nowhere_else(code: str):
    trips, fine = CASES[code]
    assert code in codes(*trips)
    assert code not in codes(*fine)


@pytest.mark.parametrize("code", AGAINST_THE_FILE)
def test_what_only_the_file_knows_trips_where_it_must_and_nowhere_else(
    code: str, store: Store, manager: StaffMember
):
    store.save("census", CENSUS | {"day": TODAY - DAY}, by=manager)
    store.change_setting(NHS_NUMBER, True, by=manager)
    store.save("person", {"ward_code": "P-031", "nhs_number": "9434765919"}, by=manager)
    trips, fine = AGAINST_THE_FILE[code]
    assert code in {problem.code for problem in store.check(*trips)}
    assert code not in {problem.code for problem in store.check(*fine)}


def test_every_check_has_its_two_cases():
    """Read from the source, so that a new check without cases is noticed."""
    assert set(_said()) == {*CASES, *AGAINST_THE_FILE}


def _said() -> Iterator[str]:
    """The code of everything that is said about answers."""
    package = Path(rrp_desktop.__file__).parent
    for file in (*(package / "forms").rglob("*.py"), package / "store" / "checking.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
                yield from _constant(node.args[1])
            if file.stem == "telltale" and isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
                yield from _constant(node.value.elts[0])


def _constant(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    else:
        assert isinstance(node, ast.Name), "a code is written out, or comes from telltales"


def test_a_record_named_in_a_row_is_looked_for_too(store: Store, manager: StaffMember):
    here = store.save("person", {"ward_code": "P-031"}, by=manager).key
    gone = store.save("person", {"ward_code": "P-040"}, by=manager).key
    store.void("person", gone, "entered twice", by=manager)
    rows = tuple({"party": "patient", "person": key} for key in (here, KEY, gone))
    told = {"kinds": ("violence",), "started_at": ago(60), "affected": rows}
    unknown = [each.field for each in store.check("incident", told) if each.code == "record-unknown"]
    assert unknown == ["affected.1.person", "affected.2.person"]


def test_of_a_persons_other_incidents_only_those_near_and_the_seclusions_are_asked_about(
    store: Store, manager: StaffMember
):
    person = store.save("person", {"ward_code": "P-031"}, by=manager).key
    weeks_ago = {"started_at": NOW - 20 * DAY, "person": person}
    secluded = {"kinds": ("seclusion",), "interventions": ({"type": "05"},)}
    for answers in (weeks_ago | secluded, weeks_ago | {"kinds": ("violence",), "started_at": ago(95)}):
        store.save("incident", answers, by=manager)
    told = secluded | {"started_at": ago(60), "person": person}
    asked = {"same-event", "secluded-twice"}
    found = {each.code for each in store.check("incident", told)} & asked
    assert found == {"secluded-twice"}
    sooner = told | {"started_at": ago(70)}
    assert {each.code for each in store.check("incident", sooner)} & asked == asked
