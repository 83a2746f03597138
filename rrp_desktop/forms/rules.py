"""What answers must agree on, form by form: with each other here, with the ward's other records in `beside`.

Each rule is a pure function of the answers that are kept and of what else is known.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from rrp_desktop.forms.beside import (
    Known,
    after_its_leave,
    debrief_after,
    in_law,
    on_the_ward,
    one_episode_at_a_time,
    secluded_informal,
    secluded_twice,
    told_already,
)
from rrp_desktop.forms.incident import PHYSICAL, RESTRICTIVE
from rrp_desktop.forms.lists.force import INTERVENTION_TYPE
from rrp_desktop.forms.problem import Problem, Strength, rows_of
from rrp_desktop.forms.spec import Answers

RESTRAINT = frozenset({*PHYSICAL, "04"})
MINUTE = timedelta(minutes=1)
LONG = timedelta(minutes=10)
_NEVER_NEGLIGIBLE = frozenset({"04", "05", "06", "14", "15", "16", "17"})
_HURT = frozenset({"minor", "serious", "low", "moderate", "severe", "fatal"})
_KIND_OF = {option.code: option.family for option in INTERVENTION_TYPE}
_OF_ANY_KIND = frozenset({"03", "15", "16", "17"})

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


def _inside_the_incident(incident: Answers, _known: Known) -> Iterator[Problem]:
    start, end = incident["started_at"], incident.get("ended_at")
    for path, row in rows_of(incident, "interventions"):
        yield from _order("intervention", row, path)
        for name in ("started_at", "ended_at"):
            moment = row.get(name)
            if moment is not None and (moment < start or (end is not None and moment > end)):
                sentence = "This lies outside the incident. Check its times and those of the incident."
                yield Problem(path + name, "outside-incident", sentence)


def _types_and_kinds(incident: Answers, _known: Known) -> Iterator[Problem]:
    kinds, used = set(incident["kinds"]), set()
    for path, row in rows_of(incident, "interventions"):
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
    for path, row in rows_of(incident, "interventions"):
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


def _reviews_inside(episode: Answers, _known: Known) -> Iterator[Problem]:
    for path, review in rows_of(episode, "reviews"):
        if review.get("held_at", episode["started_at"]) < episode["started_at"]:
            yield Problem(path + "held_at", "review-early", "This review is before the start of the episode.")


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
        (in_law,),
        (secluded_informal,),
        (on_the_ward, "started_at"),
        (after_its_leave, "started_at"),
        (told_already, "kinds", "started_at"),
        (secluded_twice, "started_at"),
    ),
    "episode": (
        (secluded_informal,),
        (on_the_ward, "started_at"),
        (one_episode_at_a_time, "started_at"),
        (_reviews_inside, "started_at"),
    ),
    "leave": ((on_the_ward, "started_at"),),
    "debrief": ((debrief_after,),),
    "census": ((_beds, "occupied"),),
    "cycle": ((_studied,),),
}
"""The rules of each form, each with the answers it cannot do without."""
