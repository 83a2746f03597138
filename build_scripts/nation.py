"""A made-up nation: up to 1,300 wards and ten years, the same for the same seed.

Nothing in it is about anybody. Wards differ in size, kind and region; some improve, some join late, some
leave months out, some hardly confirm a shift. `fill` loads it straight into a store; `bundles` makes the
files that wards would send, with gaps, restored and copied PCs, and amendments that come late.
"""

import dataclasses
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import Any

import numpy as np

from rrp_desktop.bundle import make
from rrp_desktop.bundle.keys import SigningKey
from rrp_desktop.bundle.make import Bundle, Link
from rrp_desktop.bundle.pack import Pack
from rrp_desktop.central import database
from rrp_desktop.central import tables as t
from rrp_desktop.central.shelf import Listed, Shelf
from rrp_desktop.central.versions import record_version
from rrp_desktop.forms.export import SECTIONS, Snapshot, leaving
from rrp_desktop.forms.library import FORMS

FIRST = date(2016, 11, 1)
REGIONS = ("East", "London", "Midlands", "North East", "North West", "South East", "South West")
SPECIALTIES = {"acute": 0.5, "picu": 0.1, "older": 0.14, "secure": 0.12, "camhs": 0.06, "rehab": 0.08}
BUSY = {"acute": 1.0, "picu": 2.6, "older": 0.7, "secure": 0.6, "camhs": 2.2, "rehab": 0.3}
RATES = {
    "restraint": 2.6,
    "seclusion": 0.6,
    "rapid_tranquillisation": 1.2,
    "self_harm": 1.8,
    "violence": 2.3,
    "absence": 0.7,
    "sexual_safety": 0.2,
}
"""Incidents a month on an acute ward of 18 beds, by kind."""
FORCE = ("restraint", "seclusion", "rapid_tranquillisation")
_ETHNIC = ("A", "C", "H", "J", "M", "N", "D", "S", "Z", "99")
_ETHNIC_SHARE = (0.62, 0.08, 0.04, 0.04, 0.05, 0.06, 0.03, 0.03, 0.03, 0.02)
_AGES = ("18_24", "25_34", "35_44", "45_54", "55_64", "65_over")
_SCORES = ("1.0", "1.5", "2.0", "2.5", "3.0", "3.5", "4.0")
_IDEAS = tuple(f"idea_{number:02}" for number in range(1, 13))
_SLOTS = ("morning", "afternoon", "night")
Row = dict[str, Any]
Columns = tuple[Any, ...]
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Ward:
    """One made-up ward. *improves* is the share by which harm falls after *changes*, a month's number."""

    number: int
    code: str
    name: str
    organisation: str
    region: str
    specialty: str
    beds: int
    busy: float
    joined: int
    changes: int
    improves: float
    confirms: float
    skips: float

    @property
    def listed(self) -> Listed:
        """The ward as the programme lists it."""
        return Listed(self.code, self.name, self.organisation, self.region, self.specialty)


@dataclass(frozen=True, slots=True)
class Month:
    """What happened in one month of one ward."""

    at: int
    first: date
    days: int
    counts: dict[str, int]
    bed_days: int
    confirmed: int
    held: int

    @property
    def label(self) -> str:
        """The month as YYYY-MM."""
        return f"{self.first:%Y-%m}"


def wards(count: int, months: int, seed: int = 1) -> tuple[Ward, ...]:
    """The first *count* wards of the nation."""
    return tuple(_ward(number, months, seed) for number in range(count))


def _ward(number: int, months: int, seed: int) -> Ward:
    chance = random.Random(f"{seed}-{number}")
    specialty = chance.choices(list(SPECIALTIES), list(SPECIALTIES.values()))[0]
    trust = number // 24
    improves = chance.random() < 0.4
    null, joins = chance.random() < 0.04, chance.random() < 0.12
    return Ward(
        number,
        f"R{trust:02}{number % 24:02}W",
        f"Ward {number + 1}",
        f"Trust {trust + 1}",
        REGIONS[trust % len(REGIONS)],
        specialty,
        chance.randint(10, 22),
        BUSY[specialty] * chance.lognormvariate(0, 0.5),
        chance.randint(months // 3, months - 2) if joins and months > 4 else 0,
        chance.randint(months // 2, max(months // 2, months - 8)),
        chance.uniform(0.2, 0.85) if improves else chance.uniform(-0.1, 0.1),
        0.2 if null else 0.9 if chance.random() < 0.15 else 1.0,
        0.15 if chance.random() < 0.1 else 0.0,
    )


def months_of(ward: Ward, months: int, seed: int = 1) -> Iterator[Month]:
    """The ward's months that it sent, oldest first."""
    draw = np.random.default_rng([seed, ward.number])
    for at in range(months):
        first = _month(at)
        days = (_month(at + 1) - first).days
        gone = min(1.0, max(0, at - ward.changes) / 4) * ward.improves
        scale = ward.busy * ward.beds / 18 * (1 - gone)
        counts = {
            kind: int(draw.negative_binomial(4, 4 / (4 + max(rate * scale, 0.01))))
            for kind, rate in RATES.items()
        }
        bed_days = int(draw.binomial(days * ward.beds, 0.93))
        confirmed, held = (int(draw.binomial(3 * days, share)) for share in (ward.confirms, 0.82))
        if at >= ward.joined and draw.random() >= ward.skips:
            whole = confirmed if ward.confirms < 1 else 3 * days
            yield Month(at, first, days, counts, bed_days, whole, held)


def _month(at: int) -> date:
    number = FIRST.month - 1 + at
    return date(FIRST.year + number // 12, number % 12 + 1, 1)


def measures(month: Month, prone: int) -> dict[str, int]:
    """The month's counts by measure."""
    return month.counts | {"restrictive": sum(month.counts[name] for name in FORCE), "prone": prone}


def people(ward: Ward, month: Month, seed: int = 1) -> tuple[list[Row], random.Random]:
    """The people of a quarter on *ward*, and a chance that goes on with it."""
    chance = random.Random(f"{seed}-{ward.number}-{month.at // 3}")
    found = [
        {
            "person": f"{chance.getrandbits(128):032x}",
            "ethnic_category": chance.choices(_ETHNIC, _ETHNIC_SHARE)[0],
            "gender": chance.choice("12"),
            "age_band": chance.choice(_AGES),
            "learning_disability": chance.choices(("yes", "no"), (1, 9))[0],
            "autism": chance.choices(("yes", "no"), (1, 8))[0],
        }
        for _ in range(ward.beds + 6)
    ]
    return found, random.Random(f"{seed}-{ward.number}-{month.at}")


def incidents(ward: Ward, month: Month, seed: int = 1) -> Iterator[Row]:
    """The month's incidents as columns; a few people have most of them."""
    found, chance = people(ward, month, seed)
    for kind, count in month.counts.items():
        for _ in range(count):
            person = found[min(int(chance.expovariate(0.35)), len(found) - 1)]["person"]
            yield {
                "ward": ward.code,
                "key": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
                "month": month.label,
                "day": f"{month.label}-{chance.randint(1, month.days):02}",
                "person": person,
                "kinds": f",{kind},",
                "types": _TYPES.get(kind, ","),
            }


_TYPES = {"restraint": ",09,", "seclusion": ",05,", "rapid_tranquillisation": ",14,"}


def fill(shelf: Shelf, plan: Sequence[Ward], months: int, seed: int = 1) -> dict[str, int]:
    """Load the whole nation into an empty store; how many rows of each table that was."""
    rows = dict.fromkeys((table.name for table in _COLUMNS), 0)
    shelf.list_wards(ward.listed for ward in plan)
    for start in range(0, len(plan), _AT_ONCE):
        with shelf.transaction() as connection:
            for ward in plan[start : start + _AT_ONCE]:
                sent = tuple(months_of(ward, months, seed))
                for table, columns in _COLUMNS.items():
                    batch = sorted(columns(ward, sent, months, seed), key=itemgetter(0, 1, 2))
                    database.load(connection, table, batch)
                    rows[table.name] += len(batch)
    return rows


def _told_months(ward: Ward, sent: Sequence[Month], _months: int, _seed: int) -> Iterator[Columns]:
    for month in sent:
        shifts = 3 * month.days
        told = (month.days, shifts, month.confirmed, month.days, month.bed_days, shifts)
        yield (ward.code, month.label, *told)


def _told_huddles(ward: Ward, sent: Sequence[Month], _months: int, _seed: int) -> Iterator[Columns]:
    for month in sent:
        yield ward.code, month.label, 3 * month.days, month.held, 8 * month.held, month.held


def _told_counts(ward: Ward, sent: Sequence[Month], _months: int, _seed: int) -> Iterator[Columns]:
    for month in sent:
        known = month.days * month.confirmed // (3 * month.days)
        for measure, count in measures(month, month.counts["restraint"] // 9).items():
            yield ward.code, month.label, measure, 1, count, known


def _told_incidents(ward: Ward, sent: Sequence[Month], _months: int, seed: int) -> Iterator[Columns]:
    for month in sent:
        for row in incidents(ward, month, seed):
            yield tuple(row.values())


def _each_huddle(ward: Ward, sent: Sequence[Month], _months: int, _seed: int) -> Iterator[Columns]:
    code = ward.code
    for month in sent:
        label, held, head = month.label, month.held, f"{ward.number:04x}{month.at:04x}-"
        for number in range(3 * month.days):
            key = f"{head}{number:04x}-4000-8000-000000000000"
            there = ("held", 8) if number < held else ("not_held", None)
            yield (code, key, label, f"{label}-{number // 3 + 1:02}", _SLOTS[number % 3], *there)


def _told_people(ward: Ward, sent: Sequence[Month], _months: int, seed: int) -> Iterator[Columns]:
    for month in {month.at // 3: month for month in sent}.values():
        for row in people(ward, month, seed)[0]:
            yield (ward.code, *row.values())


def _told_versions(ward: Ward, _sent: Sequence[Month], months: int, seed: int) -> Iterator[Columns]:
    for section, rows in standing(ward, months, seed).items():
        for row in rows:
            each = record_version(section, row, row)
            yield section, ward.code, each.place, each.rank, each.digest, each.body


_COLUMNS = {
    t.WARD_MONTHS: _told_months,
    t.HUDDLE_MONTHS: _told_huddles,
    t.MONTH_COUNTS: _told_counts,
    t.INCIDENTS: _told_incidents,
    t.HUDDLES: _each_huddle,
    t.PEOPLE: _told_people,
    t.VERSIONS: _told_versions,
}
"""What fills each table, in the order of its columns."""


def standing(ward: Ward, months: int, seed: int = 1) -> dict[str, tuple[Row, ...]]:
    """The ward's change ideas and progress scores."""
    chance = random.Random(f"{seed}-{ward.number}-ideas")
    started = _month(min(ward.changes, months - 1))
    ideas = tuple(
        _record("idea", chance, measures=["restraint"], status=chance.choice(("testing", "adopted")))
        | {"library": code, "started": started.isoformat()}
        for code in chance.sample(_IDEAS, chance.randint(0, 3))
    )
    last = _month(months - 1)
    scores = tuple(
        _record("progress", chance, day=_month(at).isoformat(), ward_score=chance.choice(_SCORES))
        for at in range(max(ward.joined, months - 6), months)
        if _month(at) <= last
    )
    return {"ideas": ideas, "progress": scores}


def _record(form: str, chance: random.Random, **known: Any) -> Row:
    head: Row = {
        "key": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        "revision": 1,
        "recorded_at": "2026-11-01T09:00Z",
    }
    if any(each.record == "person" for each in FORMS[form].fields()):
        head["person"] = None
    return head | _blank(form) | known


def _blank(form: str) -> Row:
    return {each.name: [] if each.rows is not None else None for each in leaving(FORMS[form])}


@dataclass
class Sender:
    """A ward's PC as the centre sees it: one bundle after another, each with its place in the chain."""

    ward: Ward
    pack: Pack
    key: SigningKey = field(default_factory=SigningKey.new)
    epoch: str = ""
    link: Link = field(default_factory=Link)

    def __post_init__(self) -> None:
        self.epoch = self.epoch or uuid.uuid4().hex

    def send(self, month: Month, sections: dict[str, tuple[Row, ...]]) -> Bundle:
        """The next bundle of this epoch."""
        snapshot = Snapshot(month.first, self.ward.code, self.epoch, 100 * (month.at + 1), sections)
        created = datetime(month.first.year, month.first.month, 28, 9, tzinfo=UTC) + timedelta(days=6)
        bundle = make.make(snapshot, self.pack, self.key, self.link, created)
        self.link = bundle.following
        return bundle


def sections_of(ward: Ward, month: Month, months: int, seed: int = 1) -> dict[str, tuple[Row, ...]]:
    """Everything of *month* that would leave the ward."""
    found, chance = people(ward, month, seed)
    rows: dict[str, tuple[Row, ...]] = dict.fromkeys(SECTIONS, ())
    happened = list(incidents(ward, month, seed))
    return (
        rows
        | standing(ward, months, seed)
        | {
            "days": tuple(_days(ward, month)),
            "counts": tuple(_counts(month, happened)),
            "people": tuple(_blank("person") | row for row in found),
            "incidents": tuple(_incident(row) for row in happened),
            "huddles": tuple(_huddle(month, number, chance) for number in range(3 * month.days)),
        }
    )


def _days(ward: Ward, month: Month) -> Iterator[Row]:
    base, more = divmod(month.bed_days, month.days)
    for number in range(month.days):
        left = min(3, max(0, month.confirmed - 3 * number))
        yield {
            "day": f"{month.label}-{number + 1:02}",
            "shifts": 3,
            "nil": left,
            "incident": 0,
            "unconfirmed": 3 - left,
            "huddles_expected": 3,
            "occupied": base + (number < more),
            "available": ward.beds,
            "closed": 0,
            "on_leave": 0,
        }


def _counts(month: Month, happened: Sequence[Row]) -> Iterator[Row]:
    daily: dict[tuple[str, str], int] = {}
    for row in happened:
        kind = row["kinds"].strip(",")
        for measure in {kind, "restrictive"} if kind in FORCE else {kind}:
            daily[measure, row["day"]] = daily.get((measure, row["day"]), 0) + 1
    for measure in (*RATES, "restrictive"):
        for number in range(month.days):
            day, known = f"{month.label}-{number + 1:02}", 3 * number + 3 <= month.confirmed
            count = daily.get((measure, day), 0)
            yield {
                "measure": measure,
                "definition": 1,
                "day": day,
                "count": count if known else None,
                "known": known,
            }


def _incident(row: Row) -> Row:
    kind = row["kinds"].strip(",")
    types = [code for code in row["types"].split(",") if code]
    interventions = [_child("intervention", type=code) for code in types]
    return (
        {"key": row["key"], "revision": 1, "recorded_at": f"{row['day']}T15:00Z"}
        | _blank("incident")
        | {
            "person": row["person"],
            "kinds": [kind],
            "started_at": f"{row['day']}T14:30Z",
            "interventions": interventions,
        }
    )


def _child(name: str, **known: Any) -> Row:
    rows = next(
        each.rows for each in leaving(FORMS["incident"]) if each.rows is not None and each.rows.name == name
    )
    return {each.name: [] if each.rows is not None else None for each in leaving(rows)} | known


def _huddle(month: Month, number: int, chance: random.Random) -> Row:
    held = number < month.held
    day = f"{month.label}-{number // 3 + 1:02}"
    known = {
        "day": day,
        "slot": _SLOTS[number % 3],
        "state": "held" if held else "not_held",
        "not_held": None if held else "staffing",
        "minutes": chance.randint(4, 12) if held else None,
        "here": ["nurse_in_charge", "nurse", "hca"] if held else None,
    }
    return _record("huddle", chance, **known)


def bundles(plan: Sequence[Ward], pack: Pack, months: int, seed: int = 1) -> Iterator[tuple[Sender, Bundle]]:
    """What the wards would send, with what goes wrong on the way: the same for the same seed, but for keys.

    One ward in eight loses a bundle, one restores a backup and sends on in a new epoch, one copies its PC and
    sends two different bundles of one number, and one amends an incident a month late.
    """
    for ward in plan:
        sender, before = Sender(ward, pack), None
        for month in months_of(ward, months, seed):
            sections = sections_of(ward, month, months, seed)
            trouble = ward.number % 8
            if trouble == 4 and before:
                amended = before | {"form": "incident", "month": before["started_at"][:7], "revision": 2}
                sections["amendments"] = (amended,)
            if trouble == 2 and month.at == months // 2:
                sender.epoch, sender.link = uuid.uuid4().hex, Link()
            copied = dataclasses.replace(sender)
            bundle = sender.send(month, sections)
            if not (trouble == 1 and month.at == months // 2):
                yield sender, bundle
            if trouble == 3 and month.at == months // 2:
                yield copied, copied.send(month, sections | {"ideas": ()})
            before = next(iter(sections["incidents"]), None)
