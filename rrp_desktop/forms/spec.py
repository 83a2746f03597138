"""The words forms are written in.

Answers to a form are a plain mapping from field name to value. An absent name and None both mean
*not answered*, which is never the same as zero, no, or none. By kind a value is

    CHOICE   str, a code of the field's list        CHOICES  tuple[str, ...], in the list's order, never empty
    WHOLE    int                                    TEXT, NOTE  str, stripped, never empty
    MOMENT   datetime, aware, UTC                   DAY      date
    FLAG     bool                                   RECORD   str, the key of another record
    ROWS     tuple of answers to the field's `rows` form, never empty
    NHS_NUMBER  str, ten digits
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

Answers = Mapping[str, Any]


class Kind(Enum):
    """What sort of answer a question takes."""

    CHOICE = "choice"
    CHOICES = "choices"
    WHOLE = "whole"
    TEXT = "text"
    NOTE = "note"
    MOMENT = "moment"
    DAY = "day"
    FLAG = "flag"
    RECORD = "record"
    ROWS = "rows"
    NHS_NUMBER = "nhs_number"


@dataclass(frozen=True, slots=True)
class When:
    """A question is asked only when *field* of the same answers holds one of *codes*."""

    field: str
    codes: frozenset[str]

    def met(self, answers: Answers) -> bool:
        """Whether the condition holds for *answers*."""
        given = answers.get(self.field)
        held = {given} if isinstance(given, str) else set(given or ())
        return bool(held & self.codes)


def when(field: str, *codes: str) -> When:
    """A condition: *field* holds any of *codes*."""
    return When(field, frozenset(codes))


@dataclass(frozen=True, slots=True)
class Field:
    """One question. It leaves the ward only if `leaves_ward` says so."""

    name: str
    title: str
    kind: Kind
    options: str = ""
    families: frozenset[str] = frozenset()
    needed: bool = False
    finish: bool = False
    """Not needed to save; listed under *To finish* while unanswered."""
    leaves_ward: bool = False
    restricted: bool = False
    """Seen by facilitators and managers only."""
    folded: bool = False
    """On screen only once *More* was pressed, or when it has an answer."""
    asked: When | None = None
    setting: str = ""
    """Asked only while this setting of the ward is on."""
    at_least: int | None = None
    at_most: int | None = None
    may_lie_ahead: bool = False
    """A MOMENT that has not come yet is an answer; a DAY is asked for as one to come."""
    longest: int = 4000
    record: str = ""
    rows: "Form | None" = None
    hint: str = ""

    @property
    def subject(self) -> str:
        """The title as a sentence about the field begins."""
        return self.title.rstrip("?")


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that stand together on a page, under one heading."""

    title: str
    fields: tuple[Field, ...]
    asked: When | None = None

    def heading(self, asked: Collection[str]) -> str:
        """What the questions that are *asked* stand under: a single one of several under its own title."""
        here = [field.title for field in self.fields if field.name in asked]
        return here[0] if len(here) == 1 < len(self.fields) else self.title


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its name in the store, its title on screen, its version, its questions."""

    name: str
    title: str
    version: int
    sections: tuple[Section, ...]
    dated_by: str = ""
    """The MOMENT or DAY field that says which London day a record counts for."""

    def fields(self) -> Iterator[Field]:
        """Every field, in the order of the page."""
        for section in self.sections:
            yield from section.fields

    def field(self, name: str) -> Field:
        """The field called *name*; KeyError when there is none."""
        for field in self.fields():
            if field.name == name:
                return field
        raise KeyError(name)

    def without(self, names: Collection[str]) -> "Form":
        """This form with none of the questions called *names*."""
        left = ((each, tuple(one for one in each.fields if one.name not in names)) for each in self.sections)
        return replace(self, sections=tuple(replace(each, fields=fields) for each, fields in left))

    def asked(self, answers: Answers) -> tuple[Field, ...]:
        """The fields that *answers* give reason to ask, in the order of the page."""
        return tuple(
            field
            for section in self.sections
            if section.asked is None or section.asked.met(answers)
            for field in section.fields
            if field.asked is None or field.asked.met(answers)
        )


def kept(form: Form, answers: Answers) -> dict[str, Any]:
    """What of *answers* a store keeps: asked questions with an answer, and nothing else."""
    result: dict[str, Any] = {}
    for field in form.asked(answers):
        value = answers.get(field.name)
        if isinstance(value, str):
            value = value.strip()
        elif field.rows is not None and value:
            value = tuple(row for row in (kept(field.rows, row) for row in value) if row)
        if value is None or value == "" or value == ():
            continue
        result[field.name] = value
    return result
