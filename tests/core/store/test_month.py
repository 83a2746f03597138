"""What leaves the ward at month-end, and what follows until the centre has it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from rrp_desktop.bundle import schema
from rrp_desktop.clock import DAY
from rrp_desktop.errors import Refused
from rrp_desktop.events import Exported
from rrp_desktop.forms.export import SECTIONS, Snapshot
from rrp_desktop.people import StaffMember
from rrp_desktop.settings import SECOND
from rrp_desktop.store import Export, Store
from tests.core.store.conftest import ToldClock, Ward

HOUR = timedelta(hours=1)
SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


def _incident(store: Store, who: StaffMember, day: date, **more: Any) -> str:
    answers = {"kinds": ("violence",), "started_at": datetime(day.year, day.month, day.day, 12, tzinfo=UTC)}
    return store.save("incident", answers | more, by=who).key


def _export(store: Store, who: StaffMember, month: date, seq: int, *, received: bool = True) -> Snapshot:
    snapshot = store.snapshot(month)
    at = store._clock.now()
    digest = f"{seq:064}"
    store.record_export(
        Export(month, seq, digest, 65_536, f"{seq}.rrpb", at, snapshot.epoch, cutoff=snapshot.cutoff), by=who
    )
    if received:
        store.record_receipt(seq, digest, by=who)
    return snapshot


def _keys(rows: tuple[dict[str, Any], ...]) -> set[str]:
    return {row["key"] for row in rows}


def test_a_snapshot_holds_every_section_as_the_bundle_wants_it(
    store: Store, nurse: StaffMember, manager: StaffMember
):
    person = store.save("person", {"ward_code": "P-031", "gender": "1"}, by=nurse).key
    _incident(store, nurse, OCTOBER, person=person, note="She said it hurt", incident_number="W-99")
    store.save("census", {"day": OCTOBER, "occupied": 17}, by=nurse)
    store.save(
        "huddle",
        {
            "day": OCTOBER,
            "slot": "morning",
            "state": "held",
            "here": ("nurse",),
            "concerns": ({"person": person, "plan": "Sit with her"},),
        },
        by=manager,
    )
    store.save("idea", {"title": "Tea at four", "status": "testing", "started": OCTOBER}, by=manager)
    aim = {"measure": "restraint", "better": "lower", "by_how": "percent", "percent": 25, "by_day": NOVEMBER}
    store.save("aim", aim, by=manager)
    snapshot = store.snapshot(OCTOBER)
    assert tuple(snapshot.sections) == SECTIONS
    for name, rows in snapshot.sections.items():
        schema.check_rows(name, schema.in_order(name, rows))
    sizes = {name: len(rows) for name, rows in snapshot.sections.items()}
    assert sizes | {"days": 31, "people": 1, "incidents": 1, "huddles": 1, "aims": 1, "ideas": 1} == sizes
    whole = repr(snapshot)
    for secret in (person, "P-031", "She said", "W-99", "Sit with her", "Tea at four", "J. P.", nurse.key):
        assert secret not in whole
    assert store.snapshot(OCTOBER) == snapshot


def test_a_day_tells_its_shifts_its_huddles_and_its_beds(store: Store, nurse: StaffMember):
    _incident(store, nurse, OCTOBER)
    store.confirm_shift(OCTOBER, "night", by=nurse)
    store.save("census", {"day": OCTOBER, "occupied": 17}, by=nurse)
    first, second = store.snapshot(OCTOBER).sections["days"][:2]
    assert first == {
        "day": "2026-10-01",
        "shifts": 3,
        "nil": 1,
        "incident": 1,
        "unconfirmed": 1,
        "huddles_expected": 3,
        "occupied": 17,
        "available": None,
        "closed": None,
        "on_leave": None,
    }
    assert (second["unconfirmed"], second["occupied"]) == (3, None)


def test_no_count_leaves_for_a_day_nobody_spoke_for(store: Store, nurse: StaffMember):
    for day in (OCTOBER - DAY, OCTOBER):
        for shift in ("morning", "afternoon", "night"):
            store.confirm_shift(day, shift, by=nurse)
    _incident(store, nurse, OCTOBER + DAY)
    counts = {
        (row["measure"], row["day"]): (row["count"], row["known"])
        for row in store.snapshot(OCTOBER).sections["counts"]
    }
    assert counts["violence", "2026-10-01"] == (0, True)
    assert counts["violence", "2026-10-02"] == (None, False)


def test_a_persons_pseudonym_is_the_wards_own_and_always_the_same(store: Store, nurse: StaffMember):
    person = store.save("person", {"ward_code": "P-031"}, by=nurse).key
    _incident(store, nurse, OCTOBER, person=person)
    _incident(store, nurse, OCTOBER + DAY, person=person)
    _incident(store, nurse, OCTOBER)
    sections = store.snapshot(OCTOBER).sections
    named = [row["person"] for row in sections["incidents"]]
    assert len({name for name in named if name}) == 1
    assert named.count(None) == 1
    assert [row["person"] for row in sections["people"]] == [name for name in named if name][:1]
    assert len(store.identity().link_secret) == 32


def test_only_what_the_month_holds_goes(store: Store, nurse: StaffMember):
    _incident(store, nurse, OCTOBER - DAY)
    inside = {_incident(store, nurse, day) for day in (OCTOBER, NOVEMBER - DAY)}
    _incident(store, nurse, NOVEMBER)
    assert _keys(store.snapshot(OCTOBER).sections["incidents"]) == inside


def test_what_changed_after_it_was_sent_goes_again_until_the_centre_has_it(
    store: Store, nurse: StaffMember, manager: StaffMember
):
    never_sent = _incident(store, nurse, date(2026, 8, 20))
    kept, changed, gone = (_incident(store, nurse, SEPTEMBER + number * DAY) for number in range(3))
    assert store.snapshot(OCTOBER).sections["amendments"] == ()
    _export(store, manager, SEPTEMBER, 1)
    late = _incident(store, nurse, SEPTEMBER + 9 * DAY)
    answers = dict(store.read("incident", changed).answers)
    store.amend("incident", changed, answers | {"kinds": ("self_harm",)}, "mistaken", by=manager)
    store.void("incident", gone, "entered twice", by=manager)
    _export(store, manager, OCTOBER, 2, received=False)
    for _ in range(2):
        sections = store.snapshot(NOVEMBER).sections
        assert _keys(sections["amendments"]) == {late, changed}
        assert {row["month"] for row in sections["amendments"]} == {"2026-09"}
        assert [(row["key"], row["form"], row["month"]) for row in sections["tombstones"]] == [
            (gone, "incident", "2026-09")
        ]
        for name in ("amendments", "tombstones"):
            schema.check_rows(name, schema.in_order(name, sections[name]))
    store.record_receipt(2, f"{2:064}", by=manager)
    sections = store.snapshot(NOVEMBER).sections
    assert (sections["amendments"], sections["tombstones"]) == ((), ())
    assert kept != never_sent


def test_what_followed_an_incident_goes_with_its_month_and_no_words_of_it(
    store: Store, nurse: StaffMember, manager: StaffMember
):
    person = store.save("person", {"ward_code": "P-031", "gender": "1"}, by=nurse).key
    incident = _incident(store, nurse, OCTOBER)
    noon = datetime(2026, 10, 2, 12, tzinfo=UTC)
    debrief = {"incident": incident, "party": "patient", "state": "accepted", "offered_at": noon}
    store.save("debrief", debrief | {"held_at": noon, "set_off": "The telephone rang"}, by=nurse)
    episode = {"kind": "seclusion", "incident": incident, "person": person, "started_at": noon}
    store.save("episode", episode | {"ended_at": noon + HOUR}, by=nurse)
    store.save("leave_tally", {"day": OCTOBER, "shift": "morning", "out": 3, "on_time": 3}, by=nurse)
    restriction = {"rule": "No phones at night", "why": "An old custom", "since": SEPTEMBER}
    store.save("restriction", restriction, by=manager)
    sections = store.snapshot(OCTOBER).sections
    sizes = {name: len(rows) for name, rows in sections.items()}
    assert sizes | {"debriefs": 1, "episodes": 1, "leave": 1, "restrictions": 1, "people": 1} == sizes
    assert [row["incident"] for name in ("debriefs", "episodes") for row in sections[name]] == [incident] * 2
    for secret in ("The telephone", "No phones", "An old custom", "P-031", person):
        assert secret not in repr(sections)
    for name, rows in sections.items():
        schema.check_rows(name, schema.in_order(name, rows))
    assert store.snapshot(NOVEMBER).sections["debriefs"] == ()


def test_what_followed_a_death_waits_with_it(store: Store, nurse: StaffMember):
    noon = datetime(2026, 10, 2, 12, tzinfo=UTC)
    death = store.save(
        "incident", {"kinds": ("self_harm",), "started_at": noon, "suspected_suicide": "yes"}, by=nurse
    ).key
    debrief = {"incident": death, "party": "staff", "state": "offered", "offered_at": noon + HOUR}
    store.save("debrief", debrief, by=nurse)
    sections = store.snapshot(OCTOBER).sections
    assert (sections["incidents"], sections["debriefs"]) == ((), ())


def test_the_counts_of_a_month_that_was_sent_go_again_when_it_changed(
    store: Store, nurse: StaffMember, manager: StaffMember
):
    def spoken_for(day: date) -> None:
        for each in (day - DAY, day):
            for shift in ("morning", "afternoon", "night"):
                store.confirm_shift(each, shift, by=nurse)

    def counted(month: date) -> dict[tuple[str, str], int | None]:
        counts = store.snapshot(month).sections["counts"]
        return {(row["measure"], row["day"]): row["count"] for row in counts}

    day = SEPTEMBER + 9 * DAY
    spoken_for(day)
    _export(store, manager, SEPTEMBER, 1)
    assert ("violence", "2026-09-10") not in counted(OCTOBER)
    late = _incident(store, nurse, day)
    assert counted(OCTOBER)["violence", "2026-09-10"] == 1
    _export(store, manager, OCTOBER, 2)
    assert ("violence", "2026-09-10") not in counted(NOVEMBER)
    store.void("incident", late, "entered twice", by=manager)
    assert counted(NOVEMBER)["violence", "2026-09-10"] == 0
    assert ("violence", "2026-10-10") not in counted(NOVEMBER)


def test_bundles_are_numbered_without_a_gap_in_one_epoch(ward: Ward, store: Store, manager: StaffMember):
    _export(store, manager, SEPTEMBER, 1)
    assert Exported(SEPTEMBER) in ward.events
    latest = store.exports()[0]
    for changed in ({"seq": 1}, {"seq": 3}, {"seq": 2, "epoch": "0" * 32}):
        given = {"seq": 2, "epoch": latest.epoch} | changed
        export = Export(OCTOBER, given["seq"], "ab", 1, "x", store._clock.now(), str(given["epoch"]))  # type: ignore[arg-type]
        with pytest.raises(Refused, match="export-order"):
            store.record_export(export, by=manager)
    _export(store, manager, OCTOBER, 2)
    assert [export.seq for export in ward.again().exports()] == [2, 1]


def test_where_two_must_agree_one_alone_records_nothing(
    store: Store, nurse: StaffMember, manager: StaffMember
):
    store.change_setting(SECOND, True, by=manager)
    snapshot = store.snapshot(SEPTEMBER)
    at = store._clock.now()
    export = Export(SEPTEMBER, 1, f"{1:064}", 9, "1.rrpb", at, snapshot.epoch, cutoff=snapshot.cutoff)
    for second in (None, manager):
        with pytest.raises(Refused, match="second-person"):
            store.record_export(export, by=manager, second=second)
    assert store.exports() == ()
    store.record_export(export, by=manager, second=nurse)
    assert [kept.seq for kept in store.exports()] == [1]


def test_a_receipt_is_for_the_very_bundle_that_was_sent(store: Store, manager: StaffMember, clock: ToldClock):
    _export(store, manager, SEPTEMBER, 1, received=False)
    for seq, digest in ((1, "other"), (2, f"{1:064}")):
        with pytest.raises(Refused, match="receipt-other"):
            store.record_receipt(seq, digest, by=manager)
    assert store.exports()[0].received is None
    store.record_receipt(1, f"{1:064}", by=manager)
    clock.goes_on(days=3)
    store.record_receipt(1, f"{1:064}", by=manager)
    assert store.exports()[0].received == date(2026, 11, 21)


def test_a_month_is_checked_point_by_point(store: Store, nurse: StaffMember, charge: StaffMember):
    def points() -> dict[str, tuple[str, int, int]]:
        return {point.code: (point.state, point.done, point.expected) for point in store.month_check(OCTOBER)}

    assert points() == {
        "over": ("ok", 1, 1),
        "beds": ("warn", 0, 31),
        "shifts": ("warn", 0, 93),
        "huddles": ("warn", 0, 93),
        "incidents": ("ok", 0, 0),
    }
    _incident(store, nurse, OCTOBER)
    missed = {"slot": "night", "state": "not_held", "not_held": "staffing"}
    with store.many():
        for number in range(31):
            day = OCTOBER + number * DAY
            store.save("census", {"day": day, "occupied": 17}, by=nurse)
            for shift in ("morning", "afternoon", "night"):
                store.confirm_shift(day, shift, by=nurse)
            for slot in ("morning", "afternoon"):
                store.save(
                    "huddle", {"day": day, "slot": slot, "state": "held", "here": ("nurse",)}, by=charge
                )
            store.save("huddle", missed | {"day": day}, by=charge)
    assert points() == {
        "over": ("ok", 1, 1),
        "beds": ("ok", 31, 31),
        "shifts": ("ok", 93, 93),
        "huddles": ("ok", 93, 93),
        "incidents": ("warn", 0, 1),
    }
    [huddles] = [point for point in store.month_check(OCTOBER) if point.code == "huddles"]
    assert (huddles.title, huddles.detail) == ("93 of 93 huddles logged", "31 marked ‘did not happen’")


def test_a_month_that_is_not_over_says_so(store: Store):
    [over] = [point for point in store.month_check(NOVEMBER) if point.code == "over"]
    assert (over.state, over.title) == ("warn", "The month is not over yet")


def test_an_odd_organisation_code_is_pointed_out_and_stops_nothing(store: Store, manager: StaffMember):
    for code, state in (("RV5", []), ("rv 5", ["warn"])):
        store.change_setting("ward.organisation", code, by=manager)
        assert [each.state for each in store.month_check(OCTOBER) if each.code == "organisation"] == state


def test_the_first_month_asks_only_for_the_days_since_the_ward_began(store: Store):
    points = {point.code: point.expected for point in store.month_check(date(2026, 1, 1))}
    assert (points["beds"], points["shifts"], points["huddles"]) == (27, 81, 81)


def test_a_packs_latest_version_is_the_one_in_use(ward: Ward, store: Store, manager: StaffMember):
    assert store.pack() is None
    store.keep_pack(b"first", by=manager)
    store.keep_pack(b"second", by=manager)
    assert ward.again().pack() == b"second"


def test_every_installation_is_somebody_else(store: Store):
    identity = store.identity()
    assert (len(identity.epoch), len(identity.signing_key), identity.ward) == (32, 32, "BRONTE")
    assert identity.signing_key.hex() not in repr(identity)
    with store.reading() as connection:
        secrets = connection.execute(text("SELECT count(DISTINCT content) FROM secret")).scalar()
    assert secrets == 6


def test_the_cutoff_is_the_last_event_in_the_snapshot(store: Store, nurse: StaffMember):
    _incident(store, nurse, OCTOBER)
    snapshot = store.snapshot(OCTOBER)
    assert snapshot.cutoff == store.check_chain()
    assert snapshot.month == OCTOBER


def test_what_is_overdue_in_the_registers_and_a_missing_score_are_points_of_the_check(
    store: Store, manager: StaffMember
):
    before = {point.code for point in store.month_check(NOVEMBER)}
    assert not before & {"hazard", "restriction", "cycle", "progress"}
    long_ago = NOVEMBER - 60 * DAY
    for rule in ("No lighters", "No visits"):
        store.save("restriction", {"rule": rule, "since": long_ago, "review_due": long_ago + DAY}, by=manager)
    aim = {"measure": "restraint", "better": "lower", "by_how": "amount", "amount": 2}
    store.save("aim", aim | {"by_day": NOVEMBER + 365 * DAY}, by=manager)
    points = {point.code: point for point in store.month_check(NOVEMBER)}
    assert points["restriction"].title == "2 rules for everybody to be looked at again"
    assert points["progress"].title == "No progress score for this month yet"
    assert {points[code].state for code in ("restriction", "progress")} == {"warn"}
    store.save("progress", {"day": NOVEMBER, "ward_score": "1.0"}, by=manager)
    assert "progress" not in {point.code for point in store.month_check(NOVEMBER)}
