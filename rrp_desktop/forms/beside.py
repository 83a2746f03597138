"""What answers must agree on with the ward's other records: those they name, and those about the same person.

Each rule is a pure function of the answers that are kept and of what else is known.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from rrp_desktop.clock import day_of, spoken_day, spoken_time
from rrp_desktop.forms.incident import RESTRICTIVE
from rrp_desktop.forms.problem import Problem, Strength, rows_of
from rrp_desktop.forms.spec import Answers

NEAR = timedelta(minutes=30)
"""How far apart two entries may begin and still be of one event."""
TOGETHER = frozenset({*RESTRICTIVE, "violence", "self_harm"})
"""Kinds that one event often has together."""
_AT_LIBERTY = frozenset({"01"})
_UNSAID = frozenset({"98", "99"})
_END = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Other:
    """Another record of the ward."""

    form: str
    key: str
    answers: Answers


@dataclass(frozen=True, slots=True)
class Known:
    """What bears on some answers besides themselves.

    `named` holds the records that the answers name, by field; `others` those about the same person;
    `released` says that the manager has reviewed a death.
    """

    named: Mapping[str, Answers] = field(default_factory=dict)
    others: Sequence[Other] = ()
    released: bool = False

    def of(self, name: str) -> Answers:
        """The answers of the record that the field *name* names; none when it is not known."""
        return self.named.get(name, {})


def same_event(answers: Answers, other: Answers) -> bool:
    """Whether two incidents may be two accounts of one event."""
    mine, theirs = set(answers["kinds"]), set(other["kinds"])
    compatible = mine & theirs or (mine & TOGETHER and theirs & TOGETHER)
    near = abs(answers["started_at"] - other["started_at"]) <= NEAR
    return bool(compatible) and near and _same_person(answers, other)


def basis_in_law(person: Answers) -> str | None:
    """What it is when *person* is absent: "awol" or "missing"; None when their status does not say."""
    status = person.get("legal_status", "99")
    if status in _UNSAID:
        return None
    return "missing" if status in _AT_LIBERTY else "awol"


def in_law(incident: Answers, known: Known) -> Iterator[Problem]:
    """Absent without leave is said of detained people, missing of informal ones."""
    basis, likely = incident.get("legal_basis"), basis_in_law(known.of("person"))
    if (basis, likely) == ("awol", "missing"):
        sentence = "The person is informal: in law that is missing, not absent without leave. Say why."
        yield Problem("legal_basis", "awol-informal", sentence, Strength.ASK)
    if (basis, likely) == ("missing", "awol"):
        sentence = "The person is detained: in law that is absent without leave, not missing. Say why."
        yield Problem("legal_basis", "missing-detained", sentence, Strength.ASK)


def secluded_informal(answers: Answers, known: Known) -> Iterator[Problem]:
    """Only a detained person is secluded, but in an emergency."""
    secluded = answers.get("kind") == "seclusion" or "05" in _types(answers)
    if secluded and known.of("person").get("legal_status") in _AT_LIBERTY:
        sentence = "Seclusion of an informal person: only in an emergency, until they are assessed. Say why."
        yield Problem("person", "secluded-informal", sentence, Strength.ASK)


def _types(answers: Answers) -> set[str | None]:
    return {row.get("type") for row in answers.get("interventions", ())}


def on_the_ward(answers: Answers, known: Known) -> Iterator[Problem]:
    """Only asked: the ward keeps one stay of a person, and this may have been in an earlier one."""
    person, day = known.of("person"), day_of(answers["started_at"])
    if day < person.get("admitted", day) or day > person.get("discharged", day):
        sentence = "By the dates we have, this person was not on the ward that day. Say why."
        yield Problem("person", "not-on-ward", sentence, Strength.ASK)


def after_its_leave(incident: Answers, known: Known) -> Iterator[Problem]:
    """An absence begins after the leave it is linked to."""
    began = known.of("leave").get("started_at")
    if began is not None and incident["started_at"] < began:
        sentence = "The absence begins before the leave it is linked to. Check both."
        yield Problem("leave", "before-its-leave", sentence)


def told_already(incident: Answers, known: Known) -> Iterator[Problem]:
    """One event is told once."""
    for other in known.others:
        if other.form == "incident" and same_event(incident, other.answers):
            sentence = (
                f"Is this the same event as the one at {_when(other)}? Say why not, or add to that one."
            )
            yield Problem("started_at", "same-event", sentence, Strength.ASK, other.key)


def secluded_twice(incident: Answers, known: Known) -> Iterator[Problem]:
    """Only asked: an end that nobody entered must not keep the next incident from being logged."""
    for path, row in rows_of(incident, "interventions"):
        if row.get("type") == "05" and (other := _overlap(incident, _span(row, incident), known)):
            sentence = f"Another seclusion of this person, from {_when(other)}, runs then too. Say why."
            yield Problem(path + "type", "secluded-twice", sentence, Strength.ASK, other.key)


def _overlap(answers: Answers, span: tuple[datetime, datetime], known: Known) -> Other | None:
    for other in known.others:
        if other.form == "incident" and _same_person(answers, other.answers):
            for row in other.answers.get("interventions", ()):
                if row["type"] == "05" and _meet(span, _span(row, other.answers)):
                    return other
    return None


def _span(row: Answers, around: Answers) -> tuple[datetime, datetime]:
    return row.get("started_at", around["started_at"]), row.get("ended_at", around.get("ended_at", _END))


def _meet(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _same_person(one: Answers, other: Answers) -> bool:
    return "person" in one and one["person"] == other.get("person")


def _when(other: Other) -> str:
    moment = other.answers["started_at"]
    return f"{spoken_time(moment)}, {spoken_day(day_of(moment))}"


def one_episode_at_a_time(episode: Answers, known: Known) -> Iterator[Problem]:
    """A person is in one episode at a time."""
    mine = episode["started_at"], episode.get("ended_at", _END)
    for other in known.others:
        if other.form != "episode" or not _same_person(episode, other.answers):
            continue
        if _meet(mine, (other.answers["started_at"], other.answers.get("ended_at", _END))):
            sentence = f"This person's episode of {_when(other)} runs at the same time. End that one first."
            yield Problem("started_at", "episodes-overlap", sentence, record=other.key)


def debrief_after(debrief: Answers, known: Known) -> Iterator[Problem]:
    """A debrief follows its incident."""
    began = known.of("incident").get("started_at")
    for name in ("offered_at", "held_at"):
        if began is not None and debrief.get(name, began) < began:
            yield Problem(name, "debrief-early", "This is before the incident began. Check both times.")
