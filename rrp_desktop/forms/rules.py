"""What answers must agree on, form by form: with each other, and with the ward's other records.

Each rule is a pure function of the answers that are kept and of what else is known.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from rrp_desktop.clock import day_of, spoken_day, spoken_time
from rrp_desktop.forms.incident import PHYSICAL, RESTRICTIVE
from rrp_desktop.forms.lists.force import INTERVENTION_TYPE
from rrp_desktop.forms.problem import Problem, Strength
from rrp_desktop.forms.spec import Answers

NEAR = timedelta(minutes=30)
"""How far apart two entries may begin and still be of one event."""
TOGETHER = frozenset({*RESTRICTIVE, "violence", "self_harm"})
"""Kinds that one event often has together."""
RESTRAINT = frozenset({*PHYSICAL, "04"})
MINUTE = timedelta(minutes=1)
LONG = timedelta(minutes=10)
_NEVER_NEGLIGIBLE = frozenset({"04", "05", "06", "14", "15", "16", "17"})
_HURT = frozenset({"minor", "serious", "low", "moderate", "severe", "fatal"})
_KIND_OF = {option.code: option.family for option in INTERVENTION_TYPE}
_OF_ANY_KIND = frozenset({"03", "15", "16", "17"})
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


Rule = Callable[[Answers, Known], Iterator[Problem]]


def agree(form: str, answers: Answers, known: Known) -> Iterator[Problem]:
    """Everything that does not agree in *answers* to *form*; each of them is sound by itself, none is sure
    to be there.
    """
    yield from _order(form, answers, "")
    for rule, *needs in RULES.get(form, ()):
        if all(name in answers for name in needs):
            yield from rule(answers, known)


def held_for_manager(incident: Answers) -> bool:
    """Whether somebody died: the record then waits for the manager, and is never sent by itself."""
    return (
        incident.get("death") == "yes"
        or incident.get("suspected_suicide") == "yes"
        or "died" in (incident.get("treatment"), incident.get("return_method"))
        or any(person.get("physical_harm") == "fatal" for person in incident.get("affected", ()))
    )


def same_event(answers: Answers, other: Answers) -> bool:
    """Whether two incidents may be two accounts of one event."""
    mine, theirs = set(answers["kinds"]), set(other["kinds"])
    compatible = mine & theirs or (mine & TOGETHER and theirs & TOGETHER)
    near = abs(answers["started_at"] - other["started_at"]) <= NEAR
    return bool(compatible) and near and _same_person(answers, other)


_ORDERED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "incident": (
        ("started_at", "ended_at"),
        ("started_at", "returned_at"),
        ("police_asked_at", "police_arrived_at"),
    ),
    "intervention": (("started_at", "ended_at"),),
    "leave": (("started_at", "returned_at"), ("started_at", "planned_return")),
    "episode": (("started_at", "ended_at"),),
    "debrief": (("offered_at", "held_at"),),
    "person": (("admitted", "discharged"),),
    "hazard": (("seen", "closed"),),
    "hazard_review": (("day", "next_due"),),
    "restriction": (("since", "reviewed"), ("since", "ended")),
    "aim": (("baseline_from", "baseline_until"), ("baseline_until", "by_day")),
    "idea": (("started", "stopped"), ("started", "decided")),
    "team_member": (("since", "until"),),
    "team_meeting": (("day", "next_day"),),
    "cycle": (("started", "ends"),),
}
_LASTING = (("incident", "ended_at"), ("intervention", "ended_at"), ("episode", "ended_at"))


def _order(form: str, answers: Answers, path: str) -> Iterator[Problem]:
    for first, then in _ORDERED.get(form, ()):
        start, end = answers.get(first), answers.get(then)
        if start is None or end is None:
            continue
        if end < start:
            yield Problem(path + then, "end-before-start", "This is before the start. Check both times.")
        elif (form, then) in _LASTING and end - start < MINUTE:
            sentence = "The start and the end are the same minute. Enter at least one minute, or say why."
            yield Problem(path + then, "same-minute", sentence, Strength.ASK)


def _rows(answers: Answers, name: str) -> Iterator[tuple[str, Answers]]:
    for number, row in enumerate(answers.get(name, ())):
        yield f"{name}.{number}.", row


def _inside_the_incident(incident: Answers, _known: Known) -> Iterator[Problem]:
    start, end = incident["started_at"], incident.get("ended_at")
    for path, row in _rows(incident, "interventions"):
        yield from _order("intervention", row, path)
        for name in ("started_at", "ended_at"):
            moment = row.get(name)
            if moment is not None and (moment < start or (end is not None and moment > end)):
                sentence = "This lies outside the incident. Check its times and those of the incident."
                yield Problem(path + name, "outside-incident", sentence)


def _types_and_kinds(incident: Answers, _known: Known) -> Iterator[Problem]:
    kinds, used = set(incident["kinds"]), set()
    for path, row in _rows(incident, "interventions"):
        if "type" not in row:
            continue
        kind = _KIND_OF[row["type"]]
        used.add(kind)
        if kind not in kinds and row["type"] not in _OF_ANY_KIND:
            sentence = "This is not among the kinds chosen at the top. Choose its kind there as well."
            yield Problem(path + "type", "type-without-kind", sentence)
    if "interventions" in incident and (bare := kinds & set(RESTRICTIVE) - used):
        sentence = f"Interventions: one is missing for {len(bare)} of the kinds chosen."
        yield Problem("interventions", "kind-without-type", sentence, Strength.LATER)


def _long_restraint(incident: Answers, _known: Known) -> Iterator[Problem]:
    for path, row in _rows(incident, "interventions"):
        if row.get("type") not in RESTRAINT or not _over_ten(row):
            continue
        if row["type"] == "01":
            sentence = "Prone for more than 10 minutes. Is that right? Say why."
            yield Problem(path + "minutes", "prone-long", sentence, Strength.ASK)
        else:
            sentence = "A restraint of more than 10 minutes. Is that right? Say why."
            yield Problem(path + "minutes", "restraint-long", sentence, Strength.ASK)


def _over_ten(row: Answers) -> bool:
    if row.get("minutes") == "over_10":
        return True
    return "started_at" in row and "ended_at" in row and bool(row["ended_at"] - row["started_at"] > LONG)


def _injection_watched(incident: Answers, _known: Known) -> Iterator[Problem]:
    if incident.get("rt_monitoring") == "no":
        sentence = "Monitoring after the injection was not recorded. Say why."
        yield Problem("rt_monitoring", "rt-not-monitored", sentence, Strength.ASK)


def _negligible(incident: Answers, _known: Known) -> Iterator[Problem]:
    if incident.get("negligible") != "yes":
        return
    rows = incident.get("interventions", ())
    not_so = (
        any(row.get("type") in _NEVER_NEGLIGIBLE for row in rows)
        or any(_hurt(row, "injury_patient", "injury_staff", "injury_other") for row in rows)
        or any(_hurt(person, "physical_harm") for person in incident.get("affected", ()))
        or any(row.get("staff_count", 1) > 1 or len(row.get("job_titles", ())) > 1 for row in rows)
        or set(incident.get("force_signs", ())) - {"none_of_these"}
        or "yes" in (incident.get("serious_injury"), incident.get("death"))
    )
    if not_so:
        sentence = (
            "This was not negligible: what is entered about the force, the staff or the injuries says so."
        )
        yield Problem("negligible", "not-negligible", sentence)


def _hurt(answers: Answers, *names: str) -> bool:
    return any(answers.get(name) in _HURT for name in names)


def _signs(incident: Answers, _known: Known) -> Iterator[Problem]:
    signs = incident.get("force_signs", ())
    if "none_of_these" in signs and len(signs) > 1:
        yield Problem("force_signs", "none-and-some", "Choose “None of these”, or those that were so.")


def _death(incident: Answers, known: Known) -> Iterator[Problem]:
    if held_for_manager(incident) and not known.released:
        sentence = "A death: the ward manager reviews this record before anything of it is sent."
        yield Problem("kinds", "held", sentence, Strength.LATER)


def basis_in_law(person: Answers) -> str | None:
    """What it is when *person* is absent: "awol" or "missing"; None when their status does not say."""
    status = person.get("legal_status", "99")
    if status in _UNSAID:
        return None
    return "missing" if status in _AT_LIBERTY else "awol"


def _in_law(incident: Answers, known: Known) -> Iterator[Problem]:
    basis, likely = incident.get("legal_basis"), basis_in_law(known.of("person"))
    if (basis, likely) == ("awol", "missing"):
        sentence = "The person is informal: in law that is missing, not absent without leave. Say why."
        yield Problem("legal_basis", "awol-informal", sentence, Strength.ASK)
    if (basis, likely) == ("missing", "awol"):
        sentence = "The person is detained: in law that is absent without leave, not missing. Say why."
        yield Problem("legal_basis", "missing-detained", sentence, Strength.ASK)


def _secluded_informal(answers: Answers, known: Known) -> Iterator[Problem]:
    secluded = answers.get("kind") == "seclusion" or "05" in _types(answers)
    if secluded and known.of("person").get("legal_status") in _AT_LIBERTY:
        sentence = "Seclusion of an informal person: only in an emergency, until they are assessed. Say why."
        yield Problem("person", "secluded-informal", sentence, Strength.ASK)


def _types(answers: Answers) -> set[str | None]:
    return {row.get("type") for row in answers.get("interventions", ())}


def _on_the_ward(answers: Answers, known: Known) -> Iterator[Problem]:
    """Only asked: the ward keeps one stay of a person, and this may have been in an earlier one."""
    person, day = known.of("person"), day_of(answers["started_at"])
    if day < person.get("admitted", day) or day > person.get("discharged", day):
        sentence = "By the dates we have, this person was not on the ward that day. Say why."
        yield Problem("person", "not-on-ward", sentence, Strength.ASK)


def _after_its_leave(incident: Answers, known: Known) -> Iterator[Problem]:
    began = known.of("leave").get("started_at")
    if began is not None and incident["started_at"] < began:
        sentence = "The absence begins before the leave it is linked to. Check both."
        yield Problem("leave", "before-its-leave", sentence)


def _told_already(incident: Answers, known: Known) -> Iterator[Problem]:
    for other in known.others:
        if other.form == "incident" and same_event(incident, other.answers):
            sentence = (
                f"Is this the same event as the one at {_when(other)}? Say why not, or add to that one."
            )
            yield Problem("started_at", "same-event", sentence, Strength.ASK, other.key)


def _secluded_twice(incident: Answers, known: Known) -> Iterator[Problem]:
    """Only asked: an end that nobody entered must not keep the next incident from being logged."""
    for path, row in _rows(incident, "interventions"):
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


def _one_episode_at_a_time(episode: Answers, known: Known) -> Iterator[Problem]:
    mine = episode["started_at"], episode.get("ended_at", _END)
    for other in known.others:
        if other.form != "episode" or not _same_person(episode, other.answers):
            continue
        if _meet(mine, (other.answers["started_at"], other.answers.get("ended_at", _END))):
            sentence = f"This person's episode of {_when(other)} runs at the same time. End that one first."
            yield Problem("started_at", "episodes-overlap", sentence, record=other.key)


def _reviews_inside(episode: Answers, _known: Known) -> Iterator[Problem]:
    for path, review in _rows(episode, "reviews"):
        if review.get("held_at", episode["started_at"]) < episode["started_at"]:
            yield Problem(path + "held_at", "review-early", "This review is before the start of the episode.")


def _debrief_after(debrief: Answers, known: Known) -> Iterator[Problem]:
    began = known.of("incident").get("started_at")
    for name in ("offered_at", "held_at"):
        if began is not None and debrief.get(name, began) < began:
            yield Problem(name, "debrief-early", "This is before the incident began. Check both times.")


def _beds(census: Answers, _known: Known) -> Iterator[Problem]:
    occupied, available = census["occupied"], census.get("available")
    if available is not None and occupied > available * 1.2:
        sentence = "More than 20 % over the beds available. Is that right? Say why."
        yield Problem("occupied", "beds-over", sentence, Strength.ASK)
    if census.get("on_leave", 0) > occupied:
        sentence = "More people on leave than beds occupied. People on leave count as occupying. Say why."
        yield Problem("on_leave", "leave-over", sentence, Strength.ASK)


def _studied(cycle: Answers, _known: Known) -> Iterator[Problem]:
    """A decision stands on what happened, and on whether it was done as planned."""
    if "decision" not in cycle:
        return
    for name, title in (("fidelity", "Done as planned"), ("happened", "What happened")):
        if name not in cycle:
            yield Problem(name, "cycle-not-studied", f"{title}: not answered yet.", Strength.LATER)


RULES: Mapping[str, tuple[tuple[Rule, *tuple[str, ...]], ...]] = {
    "incident": (
        (_inside_the_incident, "started_at"),
        (_types_and_kinds, "kinds"),
        (_long_restraint,),
        (_injection_watched,),
        (_signs,),
        (_negligible,),
        (_death,),
        (_in_law,),
        (_secluded_informal,),
        (_on_the_ward, "started_at"),
        (_after_its_leave, "started_at"),
        (_told_already, "kinds", "started_at"),
        (_secluded_twice, "started_at"),
    ),
    "episode": (
        (_secluded_informal,),
        (_on_the_ward, "started_at"),
        (_one_episode_at_a_time, "started_at"),
        (_reviews_inside, "started_at"),
    ),
    "leave": ((_on_the_ward, "started_at"),),
    "debrief": ((_debrief_after,),),
    "census": ((_beds, "occupied"),),
    "cycle": ((_studied,),),
}
"""The rules of each form, each with the answers it cannot do without."""
