"""Records in words: a line of the table, and every answer with its question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, assert_never

from rrp_desktop.clock import day_of, spoken_day, spoken_time
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers, Field, Form, Kind

if TYPE_CHECKING:
    from rrp_desktop.store import Revision

VEILED = "•••"
"""What stands for a number that is not read out."""
HIDDEN = "only the nurse in charge and the ward manager see this"
_ACTIONS = {
    "save": "Saved",
    "finish": "Answers added",
    "amend": "Amended",
    "void": "Voided",
    "merge": "Joined with another account of the event",
    "part": "Separated from the other account",
    "release": "Reviewed by the manager",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What turns codes and keys into words. `codes` are ward codes of people by key."""

    lists: Lists
    codes: Mapping[str, str]
    names: Mapping[str, str]
    restricted: bool
    """Whether restricted answers may be read."""

    def answer(self, field: Field, value: Any) -> str:
        """*value* as it is read out; a dash when it was not answered."""
        if value is None:
            return "–"
        if field.restricted and not self.restricted:
            return HIDDEN
        match field.kind:
            case Kind.CHOICE:
                return self.lists[field.options].title_of(value)
            case Kind.CHOICES:
                return ", ".join(self.lists[field.options].title_of(code) for code in value)
            case Kind.WHOLE | Kind.TEXT | Kind.NOTE:
                return str(value)
            case Kind.NHS_NUMBER:
                return VEILED
            case Kind.MOMENT:
                return moment_words(value)
            case Kind.DAY:
                return spoken_day(value)
            case Kind.FLAG:
                return "Yes" if value else "No"
            case Kind.RECORD:
                return self.codes.get(value, "in another record")
            case Kind.ROWS:
                assert field.rows is not None
                return "\n".join(self._row(field.rows, row) for row in value)
            case _:
                assert_never(field.kind)

    def who(self, key: str) -> str:
        """Who *key* is."""
        return self.names.get(key, "the program")

    def pairs(self, field: Field, value: Any) -> Iterator[tuple[str, str]]:
        """The question and its answer in words; one for each of several rows."""
        title = field.title.rstrip("?")
        if field.rows is None:
            yield title, self.answer(field, value)
            return
        for number, row in enumerate(value, 1):
            yield f"{field.rows.title} {number}", self._row(field.rows, row)

    def _row(self, form: Form, row: Answers) -> str:
        first, *rest = [field for field in form.asked(row) if row.get(field.name) is not None]
        more = [f"{field.title.rstrip('?')}: {self.answer(field, row[field.name])}" for field in rest]
        return "; ".join((self.answer(first, row[first.name]), *more))


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a form with its answered questions, each as title and words."""

    title: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One revision: what was done, by whom and when, why, and each answer that changed."""

    title: str
    by: str
    reason: str
    changes: tuple[str, ...]


def moment_words(moment: datetime) -> str:
    """21 Nov 2026, 13:34."""
    return f"{spoken_day(day_of(moment))}, {spoken_time(moment)}"


def parts(form: Form, answers: Answers, words: Words) -> tuple[Part, ...]:
    """Every section of *form* with something answered."""
    asked = {field.name for field in form.asked(answers)}
    found = (
        Part(
            section.heading(asked),
            tuple(
                pair
                for field in section.fields
                if field.name in asked and answers.get(field.name) is not None
                for pair in words.pairs(field, answers[field.name])
            ),
        )
        for section in form.sections
    )
    return tuple(part for part in found if part.answers)


def list_part(form: Form, answers: Answers, lists: Lists, versions: Mapping[str, str]) -> Part:
    """The code lists that *answers* are from, each in the version it had when they were given."""
    used = versions.keys() & set(_lists_used(form, answers))
    told = sorted((lists[name].title, f"version {versions[name]}") for name in used)
    return Part("Code lists", tuple(told))


def _lists_used(form: Form, answers: Answers) -> Iterator[str]:
    for field in form.asked(answers):
        value = answers.get(field.name)
        if value is not None and field.options:
            yield field.options
        for row in value if field.rows is not None and value else ():
            assert field.rows is not None
            yield from _lists_used(field.rows, row)


def steps(form: Form, history: "tuple[Revision, ...]", words: Words) -> tuple[Step, ...]:
    """The history of a record, the latest first."""
    before = [{}, *(each.answers for each in history)]
    told = [
        Step(
            _ACTIONS.get(now.action, now.action),
            f"{moment_words(now.at)} · {words.who(now.by)}",
            now.reason,
            (*(_changes(form, was, now.answers, words) if was else ()), *_reasons(form, now)),
        )
        for was, now in zip(before, history, strict=False)
    ]
    return tuple(reversed(told))


def _changes(form: Form, was: Answers, now: Answers, words: Words) -> Iterator[str]:
    for field in form.fields():
        old, new = was.get(field.name), now.get(field.name)
        if old != new:
            title = field.title.rstrip("?")
            yield f"{title}: {words.answer(field, old)} → {words.answer(field, new)}"


def _reasons(form: Form, revision: "Revision") -> Iterator[str]:
    """Why what was unlikely was so."""
    for key, reason in revision.reasons.items():
        yield f"Reason given ({title_at(form, key.partition('@')[2])}): {reason}"


def title_at(form: Form, path: str) -> str:
    """What the question at *path* asks; `interventions.0.type` is one in a row."""
    name, _, rest = path.partition(".")
    field = form.field(name)
    if field.rows is not None and rest:
        return title_at(field.rows, rest.partition(".")[2])
    return field.title.rstrip("?")


def span_words(since: date | None, until: date | None) -> str:
    """The days *since* to *until* in words."""
    if since and until and since != until:
        return f"{spoken_day(since)} to {spoken_day(until)}"
    one = since or until
    return spoken_day(one) if one else "All"
