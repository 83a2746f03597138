"""The library of change ideas: what others have tried, in plain words, with where it is from.

The ideas are data. A programme may bring its own; both are read by `ideas_from`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rrp_desktop.forms.lists.improvement import CHANGE_IDEA
from rrp_desktop.forms.spec import Answers

SHELF = "rrp_resources"
ROOM = "improvement"


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea to start from. `driver` is a code of the starter set, `measures` those it should move."""

    code: str
    title: str
    what: str
    group: str
    driver: str
    measures: tuple[str, ...]
    source: str

    def fits(self, words: Sequence[str]) -> bool:
        """Whether every one of *words* is somewhere in it."""
        told = f"{self.title} {self.what} {self.group} {self.source}".casefold()
        return all(word in told for word in words)


def ideas_from(content: Mapping[str, Any]) -> tuple[Idea, ...]:
    """The ideas that *content* describes; those of the shipped list have their titles from there."""
    return tuple(
        Idea(
            code=row["code"],
            title=row.get("title") or CHANGE_IDEA.title_of(row["code"]),
            what=row["what"],
            group=row["group"],
            driver=row["driver"],
            measures=tuple(row["measures"]),
            source=row["source"],
        )
        for row in content["ideas"]
    )


@cache
def shipped_ideas() -> tuple[Idea, ...]:
    """The ideas that come with the app."""
    return ideas_from(read_shipped("library"))


def find(ideas: Iterable[Idea], typed: str) -> tuple[Idea, ...]:
    """The *ideas* that hold every word that was *typed*; those with all of them in the title come first."""
    words = typed.casefold().split()
    found = (idea for idea in ideas if idea.fits(words))
    return tuple(sorted(found, key=lambda idea: not all(word in idea.title.casefold() for word in words)))


def groups(ideas: Iterable[Idea]) -> tuple[str, ...]:
    """The groups that *ideas* fall into, in their order."""
    return tuple(dict.fromkeys(idea.group for idea in ideas))


def begun_from(idea: Idea, driver: str | None) -> Answers:
    """What the ward's own record begins with when it starts *idea* under its *driver*."""
    begun: dict[str, Any] = {
        "title": idea.title,
        "measures": idea.measures,
        "status": "planned",
        "library": idea.code,
    }
    return begun | ({"driver": driver} if driver else {})


def read_shipped(name: str) -> Mapping[str, Any]:
    """The shipped file called *name*."""
    text = (files(SHELF) / ROOM / f"{name}.json").read_text("utf-8")
    content: Mapping[str, Any] = json.loads(text)
    return content
