"""All that leaves a centre in two months, as somebody sees it who wants to know what was not shown.

Every number is a cell: what each ward had in it, and the least and the most that it can be by what was
published. Whatever adds up must add up, so bounds are drawn in along every sum until nothing moves.
"""

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

from rrp_desktop.bundle.returned import Returned
from rrp_desktop.central import database
from rrp_desktop.central import tables as t
from rrp_desktop.central.report import equity, protected
from rrp_desktop.central.report.contents import report
from rrp_desktop.central.report.gathered import (
    MEASURED,
    Gathered,
    first_of,
    gather,
    month_before,
    own_months,
)
from rrp_desktop.central.report.pages import Page, Picture, Report, Row, Sheet
from rrp_desktop.central.report.trends import SPECIALTIES
from rrp_desktop.central.returns import beside, returned_to
from rrp_desktop.central.shelf import Listed, Shelf
from rrp_desktop.charts.figure import Figure
from rrp_desktop.measures import MEASURES
from rrp_desktop.reports.hidden import FEWEST

LAST = "2026-08"
MONTHS = [month_before(LAST, by) for by in reversed(range(25))]
AMENDED = MONTHS[19]
REGIONS = ("", "East", "West")
WARDS = tuple(
    Listed(f"W{at}", f"Ward {at}", "T", *kind)
    for at, kind in enumerate([("East", "acute")] * 5 + [("West", "acute")] * 2 + [("West", "picu")] * 2)
)
AMENDER = WARDS[1].ward
_EQUITY = ("restraint", "seclusion", "rapid_tranquillisation")
_NIGHTS = 540
MORE = 2
ANY = 1_000_000
"""As good as no bound."""
Key = tuple[str, ...]
By = dict[str, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """What each ward had in one number, and what it can be as far as anybody knows."""

    wards: By
    least: int = 0
    most: int = ANY
    hidden: bool = False


@dataclass
class Leaving:
    """Cells by name, and the sums that hold between them: each name with its sign, to nothing together."""

    nearest: int
    ceiling: int
    cells: dict[Key, Cell] = field(default_factory=dict)
    sums: list[list[tuple[int, Key]]] = field(default_factory=list)

    def tell(self, key: Key, wards: By, shown: str | int | float) -> Key:
        """Publish a number as *shown*: as nothing, a star, or to the nearest."""
        if str(shown) in ("", "*"):
            most = ANY if key[0] in ("people", "events") else self.ceiling
            self.cells[key] = Cell(wards, 0, most, hidden=True)
        else:
            value, half = int(str(shown).replace(",", "")), self.nearest // 2
            self.cells[key] = Cell(wards, max(FEWEST, value - half), value + half)
        return key

    def know(self, key: Key, wards: By) -> Key:
        """A number that is told nowhere, for sums that go through it."""
        self.cells.setdefault(key, Cell(wards))
        return key

    def adds_up(self, whole: Key, parts: Iterable[Key]) -> None:
        """Let *whole* be the sum of *parts*."""
        self.sums.append([(-1, whole), *((1, part) for part in parts)])

    def recovered(self, own: str = "") -> list[Key]:
        """What was not shown and is known all the same, by a ward that takes away its *own* everywhere."""
        bounds = {
            key: (max(0, cell.least - cell.wards.get(own, 0)), cell.most - cell.wards.get(own, 0))
            for key, cell in self.cells.items()
        }
        while [terms for terms in self.sums if _drawn_in(terms, bounds)]:
            pass
        for key, cell in self.cells.items():
            others = sum(cell.wards.values()) - cell.wards.get(own, 0)
            assert bounds[key][0] <= others <= bounds[key][1], (own, key, "the attack is wrong")
        return [key for key, (least, most) in bounds.items() if self.cells[key].hidden and least == most]


def _drawn_in(terms: list[tuple[int, Key]], bounds: dict[Key, tuple[int, int]]) -> bool:
    """Whether a sum told anything new of a part of it."""
    ends = [bounds[key] if sign > 0 else (-bounds[key][1], -bounds[key][0]) for sign, key in terms]
    least, most = sum(end[0] for end in ends), sum(end[1] for end in ends)
    moved = False
    for (sign, key), (low, high) in zip(terms, ends, strict=True):
        new = max(low, high - most), min(high, low - least)
        assert new[0] <= new[1], (key, "the attack is wrong")
        if new != (low, high):
            bounds[key] = new if sign > 0 else (-new[1], -new[0])
            moved = True
    return moved


@dataclass
class Nation:
    """Nine wards with little to tell, for 25 months; in the last, one ward amends an earlier month."""

    counts: dict[tuple[str, str, str], int]
    people: dict[tuple[str, str], dict[str, str]]
    affected: dict[str, dict[tuple[str, str], int]]


def nation(seed: int) -> Nation:
    """A nation of small numbers."""
    chance = random.Random(seed)
    busy = {(ward.ward, name): chance.choice((0.02, 0.2, 0.7, 1.5)) for ward in WARDS for name in MEASURED}
    counts = {
        (ward.ward, month, name): sum(chance.random() < busy[ward.ward, name] / 6 for _ in range(12))
        for ward in WARDS
        for month in MONTHS
        for name in MEASURED
    }
    people = {
        (ward.ward, f"{ward.ward}-{at}"): {
            name: chance.choices(codes, range(len(codes), 0, -1))[0] for name, codes in _CODES.items()
        }
        for ward in WARDS
        for at in range(6)
    }
    affected = {
        name: {who: many for who in people if (many := chance.choice((0, 0, 1, 1, 2, 4)))} for name in _EQUITY
    }
    return Nation(counts, people, affected)


_CODES = {
    "ethnic_category": ("A", "M", "H", "D", "Z"),
    "gender": ("1", "2", "9"),
    "age_band": ("18_24", "25_34", "35_44"),
    "learning_disability": ("no", "yes", "unknown"),
    "autism": ("no", "unknown", "yes"),
}


def keep(made: Nation, shelf: Shelf) -> None:
    """Put what the wards sent on the *shelf*."""
    shelf.list_wards(WARDS)
    months = [(ward.ward, month, 30, 90, 90, 30, _NIGHTS, 90) for ward in WARDS for month in MONTHS]
    counts = [(*key[:2], key[2], 1, many, 30) for key, many in sorted(made.counts.items())]
    half = f"{MONTHS[17]}"
    incidents = [
        (ward, f"{name}-{person}-{at}", half, f"{half}-01", person, f",{name},", ",")
        for name, told in made.affected.items()
        for (ward, person), many in told.items()
        for at in range(many)
    ]
    people = [(*who, *told.values()) for who, told in made.people.items()]
    with shelf.transaction() as connection:
        for table, rows in (
            (t.WARD_MONTHS, months),
            (t.MONTH_COUNTS, counts),
            (t.INCIDENTS, incidents),
            (t.PEOPLE, people),
        ):
            database.load(connection, table, rows)


def amend(shelf: Shelf) -> None:
    """Let one ward find two more of everything in an earlier month."""
    with shelf.transaction() as connection:
        where = (t.MONTH_COUNTS.c.ward == AMENDER) & (t.MONTH_COUNTS.c.month == AMENDED)
        more = {"count": t.MONTH_COUNTS.c["count"] + MORE}
        connection.execute(t.MONTH_COUNTS.update().where(where).values(more))


def leaves(
    made: Nation, folder: Path, *, nearest: int = 5, ceiling: int = ANY
) -> Iterator[tuple[str, Leaving]]:
    """What each ward knows once two months' reports and its own two packs have left; "" is anybody."""
    public, packs = Leaving(nearest, ceiling), []
    with Shelf(folder / "shelf.db") as shelf:
        keep(made, shelf)
        for until in MONTHS[-2:]:
            if until == LAST:
                amend(shelf)
            for region in REGIONS:
                found = gather(shelf, until, region or None)
                read = _Read(public, made, found, region)
                read.report(report(found, "South", {}))
                read.all_adds_up()
                if not region:
                    packs.append((found, [own_months(shelf, ward.ward) for ward in WARDS]))
        yield "", public
        for at, ward in enumerate(WARDS):
            view = replace(public, cells=dict(public.cells), sums=list(public.sums))
            for found, months in packs:
                [own] = [each for each in found.wards if each.listed == ward]
                told = returned_to(own, found, beside(found), months[at], "South", 1, first_of(LAST), {})
                _Read(view, made, found, "").pack(told)
            yield ward.ward, view


@dataclass
class _Read:
    """One reader of one month's papers, of one region or of all."""

    view: Leaving
    made: Nation
    found: Gathered
    region: str

    def report(self, told: Report) -> None:
        """Read every table and every chart."""
        for page in told.pages:
            for block in page.blocks:
                if isinstance(block, Sheet) and block.name == "impact":
                    self._impact(block)
                elif isinstance(block, Sheet) and page.name.startswith("equity_"):
                    self._equity(page.name.removeprefix("equity_"), block)
                elif isinstance(block, Picture):
                    self._picture(page, block.figure)

    def _impact(self, sheet: Sheet) -> None:
        for measure, row in zip(MEASURED, sheet.rows, strict=True):
            for part, shown in (("before", row[1]), ("now", row[2])):
                key, wards = self._window(part, measure)
                self.view.tell(key, wards, shown)

    def _equity(self, measure: str, sheet: Sheet) -> None:
        name = sheet.name.removeprefix(f"{measure}_")
        rows = {row[0]: row for row in sheet.rows}
        codes = list(equity.groups(name))
        for at, of in ((1, "people"), (3, "events")):
            whole = self.view.know((of, measure, self.region), self._affected(of, measure, name, codes))
            parts = [
                self._group(
                    (of, measure, self.region, name, code),
                    self._affected(of, measure, name, [code]),
                    rows.get(title),
                    at,
                )
                for code, title in equity.groups(name).items()
            ]
            self.view.adds_up(whole, parts)
        for row in sheet.rows:
            self._share(("people", measure, self.region), row)

    def _group(self, key: Key, wards: By, row: Row | None, at: int) -> Key:
        """A group as its row tells it; one that is not listed is nobody."""
        if row is not None:
            return self.view.tell(key, wards, row[at])
        self.view.cells[key] = Cell(wards, 0, 0)
        return key

    def _share(self, whole: Key, row: Row) -> None:
        """What a published share of a published number says of the total."""
        if str(row[2]).endswith(" %") and (share := int(str(row[2])[:-2])):
            half, cell = self.view.nearest // 2, self.view.cells[whole]
            least = math.ceil(100 * int(row[1]) / (share + 0.5)) - half
            most = math.floor(100 * int(row[1]) / (share - 0.5)) + half
            self.view.cells[whole] = replace(cell, least=max(cell.least, least), most=min(cell.most, most))

    def _picture(self, page: Page, figure: Figure) -> None:
        if page.name.startswith("variation_") and figure.table.header[0] == "Bed days":
            rows = [int(row[1]) for row in figure.table.rows]
            self._beside("restrictive", page.name.removeprefix("variation_"), rows)
        elif page.name.startswith("multiples_"):
            [kind] = [code for code, title in SPECIALTIES.items() if figure.title.startswith(f"{title}, ")]
            self._trend(page.name.removeprefix("multiples_"), kind, figure)
        elif ", all wards" in figure.title:
            [measure] = [name for name in MEASURED if figure.title.startswith(f"{MEASURES[name].title}, ")]
            self._trend(measure, "", figure)

    def _trend(self, measure: str, kind: str, figure: Figure) -> None:
        for month, row in zip(self._charted(), figure.table.rows, strict=True):
            self.view.tell(*self._month(measure, kind, month), row[2])

    def _beside(self, measure: str, kind: str, peers: Sequence[int], own: str = "") -> None:
        """A funnel: the wards that are shown, to the nearest each, and those that are left out."""
        wards = [ward for ward in self.found.wards if ward.listed.specialty == kind]
        told = protected.shown_tallies([ward.now[measure] for ward in wards])
        codes = [ward.listed.ward for ward, each in zip(wards, told, strict=True) if each]
        key, now = self._kind(measure, kind)
        assert len(peers) == len(codes) - (own in codes)
        half, known = self.view.nearest // 2, now.get(own, 0) if own in codes else 0
        bounds = (sum(max(FEWEST, each - half) for each in peers), sum(each + half for each in peers))
        shown, out = (*key, "shown"), (*key, "out")
        before = self.view.cells.get(shown, Cell({}))
        self.view.cells[shown] = Cell(
            {code: now[code] for code in codes},
            max(before.least, bounds[0] + known),
            min(before.most, bounds[1] + known),
        )
        left = {code: many for code, many in now.items() if code not in codes}
        self.view.cells[out] = Cell(left, 0, ANY if left else 0, hidden=bool(left))
        self.view.adds_up(self.view.know(key, now), (shown, out))

    def pack(self, told: Returned) -> None:
        """Read the dots of other wards in a return pack."""
        [kind] = [ward.specialty for ward in WARDS if ward.ward == told.ward]
        for each in told.measures:
            if each.funnel:
                self._beside(each.measure, kind, [dot.count for dot in each.funnel.peers], told.ward)
                self._by_kind(each.measure)

    def all_adds_up(self) -> None:
        """Whatever holds between the numbers of this month, and with those of the month before."""
        know, add = self.view.know, self.view.adds_up
        for measure in MEASURED:
            now, before = (self._window(part, measure) for part in ("now", "before"))
            if not self.region:
                for part in ("now", "before"):
                    regions = [replace(self, region=each)._window(part, measure) for each in REGIONS[1:]]
                    add(self._window(part, measure)[0], [know(*each) for each in regions])
            if measure not in ("restrictive", "restraint", "self_harm"):
                continue
            months = [month for month in MONTHS if month <= self.found.until]
            for window, some in ((before, months[:12]), (now, months[-12:])):
                add(know(*window), [know(*self._month(measure, "", month)) for month in some])
            self._beside_the_month_before(measure, months)
            self._by_kind(measure)
            for kind in ("acute", "picu"):
                add(
                    know(*self._kind(measure, kind)),
                    [know(*self._month(measure, kind, month)) for month in months[-12:]],
                )
            for month in self._charted():
                kinds = [know(*self._month(measure, kind, month)) for kind in ("acute", "picu")]
                add(know(*self._month(measure, "", month)), kinds)
                for kind in ("", "acute", "picu"):
                    if not self.region:
                        here = [
                            replace(self, region=each)._month(measure, kind, month) for each in REGIONS[1:]
                        ]
                        add(know(*self._month(measure, kind, month)), [know(*each) for each in here])
        for measure, of in product(_EQUITY, ("people", "events")):
            if not self.region:
                for key in [key for key in self.view.cells if key[:3] == (of, measure, "")]:
                    parts = [(*key[:2], region, *key[3:]) for region in REGIONS[1:]]
                    wards = self.view.cells[key].wards
                    add(key, [know(part, _of(wards, part[2])) for part in parts])

    def _by_kind(self, measure: str) -> None:
        kinds = [self.view.know(*self._kind(measure, kind)) for kind in ("acute", "picu")]
        self.view.adds_up(self.view.know(*self._window("now", measure)), kinds)

    def _beside_the_month_before(self, measure: str, months: Sequence[str]) -> None:
        """Twelve months and the twelve before share eleven, but for what was amended."""
        if self.found.until != LAST:
            return
        earlier = replace(self, found=replace(self.found, until=months[-2]))
        pairs = [(-1, self._window("now", measure)), (1, earlier._window("now", measure))]
        pairs += [(1, self._month(measure, "", LAST)), (-1, self._month(measure, "", months[-13]))]
        amended = [(1, self._month(measure, "", AMENDED)), (-1, earlier._month(measure, "", AMENDED))]
        if amended[0][1][0] != amended[1][1][0]:
            pairs += amended
        self.view.sums.append([(sign, self.view.know(*each)) for sign, each in pairs])

    def _charted(self) -> list[str]:
        return [month_before(self.found.until, by) for by in reversed(range(24))]

    def _month(self, measure: str, kind: str, month: str) -> tuple[Key, By]:
        amender = next(ward for ward in WARDS if ward.ward == AMENDER)
        touched = self.region in ("", amender.region) and kind in ("", amender.specialty)
        as_of = self.found.until if month == AMENDED and touched else ""
        wards = {
            ward.ward: self._count(ward.ward, month, measure)
            for ward in WARDS
            if self.region in ("", ward.region) and kind in ("", ward.specialty)
        }
        return ("month", measure, self.region, kind, month, as_of), wards

    def _count(self, ward: str, month: str, measure: str) -> int:
        later = (ward, month) == (AMENDER, AMENDED) and self.found.until == LAST
        return self.made.counts[ward, month, measure] + MORE * later

    def _window(self, part: str, measure: str) -> tuple[Key, By]:
        months = [month for month in MONTHS if month <= self.found.until]
        some = months[:12] if part == "before" else months[-12:]
        wards = {
            ward.ward: sum(self._count(ward.ward, month, measure) for month in some)
            for ward in WARDS
            if self.region in ("", ward.region)
        }
        return (part, measure, self.region, self.found.until), wards

    def _kind(self, measure: str, kind: str) -> tuple[Key, By]:
        _, now = self._window("now", measure)
        wards = {ward.ward: now[ward.ward] for ward in WARDS if ward.ward in now and ward.specialty == kind}
        return ("kind", measure, self.region, kind, self.found.until), wards

    def _affected(self, of: str, measure: str, name: str, codes: Sequence[str]) -> By:
        told = dict.fromkeys((ward.ward for ward in WARDS if self.region in ("", ward.region)), 0)
        for who, many in self.made.affected[measure].items():
            if who[0] in told and equity.group_of(name, self.made.people[who][name]) in codes:
                told[who[0]] += 1 if of == "people" else many
        return told


def _of(wards: By, region: str) -> By:
    return {ward.ward: wards[ward.ward] for ward in WARDS if ward.region == region}
