"""Records are saved once, finished, amended with a reason, voided, and never lost."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rrp_desktop.errors import Refused
from rrp_desktop.events import Changed, DraftKept
from rrp_desktop.forms.check import Strength
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Field, Form, Kind, kept
from rrp_desktop.people import StaffMember
from rrp_desktop.store import UNDONE, NotSaved, Record, Store
from rrp_desktop.store.plain import answers_from, plain
from rrp_desktop.store.tables import columns_of
from tests.core.store.conftest import ToldClock, Ward

NOW = ToldClock().at
RESTRAINT = {
    "kinds": ("restraint",),
    "started_at": NOW - timedelta(hours=1),
    "interventions": ({"type": "07"},),
}


def test_a_record_reads_back_as_it_was_saved(ward: Ward, store: Store, nurse: StaffMember):
    saved = store.save("incident", RESTRAINT, by=nurse, entered_for="A. C.")
    record = ward.again().read("incident", saved.key)
    assert record.answers == RESTRAINT
    assert (record.revision, record.state, record.day) == (1, "saved", date(2026, 11, 21))
    assert (record.recorded_by, record.entered_for, record.recorded_at) == (nurse.key, "A. C.", NOW)


def test_what_is_left_for_later_is_told_and_does_not_stop(store: Store, nurse: StaffMember):
    problems = store.save("incident", RESTRAINT, by=nurse).problems
    assert {problem.strength for problem in problems} == {Strength.LATER}
    assert "interventions.0.minutes" in {problem.field for problem in problems}


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"kinds": None}, "kinds", "needed"),
        ({"kinds": ("unheard_of",)}, "kinds", "code-unknown"),
        ({"started_at": NOW + timedelta(hours=1)}, "started_at", "in-the-future"),
        ({"started_at": NOW.replace(tzinfo=None)}, "started_at", "not-a-time"),
        ({"ended_at": NOW - timedelta(hours=2)}, "ended_at", "end-before-start"),
        ({"started_at": datetime(2026, 1, 4, 12, tzinfo=UTC)}, "started_at", "before-live"),
        ({"person": "00000000-0000-4000-8000-000000000000"}, "person", "record-unknown"),
        ({"person": "P-031"}, "person", "not-a-record"),
        ({"interventions": ({"type": "02"},)}, "interventions.0.type", "code-retired"),
        ({"weather": "fog"}, "weather", "field-unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_is_stopped_and_nothing_is_written(
    ward: Ward, store: Store, nurse: StaffMember, changed: dict[str, object], field: str, code: str
):
    before = store.check_chain()
    ward.events.clear()
    with pytest.raises(NotSaved) as caught:
        store.save("incident", RESTRAINT | changed, by=nurse)
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [(field, code)]
    assert (store.find("incident"), ward.events, store.check_chain()) == ((), [], before)


def test_a_draft_goes_when_it_is_saved_and_stays_when_it_is_stopped(
    ward: Ward, store: Store, nurse: StaffMember, manager: StaffMember
):
    key = store.keep_draft(None, "incident", {"kinds": ("restraint",)}, by=nurse)
    with pytest.raises(NotSaved):
        store.save("incident", {"kinds": ("restraint",)}, by=manager, draft=key)
    assert store.draft(key).by == nurse.key
    store.save("incident", RESTRAINT, by=manager, draft=key)
    assert store.drafts() == ()
    assert ward.events[-1] == DraftKept("incident", key)
    with pytest.raises(Refused, match="no-such-draft"):
        store.draft(key)


def test_a_draft_keeps_whatever_was_typed_and_who_began_it_when(
    ward: Ward, store: Store, nurse: StaffMember, charge: StaffMember, clock: ToldClock
):
    half = {"started_at": NOW + timedelta(days=9), "interventions": ({},), "note": "  ", "person": "P-0"}
    key = store.keep_draft(None, "incident", half, by=nurse)
    clock.goes_on(minutes=5)
    assert store.keep_draft(key, "incident", half, by=charge, entered_for="J. P.") == key
    [draft] = ward.again().drafts()
    assert (draft.answers, draft.entered_for) == (half, "J. P.")
    assert (draft.by, draft.started_at, draft.kept_at) == (charge.key, NOW, clock.at)
    ward.store.drop_draft(key)
    ward.store.drop_draft(key)
    assert ward.store.drafts() == ()


def test_whoever_may_record_may_finish_what_is_open(
    store: Store, nurse: StaffMember, charge: StaffMember, clock: ToldClock
):
    key = store.save("incident", RESTRAINT, by=nurse).key
    clock.goes_on(days=2)
    more = RESTRAINT | {"reason": "10", "interventions": ({"type": "07", "minutes": "1_to_5"},)}
    assert store.amend("incident", key, more, "", by=charge).revision == 2
    assert [step.action for step in store.history("incident", key)] == ["save", "finish"]


def test_within_the_shift_anybody_may_put_it_right(
    store: Store, nurse: StaffMember, charge: StaffMember, clock: ToldClock
):
    key = store.save("incident", RESTRAINT, by=nurse).key
    clock.goes_on(minutes=30)
    store.amend("incident", key, RESTRAINT | {"interventions": ({"type": "01"},)}, "", by=charge)
    assert store.read("incident", key).answers["interventions"] == ({"type": "01"},)


def test_after_the_shift_a_change_needs_a_manager_and_a_reason(
    store: Store, nurse: StaffMember, manager: StaffMember, clock: ToldClock
):
    key = store.save("incident", RESTRAINT, by=nurse).key
    clock.goes_on(days=1)
    other = RESTRAINT | {"interventions": ({"type": "01"},)}
    with pytest.raises(Refused, match="not-allowed"):
        store.amend("incident", key, other, "it was prone", by=nurse)
    with pytest.raises(Refused, match="reason-needed"):
        store.amend("incident", key, other, "  ", by=manager)
    store.amend("incident", key, other, "it was prone", by=manager)
    steps = store.history("incident", key)
    assert [(step.number, step.action, step.by, step.reason) for step in steps] == [
        (1, "save", nurse.key, ""),
        (2, "amend", manager.key, "it was prone"),
    ]
    assert [step.answers["interventions"][0]["type"] for step in steps] == ["07", "01"]
    record = store.read("incident", key)
    assert (record.recorded_by, record.recorded_at) == (nurse.key, NOW)


def test_the_same_answers_again_make_no_revision(store: Store, nurse: StaffMember, clock: ToldClock):
    key = store.save("incident", RESTRAINT, by=nurse).key
    clock.goes_on(days=1)
    assert store.amend("incident", key, RESTRAINT, "", by=nurse).revision == 1
    assert [step.action for step in store.history("incident", key)] == ["save"]
    store.check_chain()


def test_an_amendment_that_cannot_be_leaves_the_record_as_it_was(store: Store, nurse: StaffMember):
    key = store.save("incident", RESTRAINT, by=nurse).key
    with pytest.raises(NotSaved):
        store.amend("incident", key, {}, "empty", by=nurse)
    assert store.read("incident", key).revision == 1


def test_a_void_record_stays_and_is_not_counted(store: Store, nurse: StaffMember, manager: StaffMember):
    key = store.save("incident", RESTRAINT, by=nurse).key
    store.void("incident", key, "entered twice", by=manager)
    assert store.find("incident") == ()
    assert store.read("incident", key).state == "void"
    assert store.days(date(2026, 11, 21), date(2026, 11, 21))[0].counts == {}
    with pytest.raises(Refused, match="already-void"):
        store.void("incident", key, "again", by=manager)
    with pytest.raises(Refused, match="is-void"):
        store.amend("incident", key, RESTRAINT, "after all", by=manager)
    store.check_chain()


def test_whoever_saved_last_may_undo_it_while_the_shift_runs(
    store: Store, nurse: StaffMember, charge: StaffMember
):
    first = store.save("incident", RESTRAINT, by=nurse).key
    last = store.save("incident", RESTRAINT, by=nurse).key
    for key, who in ((first, nurse), (last, charge)):
        with pytest.raises(Refused, match="not-allowed"):
            store.void("incident", key, UNDONE, by=who)
    with pytest.raises(Refused, match="not-allowed"):
        store.void("incident", last, "changed my mind", by=nurse)
    store.void("incident", last, UNDONE, by=nurse)
    assert [record.key for record in store.find("incident")] == [first]


def test_after_the_shift_nothing_is_undone(store: Store, nurse: StaffMember, clock: ToldClock):
    key = store.save("incident", RESTRAINT, by=nurse).key
    clock.goes_on(hours=8)
    with pytest.raises(Refused, match="not-allowed"):
        store.void("incident", key, UNDONE, by=nurse)


def test_a_record_that_is_not_there_is_said_so(store: Store, manager: StaffMember):
    for ask in (
        lambda: store.read("incident", "none"),
        lambda: store.amend("incident", "none", RESTRAINT, "why", by=manager),
        lambda: store.void("incident", "none", "why", by=manager),
    ):
        with pytest.raises(Refused, match="no-such-record"):
            ask()


@pytest.mark.parametrize(
    ("form", "answers", "field"),
    [
        ("person", {"ward_code": "P-031"}, "ward_code"),
        ("census", {"day": date(2026, 11, 20), "occupied": 17}, "day"),
        (
            "huddle",
            {"day": date(2026, 11, 20), "slot": "night", "state": "not_held", "not_held": "staffing"},
            "slot",
        ),
    ],
)
def test_what_can_only_be_once_is_entered_once(
    store: Store, manager: StaffMember, form: str, answers: dict[str, object], field: str
):
    key = store.save(form, answers, by=manager).key
    with pytest.raises(NotSaved) as caught:
        store.save(form, answers, by=manager)
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [
        (field, "entered-already")
    ]
    store.amend(form, key, answers, "same again", by=manager)
    store.void(form, key, "wrong day", by=manager)
    store.save(form, answers, by=manager)


def test_a_quick_huddle_comes_on_top(store: Store, manager: StaffMember):
    held = {"day": date(2026, 11, 20), "slot": "night", "state": "held", "here": ("nurse",)}
    store.save("huddle", held, by=manager)
    store.save("huddle", held | {"quick": True}, by=manager)
    store.save("huddle", held | {"quick": True}, by=manager)
    assert len(store.find("huddle")) == 3


def test_records_are_found_newest_first_by_day_and_page_by_page(store: Store, nurse: StaffMember):
    started = [NOW - timedelta(hours=7 * number) for number in range(20)]
    with store.many():
        for moment in sorted(started, key=lambda each: each.hour):
            store.save("incident", RESTRAINT | {"started_at": moment}, by=nurse)
    whole = store.find("incident")
    assert [record.answers["started_at"] for record in whole] == started
    pages: list[Record] = []
    last = None
    while page := store.find("incident", limit=3, before=last):
        pages.extend(page)
        last = page[-1].page
    assert tuple(pages) == whole
    since, until = date(2026, 11, 17), date(2026, 11, 19)
    within = store.find("incident", since=since, until=until)
    assert within == tuple(record for record in whole if since <= record.day <= until)


def test_a_change_tells_every_day_whose_numbers_may_move(ward: Ward, store: Store, nurse: StaffMember):
    origin = object()
    ward.events.clear()
    night = datetime(2026, 11, 20, 23, tzinfo=UTC)
    key = store.save("incident", RESTRAINT | {"started_at": night}, by=nurse, origin=origin).key
    [event] = ward.events
    assert event == Changed("incident", (key,), (date(2026, 11, 20), date(2026, 11, 21)), origin)


def _values(field: Field, lists: Lists) -> st.SearchStrategy[object]:
    day = date(2026, 11, 20)
    codes = [
        option.code
        for option in (lists[field.options] if field.options else ())
        if option.valid_on(day) and (not field.families or option.family in field.families)
    ]
    match field.kind:
        case Kind.CHOICE:
            return st.sampled_from(codes)
        case Kind.CHOICES:
            some = st.sets(st.sampled_from(codes), min_size=1)
            return some.map(lambda chosen: tuple(code for code in codes if code in chosen))
        case Kind.WHOLE:
            return st.integers(field.at_least or 0, 1000 if field.at_most is None else field.at_most)
        case Kind.TEXT | Kind.NOTE:
            return st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=field.longest // 4)
        case Kind.MOMENT:
            return st.datetimes(datetime(2026, 2, 1), datetime(2026, 11, 20)).map(  # noqa: DTZ001
                lambda moment: moment.replace(tzinfo=UTC, microsecond=0)
            )
        case Kind.DAY:
            return st.dates(date(2026, 2, 1), date(2026, 11, 20))
        case Kind.FLAG:
            return st.booleans()
        case Kind.NHS_NUMBER:
            return st.just("9434765919")
        case Kind.RECORD:
            return st.none()
        case Kind.ROWS:
            assert field.rows is not None
            return st.lists(_answers(field.rows, lists), min_size=int(field.needed), max_size=3).map(tuple)


def _answers(form: Form, lists: Lists) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {
            field.name: _values(field, lists) if field.needed else st.none() | _values(field, lists)
            for field in form.fields()
        }
    )


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_any_answers_come_back_from_json_as_they_went_in(store: Store, form: Form):
    lists = store.lists()

    @given(_answers(form, lists))
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    def hold(answers: dict[str, object]) -> None:
        stored = kept(form, answers)
        assert answers_from(form, plain(stored)) == stored

    hold()


def test_any_incident_that_is_saved_reads_back_and_its_rows_bear_it_out(store: Store, nurse: StaffMember):
    lists = store.lists()
    form = FORMS["incident"]

    @given(_answers(form, lists))
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def hold(answers: dict[str, Any]) -> None:
        rows = tuple({**row, "type": "07"} for row in answers["interventions"])
        answers = {
            **answers,
            "kinds": ("restraint", "violence", "self_harm", "absence"),
            "started_at": datetime(2026, 2, 1, tzinfo=UTC),
            "interventions": rows,
        }
        try:
            key = store.save("incident", answers, by=nurse).key
        except NotSaved:
            return
        assert store.read("incident", key).answers == kept(form, answers)

    hold()
    assert len(store.find("incident")) > 5
    store.check_chain()


def test_a_time_is_kept_with_londons_offset():
    columns = columns_of(FORMS["incident"], {"started_at": datetime(2026, 7, 1, 12, tzinfo=UTC)})
    assert columns["started_at_offset"] == 60
    assert columns["ended_at_offset"] is None


def test_a_shift_has_one_leave_tally(store: Store, nurse: StaffMember):
    told = {"day": date(2026, 11, 20), "shift": "morning", "out": 6}
    store.save("leave_tally", told, by=nurse)
    store.save("leave_tally", told | {"shift": "night"}, by=nurse)
    with pytest.raises(NotSaved) as refused:
        store.save("leave_tally", told | {"out": 7}, by=nurse)
    assert [problem.code for problem in refused.value.problems] == ["entered-already"]
