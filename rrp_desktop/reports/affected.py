"""Who is affected: events and people by group, beside the people who were on the ward.

*Protected* is the view for anybody to see, print or send: small groups are hidden as `hidden` says, and
numbers are rounded to the nearest 5. It tells of one whole half of a year, as that was known a month after
its end, so that no view can be subtracted from an earlier or a later one: they are the same, or of other
days. The other view is the ward's own, for care, of the twelve whole months before this one as known now.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from rrp_desktop.clock import DAY, day_of, month_before, month_of, next_month
from rrp_desktop.forms.lists import SHIPPED
from rrp_desktop.forms.lists.person import ETHNIC_CATEGORY
from rrp_desktop.measures import MEASURES, Measure, related
from rrp_desktop.reports.hidden import FEWEST, Cell, Inside, hidden_in_all, rounded
from rrp_desktop.reports.ratio import Person, Ratio, rate, rate_ratio

if TYPE_CHECKING:
    from rrp_desktop.store import Store
    from rrp_desktop.store.people_counted import Presence

MONTHS = 12
HALF = 6
PER = 1000
_UNKNOWN = "unknown"
_ETHNIC = {
    "white": "White",
    "black": "Black or Black British",
    "asian": "Asian or Asian British",
    "mixed": "Mixed",
    "other": "Other ethnic group",
    "not_stated": "Not stated",
    _UNKNOWN: "Not known",
}
_YES_NO = {"yes": "Yes", "no": "No", _UNKNOWN: "Not known"}
_NOT_KNOWN = frozenset({_UNKNOWN, "X", "99"})


@dataclass(frozen=True, slots=True)
class Group:
    """A row of a table. Numbers are None where they are too few to show; *ratio* also where there is none.

    *present* are the people of the group who were on the ward, *affected* those of them with an event,
    *nights* their bed days, *rate* events per 1,000 bed days, *ratio* that rate beside everyone else's, from
    5 people affected on.
    """

    title: str
    present: int | None
    nights: int | None
    events: int | None
    affected: int | None
    rate: float | None
    ratio: Ratio | None
    known: bool

    @property
    def shown(self) -> bool:
        """Whether there is enough to show."""
        return self.events is not None


@dataclass(frozen=True, slots=True)
class Split:
    """One characteristic. *complete* is how many in 100 of the people on the ward it is recorded for.

    It is None where that would tell how many of them are hidden.
    """

    title: str
    groups: tuple[Group, ...]
    complete: int | None


@dataclass(frozen=True, slots=True)
class Affected:
    """A measure by every characteristic, *since* to *until*; nothing where the ward began after *until*.

    *unnamed* events have no person; *undated* people have no admission date, so that their nights and
    events are in no rate; both are None where they are too few to show. *unconfirmed* of *shifts* were
    not confirmed.
    """

    measure: str
    title: str
    many: str
    since: date
    until: date
    splits: tuple[Split, ...]
    unnamed: int | None
    undated: int | None
    shifts: int
    unconfirmed: int


@dataclass(frozen=True, slots=True)
class _Somebody:
    codes: Mapping[str, str | None]
    events: int
    nights: int | None

    @property
    def person(self) -> Person:
        return Person(self.events, self.nights or 0)


def affected(store: "Store", name: str, *, now: datetime, protected: bool = True) -> Affected:
    """Who was affected by what the measure called *name* counts; it must be one of `of_people`."""
    measure, today = MEASURES[name], day_of(now)
    if not protected:
        until = month_of(today) - DAY
        return _affected(store, measure, (_months_back(until, MONTHS), until), protected=False)
    until = _half_before(today)
    with store.as_known_on(_settled(until)):
        return _affected(store, measure, (_months_back(until, HALF), until), protected=True)


def _half_before(today: date) -> date:
    """The last day of the last half of a year that had settled before *today*."""
    until = month_before(month_of(today)) - DAY
    while until.month % HALF:
        until = month_of(until) - DAY
    return until


def _settled(until: date) -> date:
    """The last day on which what happened up to *until* could be put right for all to see."""
    return next_month(next_month(month_of(until))) - DAY


def _affected(store: "Store", measure: Measure, span: tuple[date, date], *, protected: bool) -> Affected:
    name, (first, until) = measure.name, span
    since = max(first, store.ward().live_from)
    family = _family(measure) if protected else (measure,)
    present = store.presence(since, until)
    counted = {each.name: store.people_in(each, since, until) for each in family}
    tables = {each.name: _here(present, counted[each.name]) for each in family}
    here = tables[name]
    shifts = store.counts(MEASURES["shifts_confirmed"], since, until, "day")
    due, known = sum(day.expected or 0 for day in shifts), sum(day.seen for day in shifts)
    unnamed, undated = counted[name].get(None, 0), sum(each.nights is None for each in here)
    return Affected(
        name,
        measure.title,
        measure.many,
        since,
        until,
        tuple(
            _split(title, field, groups, here, _few(name, field, groups, tables) if protected else None)
            for title, field, groups in _splits()
        ),
        _told(unnamed) if protected else unnamed,
        _told(undated) if protected else undated,
        due,
        due - known,
    )


def _told(number: int) -> int | None:
    return rounded(number) if number >= FEWEST else None


def of_people() -> tuple[Measure, ...]:
    """The measures that say whom they concern."""
    return tuple(measure for measure in MEASURES.values() if measure.of_people)


def _months_back(until: date, months: int) -> date:
    first = month_of(until)
    for _ in range(months - 1):
        first = month_before(first)
    return first


def _splits() -> Iterable[tuple[str, str, Mapping[str, str]]]:
    yield "Ethnic group", "ethnic_category", _ETHNIC
    for title, field in (("Gender", "gender"), ("Age", "age_band")):
        yield title, field, {option.code: option.title for option in SHIPPED[field]}
    yield "Learning disability", "learning_disability", _YES_NO
    yield "Autism", "autism", _YES_NO


def _family(measure: Measure) -> tuple[Measure, ...]:
    """*measure* and all that count some of the same people."""
    return tuple({each.name: each for pair in ((measure,), *related(measure.name)) for each in pair}.values())


def _here(present: Iterable["Presence"], counted: Mapping[str | None, int]) -> list[_Somebody]:
    people = (_somebody(each, counted) for each in present)
    return [each for each in people if each.nights or each.events]


def _few(
    name: str, field: str, groups: Mapping[str, str], tables: Mapping[str, Sequence[_Somebody]]
) -> frozenset[str]:
    """The groups of the measure called *name* that may not be shown."""
    places = {each: at for at, each in enumerate(tables)}
    inside = [
        Inside(places[one.name], places[other.name], one.counts is other.counts)
        for one, other in related(name)
    ]
    cells = [
        {code: _cell(members) for code, members in _members(field, groups, here).items()}
        for here in tables.values()
    ]
    return hidden_in_all(cells, inside)[places[name]]


def _members(field: str, groups: Mapping[str, str], here: Iterable[_Somebody]) -> dict[str, list[_Somebody]]:
    """Who is in each group that anybody is in."""
    found: defaultdict[str, list[_Somebody]] = defaultdict(list)
    for somebody in here:
        found[_group_of(field, groups, somebody)].append(somebody)
    return {code: found[code] for code in groups if code in found}


def _somebody(present: "Presence", counted: Mapping[str | None, int]) -> _Somebody:
    return _Somebody(present.codes, counted.get(present.key, 0), present.nights)


def _group_of(field: str, groups: Mapping[str, str], somebody: _Somebody) -> str:
    code = somebody.codes[field]
    if field == "ethnic_category" and code is not None:
        option = ETHNIC_CATEGORY.option(code)
        code = option.family if option else None
    unknown = next(each for each in groups if each in _NOT_KNOWN)
    return code if code is not None and code in groups else unknown


def _split(
    title: str,
    field: str,
    groups: Mapping[str, str],
    here: Sequence[_Somebody],
    few: frozenset[str] | None,
) -> Split:
    """The groups but the *few*; None is the ward's own view, for care."""
    members = _members(field, groups, here)
    rows = tuple(
        _group(groups[code], each, here, code, hide=code in (few or ()), protected=few is not None)
        for code, each in members.items()
    )
    known = sum(len(each) for code, each in members.items() if code not in _NOT_KNOWN)
    told = bool(here) and all(row.shown or row.known for row in rows)
    return Split(title, rows, round(100 * known / len(here)) if told else None)


def _cell(members: Sequence[_Somebody]) -> Cell:
    return Cell(
        sum(each.events > 0 for each in members),
        sum(each.events for each in members),
        sum(each.nights or 0 for each in members),
    )


def _group(
    title: str,
    members: Sequence[_Somebody],
    here: Sequence[_Somebody],
    code: str,
    *,
    hide: bool,
    protected: bool,
) -> Group:
    known = code not in _NOT_KNOWN
    if hide:
        return Group(title, None, None, None, None, None, None, known)
    cell = _cell(members)
    dated = [each.person for each in members if each.nights is not None]
    inside = {id(each) for each in members}
    others = [each.person for each in here if each.nights is not None and id(each) not in inside]
    per_night = rate(dated)
    rated = None if per_night is None else PER * per_night
    ratio = rate_ratio(dated, others) if known and code != "no" and cell.people >= FEWEST else None
    numbers = (len(members), cell.nights, cell.events, cell.people)
    if protected:
        numbers = (rounded(numbers[0]), rounded(numbers[1]), rounded(numbers[2]), rounded(numbers[3]))
        rated = None if rated is None else round(rated, 1)
        # An exact interval tells how the events of those hidden are spread over them
        ratio = ratio and Ratio(round(ratio.value, 1), round(ratio.low, 1), round(ratio.high, 1))
    return Group(title, *numbers, rated, ratio, known)
