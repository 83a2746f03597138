"""Who is affected, over all wards together: people and events by group, small groups hidden.

The centre does not know who else was on the wards, so there are no rates here; those are each ward's own.
Halves of calendar years are told, and nothing between: overlapping spans could be taken from each other.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from rrp_desktop.central.report.gathered import Gathered
from rrp_desktop.central.report.pages import Row, Sheet, per_cent
from rrp_desktop.forms.lists import SHIPPED
from rrp_desktop.forms.lists.person import ETHNIC_CATEGORY
from rrp_desktop.measures import MEASURES
from rrp_desktop.reports.hidden import FEWEST_NIGHTS, Cell, hidden, rounded

_ETHNIC = {
    "white": "White",
    "black": "Black or Black British",
    "asian": "Asian or Asian British",
    "mixed": "Mixed",
    "other": "Other ethnic group",
    "not_stated": "Not stated",
    "unknown": "Not known",
}
_YES_NO = {"yes": "Yes", "no": "No", "unknown": "Not known"}
_FAMILY = {option.code: option.family for option in ETHNIC_CATEGORY.options}
_TITLES = {
    "ethnic_category": "Ethnic group",
    "gender": "Gender",
    "age_band": "Age",
    "learning_disability": "Learning disability",
    "autism": "Autism",
}

Events = Collection[Sequence[int]]
"""A group's people by ward: how many events each of them was in."""


def tables(found: Gathered, measure: str) -> tuple[Sheet, ...]:
    """A table for each characteristic of the people whom *measure* concerned."""
    return tuple(_table(found, measure, characteristic) for characteristic in _TITLES)


def groups(characteristic: str) -> dict[str, str]:
    """The groups of *characteristic* by code, as they are called."""
    if characteristic == "ethnic_category":
        return _ETHNIC
    if characteristic in ("learning_disability", "autism"):
        return _YES_NO
    told = {option.code: option.title for option in SHIPPED[characteristic].options}
    return told if "unknown" in told else told | {"unknown": "Not recorded"}


def group_of(characteristic: str, code: str) -> str:
    """The code of the group that whoever has *code* is counted in."""
    group = _FAMILY.get(code, code) if characteristic == "ethnic_category" else code
    return group if group in groups(characteristic) else "unknown"


def _table(found: Gathered, measure: str, characteristic: str) -> Sheet:
    titles = groups(characteristic)
    members: dict[str, dict[str, list[int]]] = {code: defaultdict(list) for code in titles}
    for (ward, person), count in found.affected[measure].items():
        code = found.people.get((ward, person), {}).get(characteristic, "")
        members[group_of(characteristic, code)][ward].append(count)
    rows = rows_of([(title, [*members[code].values()]) for code, title in titles.items() if members[code]])
    return Sheet(
        f"{measure}_{characteristic}",
        f"{MEASURES[measure].title}: {_TITLES[characteristic].lower()}",
        (_TITLES[characteristic], "People", "Share", "Events"),
        rows,
        "To the nearest 5; * is too few to show, or left out so that those cannot be worked out. Groups "
        "that nobody is in are not listed.",
    )


def rows_of(groups: Sequence[tuple[str, Events]]) -> tuple[Row, ...]:
    """Each group as it is published. The last go first where more must be hidden than are small."""
    people = [sum(map(len, wards)) for _, wards in groups]
    cells = [
        Cell(
            many - max(map(len, wards), default=0),
            sum(map(sum, wards)) - max(map(sum, wards), default=0),
            FEWEST_NIGHTS - at,
        )
        for at, ((_, wards), many) in enumerate(zip(groups, people, strict=True), -len(groups))
    ]
    out, total = hidden(cells), rounded(sum(people))
    return tuple(
        (title, "*", "*", "*")
        if at in out
        else (title, rounded(people[at]), per_cent(rounded(people[at]), total), rounded(sum(map(sum, wards))))
        for at, (title, wards) in enumerate(groups)
    )
