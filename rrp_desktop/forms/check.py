"""Answers in, problems out.

Three strengths: STOP (it cannot be), ASK (it is unlikely; a reason is kept), LATER (listed under
*To finish*). Questions that were not asked are not checked. What answers must agree on is looked at
where each of them is sound by itself; only for what stops a save while needed ones are missing.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, assert_never

from rrp_desktop.clock import day_of
from rrp_desktop.forms.beside import Known
from rrp_desktop.forms.lists import CodeList, Lists
from rrp_desktop.forms.problem import Problem, Strength
from rrp_desktop.forms.rules import agree
from rrp_desktop.forms.spec import Answers, Field, Form, Kind
from rrp_desktop.forms.telltale import nhs_number, telltales

__all__ = ["Problem", "Strength", "asks", "check", "happened_on", "later", "sound", "stops"]

_EARLY = timedelta(minutes=5)
_OLDEST = date(2000, 1, 1)
_NOTHING = Known()
_CHOSEN = (Kind.CHOICE, Kind.CHOICES, Kind.ROWS, Kind.RECORD)
_TEN_DIGITS = re.compile("[0-9]{10}")
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def check(
    form: Form, answers: Answers, lists: Lists, now: datetime, known: Known = _NOTHING
) -> tuple[Problem, ...]:
    """Everything there is to say about *answers* to *form* at the moment *now* (UTC), in page order."""
    day = happened_on(form, answers) or day_of(now)
    alone = tuple(_problems(form, answers, lists, now, day, ""))
    together = tuple(agree(form.name, sound(form, answers, alone), known))
    if any(problem.code == "needed" for problem in alone):
        together = stops(together)
    places = {field.name: place for place, field in enumerate(form.fields())}
    return tuple(sorted((*alone, *together), key=lambda each: places.get(each.root, -1)))


def sound(form: Form, answers: Answers, problems: tuple[Problem, ...]) -> dict[str, Any]:
    """What was asked and answered, but for what the stops among *problems* are about."""
    return _sound(form, answers, {problem.field for problem in stops(problems)}, "")


def _sound(form: Form, answers: Answers, broken: set[str], path: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in form.asked(answers):
        value, where = answers.get(field.name), path + field.name
        if value is None or value == "" or value == () or where in broken:
            continue
        if field.rows is not None:
            value = tuple(
                _sound(field.rows, row, broken, f"{where}.{number}.") for number, row in enumerate(value)
            )
        found[field.name] = value
    return found


def asks(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Those of *problems* that need a reason."""
    return tuple(problem for problem in problems if problem.strength is Strength.ASK)


def later(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Those of *problems* that can wait."""
    return tuple(problem for problem in problems if problem.strength is Strength.LATER)


def stops(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Those of *problems* that stop a save."""
    return tuple(problem for problem in problems if problem.strength is Strength.STOP)


def happened_on(form: Form, answers: Answers) -> date | None:
    """The London day that *answers* count for; None when they do not say."""
    when = answers.get(form.dated_by)
    if isinstance(when, datetime):
        return day_of(when) if when.tzinfo is not None else None
    return when if isinstance(when, date) else None


def _problems(
    form: Form, answers: Answers, lists: Lists, now: datetime, day: date, path: str
) -> Iterator[Problem]:
    unknown = set(answers) - {field.name for field in form.fields()}
    for name in sorted(unknown):
        yield Problem(path + name, "field-unknown", "This form has no such question.")
    for field in form.asked(answers):
        value = answers.get(field.name)
        where = path + field.name
        if value is None or value == "" or value == ():
            if field.needed:
                yield Problem(where, "needed", _needed(field))
            elif field.finish:
                yield Problem(where, "unfinished", f"{field.subject}: not answered yet.", Strength.LATER)
            continue
        yield from _value(field, value, lists, now, day, where)


def _needed(field: Field) -> str:
    title = field.subject
    asked = title if title[:2].isupper() else title[:1].lower() + title[1:]
    return f"{'Choose' if field.kind in _CHOSEN else 'Enter'}: {asked}."


def _value(field: Field, value: Any, lists: Lists, now: datetime, day: date, where: str) -> Iterator[Problem]:
    match field.kind:
        case Kind.CHOICE:
            yield from _codes(field, (value,), lists, day, where)
        case Kind.CHOICES:
            if not isinstance(value, tuple) or len(set(value)) != len(value):
                yield Problem(where, "not-codes", f"{field.subject}: this is not a set of choices.")
            else:
                yield from _codes(field, value, lists, day, where)
        case Kind.WHOLE:
            yield from _whole(field, value, where)
        case Kind.TEXT | Kind.NOTE:
            if not isinstance(value, str):
                yield Problem(where, "not-text", f"{field.subject}: this is not text.")
            elif len(value) > field.longest:
                yield Problem(where, "too-long", f"{field.subject}: at most {field.longest} characters.")
            else:
                for code, sentence in telltales(value, day_of(now)):
                    yield Problem(where, code, sentence, Strength.ASK)
        case Kind.MOMENT:
            yield from _moment(field, value, now, where)
        case Kind.DAY:
            if not isinstance(value, date) or isinstance(value, datetime):
                yield Problem(where, "not-a-day", f"{field.subject}: this is not a date.")
            elif value < _OLDEST or value > date(2100, 1, 1):
                yield Problem(where, "day-impossible", f"{field.subject}: this date cannot be right.")
        case Kind.FLAG:
            if not isinstance(value, bool):
                yield Problem(where, "not-yes-no", f"{field.subject}: this is not yes or no.")
        case Kind.RECORD:
            if not isinstance(value, str) or not _KEY.fullmatch(value):
                yield Problem(where, "not-a-record", f"{field.subject}: choose one from the list.")
        case Kind.ROWS:
            assert field.rows is not None
            if not isinstance(value, tuple) or not all(isinstance(row, Mapping) for row in value):
                yield Problem(where, "not-rows", f"{field.subject}: these are not entries.")
                return
            for number, row in enumerate(value):
                yield from _problems(field.rows, row, lists, now, day, f"{where}.{number}.")
        case Kind.NHS_NUMBER:
            yield from _nhs_number(value, where)
        case _:
            assert_never(field.kind)


def _codes(field: Field, codes: tuple[Any, ...], lists: Lists, day: date, where: str) -> Iterator[Problem]:
    code_list: CodeList = lists[field.options]
    for code in codes:
        option = code_list.option(code) if isinstance(code, str) else None
        if option is None or (field.families and option.family not in field.families):
            yield Problem(where, "code-unknown", f"{field.subject}: this choice is not in the list.")
        elif not option.valid_on(day):
            yield Problem(
                where, "code-retired", f"{field.subject}: “{option.title}” was not in use on that day."
            )


def _whole(field: Field, value: Any, where: str) -> Iterator[Problem]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield Problem(where, "not-a-number", f"{field.subject}: enter a whole number.")
    elif field.at_least is not None and value < field.at_least:
        yield Problem(where, "too-small", f"{field.subject}: {field.at_least} or more.")
    elif field.at_most is not None and value > field.at_most:
        yield Problem(where, "too-large", f"{field.subject}: {field.at_most} or fewer.")


def _nhs_number(value: Any, where: str) -> Iterator[Problem]:
    if not isinstance(value, str) or not _TEN_DIGITS.fullmatch(value):
        yield Problem(where, "not-an-nhs-number", "An NHS number has ten digits.")
    elif not nhs_number(value):
        yield Problem(where, "nhs-number-wrong", "No NHS number is like this: a digit is wrong. Compare it.")
    elif value.startswith("999"):
        yield Problem(where, "nhs-number-test", "Numbers that begin with 999 are for tests and nobody's.")


def _moment(field: Field, value: Any, now: datetime, where: str) -> Iterator[Problem]:
    if not isinstance(value, datetime) or value.tzinfo is not UTC:
        yield Problem(where, "not-a-time", f"{field.subject}: this is not a time.")
    elif value > now + _EARLY and not field.may_lie_ahead:
        yield Problem(
            where,
            "in-the-future",
            f"{field.subject}: this time has not come yet. Check the day and the time.",
        )
    elif value.date() < _OLDEST:
        yield Problem(where, "time-impossible", f"{field.subject}: this time cannot be right.")
