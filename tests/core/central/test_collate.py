"""Wards side by side: what nobody confirmed is never nought."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from rrp_desktop.central import collate
from rrp_desktop.central.centre import Centre
from rrp_desktop.central.intake import Verdict
from rrp_desktop.forms.export import SECTIONS, Snapshot
from tests.core.bundle.sample import CREATED, snapshot
from tests.core.central.conftest import Sender

Take = Callable[[Any], Verdict]


def _count(day: str, count: int | None, measure: str = "restraint") -> dict[str, Any]:
    return {"measure": measure, "definition": 1, "day": day, "count": count, "known": count is not None}


def _day(day: str, nil: int, incident: int, occupied: int | None) -> dict[str, Any]:
    return {
        "day": day,
        "shifts": 3,
        "nil": nil,
        "incident": incident,
        "unconfirmed": 3 - nil - incident,
        "huddles_expected": 3,
        "occupied": occupied,
        "available": None,
        "closed": None,
        "on_leave": None,
    }


def _month(**sections: Any) -> Snapshot:
    return dataclasses.replace(snapshot(), sections=dict.fromkeys(SECTIONS, ()) | sections)


def test_a_month_adds_up_what_is_known_and_says_over_how_many_days(
    centre: Centre, ward: Sender, take: Take
) -> None:
    month = _month(
        counts=(
            _count("2026-10-01", 2),
            _count("2026-10-02", None),
            _count("2026-10-03", 0),
            _count("2026-10-01", None, "prone"),
        ),
        days=(_day("2026-10-01", 1, 2, 17), _day("2026-10-02", 1, 0, None), _day("2026-10-03", 3, 0, 18)),
    )
    take(ward.send(month))
    (told,) = (each.plain() for each in collate.ward_months(centre.shelf))
    assert told["counts"] == {
        "prone": {"count": None, "days_known": 0},
        "restraint": {"count": 2, "days_known": 2},
    }
    assert (told["shifts"], told["shifts_confirmed"]) == (9, 7)
    assert (told["days"], told["midnights_counted"], told["bed_days"]) == (3, 2, 35)
    assert collate.totals(collate.ward_months(centre.shelf)) == told["counts"]


def test_a_later_bundle_puts_an_earlier_days_count_right(centre: Centre, ward: Sender, take: Take) -> None:
    first = _count("2026-10-01", 2)
    take(ward.send(_month(counts=(first, _count("2026-10-02", None)))))
    take(ward.send(_month(counts=(first, _count("2026-10-02", 4))), created=CREATED + timedelta(days=9)))
    assert collate.totals(collate.ward_months(centre.shelf)) == {"restraint": {"count": 6, "days_known": 2}}


def test_an_empty_shelf_has_no_months(centre: Centre) -> None:
    assert collate.ward_months(centre.shelf) == ()
    assert collate.totals(()) == {}
