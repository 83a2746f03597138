"""What a programme asks of its wards: aims, measures, code lists, ideas to try, and how much may leave."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rrp_desktop.bundle import canonical, signed

ROWS, SUMS = "rows", "sums"
"""The two export profiles: coded rows, or days, counts and improvement work alone. Neither has free text."""

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LISTED = re.compile(r"[A-Za-z0-9_]{1,40}")
_VERSION = re.compile(r"[A-Za-z0-9 .-]{1,20}")
"""A version that wards tell the centre again, beside that of the list they have."""
_MOST = 500
_MOST_FEWEST = 20
_LONGEST_AIM = 3_650


@dataclass(frozen=True, slots=True)
class AskedAim:
    """An aim that wards are offered: so many per cent better, in so many days."""

    title: str
    measure: str
    percent: int
    days: int


@dataclass(frozen=True, slots=True)
class AskedMeasure:
    """A measure that the programme follows, by the version of its definition."""

    name: str
    definition: int


@dataclass(frozen=True, slots=True)
class AskedCode:
    """A code as the programme has it: its words, and from when until when it is used (a day, or empty)."""

    code: str
    title: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class AskedList:
    """A code list that the programme counts with, by its version, and the `codes` in which it differs."""

    name: str
    version: str
    codes: tuple[AskedCode, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedIdea:
    """A change idea of the programme's own library."""

    code: str
    title: str
    what: str
    group: str
    driver: str
    measures: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class AskedDriver:
    """A driver of the programme's own diagram; `under` is the code of the one it is part of, or empty."""

    code: str
    title: str
    under: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything a pack asks. Of people fewer than `fewest` with one answer, that answer does not leave."""

    profile: str = ROWS
    fewest: int = 0
    aims: tuple[AskedAim, ...] = ()
    measures: tuple[AskedMeasure, ...] = ()
    lists: tuple[AskedList, ...] = ()
    ideas: tuple[AskedIdea, ...] = ()
    drivers: tuple[AskedDriver, ...] = ()

    @property
    def library(self) -> dict[str, Any]:
        """The programme's ideas as a library file has them."""
        return {"ideas": plain(self)["ideas"]}


def plain(asked: Asked) -> dict[str, Any]:
    """*asked* as JSON."""
    content = dataclasses.asdict(asked)
    for each in content["lists"]:
        if codes := list(each.pop("codes")):
            each["codes"] = codes
    for idea in content["ideas"]:
        idea["measures"] = list(idea["measures"])
    return {name: list(value) if isinstance(value, tuple) else value for name, value in content.items()}


def asked_from(content: Mapping[str, Any]) -> Asked:
    """What *content* asks; parts may be missing. ValueError, TypeError or KeyError when it is not right."""
    ideas = (AskedIdea(**{**each, "measures": tuple(each["measures"])}) for each in content.get("ideas", ()))
    asked = Asked(
        **{
            **content,
            "aims": tuple(AskedAim(**each) for each in content.get("aims", ())),
            "measures": tuple(AskedMeasure(**each) for each in content.get("measures", ())),
            "lists": tuple(map(_list_from, content.get("lists", ()))),
            "ideas": tuple(ideas),
            "drivers": tuple(AskedDriver(**each) for each in content.get("drivers", ())),
        }
    )
    if not _fits(asked):
        raise ValueError("not what a programme may ask")
    return asked


def _list_from(said: Mapping[str, Any]) -> AskedList:
    return AskedList(**{**said, "codes": tuple(AskedCode(**each) for each in said.get("codes", ()))})


def _fits(asked: Asked) -> bool:
    parts = (asked.aims, asked.measures, asked.lists, asked.ideas, asked.drivers)
    return (
        asked.profile in (ROWS, SUMS)
        and _whole(asked.fewest, 0, _MOST_FEWEST)
        and all(len(part) <= _MOST for part in parts)
        and all(map(_aim_fits, asked.aims))
        and all(_is_code(each.name) and _whole(each.definition, 1, 1_000) for each in asked.measures)
        and all(map(_list_fits, asked.lists))
        and all(map(_idea_fits, asked.ideas))
        and _drivers_fit(asked.drivers)
        and all(len({_name(each) for each in part}) == len(part) for part in parts)
    )


def _list_fits(asked: AskedList) -> bool:
    return (
        _is_code(asked.name)
        and signed.is_text(asked.version, 40)
        and len({each.code for each in asked.codes}) == len(asked.codes) <= _MOST
        and (not asked.codes or _VERSION.fullmatch(asked.version) is not None)
        and all(map(_code_fits, asked.codes))
    )


def _code_fits(asked: AskedCode) -> bool:
    days = [canonical.day(each) for each in (asked.since, asked.until) if each]
    return (
        _LISTED.fullmatch(asked.code) is not None
        and signed.is_text(asked.title, 120)
        and days == sorted(set(days))
    )


def _aim_fits(aim: AskedAim) -> bool:
    return (
        signed.is_text(aim.title, 120)
        and _is_code(aim.measure)
        and _whole(aim.percent, 1, 100)
        and _whole(aim.days, 1, _LONGEST_AIM)
    )


def _idea_fits(idea: AskedIdea) -> bool:
    return (
        _is_code(idea.code)
        and (idea.driver == "" or _is_code(idea.driver))
        and all(signed.is_text(words, 60) for words in (idea.title, idea.group))
        and all(signed.is_text(words, 400) for words in (idea.what, idea.source))
        and all(map(_is_code, idea.measures))
    )


def _drivers_fit(drivers: tuple[AskedDriver, ...]) -> bool:
    """Two levels: whatever is part of another hangs on one that is part of none, and stands after it."""
    primary: set[str] = set()
    for driver in drivers:
        if not _is_code(driver.code) or not signed.is_text(driver.title, 80):
            return False
        if driver.under == "":
            primary.add(driver.code)
        elif driver.under not in primary:
            return False
    return True


def _name(each: AskedAim | AskedMeasure | AskedList | AskedIdea | AskedDriver) -> str:
    if isinstance(each, AskedAim):
        return each.title
    return each.code if isinstance(each, AskedIdea | AskedDriver) else each.name


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def _whole(value: Any, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


NOTHING_ASKED = Asked()
