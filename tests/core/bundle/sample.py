"""Months made up from the forms themselves, the same one for the same seed."""

import random
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rrp_desktop.bundle.keys import PublicKey
from rrp_desktop.bundle.pack import Pack, Recipient
from rrp_desktop.forms.export import SECTIONS, STANDING, Snapshot, leaving
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.lists import SHIPPED
from rrp_desktop.forms.spec import Field, Form, Kind

INSTALL = "11111111-1111-4111-8111-111111111111"
CREATED = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)
Row = dict[str, Any]


def pack_for(recipients: tuple[str, ...], receipt_key: PublicKey, version: int = 1) -> Pack:
    titles = ("South London, working key", "South London, escrow key", "Region")
    named = tuple(Recipient(key, title) for key, title in zip(recipients, titles, strict=False))
    return Pack("South London", version, date(2026, 10, 1), named, receipt_key)


def snapshot(
    seed: int = 1, ward: str = "RV5A1", epoch: str = "e" * 32, incidents: int = 9, cutoff: int = 100
) -> Snapshot:
    """October of a ward: every section filled, every field of every form answered in some row."""
    chance = random.Random(seed)
    people = [f"{chance.getrandbits(128):032x}" for _ in range(4)]
    days = [OCTOBER + timedelta(days=number) for number in range(31)]
    sections: dict[str, tuple[Row, ...]] = {
        "codes": tuple({"list": each.name, "version": each.version} for each in SHIPPED.values()),
        "days": tuple(_day(day, chance) for day in days),
        "counts": tuple(_count(day, measure, chance) for day in days for measure in ("prone", "restraint")),
        "people": tuple({"person": person} | _row(FORMS["person"], chance) for person in people),
        "incidents": tuple(record("incident", chance, people) for _ in range(incidents)),
        "huddles": tuple(record("huddle", chance) for _ in range(5)),
        "debriefs": (record("debrief", chance), record("debrief", chance)),
        "episodes": (record("episode", chance, people),),
        "leave": (record("leave_tally", chance),),
        "aims": (record("aim", chance),),
        "ideas": (record("idea", chance), record("idea", chance)),
        **{section: (record(form, chance),) for section, form in list(STANDING.items())[2:]},
        "amendments": ({"form": "incident", "month": "2026-09"} | record("incident", chance, people),),
        "tombstones": (tombstone(new_key(chance), 2),),
    }
    assert tuple(sections) == SECTIONS
    return Snapshot(OCTOBER, ward, epoch, cutoff, sections)


def record(form: str, chance: random.Random, people: list[str] | None = None, **known: Any) -> Row:
    head: Row = {"key": new_key(chance), "revision": 1, "recorded_at": "2026-10-09T02:40Z"}
    if any(field.record == "person" for field in FORMS[form].fields()):
        head["person"] = chance.choice([None, *(people or [])])
    return head | _row(FORMS[form], chance) | known


def answered(row: Row) -> Row:
    """*row* as the centre tells it: without what was left open."""
    told = {name: answer for name, answer in row.items() if answer not in (None, [])}
    return {
        name: [answered(each) if isinstance(each, dict) else each for each in answer]
        if isinstance(answer, list)
        else answer
        for name, answer in told.items()
    }


def tombstone(key: str, revision: int, form: str = "incident") -> Row:
    return {"form": form, "key": key, "revision": revision, "month": "2026-10"}


def new_key(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def _row(form: Form, chance: random.Random) -> Row:
    return {field.name: _answer(form, field, chance) for field in leaving(form)}


def _answer(form: Form, field: Field, chance: random.Random) -> Any:
    dates = field.name == form.dated_by
    if chance.random() < 0.1 and not dates:
        return [] if field.kind is Kind.ROWS else None
    codes = (
        [option.code for option in SHIPPED[field.options]] if field.options in SHIPPED else ["own_1", "own_2"]
    )
    match field.kind:
        case Kind.CHOICE:
            return chance.choice(codes)
        case Kind.CHOICES:
            return sorted(chance.sample(codes, chance.randint(1, min(3, len(codes)))))
        case Kind.WHOLE:
            return chance.randint(field.at_least or 0, field.at_most or 40)
        case Kind.MOMENT:
            return (
                f"2026-10-{chance.randint(1, 31):02}T{chance.randint(0, 23):02}:{chance.randint(0, 59):02}Z"
            )
        case Kind.DAY:
            return f"2026-10-{chance.randint(1, 31):02}"
        case Kind.RECORD:
            return new_key(chance)
        case Kind.FLAG:
            return chance.random() < 0.5
        case Kind.ROWS if field.rows is not None:
            return [_row(field.rows, chance) for _ in range(chance.randint(1, 3))]
        case _:
            raise AssertionError(f"{form.name}.{field.name} should not leave a ward")


def _day(day: date, chance: random.Random) -> Row:
    states = [chance.choice(("nil", "incident", "unconfirmed")) for _ in range(3)]
    beds = chance.choice([None, 17])
    return {
        "day": day.isoformat(),
        "shifts": 3,
        "nil": states.count("nil"),
        "incident": states.count("incident"),
        "unconfirmed": states.count("unconfirmed"),
        "huddles_expected": 3,
        "occupied": beds,
        "available": beds and 18,
        "closed": beds and 0,
        "on_leave": beds and 1,
    }


def _count(day: date, measure: str, chance: random.Random) -> Row:
    known = chance.random() < 0.8
    count = chance.randint(0, 3) if known else None
    return {"measure": measure, "definition": 1, "day": day.isoformat(), "count": count, "known": known}
