"""Records by name: what stands for an incident, a person, an idea or a leave where it is chosen."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from rrp_desktop.clock import day_of, spoken_time
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers, Form
from rrp_ui.screens.people import every, read_people

if TYPE_CHECKING:
    from rrp_desktop.store import Record, Store

Choices = tuple[tuple[str, str], ...]
_LATELY = 8
_OPEN = frozenset({"planned", "testing"})


def read_choices(
    store: "Store", form: Form, answers: Answers, lists: Lists, today: date
) -> dict[str, Choices]:
    """What each question of *form* about another record offers, by field; what *answers* name included."""
    wanted = {field.name: field.record for field in form.fields() if field.record}
    offered = {name: _lately(store, record, today) for name, record in wanted.items()}
    names = read_names(store, form, (answers,), lists)
    choices: dict[str, Choices] = {}
    for name, records in offered.items():
        known = {each.key: name_of(store, each, lists) for each in records}
        chosen = answers.get(name)
        extra = {chosen: names[chosen]} if chosen is not None and chosen not in known else {}
        choices[name] = tuple((extra | known).items())
    return choices


def read_names(store: "Store", form: Form, told: Iterable[Answers], lists: Lists) -> Mapping[str, str]:
    """The names of all records that any of the answers *told* to *form* name, by key."""
    about = [field for field in form.fields() if field.record]
    wanted = {
        (field.record, answers[field.name]) for answers in told for field in about if field.name in answers
    }
    return {key: name_of(store, store.read(record, key), lists) for record, key in wanted}


def name_of(store: "Store", record: "Record", lists: Lists) -> str:
    """16 Nov 02:10 restraint; a ward code; an idea's title; P-031, 16 Nov 13:05."""
    answers = record.answers
    match record.form:
        case "incident":
            kinds = ", ".join(lists["incident_kind"].title_of(kind) for kind in answers["kinds"])
            return f"{_when(record)} {kinds.lower()}"
        case "leave":
            person = store.read("person", answers["person"])
            return f"{name_of(store, person, lists)}, {_when(record)}"
        case "idea" | "driver":
            return str(answers["title"])
        case _:
            return str(answers["ward_code"])


def _when(record: "Record") -> str:
    started = record.answers["started_at"]
    day = day_of(started)
    return f"{day.day} {day:%b} {spoken_time(started)}"


def _lately(store: "Store", record: str, today: date) -> "list[Record]":
    match record:
        case "person":
            people = {each.key: each for each in every(store, "person")}
            return [people[key] for key in read_people(store, today).here]
        case "idea":
            ideas = list(every(store, "idea"))
            return sorted(ideas, key=lambda idea: idea.answers["status"] not in _OPEN)
        case "driver":
            return [each for each in every(store, "driver") if "removed" not in each.answers]
        case _:
            return list(store.find(record, limit=_LATELY))
