"""How huddles go: how many were held, who was there, how long they took, and what became of actions."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from rrp_desktop.charts import colours
from rrp_desktop.clock import DAY, day_of, spoken_day
from rrp_desktop.forms.spec import Answers
from rrp_desktop.reports.sheet import EDGE, Sheet
from rrp_desktop.ward import Slot

if TYPE_CHECKING:
    from rrp_desktop.store import Record, Store

NOT_CLINICAL = frozenset({"housekeeper", "ward_clerk"})
Due = tuple[date, Slot]
_PAGE = 256


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    of: int
    done: int

    @property
    def per_cent(self) -> int | None:
        """Whole per cent; None of nothing."""
        return round(100 * self.done / self.of) if self.of else None

    def words(self) -> str:
        """12 of 20, 60%."""
        return f"{self.done:,} of {self.of:,}, {self.per_cent}%" if self.of else "none due"


@dataclass(frozen=True, slots=True)
class Huddles:
    """What the huddles of a span add up to. A median is None when nothing was told.

    Held are those of a slot, of the slots whose time has come. Those on top, as after an incident, are
    `extra`. `others` were held with somebody there whose work is not clinical.
    """

    since: date
    until: date
    all: Share
    by_slot: tuple[tuple[str, Share], ...]
    by_weekday: tuple[tuple[str, Share], ...]
    extra: int
    roles: float | None
    others: Share
    minutes: float | None
    actions: Share

    def words(self) -> str:
        """What to say about it first."""
        if not self.all.of:
            return "No huddle was due in these days."
        told = [f"{self.all.words()} held."]
        if self.roles is not None:
            told.append(f"Half of them have {self.roles:g} roles or more")
            told[-1] += f" and take {self.minutes:g} minutes or less." if self.minutes is not None else "."
        least = min(self.by_slot, key=lambda pair: pair[1].done / (pair[1].of or 1))
        if len(self.by_slot) > 1 and least[1].done < least[1].of:
            told.append(f"Held least: {least[0].lower()}, {least[1].words()}.")
        return " ".join(told)


def read_huddles(store: "Store", since: date, until: date) -> Huddles:
    """The huddles of the days *since* to *until*, as *store* knows them."""
    found: list[Record] = []
    page = store.find("huddle", since=since, until=until, limit=_PAGE)
    while page:
        found += page
        page = store.find("huddle", since=since, until=until, limit=_PAGE, before=page[-1].page)
    told = [(each.answers, each.recorded_at) for each in found]
    return huddles(told, store.slots_due(since, until), since, until)


def huddles(
    records: Iterable[tuple[Answers, datetime]], due: Sequence[Due], since: date, until: date
) -> Huddles:
    """What *records*, each with when it was written, add up to, of the slots that were *due*."""
    held = [pair for pair in records if pair[0]["state"] == "held"]
    own = {(told["day"], told["slot"]) for told, _ in held if not told.get("quick")}
    roles = [len(told["here"]) for told, _ in held if told.get("here")]
    lengths = [told["minutes"] for told, _ in held if told.get("minutes") is not None]
    return Huddles(
        since=since,
        until=until,
        all=_share(due, own),
        by_slot=_by(due, own, lambda pair: pair[1].starts, lambda pair: pair[1].title),
        by_weekday=_by(due, own, lambda pair: pair[0].weekday(), lambda pair: f"{pair[0]:%A}"),
        extra=sum(bool(told.get("quick")) for told, _ in held),
        roles=median(roles) if roles else None,
        others=Share(len(held), sum(not NOT_CLINICAL.isdisjoint(told.get("here", ())) for told, _ in held)),
        minutes=median(lengths) if lengths else None,
        actions=_actions(held),
    )


def _share(due: Iterable[Due], own: set[tuple[date, str]]) -> Share:
    places = {(day, slot.code) for day, slot in due}
    return Share(len(places), len(places & own))


def _by(
    due: Iterable[Due],
    own: set[tuple[date, str]],
    order: Callable[[Due], Any],
    title: Callable[[Due], str],
) -> tuple[tuple[str, Share], ...]:
    found: list[tuple[str, Share]] = []
    for _, group in groupby(sorted(due, key=order), order):
        alike = list(group)
        found.append((title(alike[-1]), _share(alike, own)))
    return tuple(found)


def _actions(held: Iterable[tuple[Answers, datetime]]) -> Share:
    """The actions open at the end of a huddle, and those of them that the next one found done."""
    in_order = sorted(held, key=lambda pair: pair[0].get("started_at") or pair[1])
    of = done = 0
    for (this, _), (following, _) in pairwise(in_order):
        left = sum(not row.get("done") for row in this.get("actions", ()))
        of += left
        done += min(left, sum(bool(row.get("done")) for row in following.get("actions", ())))
    return Share(of, done)


def huddles_page(ward: str, told: Huddles) -> Sheet:
    """A4 upright."""
    sheet = Sheet("How huddles go")
    sheet.words(ward, EDGE, 70, 20, colour=colours.QUIET)
    sheet.words(sheet.title, EDGE, 112, 36, bold=True)
    sheet.words(f"{spoken_day(told.since)} to {spoken_day(told.until)}", EDGE, 144, 20)
    y = sheet.lines(told.words(), EDGE, 192, 20, sheet.width - 2 * EDGE) + 24
    for rows in tables(told):
        y = sheet.table(EDGE, y, (330, 110, 110, 110), rows, 17) + 34
    return sheet


def tables(told: Huddles) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The numbers as tables, each with its heads first."""
    heads = ("Held", "Due", "%")
    rest = (
        ("Extra huddles", str(told.extra), "", ""),
        ("With somebody not clinical", *_cells(told.others)),
        ("Actions done by the next huddle", *_cells(told.actions)),
        ("Roles, median", "–" if told.roles is None else f"{told.roles:g}", "", ""),
        ("Minutes, median", "–" if told.minutes is None else f"{told.minutes:g}", "", ""),
    )
    return (
        (("Huddle", *heads), *((title, *_cells(share)) for title, share in told.by_slot)),
        (("Day", *heads), *((title, *_cells(share)) for title, share in told.by_weekday)),
        (("All huddles held", "Number", "Of", "%"), *rest),
    )


def _cells(share: Share) -> tuple[str, str, str]:
    return f"{share.done:,}", f"{share.of:,}", "–" if share.per_cent is None else f"{share.per_cent}"


def span_of(now: datetime, days: int) -> tuple[date, date]:
    """The first and the last of so many days up to today."""
    today = day_of(now)
    return today - (days - 1) * DAY, today
