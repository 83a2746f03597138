"""What a programme pack would change, line by line, for whoever has to accept it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from rrp_desktop.bundle import canonical
from rrp_desktop.bundle.asked import NOTHING_ASKED, ROWS, Asked, AskedAim, AskedCode, AskedList, AskedMeasure
from rrp_desktop.bundle.pack import Pack
from rrp_desktop.clock import spoken_day
from rrp_desktop.forms.lists import CodeList, Lists
from rrp_desktop.measures import MEASURES

T = TypeVar("T")
_PROFILES = {
    True: "The bundle holds coded rows of each incident, without names and free text.",
    False: "The bundle holds days, counts and improvement work only: no row about a person or an incident.",
}


def changes(new: Pack, old: Pack | None, ward: str, lists: Lists) -> tuple[str, ...]:
    """Every line that tells *new* from *old*, for the ward with this code."""
    before = old.asks if old else NOTHING_ASKED
    return (
        *_head(new, old),
        *_who(new, old),
        *_asks(new.asks, before, lists, old is None),
        *_link(new, old, ward),
    )


def _head(new: Pack, old: Pack | None) -> Iterator[str]:
    if old is None:
        yield f"Programme: {new.programme}, version {new.version}, of {spoken_day(new.issued)}."
        return
    yield f"Version {old.version} becomes {new.version}, of {spoken_day(new.issued)}."
    if new.programme != old.programme:
        yield f"Programme: {old.programme} becomes {new.programme}."


def _who(new: Pack, old: Pack | None) -> Iterator[str]:
    before = {each.key: each.title for each in old.recipients} if old else {}
    after = {each.key: each.title for each in new.recipients}
    also = "Also sealed for" if old else "Bundles will be sealed for"
    yield from (f"{also} {after[key]}." for key in after if key not in before)
    yield from (f"No longer sealed for {before[key]}." for key in before if key not in after)
    yield from (
        f"{before[key]} is now called {title}."
        for key, title in after.items()
        if before.get(key, title) != title
    )
    if old and new.receipt_key != old.receipt_key:
        yield "Receipts will be signed by another key."


def _asks(new: Asked, old: Asked, lists: Lists, first: bool) -> Iterator[str]:
    if first or new.profile != old.profile:
        yield _PROFILES[new.profile == ROWS]
    if new.fewest != old.fewest:
        yield (
            f"What fewer than {new.fewest} people of a month share about themselves stays here."
            if new.fewest
            else "What people share about themselves leaves even when few do."
        )
    yield from _told(new.aims, old.aims, "Aim", lambda aim: aim.title, _aim)
    yield from _told(new.measures, old.measures, "Measure", lambda each: each.name, _measure)
    yield from _told(
        new.lists, old.lists, "Code list", lambda each: each.name, lambda each: _list(each, lists)
    )
    told = {(each.name, code) for each in old.lists for code in each.codes}
    for each in new.lists:
        fresh = [code for code in each.codes if (each.name, code) not in told]
        yield from _codes(fresh, lists.get(each.name))
    yield from _told(new.ideas, old.ideas, "Idea", lambda idea: idea.code, lambda idea: idea.title)
    yield from _told(new.drivers, old.drivers, "Driver", lambda each: each.code, lambda each: each.title)


def _told(
    new: Iterable[T], old: Iterable[T], title: str, name: Callable[[T], str], words: Callable[[T], str]
) -> Iterator[str]:
    before, after = ({name(each): each for each in part} for part in (old, new))
    yield from (f"{title} added: {words(after[each])}." for each in after if each not in before)
    yield from (
        f"{title} changed: {words(after[each])}."
        for each in after
        if each in before and after[each] != before[each]
    )
    yield from (
        f"{title} no longer asked for: {words(before[each])}." for each in before if each not in after
    )


def _aim(aim: AskedAim) -> str:
    return f"{aim.title} ({_measured(aim.measure)}, {aim.percent}% in {aim.days} days)"


def _measure(asked: AskedMeasure) -> str:
    known = MEASURES.get(asked.name)
    words = f"{_measured(asked.name)}, definition {asked.definition}"
    if known is None or known.definition < asked.definition:
        return f"{words} (this release does not have it: update it)"
    return words if known.definition == asked.definition else f"{words} (here it is {known.definition})"


def _list(asked: AskedList, lists: Lists) -> str:
    known = lists.get(asked.name)
    if known is None:
        return f"{asked.name}, version {asked.version} (this release does not have it: update it)"
    here = "" if known.version == asked.version else f" (here it is {known.version})"
    return f"{known.title}, version {asked.version}{here}"


def _codes(asked: Iterable[AskedCode], known: CodeList | None) -> Iterator[str]:
    """How codes that come with a list differ from those of the list that is *known* here."""
    if known is None:
        return
    for each in asked:
        here, said = known.option(each.code), f"{known.title}: ‘{each.title}’"
        if here is None:
            yield f"{said} (code {each.code}) is not in this release: update it."
            continue
        if each.title != here.title:
            yield f"{said} is what ‘{here.title}’ is called."
        if each.since and canonical.day(each.since) != here.since:
            yield f"{said} is used from {spoken_day(canonical.day(each.since))}."
        if each.until and canonical.day(each.until) != here.until:
            yield f"{said} is not used any more from {spoken_day(canonical.day(each.until))}."


def _measured(name: str) -> str:
    return MEASURES[name].title if name in MEASURES else name


def _link(new: Pack, old: Pack | None, ward: str) -> Iterator[str]:
    link, before = new.links.get(ward), old.links.get(ward) if old else None
    if link and link != before:
        yield (
            "A key for pseudonyms comes with it: from now on the programme knows a person again who moves "
            "between its wards, where these hold their NHS number, and not who they are."
        )
