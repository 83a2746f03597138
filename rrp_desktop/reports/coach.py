"""One page for a coach's visit: the last six weeks, open tests, huddles held, how complete the record is.

It names nobody and holds nothing about any one incident.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from rrp_desktop.charts import colours
from rrp_desktop.charts.figure import Figure
from rrp_desktop.clock import DAY, day_of, spoken_day, week_of
from rrp_desktop.forms.lists import Lists
from rrp_desktop.improvement import score
from rrp_desktop.improvement.cycles import Stage, documented
from rrp_desktop.improvement.cycles import said as cycle_said
from rrp_desktop.measures import MEASURES, Counts
from rrp_desktop.reports.improving import IdeaNow, every, read_aims, read_facts, read_ideas
from rrp_desktop.reports.sheet import EDGE, wrapped
from rrp_desktop.reports.slide import Board
from rrp_desktop.reports.story import idea_line

if TYPE_CHECKING:
    from rrp_desktop.store import Store

WEEKS = 6
SHOWN = (
    "restrictive",
    "restraint",
    "seclusion",
    "rapid_tranquillisation",
    "violence",
    "self_harm",
    "huddles_held",
    "shifts_confirmed",
    "debriefs_offered",
)
_WEEK = 7 * DAY
_MONTHS = 6
_IDEAS = 8


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything on the page, in words but for the chart."""

    ward: str
    on: date
    aim: str
    standing: str
    figure: Figure | None
    weeks: tuple[tuple[str, ...], ...]
    """A row for each measure under a head of weeks."""
    to_study: tuple[str, ...]
    running: tuple[str, ...]
    ideas: tuple[str, ...]
    documented: str
    scores: tuple[tuple[str, ...], ...]
    floor: str
    following: str
    team: str


def read_visit(store: "Store", lists: Lists, now: datetime) -> Visit:
    """The page as it stands at *now*."""
    today = day_of(now)
    aims, ideas = read_aims(store, lists, now), read_ideas(store, today)
    facts = read_facts(store, aims, ideas)
    share = documented(cycle.answers for idea in ideas for cycle in idea.cycles)
    return Visit(
        ward=store.ward().name,
        on=today,
        aim=aims[0].title if aims else "No aim yet",
        standing=aims[0].standing.words if aims else "",
        figure=aims[0].figure if aims else None,
        weeks=tuple(_weeks(store, today)),
        to_study=tuple(_cycles(ideas, today, Stage.TO_STUDY)),
        running=tuple(_cycles(ideas, today, Stage.RUNNING, Stage.PLANNED)),
        ideas=tuple(idea_line(idea, lists) for idea in ideas[:_IDEAS]),
        documented="no test closed yet" if share is None else f"{round(100 * share)}%",
        scores=tuple(_scores(store)),
        floor=score.floor(facts),
        following=score.missing(facts),
        team=_team(store, lists),
    )


def visit_page(told: Visit) -> Board:
    """A4 upright."""
    board = Board("For a coach's visit", sideways=False)
    wide = board.width - 2 * EDGE
    board.words(f"{told.ward}: for a coach's visit", EDGE, 62, 26, bold=True)
    board.words(spoken_day(told.on), board.width - EDGE, 62, 16, colour=colours.QUIET, anchor="end")
    board.words(told.aim, EDGE, 96, 18, bold=True)
    y = board.lines(told.standing, EDGE, 120, 14, wide, colour=colours.QUIET)
    if told.figure is not None:
        board.picture(told.figure, EDGE, y, wide, 290, size=12)
        y += 310
    y += 18
    board.words(f"The last {WEEKS} weeks", EDGE, y, 17, bold=True)
    widths = (wide - 80.0 * WEEKS, *(80.0,) * WEEKS)
    y = board.table(EDGE, y + 26, widths, told.weeks, 13) + 14
    half = (wide - 30) / 2
    left, right = EDGE, EDGE + half + 30
    under = _list(board, left, y, half, f"Tests to study: {len(told.to_study) or 'none'}", told.to_study)
    under = _list(board, left, under, half, f"Tests open: {len(told.running) or 'none'}", told.running)
    _list(board, left, under, half, f"Tests written down: {told.documented}", ())
    under = _list(board, right, y, half, f"Change ideas: {len(told.ideas) or 'none'}", told.ideas)
    under = _list(board, right, under, half, "Team", (told.team,))
    board.words(f"Progress score, suggested now: {told.floor}", right, under, 15, bold=True)
    under += 20
    if told.following:
        under = board.lines(f"Next step: {told.following}.", right, under, 13, half, colour=colours.QUIET)
    if len(told.scores) > 1:
        board.table(right, under + 8, (half - 210, 70, 70, 70), told.scores, 13)
    return board


def _weeks(store: "Store", today: date) -> Iterator[tuple[str, ...]]:
    """Six whole weeks; a week that is not wholly known has a question mark, never a nought."""
    first = week_of(today) - WEEKS * _WEEK
    starts = [first + at * _WEEK for at in range(WEEKS)]
    yield ("From", *(f"{day.day} {day:%b}" for day in starts))
    for measure in (MEASURES[name] for name in SHOWN):
        counts = store.counts(measure, first, week_of(today) - DAY, "week")
        told = {each.start: each for each in counts}
        cells = []
        for start in starts:
            count = told.get(start)
            if count is None or count.count is None:
                partly = count is not None and measure.counts is Counts.HUDDLES and count.expected
                cells.append(f"{count.seen} of {count.expected}" if count and partly else "?")
            elif measure.per_cent:
                cells.append(f"{round(100 * count.count / count.expected)}%" if count.expected else "–")
            else:
                cells.append(f"{count.count * measure.scale:.0f}")
        yield (measure.title, *cells)


def _cycles(ideas: tuple[IdeaNow, ...], today: date, *stages: Stage) -> Iterator[str]:
    for idea in ideas:
        for cycle in idea.cycles:
            if cycle.stage in stages:
                number = cycle.answers.get("number", "–")
                yield f"{idea.answers['title']}, cycle {number}: {cycle_said(cycle.answers, today)}"


def _scores(store: "Store") -> Iterator[tuple[str, ...]]:
    yield "Score", "Ward", "Coach", "Record"
    for record in store.find("progress", limit=_MONTHS):
        answers = record.answers
        scores = (answers.get(name, "–") for name in ("ward_score", "coach_score", "suggested"))
        yield f"{answers['day']:%b %Y}", *scores


def _team(store: "Store", lists: Lists) -> str:
    here = {each.answers["role"] for each in every(store, "team_member") if "until" not in each.answers}
    open_ = [option.title.lower() for option in lists["team_role"] if option.code not in here]
    met = next((each.answers["day"] for each in store.find("team_meeting", limit=1)), None)
    roles = f"{len(here)} of {len(lists['team_role'].options)} roles filled"
    missing = f"; open: {', '.join(open_)}" if open_ else ""
    last = f"last met {spoken_day(met)}" if met else "has not met yet"
    return f"{roles}{missing}; {last}"


def _list(board: Board, x: float, y: float, width: float, title: str, rows: tuple[str, ...]) -> float:
    board.words(title, x, y, 15, bold=True)
    y += 20
    foot = board.height - EDGE
    for words in rows:
        if y + len(wrapped(words, 13, width)) * 17.6 > foot:
            board.words("…", x, y, 13)
            break
        y = board.lines(words, x, y, 13, width) + 3
    return y + 12
