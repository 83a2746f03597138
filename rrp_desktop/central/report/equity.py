"""Who is affected, over all wards together: people and events by group, small groups hidden.

The centre does not know who else was on the wards, so there are no rates here; those are each ward's own.
Halves of calendar years are told, and nothing between: overlapping spans could be taken from each other.
"""

from collections import defaultdict

from rrp_desktop.central.report.gathered import Gathered
from rrp_desktop.central.report.pages import Sheet, per_cent
from rrp_desktop.forms.lists import SHIPPED
from rrp_desktop.forms.lists.person import ETHNIC_CATEGORY
from rrp_desktop.measures import MEASURES
from rrp_desktop.reports.hidden import FEWEST, rounded

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


def _table(found: Gathered, measure: str, characteristic: str) -> Sheet:
    titles = groups(characteristic)
    people: dict[str, int] = defaultdict(int)
    events: dict[str, int] = defaultdict(int)
    for who, count in found.affected[measure].items():
        code = found.people.get(who, {}).get(characteristic) or "unknown"
        code = _FAMILY.get(code, code) if characteristic == "ethnic_category" else code
        code = code if code in titles else "unknown"
        people[code] += 1
        events[code] += count
    total = rounded(sum(people.values()))
    rows = tuple(row_of(title, people[code], events[code], total) for code, title in titles.items())
    return Sheet(
        f"{measure}_{characteristic}",
        f"{MEASURES[measure].title}: {_TITLES[characteristic].lower()}",
        (_TITLES[characteristic], "People", "Share", "Events"),
        rows,
        "To the nearest 5; * is too few to show. Nothing is told exactly, so that nothing can be taken away.",
    )


def row_of(title: str, people: int, events: int, total: int) -> tuple[str | int, ...]:
    """One group as it is published."""
    if min(people, events) < FEWEST:
        return title, "*", "*", "*"
    return title, rounded(people), per_cent(rounded(people), total), rounded(events)
