"""The people a screen may name, by ward code, read on the store's thread."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from rrp_desktop.clock import day_of, spoken_day, spoken_time
from rrp_desktop.forms.spec import Answers
from rrp_ui.ask import Ask

if TYPE_CHECKING:
    from rrp_desktop.store import Store
    from rrp_desktop.store.told import Record

_PAGE = 256
_RECENT = 64
_LEAVES = 8
_CODE = re.compile(r"[A-Za-z]{0,3}[- ]?[0-9]{1,6}[A-Za-z]?")


@dataclass(frozen=True, slots=True)
class People:
    """Everybody with a ward code. `here` are the keys of those not discharged, last named first."""

    known: Mapping[str, Answers]
    here: tuple[str, ...]

    def code(self, key: str) -> str:
        """The ward code of the person called *key*; nothing when there is no such person."""
        return str(self.known[key]["ward_code"]) if key in self.known else ""

    def find(self, typed: str) -> str | None:
        """The key of the one person on the ward whose code is *typed*, or ends in it."""
        wanted = typed.casefold()
        codes = {key: self.code(key).casefold() for key in self.here}
        exact = [key for key, code in codes.items() if code == wanted]
        ending = [key for key, code in codes.items() if code.endswith(wanted)]
        return next((found[0] for found in (exact, ending) if len(found) == 1), None)

    def knowing(self, key: str, person: Answers) -> "People":
        """These people and one more, named last."""
        return People({**self.known, key: person}, (key, *self.here))

    def naming(self, key: str) -> "People":
        """These people, *key* named last."""
        return People(self.known, (key, *(each for each in self.here if each != key)))


NOBODY = People({}, ())


def read_people(store: "Store", today: date) -> People:
    """The people that *store* knows."""
    records = tuple(every(store, "person"))
    known = {record.key: record.answers for record in records}
    named = (
        record.answers.get("person")
        for record in sorted(store.find("incident", limit=_RECENT), key=lambda each: each.recorded_at)[::-1]
    )
    here = [key for key, who in known.items() if who.get("discharged", date.max) >= today]
    recent = [key for key in dict.fromkeys(named) if key in here]
    others = sorted((key for key in here if key not in recent), key=lambda key: known[key]["ward_code"])
    return People(known, (*recent, *others))


def read_leaves(store: "Store", people: People) -> tuple[tuple[str, str], ...]:
    """The latest leaves by key, each with whose it was and when it began."""
    return tuple(
        (leave.key, f"{people.code(leave.answers['person'])}, {_spoken(leave.answers['started_at'])}")
        for leave in store.find("leave", limit=_LEAVES)
    )


def _spoken(moment: datetime) -> str:
    return f"{spoken_day(day_of(moment))} {spoken_time(moment)}"


def every(store: "Store", form: str, since: date | None = None) -> "Iterator[Record]":
    """Every record of *form* for *since* or later, newest first."""
    page = store.find(form, since=since, limit=_PAGE)
    while page:
        yield from page
        page = store.find(form, since=since, limit=_PAGE, before=page[-1].page) if len(page) == _PAGE else ()


def may_be_used(ask: Ask, code: str) -> bool:
    """Whether *code* is right for a new person; one that could be a name is asked about."""
    return not looks_like_a_name(code) or ask.yes(
        "Is this a name?",
        "A ward code is made of a few letters and a number, such as P-031. "
        "Names and initials must not be used here.",
        yes="It is not a name: use it",
        no="Change it",
    )


def looks_like_a_name(code: str) -> bool:
    """Whether *code* could be somebody's name or initials: a ward code is a few letters and a number."""
    return _CODE.fullmatch(code.strip()) is None
