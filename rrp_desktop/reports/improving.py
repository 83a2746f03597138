"""The improvement work as it stands: aims on their way, ideas with their tests, the score's floor."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import TYPE_CHECKING

from rrp_desktop.charts.figure import Figure, Role, State, Tone
from rrp_desktop.clock import DAY, day_of, spoken_day
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers
from rrp_desktop.improvement import score
from rrp_desktop.improvement.aims import Standing, standing
from rrp_desktop.improvement.cycles import Stage, stage
from rrp_desktop.measures import MEASURES, Measure
from rrp_desktop.reports.figures import figure_for

if TYPE_CHECKING:
    from rrp_desktop.store import Record, Store

OPEN = frozenset({"planned", "testing"})
"""Ideas that nobody has decided about."""
_PAGE = 256
_BEFORE = 28


@dataclass(frozen=True, slots=True)
class AimNow:
    """An aim, where the ward stands on its way, and the chart that says so."""

    key: str
    answers: Answers
    title: str
    standing: Standing
    figure: Figure


@dataclass(frozen=True, slots=True)
class CycleNow:
    """A test of change and where it stands."""

    key: str
    answers: Answers
    stage: Stage


@dataclass(frozen=True, slots=True)
class IdeaNow:
    """A change idea with its tests, the first one first."""

    key: str
    answers: Answers
    cycles: tuple[CycleNow, ...]

    @property
    def open_cycles(self) -> tuple[CycleNow, ...]:
        """Those nobody has decided about."""
        return tuple(cycle for cycle in self.cycles if cycle.stage is not Stage.CLOSED)


def every(store: "Store", form: str) -> "Iterator[Record]":
    """Every record of *form* that counts, newest first."""
    page = store.find(form, limit=_PAGE)
    while page:
        yield from page
        page = store.find(form, limit=_PAGE, before=page[-1].page) if len(page) == _PAGE else ()


def read_aims(store: "Store", lists: Lists, now: datetime) -> tuple[AimNow, ...]:
    """The newest aim of each measure, the newest first."""
    newest: dict[str, Record] = {}
    for record in store.find("aim"):
        newest.setdefault(record.answers["measure"], record)
    return tuple(_aim(store, lists, record, now) for record in newest.values())


def read_ideas(store: "Store", today: date) -> tuple[IdeaNow, ...]:
    """Every idea; those that are open stand first, then the newest."""
    cycles: dict[str, list[CycleNow]] = {}
    for record in every(store, "cycle"):
        cycle = CycleNow(record.key, record.answers, stage(record.answers, today))
        cycles.setdefault(record.answers["idea"], []).append(cycle)
    found = [
        IdeaNow(record.key, record.answers, tuple(sorted(cycles.get(record.key, ()), key=_number)))
        for record in every(store, "idea")
    ]
    return tuple(sorted(found, key=lambda idea: idea.answers["status"] not in OPEN))


def read_facts(store: "Store", aims: Sequence[AimNow], ideas: Sequence[IdeaNow]) -> score.Facts:
    """What the record says about how far the work has come; the first of *aims* is the one that counts."""
    cycles = [cycle for idea in ideas for cycle in idea.cycles]
    aim = aims[0] if aims else None
    team = {each.answers["role"] for each in every(store, "team_member") if "until" not in each.answers}
    return score.Facts(
        roles=len(team) if "lead" in team else 0,
        aim=aim is not None,
        baseline=aim is not None and aim.standing.level is not None,
        ideas=len(ideas),
        meetings=len(store.find("team_meeting", limit=2)),
        begun=sum(cycle.stage is not Stage.PLANNED for cycle in cycles),
        closed=sum(cycle.stage is Stage.CLOSED for cycle in cycles),
        share=aim.standing.share if aim else None,
        shift=aim is not None and aim.figure.verdict.tone is Tone.IMPROVEMENT,
        held_weeks=_held_weeks(aim) if aim else 0,
    )


def measured(store: "Store", cycle: Answers, today: date) -> str:
    """What the measure of *cycle* did while it ran, beside what was predicted and what was before."""
    measure, started = MEASURES[cycle["measure"]], cycle["started"]
    until = min(cycle.get("ends", today), today)
    predicted = f"Predicted: {_amount(measure, cycle['predicted'])}."
    if started > until:
        return predicted
    during, known = _level(store, measure, started, until)
    before, _ = _level(store, measure, started - _BEFORE * DAY, started - DAY)
    days = (until - started).days + 1
    said = f"Measured {spoken_day(started)} to {spoken_day(until)}: "
    said += f"{_amount(measure, during)}" if during is not None else "not known"
    said += f" ({known} of {days} days known)."
    earlier = f" The 4 weeks before: {_amount(measure, before)}." if before is not None else ""
    return f"{predicted} {said}{earlier}"


def aim_title(answers: Answers, lists: Lists) -> str:
    """Restraint: 25% fewer by 31 Mar 2027."""
    fewer = answers["better"] == "lower"
    if answers["by_how"] == "percent":
        much = f"{answers['percent']}% {'fewer' if fewer else 'more'}"
    else:
        much = f"{'down' if fewer else 'up'} to {answers['amount']}"
    return f"{lists['measure'].title_of(answers['measure'])}: {much} by {spoken_day(answers['by_day'])}"


def _aim(store: "Store", lists: Lists, record: "Record", now: datetime) -> AimNow:
    answers = record.answers
    figure = figure_for(store, answers["measure"], now=now)
    weeks = [value for _, value in _weeks_after(answers, figure)]
    told = standing(answers, _baseline(answers, figure), weeks, figure.unit, day_of(now))
    return AimNow(record.key, answers, aim_title(answers, lists), told, figure)


def _baseline(answers: Answers, figure: Figure) -> float | None:
    """The middle line of the frozen window; None where there is no window, or nothing known in it."""
    if "baseline_until" not in answers:
        return None
    row = bisect_right([point.start for point in figure.points], answers["baseline_until"]) - 1
    centres = (line for line in figure.lines if line.role is Role.CENTRE)
    return next((line.values[row - line.first] for line in centres if line.first <= row <= line.last), None)


def _weeks_after(answers: Answers, figure: Figure) -> list[tuple[date, float]]:
    since = answers.get("baseline_until", date.min)
    return [
        (point.start, point.value)
        for point in figure.points
        if point.state is State.KNOWN and point.value is not None and point.start > since
    ]


def _held_weeks(aim: AimNow) -> int:
    """How many of the newest known weeks in a row are where the aim wants them."""
    level, fewer, held = aim.standing.level, aim.answers["better"] == "lower", 0
    if level is None:
        return 0
    for _, value in reversed(_weeks_after(aim.answers, aim.figure)):
        if value > level if fewer else value < level:
            break
        held += 1
    return held


def _level(store: "Store", measure: Measure, since: date, until: date) -> tuple[float | None, int]:
    """What a week of the days *since* to *until* comes to, from those that are known, and how many are."""
    days = [each for each in store.counts(measure, since, until, "day") if each.count is not None]
    counts = [each.count * measure.scale for each in days if each.count is not None]
    if not counts:
        return None, 0
    if measure.per_cent:
        of = sum(each.expected or 0 for each in days)
        return (100 * sum(counts) / of if of else None), len(days)
    if not measure.adds_up:
        return median(counts), len(days)
    return 7 * sum(counts) / len(counts), len(days)


def _amount(measure: Measure, value: float) -> str:
    number = f"{value:.1f}".removesuffix(".0")
    if measure.per_cent:
        return f"{number}%"
    return f"{number} {measure.many}{' a week' if measure.adds_up else ''}"


def _number(cycle: CycleNow) -> tuple[int, date]:
    return cycle.answers.get("number", 0), cycle.answers["started"]
