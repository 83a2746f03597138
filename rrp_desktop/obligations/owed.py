"""Everything that is owed at a moment, with when it is due and whether that has passed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from rrp_desktop.clock import DAY, ShiftOn, day_of, midnight, spoken_day, spoken_time
from rrp_desktop.forms.beside import Other
from rrp_desktop.forms.incident import RESTRICTIVE
from rrp_desktop.forms.rules import RESTRAINT, held_for_manager
from rrp_desktop.forms.spec import Answers
from rrp_desktop.obligations.policy import Policy, PolicyOn
from rrp_desktop.obligations.reviews import reviews_due


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing the ward owes.

    `what` is answer, held, debrief, review, hazard, restriction, cycle, shift or census. `form` and `key`
    are the record to open for it; for a shift or a night the key is its day.
    """

    what: str
    title: str
    form: str
    key: str
    due: datetime
    overdue: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What the ward has on record. `released` are the deaths its manager has reviewed, by key."""

    records: Sequence[Other] = ()
    unconfirmed: Sequence[ShiftOn] = ()
    uncounted: Sequence[date] = ()
    released: frozenset[str] = frozenset()
    people: Mapping[str, str] = field(default_factory=dict)
    """Ward codes by key."""

    def of(self, form: str) -> tuple[Other, ...]:
        """The records of one form."""
        return tuple(each for each in self.records if each.form == form)


def owed(facts: Facts, policy_on: PolicyOn, now: datetime) -> tuple[Owed, ...]:
    """Everything owed at *now*, what is due first standing first."""
    found = [
        *_answers(facts, policy_on, now),
        *_held(facts, now),
        *_debriefs(facts, policy_on, now),
        *_reviews(facts, policy_on, now),
        *_registers(facts, policy_on, now),
        *_cycles(facts, now),
        *_shifts(facts, policy_on, now),
        *_nights(facts, policy_on, now),
    ]
    return tuple(sorted(found, key=lambda each: each.due))


def _answers(facts: Facts, policy_on: PolicyOn, now: datetime) -> Iterator[Owed]:
    """Answers that an incident should have by a certain time."""
    for incident in facts.of("incident"):
        answers, began = incident.answers, incident.answers["started_at"]
        policy, force = policy_on(day_of(began)), set(answers["kinds"]) & set(RESTRICTIVE)
        missing = {
            "Monitoring after the injection": (_injected(answers), policy.injection),
            "How long it lasted": (began if _lengths_missing(answers) else None, policy.lengths),
            "Trust incident number": (
                began if force and "incident_number" not in answers else None,
                policy.number,
            ),
        }
        for title, (since, span) in missing.items():
            if since is not None and span:
                yield _owed("answer", title, incident, since + span, now)


def _injected(incident: Answers) -> datetime | None:
    """When the first injection of an incident was given whose monitoring nobody has spoken of."""
    if "rt_monitoring" in incident:
        return None
    began: datetime = incident["started_at"]
    given = [row.get("started_at", began) for row in incident.get("interventions", ()) if row["type"] == "14"]
    return min(given, default=None)


def _lengths_missing(incident: Answers) -> bool:
    return any(
        row["type"] in RESTRAINT and "minutes" not in row and not {"started_at", "ended_at"} <= set(row)
        for row in incident.get("interventions", ())
    )


def _held(facts: Facts, now: datetime) -> Iterator[Owed]:
    for incident in facts.of("incident"):
        if held_for_manager(incident.answers) and incident.key not in facts.released:
            yield _owed(
                "held", "A death: the manager reviews it", incident, incident.answers["started_at"], now
            )


def _debriefs(facts: Facts, policy_on: PolicyOn, now: datetime) -> Iterator[Owed]:
    told: dict[tuple[str, str], list[Answers]] = {}
    for debrief in facts.of("debrief"):
        about = debrief.answers["incident"], debrief.answers["party"]
        told.setdefault(about, []).append(debrief.answers)
    for incident in facts.of("incident"):
        if not set(incident.answers["kinds"]) & set(RESTRICTIVE):
            continue
        policy = policy_on(day_of(incident.answers["started_at"]))
        for party in policy.parties:
            due = _debrief_due(incident.answers["started_at"], told.get((incident.key, party), []), policy)
            if due is not None:
                title, when = due
                yield _owed("debrief", f"{title}: {party}", incident, when, now)


def _debrief_due(began: datetime, told: list[Answers], policy: Policy) -> tuple[str, datetime] | None:
    """What is owed after an incident with the debriefs *told* of it, in the order they were entered."""
    by: datetime = began + policy.debrief
    last: Answers = told[-1] if told else {"state": "not_yet"}
    if "held_at" in last:
        return None
    if last["state"] == "not_yet":
        return "Offer a debrief", by
    if last["state"] in ("offered", "accepted"):
        return "Hold the debrief", by
    if "reoffer" in last:
        return "Offer the debrief again", midnight(last["reoffer"] + DAY)
    if len(told) > 1 or not policy.reoffer:
        return None
    return "Offer the debrief again", last.get("offered_at", by) + policy.reoffer


def _reviews(facts: Facts, policy_on: PolicyOn, now: datetime) -> Iterator[Owed]:
    episodes = facts.of("episode")
    for episode in episodes:
        answers, began = episode.answers, episode.answers["started_at"]
        if "ended_at" in answers:
            continue
        others = [
            other.answers for other in episodes if other is not episode and _same_person(other, episode)
        ]
        who = facts.people.get(answers.get("person", ""), "")
        since = f"{answers['kind']} since {spoken_time(began)}, {spoken_day(day_of(began))}"
        about = f"{who}, {since}" if who else since
        for title, due in reviews_due(answers, others, policy_on(day_of(began))).items():
            yield _owed("review", f"{title}: {about}", episode, due, now)


def _same_person(one: Other, other: Other) -> bool:
    return "person" in one.answers and one.answers["person"] == other.answers.get("person")


def _registers(facts: Facts, policy_on: PolicyOn, now: datetime) -> Iterator[Owed]:
    for hazard in facts.of("hazard"):
        if "due" in hazard.answers and "closed" not in hazard.answers:
            title = f"Ligature hazard: {hazard.answers['item']}"
            yield _owed("hazard", title, hazard, midnight(hazard.answers["due"] + DAY), now)
    reviews = sorted(facts.of("hazard_review"), key=lambda each: each.answers["day"])
    for review in reviews[-1:]:
        held = review.answers["day"]
        by = review.answers.get("next_due", held + policy_on(held).ligature)
        yield _owed("hazard", "Ligature review of the whole ward", review, midnight(by + DAY), now)
    for restriction in facts.of("restriction"):
        if "review_due" in restriction.answers and "ended" not in restriction.answers:
            title = f"Restriction to review: {restriction.answers['rule']}"
            due = midnight(restriction.answers["review_due"] + DAY)
            yield _owed("restriction", title, restriction, due, now)


def _cycles(facts: Facts, now: datetime) -> Iterator[Owed]:
    """Tests of change that have run their time, and of which nobody has said what came of them."""
    for cycle in facts.of("cycle"):
        if "ends" in cycle.answers and "decision" not in cycle.answers:
            title = f"PDSA cycle to study: {cycle.answers['prediction']}"
            yield _owed("cycle", title, cycle, midnight(cycle.answers["ends"] + DAY), now)


def _shifts(facts: Facts, policy_on: PolicyOn, now: datetime) -> Iterator[Owed]:
    for turn in facts.unconfirmed:
        title = f"{turn.shift.title} shift, {spoken_day(turn.day)}: not confirmed"
        late = now > turn.ends + policy_on(turn.day).confirm
        key = f"{turn.day.isoformat()} {turn.shift.code}"
        yield Owed("shift", title, "confirmation", key, turn.ends, late)


def _nights(facts: Facts, policy_on: PolicyOn, now: datetime) -> Iterator[Owed]:
    for day in facts.uncounted:
        due = midnight(day + DAY)
        late = now > due + policy_on(day).census
        yield Owed("census", f"Beds occupied, {spoken_day(day)}", "census", day.isoformat(), due, late)


def _owed(what: str, title: str, about: Other, due: datetime, now: datetime) -> Owed:
    return Owed(what, title, about.form, about.key, due, now > due)
