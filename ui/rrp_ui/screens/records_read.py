"""Incidents read page by page, as lines of a table, and one of them with all there is to say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from rrp_desktop.clock import day_of, spoken_day, spoken_time
from rrp_desktop.forms.incident import INCIDENT
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.rules import held_for_manager
from rrp_desktop.forms.spec import Answers
from rrp_ui.screens.people import every
from rrp_ui.screens.records_words import Part, Step, Words, list_part, moment_words, parts, steps

if TYPE_CHECKING:
    from rrp_desktop.store import Record, Store

_PAGE = 256
STATES = {
    "complete": "Complete",
    "saved": "To finish",
    "void": "Void",
    "merged": "Joined with another account",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which incidents are wanted. `words` are looked for in a line and in the incident number."""

    kind: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""
    to_finish: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An incident in the table."""

    key: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Some of the incidents that pass a filter; `after` goes on where they end, None when that is all.

    `words` are what they were read with, for the next ones.
    """

    lines: tuple[Line, ...]
    after: tuple[str, str] | None
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What one record tells of an event, by question; one that is `joined` to another does not count."""

    key: str
    by: str
    joined: bool
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Detail:
    """One incident: its answers, and its history with the latest first.

    `accounts` are those of one event when there are several, the one that counts first. What does not
    `stand` cannot be changed. A death is `held` until the manager has reviewed it. `known_on` is the day at
    whose end all this was known; None is now.
    """

    key: str
    title: str
    state: str
    note: str
    parts: tuple[Part, ...]
    history: tuple[Step, ...]
    accounts: tuple[Account, ...] = ()
    stands: bool = True
    held: bool = False
    logged_on: date | None = None
    known_on: date | None = None


def read_lines(
    store: "Store", lists: Lists, wanted: Filter, after: tuple[str, str] | None, words: Words | None = None
) -> Lines:
    """The next incidents that pass *wanted*, newest first, in *words* that were read before."""
    words = words or _words(store, lists, restricted=False)
    page = store.find(
        "incident",
        since=wanted.since,
        until=wanted.until,
        limit=_PAGE,
        before=after,
        kind=wanted.kind,
        words=wanted.words,
        to_finish=wanted.to_finish,
    )
    lines = tuple(_line(record, words) for record in page)
    return Lines(lines, page[-1].page if len(page) == _PAGE else None, words)


def _line(record: "Record", words: Words) -> Line:
    answers = record.answers
    person, place = answers.get("person"), answers.get("place")
    return Line(
        record.key,
        (
            spoken_day(record.day),
            spoken_time(answers["started_at"]),
            ", ".join(words.lists["incident_kind"].title_of(kind) for kind in answers["kinds"]),
            words.codes.get(person, "–") if person else "–",
            words.lists["place"].title_of(place) if place else "–",
            STATES[record.state],
            words.who(record.recorded_by),
        ),
    )


def read_detail(
    store: "Store", lists: Lists, key: str, *, restricted: bool, known_on: date | None = None
) -> Detail:
    """Everything about the incident called *key*; as it was known at the end of *known_on*, if given."""
    words = _words(store, lists, restricted=restricted)
    if known_on is None:
        return _detail(store, key, words)
    with store.as_known_on(known_on):
        return replace(_detail(store, key, words), stands=False, known_on=known_on)


def _detail(store: "Store", key: str, words: Words) -> Detail:
    record, history = store.read("incident", key), store.history("incident", key)
    kinds, versions = words.lists["incident_kind"], store.list_versions(record.lists_version)
    names = ", ".join(kinds.title_of(kind) for kind in record.answers["kinds"])
    return Detail(
        key,
        f"{names}, {moment_words(record.answers['started_at'])}",
        STATES[record.state],
        _logged(record, words),
        (*parts(INCIDENT, _told(record), words), list_part(INCIDENT, record.answers, words.lists, versions)),
        steps(INCIDENT, history, words),
        tuple(_accounts(store, record, words)),
        record.state in ("saved", "complete"),
        held_for_manager(record.answers) and not any(each.action == "release" for each in history),
        day_of(record.recorded_at),
    )


def _told(record: "Record") -> Answers:
    """The answers of *record*, with something where one is hidden, so that the page says so."""
    return {**record.answers, **dict.fromkeys(record.hidden, "")}


def _logged(record: "Record", words: Words) -> str:
    entered_for = f", for {record.entered_for}" if record.entered_for else ""
    later = ", entered later" if record.entered_later else ""
    by = words.who(record.recorded_by)
    return f"Logged {moment_words(record.recorded_at)} by {by}{entered_for}{later}"


def _accounts(store: "Store", record: "Record", words: Words) -> Iterator[Account]:
    first = store.read("incident", record.merged_into) if record.merged_into else record
    others = store.accounts(first.key)
    for each in (first, *others) if others else ():
        told = {title: said for part in parts(INCIDENT, _told(each), words) for title, said in part.answers}
        yield Account(each.key, _logged(each, words), each is not first, told)


def _words(store: "Store", lists: Lists, *, restricted: bool) -> Words:
    codes = {each.key: str(each.answers["ward_code"]) for each in every(store, "person")}
    return Words(lists, codes, store.names(), restricted)
